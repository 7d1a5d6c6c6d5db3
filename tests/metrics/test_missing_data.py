"""What a metric does without a table or a column: it says so, or leaves blanks."""

import pytest

from metrics import CATALOGUE
from metrics.errors import MissingData, UnknownDimension, UnknownValue
from tests.books import clean_book
from tests.metrics.asking import ask, only

EVERYTHING = set(CATALOGUE) - {"change"}
"""The metrics that always need the same; others depend on what is asked of them."""
OF_APPLICATIONS = {"funnel", "conversion", "declines"}


def answered(book):
    """The metrics that can be asked; the others must say what they need."""
    found = set()
    for name in EVERYTHING:
        metric = CATALOGUE[name]
        if metric.missing_from(book):
            with pytest.raises(MissingData) as error:
                ask(book, name)
            for need in metric.missing_from(book):
                assert need in str(error.value)
            assert error.value.missing == metric.missing_from(book)
        else:
            ask(book, name)
            found.add(name)
    return found


@pytest.fixture(scope="module")
def only_applications(shelved):
    return shelved({"applications": clean_book()["applications"]})


@pytest.fixture(scope="module")
def only_loans(shelved):
    """Loans with month-ends that tell nothing of charge-offs or recoveries."""
    book = clean_book()
    return shelved(
        {"loans": book["loans"], "performance": book["performance"]},
        drop=("performance.charged_off", "performance.recovered", "loans.first_due_on"),
    )


@pytest.fixture(scope="module")
def without_earnings(shelved):
    """Applications, spend and loans, but no month-ends and no reasons of declines."""
    book = clean_book()
    tables = ("customers", "applications", "loans", "campaign_spend")
    return shelved(
        {name: book[name] for name in tables},
        drop=(
            "applications.decline_reason",
            "applications.decision_mode",
            "applications.requested_amount",
            "applications.verified_at",
            "campaign_spend.leads",
        ),
    )


def test_applications_alone_answer_what_is_about_applications(only_applications):
    assert answered(only_applications) == OF_APPLICATIONS


def test_loans_alone_answer_what_is_about_loans(only_loans):
    needs_more = {"channel_roi", "first_payment_default", "targets"}
    assert answered(only_loans) == EVERYTHING - OF_APPLICATIONS - needs_more


def test_spend_without_month_ends_still_has_its_costs(without_earnings):
    assert answered(without_earnings) == {"funnel", "conversion", "channel_roi"}
    row = only(ask(without_earnings, "channel_roi"), channel="app_store")
    assert row["spend"] == 300 + 250
    assert (row["loans"], row["disbursed"]) == (2, 1200 + 1000)  # A1, A2 of A1, A2, A8
    assert row["cost_per_loan"] == 550 / 2
    assert row["cost_per_lead"] is None  # the extract has no leads
    money = ("leads", "revenue", "funding_cost", "servicing_cost", "credit_loss")
    unknown = (*money, "provision", "contribution", "roi", "roas", "payback_mob")
    assert [row[name] for name in unknown] == [None] * 10


def test_stages_and_amounts_that_the_extract_lacks_are_not_made_up(without_earnings):
    rows = ask(without_earnings, "funnel")
    stages = [row["stage"] for row in rows]
    assert stages == [
        "started",
        "submitted",
        "assessed",
        "approved",
        "signed",
        "disbursed",
    ]
    assert [row["amount"] for row in rows] == [None] * 6
    rates = ask(without_earnings, "conversion")
    assert {row["auto_rate"] for row in rates} == {None}


def test_without_charge_offs_the_loss_is_unknown_not_zero(only_loans):
    for row in ask(only_loans, "portfolio"):
        unknown = ("charged_off", "recovered", "net_charge_off_rate")
        assert [row[name] for name in unknown] == [None] * 3
    with pytest.raises(MissingData, match="performance.charged_off"):
        ask(only_loans, "vintage", measure="net_loss")


def test_a_charge_off_counts_without_its_amount(only_loans):
    """L2's status in May says charged off, MOB 4; it was 41 days late at MOB 3."""
    rows = ask(only_loans, "vintage", dpd=90, last="2025-01")
    assert [row["bad"] for row in rows] == [0, 0, 0, 0, 1, 1]


def test_segments_need_customers(only_loans, only_applications):
    for book, name in ((only_loans, "vintage"), (only_applications, "funnel")):
        with pytest.raises(MissingData, match="customers") as error:
            ask(book, name, by="segment")
        assert error.value.missing == ("customers",)


def test_a_dimension_that_the_extract_lacks_is_named(without_earnings):
    with pytest.raises(MissingData, match="applications.decision_mode"):
        ask(without_earnings, "funnel", by="decision_mode")


def test_a_dimension_of_loans_is_no_dimension_of_applications(without_earnings):
    with pytest.raises(UnknownDimension, match="counts applications") as error:
        ask(without_earnings, "funnel", by="collateral")
    assert "channel" in error.value.valid
    with pytest.raises(UnknownDimension, match="no dimension 'weather'"):
        ask(without_earnings, "funnel", where={"weather": "fine"})


def test_a_value_that_no_row_has_is_named_with_those_that_are(without_earnings):
    with pytest.raises(UnknownValue, match="app_store") as error:
        ask(without_earnings, "funnel", where={"channel": "tv"})
    assert set(error.value.valid) == {"app_store", "branch", "partner_api", "referral"}


def test_what_was_paid_out_is_unknown_without_loans_and_granted_amounts(opened):
    book = clean_book()
    for row in book["applications"]:
        del row["approved_amount"]
    rows = ask(opened({"applications": book["applications"]}), "conversion")
    assert sum(row["disbursed"] for row in rows) == 5
    assert {row["disbursed_amount"] for row in rows} == {None}
    assert {row["average_amount"] for row in rows} == {None}


def test_amounts_that_nobody_tells_are_blank_and_not_nothing(opened):
    told = [dict(row) for row in clean_book()["applications"]]
    for row in told:
        row.pop("approved_amount", None)
    rows = ask(opened({"applications": told}), "conversion")
    assert sum(row["disbursed"] for row in rows) == 5
    assert {(r["disbursed_amount"], r["average_amount"]) for r in rows} == {
        (None, None)
    }
