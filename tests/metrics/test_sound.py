"""Wrong numbers that other dashboards have shown, each named by what prevents it."""

from datetime import date

import pytest

from tests.books import table_of
from tests.metrics.asking import ask, column, only
from tests.metrics.drawn import a_month, applications, histories, loans
from tests.oracle.rows import FEB, JAN, MAR
from tests.oracle.worked import one_book, one_funnel

JUN = date(2026, 6, 30)


@pytest.fixture(scope="module")
def four_loans(shelved):
    return shelved(one_book())


@pytest.fixture(scope="module")
def two_months(shelved):
    return shelved(one_funnel())


@pytest.fixture(scope="module")
def repeated(shelved):
    """Everything that a join could count twice: A1 became two loans with two
    month-ends each, its campaign spent on three days, C1 has two applications and
    every loan several instalments."""
    return shelved(
        {
            "customers": table_of("""
                customer_id  segment
                C1           salaried
            """),
            "applications": applications("""
                application_id  campaign_id  started_at        submitted_at      decision  decided_at        disbursed_at      approved_amount
                A1              spring       2026-01-05T09:00  2026-01-05T09:10  approved  2026-01-06T09:00  2026-01-07T09:00  1500
                A2              spring       2026-01-06T09:00  2026-01-06T09:10  -         -                 -                 -
            """),  # noqa: E501
            "campaign_spend": table_of("""
                spend_date  channel  campaign_id  spend  leads
                2026-01-01  web      spring       10     1
                2026-01-02  web      spring       20     2
                2026-01-02  web      spring       30     3
            """),
            "loans": loans("""
                loan_id  application_id  disbursed_on  principal
                L1       A1              2026-01-07    1000
                L2       A1              2026-01-08    500
            """),
            "performance": [
                a_month("L1", JAN, balance=1000, interest_paid=5),
                a_month("L1", FEB, balance=900, interest_paid=10),
                a_month("L2", JAN, balance=500, interest_paid=1),
                a_month("L2", FEB, balance=400, days_past_due=35, interest_paid=2),
            ],
            "instalments": table_of("""
                loan_id  number  due_on      due_amount  paid_on  paid_amount
                L1       1       2026-02-01  100         -        0
                L1       2       2026-03-01  100         -        0
                L2       1       2026-02-01  100         -        0
                L2       2       2026-03-01  100         -        0
            """),
            "collection_actions": table_of("""
                action_id  loan_id  action_on   method
                X1         L2       2026-02-10  call
                X2         L2       2026-02-20  call
            """),
            "touchpoints": table_of("""
                customer_id  touched_at        channel  kind
                C1           2026-01-01T09:00  web      click
                C1           2026-01-02T09:00  web      click
            """),
        },
        "funding_rate = 0.0",
    )


# Other reports sum the overdue instalments and call it PAR.
def test_par_takes_the_whole_balance_of_a_late_loan(opened):
    """Ten loans of 1,000, one with 100 of it overdue for 40 days: 10 %, not 1 %."""
    names = [f"L{n}" for n in range(10)]
    drawing = "loan_id disbursed_on\n" + "\n".join(f"{n} 2026-01-05" for n in names)
    book = opened(
        {
            "loans": loans(drawing),
            "performance": [
                a_month(name, JAN, days_past_due=40 if name == "L0" else 0)
                for name in names
            ],
            "instalments": table_of("""
                loan_id  number  due_on      due_amount  paid_on  paid_amount
                L0       1       2026-01-06  100         -        0
            """),
        }
    )
    (row,) = ask(book, "portfolio")
    assert row["par30"] == 1000 / 10_000


# Other vintages divide by the loans that are still reported at that age.
def test_the_denominator_of_a_vintage_does_not_shrink_with_loans_that_left(opened):
    """A pays off, B is charged off, and their rows end: 1 of 3 at every age."""
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on
                A        2026-01-05
                B        2026-01-05
                C        2026-01-05
            """),
            "performance": histories("""
                loan  2026-01  2026-02  2026-03  2026-04
                A     1000     paid     -        -
                B     1000     off:900  -        -
                C     1000     900      800      700
            """),
        }
    )
    for measure in ("ever", "point"):
        rows = ask(book, "vintage", measure=measure)
        assert column(rows, "loans") == [3, 3, 3, 3]
        assert column(rows, "rate") == [0 / 3, 1 / 3, 1 / 3, 1 / 3]


# Other first-payment rates divide by all loans and so fall in every month of growth.
def test_loans_that_are_not_due_yet_are_in_neither_number_of_first_payments(opened):
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on  first_due_on
                A        2026-02-01    2026-02-20
                B        2026-02-20    2026-03-20
                C        2026-02-21    2026-03-21
            """),
            "performance": [
                a_month("A", FEB, days_past_due=8),
                a_month("A", MAR, days_past_due=39),
                a_month("B", MAR, days_past_due=11),
                a_month("C", MAR, days_past_due=39),  # of an older debt
            ],
        }
    )
    (row,) = ask(book, "first_payment_default", days=30)
    assert (row["due"], row["defaulted"], row["rate"]) == (1, 1, 1 / 1)


# Other conversions divide the month's disbursements by the month's applications.
def test_a_cohort_rate_never_counts_another_months_applications(two_months):
    by_cohort = only(ask(two_months, "conversion"), month="2026-02")
    by_period = only(ask(two_months, "conversion", basis="period"), month="2026-02")
    assert by_cohort["conversion_rate"] == 10 / 50  # of the 50 that started
    assert by_period["conversion_rate"] == 40 / 50  # 30 of the 40 are January's


