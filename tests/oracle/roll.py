"""The recount of roll_rates and flow_rates: what a month does to each bucket."""

from collections.abc import Iterator

from .delinquency import (
    BUCKETS,
    active,
    balance_of,
    bucket,
    previous_month_end,
    rows_by_split,
)
from .maths import ratio, wilson
from .scope import (
    Book,
    Filters,
    Row,
    Settings,
    in_period,
    month_ends,
    null_last,
    with_by,
)


def _pairs(book: Book, filters: Filters, by: str | None) -> Iterator[tuple]:
    """Each value of `by` and t in the period with a t-1: value, t, rows at t-1, at t.

    Both month-ends must be in the extract; the loans in scope may have no row at
    either, so both dicts (loan_id -> row) can be empty.
    """
    known = month_ends(book)
    split = rows_by_split(book, filters, by)
    for value in sorted(split, key=null_last):
        for as_of in sorted(known):
            before = previous_month_end(as_of)
            if before in known and in_period(as_of, filters):
                dated = split[value]
                yield value, as_of, dated.get(before, {}), dated.get(as_of, {})


def _place(row: Row, settings: Settings) -> str:
    if row["status"] == "active":
        return bucket(row["days_past_due"], settings)
    return row["status"]


def roll_rates(
    book: Book, settings: Settings, filters: Filters, *, by: str | None = None
) -> list[Row]:
    """One row per bucket at t-1 and place at t that was seen, all pairs pooled."""
    places = [*BUCKETS[settings.past_due_rule], "paid_off", "charged_off"]
    moved: dict[str | None, dict[tuple[str, str], list[Row]]] = {}
    for value, _, before, after in _pairs(book, filters, by):
        for row in active(before):
            if row["loan_id"] in after:
                move = (
                    _place(row, settings),
                    _place(after[row["loan_id"]], settings),
                )
                moved.setdefault(value, {}).setdefault(move, []).append(row)

    result = []
    for value, moves in moved.items():
        for origin in places:
            leaving = [
                r for (start, _), rows in moves.items() if start == origin for r in rows
            ]
            for target in places:
                rows = moves.get((origin, target))
                if not rows:
                    continue
                low, high = wilson(len(rows), len(leaving))
                row = {
                    "from_bucket": origin,
                    "to_bucket": target,
                    "loans": len(rows),
                    "balance": balance_of(rows),
                    "rate": ratio(len(rows), len(leaving)),
                    "low": low,
                    "high": high,
                    "rate_balance": ratio(balance_of(rows), balance_of(leaving)),
                }
                result.append(with_by(by, value, row))
    return result


def roll_rates_left_out(book: Book, settings: Settings, filters: Filters) -> int:
    """How many times a loan was active at t-1 and has no row at t."""
    return sum(
        row["loan_id"] not in after
        for _, _, before, after in _pairs(book, filters, None)
        for row in active(before)
    )


def flow_rates(
    book: Book, settings: Settings, filters: Filters, *, by: str | None = None
) -> list[Row]:
    """Seven rows per t: the balance in the next bucket at t over this one's at t-1.

    A rate over a balance of 0 is empty. A t without a t-1 in the extract has no
    rows, nor has one at which nothing in scope is active at either end.
    """
    labels = BUCKETS[settings.past_due_rule]
    result = []
    for value, as_of, before, after in _pairs(book, filters, by):
        if not active(before) and not active(after):
            continue
        for origin, target in zip(labels, labels[1:], strict=False):
            at_start = [r for r in active(before) if _place(r, settings) == origin]
            at_end = [r for r in active(after) if _place(r, settings) == target]
            row = {
                "as_of": as_of,
                "from_bucket": origin,
                "to_bucket": target,
                "rate": ratio(balance_of(at_end), balance_of(at_start)),
            }
            result.append(with_by(by, value, row))
    return result
