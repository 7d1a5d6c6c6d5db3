"""Books that balance, each law broken by one change, and an independent recount."""

from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest

from data.books import LAWS, read_books, rows_behind
from data.publish import publish
from tests.books import clean_book, write_extract
from tests.comparing import settings_toml
from tests.oracle import Settings, rich_book
from tests.oracle.balanced import balanced
from tests.oracle.books import random_book
from tests.oracle.months import month_of


def books_of(folder, book, **write):
    extract = write_extract(book, folder / "extract", **write)
    snapshot = publish(extract, folder / "store")
    return snapshot, read_books(snapshot.path / "rollups" / "books.parquet")


def test_the_clean_book_balances_in_every_month(tmp_path):
    # Balance of L1-L4, in May: 7,920 in April, nothing lent; what was repaid and the
    # 900 of L2 written off leave 6,140. Late in June: L2's 900 less 100 recovered.
    snapshot, lines = books_of(tmp_path, clean_book())
    assert snapshot.manifest["findings"] == []
    assert {line.law for line in lines} == set(LAWS)
    assert all(line.apart == 0 for line in lines)
    by_law = {(line.law, line.month): line.stated for line in lines}
    assert by_law["balance", date(2025, 5, 1)] == 6_140
    assert by_law["late", date(2025, 6, 1)] == 800
    assert ("balance", date(2025, 1, 1)) not in by_law


def untold_repayment(book):
    row(book, "L3", 6)["principal_paid"] -= Decimal("5.01")


def untold_charge_off(book):
    row(book, "L2", 5)["charged_off"] = Decimal(0)


def lost_month(book):
    book["performance"].remove(row(book, "L3", 4))


def loan_of_another_month(book):
    book["applications"][0]["disbursed_at"] = book["applications"][0][
        "disbursed_at"
    ].replace(month=2)


def history_that_ends(book):
    for month in (5, 6):
        book["performance"].remove(row(book, "L4", month))


def part_written_off(book):
    """10 of L3 are written off while it stays active: no cohort counts that."""
    row(book, "L3", 6)["charged_off"] = Decimal(10)
    row(book, "L3", 6)["balance"] -= 10


def reopened(book):
    """L1 was paid off in April and is active again in May: nobody stayed or began."""
    may = dict(row(book, "L1", 4), as_of=date(2025, 5, 31), status="active")
    book["performance"].append(may)


def blank_where_nothing(book):
    """Nothing charged off or recovered is blank, and 10 of L3 are written off."""
    part_written_off(book)
    row(book, "L3", 6)["charged_off"] += Decimal("0.0001")
    for told in book["performance"]:
        for column in ("charged_off", "recovered"):
            told[column] = told.get(column) or None


def several(book):
    """Two loans apart by as much, one by more, and two without their last month."""
    row(book, "L4", 6)["principal_paid"] += Decimal("5.01")
    row(book, "L3", 6)["principal_paid"] -= Decimal("5.01")
    row(book, "L2", 5)["charged_off"] = Decimal(0)
    for loan, paid in (("L4", 3), ("L3", 3)):
        row(book, loan, 5)["charged_off"] = Decimal(paid)
    book["performance"].remove(row(book, "L4", 4))
    book["performance"].remove(row(book, "L3", 4))
    for application in (0, 2):
        told = book["applications"][application]
        told["disbursed_at"] = told["disbursed_at"].replace(month=4)


def two_loans_of_one(book):
    """L3 is of L1's application, and its own has none: only the first loan counts."""
    loan = next(loan for loan in book["loans"] if loan["loan_id"] == "L3")
    loan["application_id"] = book["loans"][0]["application_id"]


def each_by_its_own(book):
    """April: L4 is 1,500 apart, L2 has no row for its 900, L3 owes the most."""
    row(book, "L4", 4)["principal_paid"] += 1500
    row(book, "L3", 4)["principal_paid"] += Decimal("5.01")
    book["performance"].remove(row(book, "L2", 4))


def only_drawn_again_in_april(book):
    """The revolving L5 alone has a row in April: L2's of May follows on its March."""
    for loan in ("L1", "L2", "L3", "L4"):
        book["performance"].remove(row(book, loan, 4))


def lost_little_by_little(book):
    """Of loans that never are charged off: 10 less 4 of L3, 7 less 7 of L4, 3 of L1."""
    row(book, "L3", 5).update(charged_off=Decimal(10), recovered=None)
    row(book, "L3", 6).update(charged_off=None, recovered=Decimal(4))
    row(book, "L4", 5)["charged_off"] = Decimal(7)
    row(book, "L4", 6).update(charged_off=None, recovered=Decimal(7))
    row(book, "L1", 4)["charged_off"] = Decimal(3)


def late_for_half_a_year(book):
    """L4 stays active, 181 days late and more."""
    for month, days in ((4, 190), (5, 220), (6, 250)):
        row(book, "L4", month)["days_past_due"] = days


