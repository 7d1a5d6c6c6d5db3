"""What a later snapshot says otherwise: every kind of restatement, and nothing else."""

import json
from datetime import date
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.diff import Difference, differences, rows_of
from data.publish import publish
from data.store import Store
from tests.books import clean_book, table_of, write_extract


@pytest.fixture
def compared(clean_store, tmp_path):
    """Publishes a changed book after the clean one; returns what differs."""

    def compare(change, **write):
        before = Store(clean_store).current()
        book = clean_book()
        change(book)
        after = publish(write_extract(book, tmp_path / "b", **write), clean_store)
        return differences(before, after)

    return compare


def test_the_same_rows_in_another_order_are_no_difference(compared):
    def turn(book):
        for rows in book.values():
            rows.reverse()

    assert compared(turn, parts={"performance": 2}) == []


def test_a_late_charge_off_is_told_with_its_amount_and_its_row(compared):
    # L2's charge-off of 900 in May becomes one of 850.50, with 20 more recovered.
    def restate(book):
        for row in book["performance"]:
            if row["loan_id"] == "L2" and row["as_of"] == date(2025, 5, 31):
                row["charged_off"] = Decimal("850.50")

    assert compared(restate) == [
        Difference(
            "performance",
            "changed",
            "charged_off",
            1,
            Decimal(900),
            Decimal("850.50"),
            ("L2/2025-05-31",),
        )
    ]


def test_a_corrected_date_is_a_change_and_a_new_month_is_not_the_past(compared):
    def correct(book):
        book["loans"][2]["first_due_on"] = date(2025, 3, 3)
        newest = [r for r in book["performance"] if r["as_of"] == date(2025, 6, 30)]
        active = [row for row in newest if row["status"] == "active"]
        book["performance"] += [row | {"as_of": date(2025, 7, 31)} for row in active]

    loans, added = compared(correct)
    assert (loans.table, loans.kind, loans.column) == (
        "loans",
        "changed",
        "first_due_on",
    )
    assert (added.table, added.kind) == ("performance", "added")
    assert added.rows == 3 and added.keys[0] == "L3/2025-07-31"


def test_rows_added_to_days_that_were_over_and_rows_gone(compared):
    def rewrite(book):
        late = book["service_tickets"][0]
        book["service_tickets"].append(late | {"ticket_id": "T9"})
        book["service_tickets"].pop(0)

    assert [(d.kind, d.rows, d.keys) for d in compared(rewrite)] == [
        ("added_to_the_past", 1, ("T9",)),
        ("removed", 1, ("T1",)),
    ]


def test_a_value_that_came_or_went_is_a_change(compared):
    def blank(book):
        book["customers"][1]["region"] = None
        book["customers"][5]["region"] = "west"

    (found,) = compared(blank)
    assert (found.column, found.rows, found.before) == ("region", 2, None)
    assert found.keys == ("C2", "C6")


def test_rows_without_a_key_are_compared_whole_and_as_often_as_they_occur(compared):
    def spend(book):
        book["campaign_spend"][0]["spend"] = Decimal("310.00")
        book["touchpoints"].append(dict(book["touchpoints"][0]))
        book["campaign_spend"] += table_of("""
            spend_date  channel    campaign_id  campaign_name  spend  impressions  clicks  leads
            2025-07-01  app_store  spring       Spring         10.00  -            -       -
        """)  # noqa: E501

    assert [(d.table, d.kind, d.rows) for d in compared(spend)] == [
        ("campaign_spend", "added", 1),
        ("campaign_spend", "added_to_the_past", 1),
        ("campaign_spend", "removed", 1),
        ("touchpoints", "added_to_the_past", 1),
    ]


def test_the_first_keys_are_shown_and_all_rows_are_counted(compared):
    def restate(book):
        for row in book["performance"]:
            row["interest_paid"] += Decimal("0.01")

    (found,) = compared(restate)
    assert found.rows == len(clean_book()["performance"])
    assert len(found.keys) == 5 and list(found.keys) == sorted(found.keys)
    assert found.after - found.before == found.rows * Decimal("0.01")


