"""The recount of delinquency and portfolio; what "over N" and a bucket mean."""

from datetime import date
from decimal import Decimal

from .maths import ratio
from .months import month_end, month_of
from .scope import (
    Book,
    Filters,
    Row,
    Settings,
    by_loan,
    has_column,
    in_period,
    loans_in_scope,
    money,
    month_ends,
    needs,
    null_last,
    with_by,
)

BUCKETS = {
    "over": (
        "0",
        "1-30",
        "31-60",
        "61-90",
        "91-120",
        "121-150",
        "151-180",
        "181+",
    ),
    "at_least": (
        "0",
        "1-29",
        "30-59",
        "60-89",
        "90-119",
        "120-149",
        "150-179",
        "180+",
    ),
}
"""The bucket labels of each past-due rule, from M0 to M7."""

CLASSES = {
    "special_mention": (1, 90),
    "substandard": (91, 270),
    "doubtful": (271, 360),
    "loss": (361, None),
}
"""Days past due of the five-tier classes below "normal", under either rule."""


def first_day(label: str) -> int:
    """The first day past due of a bucket or range label: 31 of '31-60' and '31+'."""
    return int(label.rstrip("+").split("-")[0])


def bucket(days_past_due: int, settings: Settings) -> str:
    """The last bucket that begins at or before these days past due."""
    labels = BUCKETS[settings.past_due_rule]
    return [label for label in labels if first_day(label) <= days_past_due][-1]


def is_over(days_past_due: int, dpd: int, settings: Settings) -> bool:
    """More than `dpd` days under "over", `dpd` or more under "at_least"; 1 is 1+."""
    if dpd == 1:
        return days_past_due >= 1
    if settings.past_due_rule == "over":
        return days_past_due > dpd
    return days_past_due >= dpd


def previous_month_end(as_of: date) -> date:
    """The month-end one month before."""
    return month_end(month_of(as_of) - 1)


def rows_by_split(
    book: Book, filters: Filters, by: str | None
) -> dict[str | None, dict[date, dict[str, Row]]]:
    """Value of `by` -> as_of -> loan_id -> row, of all loans the filters keep.

    All month-ends: the period is left to the caller, who may need the one before.
    """
    needs(book, "loans", "performance")
    values = {
        loan["loan_id"]: by_loan(book, loan, by)
        for loan in loans_in_scope(book, filters)
    }
    found: dict[str | None, dict[date, dict[str, Row]]] = {}
    for row in book["performance"]:
        if row["loan_id"] in values:
            of_value = found.setdefault(values[row["loan_id"]], {})
            of_value.setdefault(row["as_of"], {})[row["loan_id"]] = row
    return found


def active(rows: dict[str, Row] | None) -> list[Row]:
    """The rows of loans that are active; none where there are no rows."""
    return [row for row in (rows or {}).values() if row["status"] == "active"]


def balance_of(rows: list[Row]) -> Decimal:
    """The sum of the balances."""
    return sum((money(row["balance"]) for row in rows), Decimal(0))


def delinquency(
    book: Book, settings: Settings, filters: Filters, *, by: str | None = None
) -> list[Row]:
    """One row per month-end and bucket, all eight where any loan is active."""
    split = rows_by_split(book, filters, by)
    result = []
    for value in sorted(split, key=null_last):
        for as_of in sorted(split[value]):
            alive = active(split[value][as_of])
            if not alive or not in_period(as_of, filters):
                continue
            for label in BUCKETS[settings.past_due_rule]:
                there = [
                    row
                    for row in alive
                    if bucket(row["days_past_due"], settings) == label
                ]
                row = {
                    "as_of": as_of,
                    "bucket": label,
                    "loans": len(there),
                    "balance": balance_of(there),
                    "share_of_loans": ratio(len(there), len(alive)),
                    "share_of_balance": ratio(balance_of(there), balance_of(alive)),
                }
                result.append(with_by(by, value, row))
    return result


def portfolio(
    book: Book, settings: Settings, filters: Filters, *, by: str | None = None
) -> list[Row]:
    """One row per month-end in the period at which a loan in scope has a row."""
    known = month_ends(book)
    split = rows_by_split(book, filters, by)
    result = []
    for value in sorted(split, key=null_last):
        for as_of in sorted(split[value]):
            if not in_period(as_of, filters):
                continue
            before = previous_month_end(as_of)
            opening = None
            if before in known:
                opening = balance_of(active(split[value].get(before)))
            rows = split[value][as_of]
            row = _portfolio_row(book, settings, as_of, rows, opening)
            result.append(with_by(by, value, row))
    return result


def _portfolio_row(
    book: Book,
    settings: Settings,
    as_of: date,
    rows: dict[str, Row],
    opening: Decimal | None,
) -> Row:
    alive = active(rows)
    closing = balance_of(alive)

    def over(dpd: int) -> Decimal:
        late = [r for r in alive if is_over(r["days_past_due"], dpd, settings)]
        return balance_of(late)

    def of_class(name: str) -> Decimal:
        first, last = CLASSES[name]
        return balance_of(
            [
                row
                for row in alive
                if row["days_past_due"] >= first
                and (last is None or row["days_past_due"] <= last)
            ]
        )

    charged_off = recovered = None
    if has_column(book, "performance", "charged_off"):
        charged_off = sum((money(r["charged_off"]) for r in rows.values()), Decimal(0))
    if has_column(book, "performance", "recovered"):
        recovered = sum((money(r["recovered"]) for r in rows.values()), Decimal(0))
    net_charge_off_rate = None
    if opening is not None and charged_off is not None:
        net = charged_off - money(recovered)
        net_charge_off_rate = ratio(12 * net, (opening + closing) / 2)

    return {
        "as_of": as_of,
        "loans": len(alive),
        "balance": closing,
        "par1": ratio(over(1), closing),
        "par30": ratio(over(30), closing),
        "par60": ratio(over(60), closing),
        "par90": ratio(over(90), closing),
        "charged_off": charged_off,
        "recovered": recovered,
        "net_charge_off_rate": net_charge_off_rate,
        "special_mention": ratio(of_class("special_mention"), closing),
        "substandard": ratio(of_class("substandard"), closing),
        "doubtful": ratio(of_class("doubtful"), closing),
        "loss": ratio(of_class("loss"), closing),
        "lagged_par30": None if opening is None else ratio(over(30), opening),
    }