# Other "ever" curves go down again, since they look at each month-end alone.
def test_ever_remembers_a_loan_that_has_cured(four_loans):
    """B was over 30 in March only: bad at MOB 2 and at every later one."""
    march = ask(four_loans, "vintage")[2:]
    assert all(row["bad"] >= 2 for row in march)  # D and B
    assert [row["bad"] for row in ask(four_loans, "vintage", measure="point")][3] == 1


# Other returns multiply revenue by one less the default rate.
def test_a_loss_of_principal_is_taken_off_in_full(opened):
    """100 of interest, 900 of principal lost: -800, not 100 x (1 - 1 / 2) = 50."""
    book = opened(
        {
            "applications": applications("""
                application_id  campaign_id  started_at        decision  decided_at        disbursed_at
                A1              spring       2026-01-05T09:00  approved  2026-01-05T10:00  2026-01-06T09:00
                A2              spring       2026-01-05T09:00  approved  2026-01-05T10:00  2026-01-06T09:00
            """),  # noqa: E501
            "campaign_spend": table_of("""
                spend_date  channel  campaign_id  spend
                2026-01-01  web      spring       200
            """),
            "loans": loans("""
                loan_id  application_id  disbursed_on
                L1       A1              2026-01-06
                L2       A2              2026-01-06
            """),
            "performance": [
                a_month("L1", JAN, balance=0, status="paid_off", interest_paid=100),
                a_month("L2", JAN, balance=0, status="charged_off", charged_off=900),
            ],
        }
    )
    (row,) = ask(book, "channel_roi")
    assert row["contribution"] == 100 - 900 - 200
    assert row["roi"] == -1000 / 200


# Other triangles are filled with zeros where the future will be.
def test_a_month_that_has_not_come_has_no_cell(four_loans):
    rows = ask(four_loans, "vintage")
    assert max(column(rows, "mob")) == 5  # June is the last month-end
    assert not [r for r in ask(four_loans, "vintage", by="channel") if r["mob"] > 5]


# Others average the retention of cohorts of last week as 0 %.
def test_young_applications_are_pending_and_not_lost(two_months):
    february = only(ask(two_months, "conversion", window_days=30), month="2026-02")
    assert (february["started"], february["conversion_rate"]) == (0, None)
    rows = ask(two_months, "funnel", window_days=30)
    assert (rows[0]["applications"], rows[-1]["applications"]) == (100, 50)


# Others fill what is not known with zero before they average.
def test_an_amount_that_is_not_known_is_no_zero_in_the_average(opened):
    book = opened(
        {
            "applications": applications("""
                application_id  started_at        submitted_at      decision  decided_at        disbursed_at      approved_amount
                A1              2026-01-05T09:00  2026-01-05T11:00  approved  2026-01-05T12:00  2026-01-06T09:00  -
                A2              2026-01-05T09:00  -                 -         -                 -                 -
            """),  # noqa: E501
        }
    )
    rows = ask(book, "funnel")
    assert only(rows, stage="submitted")["median_hours"] == 2  # A1 alone, not (2+0)/2
    assert column(rows, "amount") == [None] * len(rows)


# Others add ratios up, or average them.
def test_a_total_of_a_ratio_is_the_ratio_of_the_totals(opened):
    """Web approves 1 of 1, broker 1 of 9: 2 of 10, not (100 % + 11 %) / 2."""
    lines = ["web approved", "broker approved", *["broker declined"] * 8]
    drawing = "application_id started_at decided_at channel decision\n" + "\n".join(
        f"A{n} 2026-01-05T09:00 2026-01-06T09:00 {line}" for n, line in enumerate(lines)
    )
    book = opened({"applications": applications(drawing)})
    (whole,) = ask(book, "conversion")
    assert whole["approval_rate"] == 2 / 10
    parts = ask(book, "conversion", by="channel")
    assert column(parts, "by", "approval_rate") == [("broker", 1 / 9), ("web", 1 / 1)]


# Others join loans to payments, and count a loan once per payment.
def test_a_loan_counts_once_however_many_rows_hang_on_it(repeated):
    for by in (None, "segment"):
        (row,) = [r for r in ask(repeated, "vintage", by=by, dpd=1) if r["mob"] == 1]
        assert (row["loans"], row["principal"], row["bad"]) == (2, 1500, 1)
        february = only(ask(repeated, "portfolio", by=by), as_of=FEB)
        assert (february["loans"], february["balance"]) == (2, 1300)
        (first,) = ask(repeated, "first_payment_default", days=7, by=by)
        assert (first["due"], first["defaulted"]) == (2, 2)


def test_an_application_counts_once_however_many_loans_it_became(repeated):
    for by in (None, "segment"):
        (row,) = ask(repeated, "conversion", by=by)
        assert (row["started"], row["approved"], row["disbursed"]) == (2, 1, 1)
        assert row["disbursed_amount"] == 1000 + 500
        assert column(ask(repeated, "funnel", by=by), "applications")[0] == 2


def test_spend_counts_once_however_many_applications_and_days_it_had(repeated):
    for source in ("rollup", "facts"):
        for by in (None, "channel", "segment"):
            (row,) = ask(repeated, "channel_roi", by=by, source=source)
            assert (row["spend"], row["leads"]) == (10 + 20 + 30, 1 + 2 + 3)
            assert (row["applications"], row["loans"], row["disbursed"]) == (2, 2, 1500)
            assert row["revenue"] == 5 + 10 + 1 + 2
            assert row["provision"] == 900 * 0.01 + 400 * 0.02
