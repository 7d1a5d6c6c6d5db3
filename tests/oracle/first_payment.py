"""The recount of first_payment_default: who missed the very first instalment."""

from datetime import date, timedelta

from .maths import ratio, wilson
from .months import month_label, month_of
from .scope import (
    Book,
    Filters,
    Row,
    Settings,
    by_loan,
    has_column,
    history,
    in_period,
    last_month_end,
    loans_in_scope,
    needs,
    null_last,
    with_by,
)


def _first_instalment(book: Book, loan: Row) -> Row | None:
    for row in book.get("instalments", []):
        if row["loan_id"] == loan["loan_id"] and row["number"] == 1:
            return row
    return None


def _first_due_on(book: Book, loan: Row) -> date | None:
    instalment = _first_instalment(book, loan)
    return instalment["due_on"] if instalment else loan.get("first_due_on")


def _is_defaulted(book: Book, loan: Row, days: int) -> bool:
    instalment = _first_instalment(book, loan)
    if instalment:
        settled = instalment.get("paid_on") or last_month_end(book)
        return (settled - instalment["due_on"]).days >= days
    return any(
        row["days_past_due"] >= days
        and row["as_of"] - timedelta(days=row["days_past_due"]) <= loan["first_due_on"]
        for _, row in history(book, loan)
    )


def _disbursed_in_period(book: Book, filters: Filters) -> list[Row]:
    needs(book, "loans", "performance")
    if "instalments" not in book and not has_column(book, "loans", "first_due_on"):
        raise LookupError("the book has neither instalments nor loans.first_due_on")
    return [
        loan
        for loan in loans_in_scope(book, filters)
        if in_period(loan["disbursed_on"], filters)
    ]


def first_payment_default(
    book: Book,
    settings: Settings,
    filters: Filters,
    *,
    by: str | None = None,
    days: int = 30,
) -> list[Row]:
    """One row per month of disbursement (and value of `by`), oldest first.

    Late is `days` or more, whatever the past-due rule.
    """
    months: dict[tuple[str | None, int], list[Row]] = {}
    for loan in _disbursed_in_period(book, filters):
        key = (by_loan(book, loan, by), month_of(loan["disbursed_on"]))
        months.setdefault(key, []).append(loan)

    last = last_month_end(book)
    rows = []
    for value, month in sorted(months, key=lambda k: (null_last(k[0]), k[1])):
        due = []
        for loan in months[value, month]:
            due_on = _first_due_on(book, loan)
            if due_on is not None and due_on + timedelta(days=days) <= last:
                due.append(loan)
        defaulted = sum(_is_defaulted(book, loan, days) for loan in due)
        low, high = wilson(defaulted, len(due))
        row = {
            "month": month_label(month),
            "due": len(due),
            "defaulted": defaulted,
            "rate": ratio(defaulted, len(due)),
            "low": low,
            "high": high,
        }
        rows.append(with_by(by, value, row))
    return rows


def first_payment_default_left_out(
    book: Book, settings: Settings, filters: Filters
) -> int:
    """How many loans of the period have no first due date anywhere."""
    return sum(
        _first_due_on(book, loan) is None
        for loan in _disbursed_in_period(book, filters)
    )