def test_from_a_shell_in_words_and_as_json(clean_store, tmp_path):
    store = clean_store
    before = Store(store).current()
    book = clean_book()
    book["loans"][0]["principal"] = Decimal(1300)
    after = publish(write_extract(book, tmp_path / "b"), store)

    def run(*arguments):
        return CliRunner().invoke(app, ["diff", *arguments, "--store", str(store)])

    said = run(before.id)
    assert said.exit_code == 0
    assert said.output.splitlines() == [
        f"{after.id}, compared with {before.id}:",
        "  loans",
        "    1 row principal changed, 1,200.00 to 1,300.00 (+100.00): L1",
    ]
    told = json.loads(run(before.id, after.id, "--format", "json").output)
    assert told[0]["after"] == "1300.0000" and told[0]["keys"] == ["L1"]
    same = run(after.id, after.id).output
    assert same == f"{after.id} has the rows and values of {after.id}.\n"
    unknown = run("20200101-00000000")
    assert unknown.exit_code == 1 and before.id in unknown.output


@pytest.mark.parametrize("only", ["loans", "applications"])
def test_one_table_alone_is_compared_too(tmp_path, only):
    book = {only: clean_book()[only]}
    before = publish(write_extract(book, tmp_path / "a"), tmp_path / "s")
    book[only] = book[only][1:]
    after = publish(write_extract(book, tmp_path / "b"), tmp_path / "s")
    (found,) = differences(before, after)
    assert (found.table, found.kind, found.rows) == (only, "removed", 1)


def test_a_table_without_rows_is_compared_too(tmp_path):
    book = clean_book()
    empty = write_extract(book | {"targets": []}, tmp_path / "a")
    before = publish(empty, tmp_path / "s")
    after = publish(write_extract(book, tmp_path / "b"), tmp_path / "s")
    found = differences(before, after)
    assert {d.table for d in found} == {"targets"}
    assert sum(d.rows for d in found) == len(book["targets"])


@pytest.fixture
def rows(clean_store, tmp_path):
    """Publishes a changed book after the clean one; the rows of every difference."""

    def rows_(change, **which):
        before = Store(clean_store).current()
        book = clean_book()
        change(book)
        after = publish(write_extract(book, tmp_path / "b"), clean_store)
        which = {"limit": 100} | which
        return {
            (found.table, found.kind, found.column): rows_of(
                before, after, found, **which
            ).to_dict("records")
            for found in differences(before, after)
        }

    return rows_


def test_the_rows_of_a_changed_column_have_both_values(rows):
    def restate(book):
        book["loans"][0]["principal"] = Decimal(1300)
        book["loans"][2]["partner"] = None

    found = rows(restate)
    assert found["loans", "changed", "principal"] == [
        {"loan_id": "L1", "before": Decimal(1200), "after": Decimal(1300)}
    ]
    assert found["loans", "changed", "partner"] == [
        {"loan_id": "L3", "before": "bank_x", "after": None}
    ]


def test_rows_that_came_late_or_later_and_rows_gone_are_whole(rows):
    def rewrite(book):
        june = [r for r in book["performance"] if r["as_of"] == date(2025, 6, 30)]
        (last,) = [r for r in june if r["loan_id"] == "L3"]
        book["performance"].append(last | {"as_of": date(2025, 7, 31)})
        book["performance"].remove(last)
        book["service_tickets"].append(book["service_tickets"][0] | {"ticket_id": "T9"})
        book["campaign_spend"][0]["spend"] = Decimal("310.00")

    found = rows(rewrite)
    (added,) = found["performance", "added", None]
    assert (added["loan_id"], added["as_of"]) == ("L3", date(2025, 7, 31))
    (gone,) = found["performance", "removed", None]
    assert gone["as_of"] == date(2025, 6, 30) and gone["balance"] == 4000
    (late,) = found["service_tickets", "added_to_the_past", None]
    assert late["ticket_id"] == "T9"
    spends = [
        found["campaign_spend", kind, None][0]["spend"]
        for kind in ("removed", "added_to_the_past")
    ]
    assert spends == [300, 310]


def test_rows_are_read_page_by_page(rows):
    def restate(book):
        for row in book["performance"]:
            row["interest_paid"] += Decimal("0.01")

    (page,) = rows(restate, limit=3, offset=20).values()
    every = sorted((r["loan_id"], r["as_of"]) for r in clean_book()["performance"])
    assert [(row["loan_id"], row["as_of"]) for row in page] == every[20:23]