def row(book, loan, month):
    wanted = (loan, month)
    (found,) = (
        r for r in book["performance"] if (r["loan_id"], r["as_of"].month) == wanted
    )
    return found


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (untold_repayment, {"balance"}),
        (untold_charge_off, {"balance"}),
        (lost_month, {"balance", "active"}),
        (loan_of_another_month, {"disbursed"}),
        (history_that_ends, {"balance"}),
        (part_written_off, {"late"}),
        (reopened, {"active", "balance"}),
    ],
)
def test_each_law_tells_what_breaks_it(tmp_path, change, broken):
    book = clean_book()
    change(book)
    snapshot, lines = books_of(tmp_path, book)
    assert {line.law for line in lines if line.apart} == broken
    rules = {finding["rule"] for finding in snapshot.manifest["findings"]}
    assert {rule for rule in rules if rule.startswith("books_")} == {
        f"books_{law}" for law in broken
    }


def late_history_that_ends(book):
    """L3 is 40 days late in May and is not heard of again."""
    book["performance"].remove(row(book, "L3", 6))
    row(book, "L3", 5)["days_past_due"] = 40


def must_add_up(snapshot, lines):
    with closing(snapshot.connect()) as con:
        found = [(line, rows_behind(con, line, most=1_000_000)) for line in lines]
    in_order = {
        "balance": lambda row: (-abs(row[1]), row[0]),
        "late": lambda row: (-abs(row[1]), row[0]),
    }
    for line, rows in found:
        assert sum((amount for _, amount in rows), Decimal(0)) == line.apart, line
        assert all(amount for _, amount in rows)
        assert len({key for key, _ in rows}) == len(rows)
        assert rows == sorted(rows, key=in_order.get(line.law, lambda row: row[0]))


@pytest.mark.parametrize(
    "change",
    [
        several,
        lost_little_by_little,
        each_by_its_own,
        two_loans_of_one,
        only_drawn_again_in_april,
        late_for_half_a_year,
        reopened,
        blank_where_nothing,
        late_history_that_ends,
        history_that_ends,
        part_written_off,
        loan_of_another_month,
        lost_month,
        untold_charge_off,
        untold_repayment,
    ],
)
def test_the_rows_behind_a_law_add_up_to_what_it_is_apart(tmp_path, change):
    book = clean_book()
    change(book)
    must_add_up(*books_of(tmp_path, book))


@pytest.mark.parametrize(
    ("change", "law", "rows"),
    [
        (untold_repayment, "balance", {"L3": Decimal("-5.01")}),
        (untold_charge_off, "balance", {"L2": Decimal(-900)}),
        (loan_of_another_month, "disbursed", {"A1": Decimal(1)}),
        (part_written_off, "late", {"L3": Decimal(10)}),
    ],
)
def test_the_rows_behind_a_broken_law_are_named(tmp_path, change, law, rows):
    book = clean_book()
    change(book)
    snapshot, lines = books_of(tmp_path, book)
    worst = max((line for line in lines if line.law == law), key=lambda x: abs(x.apart))
    with closing(snapshot.connect()) as con:
        assert dict(rows_behind(con, worst)) == rows
    (finding,) = (
        f for f in snapshot.manifest["findings"] if f["rule"] == f"books_{law}"
    )
    assert [found["key"] for found in finding["offending"]] == [
        f"{key}: {amount:+,.2f}" for key, amount in rows.items()
    ]


@pytest.mark.parametrize("seed", range(2))
def test_they_add_up_in_random_books_that_break_most_laws(tmp_path, seed):
    snapshot, lines = books_of(tmp_path, random_book(seed)[0])
    assert len({line.law for line in lines if line.apart}) >= 3
    must_add_up(snapshot, lines)


def nobody_late(book):
    """Nobody is late or lost; L3 is paid off with 25 left in its last month."""
    book["performance"] = [
        r for r in book["performance"] if r["loan_id"] in ("L1", "L3")
    ]
    row(book, "L3", 6).update(status="paid_off", balance=Decimal(25), days_past_due=40)


def changed(change):
    book = clean_book()
    change(book)
    return book


RECOUNTED = {
    **{f"random {seed}": rich_book(seed)[:2] for seed in (3, 8, 16)},
    **{f"broken {seed}": random_book(seed) for seed in range(4)},
    **{
        change.__name__: (changed(change), Settings())
        for change in (
            *(several, reopened, blank_where_nothing, late_history_that_ends),
            *(two_loans_of_one, nobody_late),
        )
    },
}
"""Rows and settings."""


@pytest.mark.parametrize("name", RECOUNTED)
def test_every_line_is_that_of_a_recount(tmp_path, name):
    rows, settings = RECOUNTED[name]
    _, lines = books_of(tmp_path, rows, settings_toml=settings_toml(settings))
    found = {(x.law, month_of(x.month), x.computed, x.stated) for x in lines}
    assert found == set(balanced(rows, settings))
    assert len(found) == len(lines) and {x.law for x in lines} == set(LAWS)


def test_an_extract_without_applications_has_no_law_of_disbursals(tmp_path):
    _, lines = books_of(tmp_path, clean_book(), drop=("applications",))
    assert {line.law for line in lines} == set(LAWS) - {"disbursed"}


def test_an_extract_without_loans_has_no_books(tmp_path):
    _, lines = books_of(
        tmp_path,
        clean_book(),
        drop=("loans", "performance", "instalments", "collection_actions"),
    )
    assert lines == []
