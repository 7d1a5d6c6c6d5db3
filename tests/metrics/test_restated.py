"""Figures of the past that a later snapshot tells otherwise: each told, and no other.

The clean book as of June 2025 comes first; what comes after it has one thing changed.
"""

from datetime import date, datetime
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from data.publish import publish
from data.store import Store
from metrics import Filters, open_book
from metrics.__main__ import app
from metrics.errors import UnknownDimension
from metrics.restated import FIGURES, changed_settings, restated
from tests.books import clean_book, write_extract


def untouched(book):
    """Nothing is changed."""


def late_charge_off(book):
    """L4's 1,640, 27 days late in June, are written off in June after all."""
    (row,) = of_loan(book, "L4", date(2025, 6, 30))
    row |= {"balance": Decimal(0), "charged_off": Decimal(1640), "days_past_due": 0}
    row["status"] = "charged_off"


def corrected_date(book):
    """L5's 500 were paid out on 31 March, not on 15 April."""
    (loan,) = (row for row in book["loans"] if row["loan_id"] == "L5")
    loan["disbursed_on"] = date(2025, 3, 31)


def deleted_loan(book):
    """L1 is gone, with all that names it; its application stays."""
    for table in ("loans", "performance", "instalments", "collection_actions"):
        book[table] = [row for row in book[table] if row["loan_id"] != "L1"]


def one_more_month(book):
    """July's month-end of the loans that are active, as June's."""
    newest = [r for r in book["performance"] if r["as_of"] == date(2025, 6, 30)]
    book["performance"] += [
        row | {"as_of": date(2025, 7, 31), "principal_paid": Decimal(0)}
        for row in newest
        if row["status"] == "active"
    ]


def of_loan(book, loan, as_of):
    rows = book["performance"]
    return [r for r in rows if (r["loan_id"], r["as_of"]) == (loan, as_of)]


@pytest.fixture
def twice(clean_store, tmp_path):
    """Publishes a first book and a second one; returns both, open."""

    def published(name, alter, toml):
        if (alter, toml) == (untouched, ""):
            return Store(clean_store).current()
        book = clean_book()
        alter(book)
        return publish(write_extract(book, tmp_path / name, toml), clean_store)

    def publish_(change=untouched, first=untouched, settings=("", "")):
        each = zip(("first", "second"), (first, change), settings, strict=True)
        return [open_book(published(*what), threads=1) for what in each]

    return publish_


def told(found):
    """By figure and month: before, after."""
    rows = found.restated.itertuples(index=False)
    return {
        (row.figure, row.month): tuple(
            None if value != value else round(value, 4)
            for value in (row.before, row.after)
        )
        for row in rows
    }


def test_the_same_figures_are_no_restatement(twice):
    before, after = twice(lambda book: book["customers"][0].update(occupation="cook"))
    found = restated(before, after)
    assert found.restated.empty and found.unknown == {}
    assert set(found.months["figure"]) == set(FIGURES) - {"ever30_mob6", "ever30_mob12"}
    assert set(found.months["kind"]) == {"same"}


def test_a_late_charge_off_moves_the_book_the_losses_and_the_cohort(twice):
    # June: 6,090 in the book less L4's 1,640 = 4,450. Net losses -100, now 1,540, over
    # the mean book: (6,440 + 6,090) / 2 = 6,265, now (6,440 + 4,450) / 2 = 5,445.
    # L4 is all of March's cohort, three months on book in June: 0 of 1, now 1 of 1.
    found = restated(*twice(late_charge_off))
    assert told(found) == {
        ("balance", "2025-06"): (6090, 4450),
        ("charged_off", "2025-06"): (0, 1640),
        ("net_charge_off_rate", "2025-06"): (
            round(12 * -100 / 6265, 4),
            round(12 * 1540 / 5445, 4),
        ),
        ("ever30_mob3", "2025-03"): (0, 1),
    }
    balance = found.restated.set_index("figure").loc["balance"]
    assert balance["difference"] == -1640
    assert balance["change"] == pytest.approx(-1640 / 6090)
    rate = found.restated.set_index("figure").loc["ever30_mob3"]
    assert rate["difference"] == 1 and rate["change"] != rate["change"]


def test_a_corrected_date_moves_a_loan_from_one_month_to_another(twice):
    # March had L4, 2,400; with L5's 500 it has 2,900. April is left without a loan.
    found = restated(*twice(corrected_date))
    assert told(found) == {
        ("loans_lent", "2025-03"): (1, 2),
        ("loans_lent", "2025-04"): (1, 0),
        ("principal_lent", "2025-03"): (2400, 2900),
        ("principal_lent", "2025-04"): (500, 0),
        ("fpd30", "2025-04"): (0, None),
    }
    kinds = found.restated.set_index(["figure", "month"])["kind"]
    assert kinds["fpd30", "2025-04"] == "gone"
    assert kinds["loans_lent", "2025-03"] == "changed"


def test_a_deleted_loan_is_missed_in_every_month_it_had(twice):
    # L1: 1,200 lent in January; 1,200, 805 and 405 left until it was paid off in April.
    found = told(restated(*twice(deleted_loan)))
    assert found["loans_lent", "2025-01"] == (2, 1)
    assert found["principal_lent", "2025-01"] == (2200, 1000)
    book = {m: found["balance", f"2025-0{m}"] for m in (1, 2, 3)}
    assert book == {1: (2200, 1000), 2: (7705, 6900), 3: (9205, 8800)}
    assert ("balance", "2025-04") not in found and ("balance", "2025-05") not in found
    assert not any(figure == "started" for figure, _ in found)


