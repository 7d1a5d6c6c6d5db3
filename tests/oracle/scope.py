"""What every recount needs first: the settings, the filters, the dimensions.

A *book* is an extract held in plain Python: table name -> list of rows, a row a
dict from column to value (date, datetime, Decimal, int, float, str; None is NULL).
An absent table has no key in the book, an absent column no key in its rows.

*Filters* are a dict: "from" and "to" are months ('2025-01', inclusive), "last_day" is
the last day that counts of the month "to", any other key is a dimension with the list
of values kept ('' keeps NULL); an empty list restricts nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .months import month_label, month_of

Row = dict
Book = dict[str, list[Row]]
Filters = dict

CUSTOMER_DIMENSIONS = ("segment", "region", "age_band", "income_band", "occupation")
APPLICATION_DIMENSIONS = (
    "product",
    "channel",
    "campaign_id",
    "partner",
    "decision_mode",
    "risk_grade",
)
LOAN_DIMENSIONS = (
    "product",
    "channel",
    "partner",
    "business_mode",
    "risk_grade",
    "repayment_method",
    "collateral",
)
LOAN_DIMENSIONS_OF_ITS_APPLICATION = ("campaign_id", "decision_mode")


@dataclass(frozen=True)
class Settings:
    """What the lender decides; the defaults are the contract's."""

    past_due_rule: str = "over"
    funding_rate: float = 0.04
    funding_rates: dict[str, float] = field(default_factory=dict)
    servicing_cost_per_loan_month: float = 0.0
    conversion_window_days: int = 30
    provision_rates: dict[str, float] = field(
        default_factory=lambda: {
            "0": 0.01,
            "1-90": 0.02,
            "91-270": 0.25,
            "271-360": 0.50,
            "361+": 1.00,
        }
    )


def has_column(book: Book, table: str, column: str) -> bool:
    """Whether the extract carries the column (it may be NULL everywhere)."""
    return any(column in row for row in book.get(table, []))


def needs(book: Book, *tables: str) -> None:
    """Raise LookupError naming the first table the book lacks."""
    for table in tables:
        if table not in book:
            raise LookupError(f"the book has no table {table}")


def money(value: Decimal | None) -> Decimal:
    """An amount, with 0 for NULL and for an absent column."""
    return Decimal(0) if value is None else Decimal(value)


def find(rows: list[Row], column: str, value: object) -> Row | None:
    """The first row whose column has the value; None without a match."""
    return next((row for row in rows if row[column] == value), None)


# --- dimensions ---------------------------------------------------------------


def application_dimensions(book: Book) -> list[str]:
    """The dimensions by which this book's applications can be filtered and split."""
    own = [d for d in APPLICATION_DIMENSIONS if has_column(book, "applications", d)]
    return own + [d for d in CUSTOMER_DIMENSIONS if has_column(book, "customers", d)]


def loan_dimensions(book: Book) -> list[str]:
    """The dimensions by which this book's loans can be filtered and split."""
    own = [d for d in LOAN_DIMENSIONS if has_column(book, "loans", d)]
    through_application = [
        d
        for d in LOAN_DIMENSIONS_OF_ITS_APPLICATION
        if has_column(book, "applications", d)
    ]
    through_customer = [
        d for d in CUSTOMER_DIMENSIONS if has_column(book, "customers", d)
    ]
    return own + through_application + through_customer


def application_value(book: Book, application: Row, dimension: str) -> str | None:
    """The application's own value, or that of its customer."""
    if dimension not in application_dimensions(book):
        raise LookupError(f"applications of this book have no dimension {dimension}")
    if dimension in APPLICATION_DIMENSIONS:
        return application[dimension]
    return find(book["customers"], "customer_id", application["customer_id"])[dimension]


def loan_value(book: Book, loan: Row, dimension: str) -> str | None:
    """The loan's own value, its application's, or its customer's.

    A loan without an application has NULL for what its application would tell.
    """
    if dimension not in loan_dimensions(book):
        raise LookupError(f"loans of this book have no dimension {dimension}")
    if dimension in LOAN_DIMENSIONS:
        return loan[dimension]
    if dimension in LOAN_DIMENSIONS_OF_ITS_APPLICATION:
        if loan.get("application_id") is None:
            return None
        application = find(
            book["applications"], "application_id", loan["application_id"]
        )
        return application[dimension]
    return find(book["customers"], "customer_id", loan["customer_id"])[dimension]


# --- filters ------------------------------------------------------------------


def in_period(day: date, filters: Filters) -> bool:
    """Whether the day's month lies between "from" and "to", both inclusive.

    Of the month "to" days after "last_day" do not count.
    """
    month = month_label(month_of(day))
    first = filters.get("from") or "0000-01"
    last = filters.get("to") or "9999-12"
    if month == last and day.day > filters.get("last_day", 31):
        return False
    return first <= month <= last


def filtered_dimensions(filters: Filters) -> list[str]:
    """The dimensions that the filters restrict."""
    months = ("from", "to", "last_day")
    return [d for d, kept in filters.items() if d not in months and kept]


def _kept(
    row: Row, filters: Filters, value: Callable[[Book, Row, str], str | None], book
) -> bool:
    for dimension in filtered_dimensions(filters):
        found = value(book, row, dimension)
        if ("" if found is None else found) not in filters[dimension]:
            return False
    return True


def applications_in_scope(book: Book, filters: Filters) -> list[Row]:
    """Applications that the dimension filters keep, whenever they were started."""
    needs(book, "applications")
    return [
        application
        for application in book["applications"]
        if _kept(application, filters, application_value, book)
    ]


def loans_in_scope(book: Book, filters: Filters) -> list[Row]:
    """Loans that the dimension filters keep, whenever they were disbursed."""
    needs(book, "loans")
    return [loan for loan in book["loans"] if _kept(loan, filters, loan_value, book)]


# --- splits -------------------------------------------------------------------


def by_application(book: Book, application: Row, by: str | None) -> str | None:
    """The application's value of the split; None where there is no split."""
    return None if by is None else application_value(book, application, by)


def by_loan(book: Book, loan: Row, by: str | None) -> str | None:
    """The loan's value of the split; None where there is no split."""
    return None if by is None else loan_value(book, loan, by)


def null_last(value: str | None) -> tuple[bool, str]:
    """Sorts codes ascending, with NULL after all of them."""
    return (value is None, value or "")


def with_by(by: str | None, value: str | None, row: Row) -> Row:
    """The row, after one column `by` where there is a split."""
    return row if by is None else {"by": value, **row}


# --- performance --------------------------------------------------------------


def month_ends(book: Book) -> set[date]:
    """Every as_of that is anywhere in performance, whatever the filters."""
    needs(book, "performance")
    return {row["as_of"] for row in book["performance"]}


def last_month_end(book: Book) -> date:
    """The extract's newest as_of."""
    return max(month_ends(book))


def history(book: Book, loan: Row) -> Iterator[tuple[int, Row]]:
    """The loan's month-ends, oldest first, each with its months on book."""
    rows = [r for r in book["performance"] if r["loan_id"] == loan["loan_id"]]
    for row in sorted(rows, key=lambda row: row["as_of"]):
        yield month_of(row["as_of"]) - month_of(loan["disbursed_on"]), row
