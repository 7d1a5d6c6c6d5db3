"""Rich books have the traits they promise, and can still be published."""

from collections import Counter
from decimal import Decimal

from .book_loans import BORDERS
from .rich import CODES, NEARLY, ONE_OF_EACH, SINGLE, TRAITS, rich_book

SEEDS = range(60)


def test_every_trait_is_there_and_its_book_has_it():
    seen = Counter()
    for seed in SEEDS:
        book, _, traits = rich_book(seed)
        seen.update(traits)
        principals = [loan["principal"] for loan in book["loans"]]
        late = {row["days_past_due"] for row in book["performance"]} - {0}
        if SINGLE in traits:
            assert len(principals) == 1
        if "large money" in traits:
            assert 10**9 < max(principals) < 10**13
            seen["odd cents"] += any(principal % 1 for principal in principals)
        elif "ties" in traits:
            assert {p % 100 for p in principals} == {0}
        if "border days" in traits:
            assert late <= set(NEARLY)
        if "NULL dimensions" in traits and "risk_grade" in book["applications"][0]:
            grades = [a["risk_grade"] for a in book["applications"]]
            assert grades.count(None) > len(grades) / 4
        if ONE_OF_EACH in traits:
            assert all(len(_codes(book, code)) <= 1 for code in CODES)
        if "late months" in traits:
            seen["later by a month"] += any(_months_later(book))
        assert {type(p) for p in principals} == {Decimal}
    kinds = {*TRAITS, SINGLE, ONE_OF_EACH, "odd cents", "later by a month"}
    assert set(seen) == kinds
    assert min(seen.values()) > 1


def test_the_same_seed_gives_the_same_book():
    assert rich_book(7) == rich_book(7)
    assert rich_book(7) != rich_book(8)


def test_days_of_rich_books_stand_on_both_sides_of_every_border():
    assert {30, 31, 60, 61, 90, 91, 29, 59, 89} <= set(NEARLY)
    assert set(BORDERS) <= set(NEARLY)


def _codes(book, code):
    """What a dimension is in any row of any table, but for NULL."""
    tables = ("applications", "loans", "customers", "campaign_spend")
    rows = (row for table in tables for row in book[table])
    return {row[code] for row in rows if row.get(code) is not None}


def _months_later(book):
    """Whether each loan was disbursed over a month after its application."""
    disbursed = {a["application_id"]: a["disbursed_at"] for a in book["applications"]}
    for loan in book["loans"]:
        at = disbursed.get(loan["application_id"])
        if at is not None:
            yield (loan["disbursed_on"] - at.date()).days > 31
