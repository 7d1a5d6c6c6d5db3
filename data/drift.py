"""How a delivery differs from the one before it, where a lender would want to know.

Nothing here is wrong by itself: a month may be corrected, a channel may end. So each is
a warning, unless dashboard.toml decides that it stops the publication. Both sides are
what manifests hold; no row is read again.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from data.check_words import count, visible
from data.contract import TABLES
from data.findings import KEYS_SHOWN, Finding, OffendingRow

FALL = Fraction(1, 100)
"""The share of a table's rows that may go without a word."""

RISE = Fraction(5, 100)
"""By how much the share of NULLs in a column may rise without a word."""


def drift(before: dict, now: dict) -> list[Finding]:
    """What is told of two manifests, table by table.

    Nothing where `before` covers later days: then it is no delivery before this one.
    """
    if (before["as_of"] or "") > (now["as_of"] or "") or "profile" not in before:
        return []
    found = []
    for name in TABLES:
        was, is_ = before["profile"].get(name), now["profile"].get(name)
        if was and is_:
            found += _rows(name, was, is_, before["id"])
            found += _nulls(name, was, is_, before["id"])
            found += _codes(name, was, is_, before["id"])
            found += _restated(name, was, is_, before)
    return found


def _rows(name: str, was: dict, is_: dict, before: str) -> Iterator[Finding]:
    if is_["rows"] < was["rows"] * (1 - FALL):
        yield _finding(
            "rows_fell",
            name,
            None,
            was["rows"] - is_["rows"],
            f"{name} has {count(is_['rows'])}, {before} had {was['rows']:,}; make sure "
            "that no file is missing.",
        )


def _nulls(name: str, was: dict, is_: dict, before: str) -> Iterator[Finding]:
    for column, filled in is_["values"].items():
        if column not in was["values"] or not was["rows"] or not is_["rows"]:
            continue
        earlier = 1 - Fraction(was["values"][column], was["rows"])
        now = 1 - Fraction(filled, is_["rows"])
        if now - earlier > RISE:
            yield _finding(
                "nulls_rose",
                name,
                column,
                is_["rows"] - filled,
                f"{name}.{column} is NULL in {float(now):.1%} of rows, in {before} it "
                f"was in {float(earlier):.1%}; make sure that its source was read.",
            )


def _codes(name: str, was: dict, is_: dict, before: str) -> Iterator[Finding]:
    for column, now in is_["codes"].items():
        earlier = was["codes"].get(column)
        if not earlier:
            continue
        new = [code for code in now if code not in earlier]
        old = [code for code in earlier if code not in now]
        if new:
            yield _finding(
                "code_new",
                name,
                column,
                sum(now[code] for code in new),
                f"{name}.{column} has codes that {before} had not; give them names in "
                "dashboard.toml, or correct them.",
                new,
            )
        if old and now:
            yield _finding(
                "code_gone",
                name,
                column,
                0,
                f"{name}.{column} no longer has codes that {before} had in "
                f"{count(sum(earlier[code] for code in old))}; make sure that they "
                "were not renamed and that no file is missing.",
                old,
            )


def _restated(name: str, was: dict, is_: dict, before: dict) -> Iterator[Finding]:
    """Months that were over then and add up to something else now."""
    last = (before["as_of"] or "")[:7]
    apart = {
        month: [
            f"{what} {Decimal(now) - Decimal(earlier[what]):+,}"
            for what, now in is_["months"].get(month, {}).items()
            if Decimal(now) != Decimal(earlier.get(what, 0))
        ]
        or ["no rows"]
        for month, earlier in was["months"].items()
        if month <= last and earlier != is_["months"].get(month)
    }
    if apart:
        first, *_ = sorted(apart)
        yield Finding(
            "warning",
            "months_restated",
            name,
            None,
            0,
            f"{len(apart)} month{'' if len(apart) == 1 else 's'} of {name} that "
            f"{before['id']} had add up to something else now, first {first} "
            f"({', '.join(apart[first])}). 'python -m data diff {before['id']}' lists "
            "the rows.",
            offending=tuple(
                OffendingRow(f"{month}: {', '.join(apart[month])}")
                for month in sorted(apart)[:KEYS_SHOWN]
            ),
        )


def _finding(
    rule: str,
    table: str,
    column: str | None,
    rows: int,
    message: str,
    keys: list[str] = (),
) -> Finding:
    return Finding(
        "warning",
        rule,
        table,
        column,
        rows,
        message,
        offending=tuple(
            OffendingRow(visible(key)) for key in sorted(keys)[:KEYS_SHOWN]
        ),
    )