def test_a_filter_tells_only_what_it_chooses(twice):
    before, after = twice(deleted_loan)
    car = Filters(where=(("product", ("car_loan",)),))
    assert restated(before, after, car).restated.empty
    february = Filters("2025-02", "2025-02")
    assert {month for _, month in told(restated(before, after, february))} == {
        "2025-02"
    }


def test_months_that_came_later_are_not_yet_and_no_restatement(twice):
    found = restated(*twice(one_more_month))
    assert found.restated.empty
    july = found.months[found.months["month"] == "2025-07"]
    assert set(july["figure"]) >= {"balance", "par30", "charged_off"}
    assert set(july["kind"]) == {"not_yet"} and july["before"].isna().all()
    # April's cohort, L5, has its third month on book in July.
    young = found.months[found.months["kind"] == "not_yet"]
    assert ("ever30_mob3", "2025-04") in set(
        zip(young["figure"], young["month"], strict=True)
    )


def without_june(book):
    """Month-ends until May; the newest application is of 28 June."""
    book["performance"] = [
        row for row in book["performance"] if row["as_of"] < date(2025, 6, 1)
    ]


def one_more_application(book):
    book["applications"].append(
        book["applications"][7]
        | {"application_id": "A9", "started_at": datetime(2025, 6, 29, 8)}
    )
    book["applications"][-1]["submitted_at"] = datetime(2025, 6, 29, 9)


def test_a_month_that_was_still_running_is_named_open(twice):
    found = restated(*twice(one_more_application, first=without_june))
    assert found.restated.empty
    opened = found.months[found.months["kind"] == "open"]
    assert list(zip(opened["figure"], opened["month"], strict=True)) == [
        ("started", "2025-06")
    ]
    assert list(opened["before"]) == [1] and list(opened["after"]) == [2]


def test_an_application_more_in_a_month_that_was_over_is_a_restatement(twice):
    found = restated(*twice(one_more_application))
    assert told(found) == {("started", "2025-06"): (1, 2)}


def thirty_days_late(book):
    (row,) = of_loan(book, "L2", date(2025, 4, 30))
    row["days_past_due"] = 30


def test_another_past_due_rule_restates_what_no_row_has_changed(twice):
    # L2 is 30 days late with 900 of the 8,420 in April: not over 30, but at least 30.
    before, after = twice(
        thirty_days_late, first=thirty_days_late, settings=("", AT_LEAST)
    )
    assert changed_settings(before, after) == [("past_due_rule", "over", "at_least")]
    found = told(restated(before, after))
    assert found["par30_balance", "2025-04"] == (0, 900)
    assert found["par30", "2025-04"] == (0, round(900 / 8420, 4))


AT_LEAST = 'past_due_rule = "at_least"\n[names.product]\ncash_loan = { en = "Cash" }\n'


def test_what_one_of_the_two_cannot_tell_is_named(tmp_path):
    books = []
    for name, drop in (("a", ("applications",)), ("b", ())):
        extract = write_extract(clean_book(), tmp_path / name, drop=drop)
        books.append(open_book(publish(extract, tmp_path / "store"), threads=1))
    found = restated(*books)
    assert found.unknown["started"] == ("applications",)
    assert "started" not in set(found.months["figure"])
    assert found.restated.empty and "balance" in set(found.months["figure"])


def test_a_value_that_only_the_later_has_had_no_rows_before(twice):
    def renamed(book):
        for row in (*book["loans"], *book["applications"]):
            if row["product"] == "car_loan":
                row["product"] = "auto_loan"

    before, after = twice(renamed)
    auto = Filters(where=(("product", ("auto_loan",)),))
    found = told(restated(before, after, auto))
    assert found["loans_lent", "2025-02"] == (0, 1)
    assert found["balance", "2025-06"] == (0, 4000)
    assert found["par30", "2025-06"] == (None, 0)


def test_a_dimension_that_nobody_has_is_refused(twice):
    before, after = twice()
    with pytest.raises(UnknownDimension, match="no dimension 'planet'"):
        restated(before, after, Filters(where=(("planet", ("mars",)),)))


def test_from_a_shell(twice, tmp_path):
    before, after = twice(late_charge_off)
    store = ["--store", str(tmp_path / "store")]

    def run(*arguments):
        return CliRunner().invoke(app, ["restated", *arguments, *store])

    said = run("--from", before.snapshot_id, "--format", "csv")
    assert said.exit_code == 0
    assert "balance,amount,2025-06,6090.0,4450.0,-1640.0,-0.26" in said.output
    assert run().output == run("--to", after.snapshot_id).output
    alone = run("--to", before.snapshot_id)
    assert alone.exit_code == 2
    assert f"published before {before.snapshot_id}" in alone.output
    assert run("--format", "xls").exit_code == 2
    filtered = run("--product", "car_loan", "--format", "csv")
    assert filtered.output.startswith("figure,unit,month")
    assert "balance" not in filtered.output


def test_filters_that_choose_no_row_in_either_leave_nothing_to_compare(twice):
    before, after = twice(late_charge_off)
    pair = (("product", ("car_loan",)), ("channel", ("app_store",)))
    assert restated(before, after, Filters(where=pair)).months.empty
