"""The rows behind a figure: which applications or loans it counted.

A cell of an answer, a bucket, a stage: each is a question to the same facts with the
same conditions as the metric's own, so that the rows are as many as the figure says.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from data.past_due import state_labels
from metrics.book import Book
from metrics.definition import Answer
from metrics.errors import BadOption
from metrics.filters import Filters, first_of

SQL = Path(__file__).parent / "sql" / "rows"

PAGE_ROWS = 50

APPLICATION_COUNTS = (
    "started",
    "submitted",
    "verified",
    "assessed",
    "reached_approved",
    "signed",
    "disbursed",
    "approved",
    "declined",
    "withdrawn",
    "open",
)
"""What of an application a figure counts; `reached_approved` is the funnel's stage."""


@dataclass(frozen=True)
class Rows:
    """A page of the rows behind a figure."""

    frame: pd.DataFrame
    """At most the page's rows, one per application, loan or loan-month."""
    total: int
    """How many there are in all; equal to the figure, where that is a count.

    0 on a page after the last.
    """
    amount: float | None
    """What they add up to, where the figure is an amount."""
    id_column: str
    """`application_id` or `loan_id`: whose story a row opens."""
    sql: str


@dataclass(frozen=True)
class Cell:
    """Which part of an answer was pointed at; None means all of it."""

    by: str | None = None
    """The value of the split, '' for rows without one."""
    stage: str | None = None
    counted: str | None = None
    """One of APPLICATION_COUNTS, for conversion."""
    month: str | None = None
    reason: str | None = None
    has_reason: bool = False
    """Whether `reason` restricts; a missing reason is a reason of its own."""
    cohort: str | None = None
    mob: int | None = None
    as_of: date | None = None
    bucket: str | None = None
    to_bucket: str | None = None
    with_good: bool = False
    """The whole denominator, not just what the numerator counts."""


def rows_behind(
    book: Book, answer: Answer, cell: Cell, *, page: int = 0, page_rows: int = PAGE_ROWS
) -> Rows:
    """The rows that a cell of an answer counted, a page at a time.

    Funnel, conversion and declines give applications; vintage and first-payment default
    loans; delinquency, portfolio and roll rates loan-months. Raises BadOption for
    metrics whose figures have no rows of their own.
    """
    if answer.metric not in _QUESTIONS:
        raise BadOption(f"{answer.metric} has no rows of its own to show.")
    name, params, has_amount, id_column = _QUESTIONS[answer.metric](book, answer, cell)
    common = {
        **_period(answer.filters, cell.month),
        "split": answer.by,
        "split_value": cell.by or None,
        "newest_at": book.newest_application,
        "as_of": book.as_of,
        "with_good": cell.with_good,
        "state_labels": list(state_labels(book.settings.past_due_rule)),
        "page_rows": page_rows,
        "first_row": page * page_rows,
    }
    sql = (SQL / f"{name}.sql").read_text("utf-8")
    frame = book.fetch(sql, common | params)
    totals = frame[["total_rows", "total_amount"]].head(1).to_dict("records")
    return Rows(
        frame=frame.drop(columns=["total_rows", "total_amount"]),
        total=int(totals[0]["total_rows"]) if totals else 0,
        amount=float(totals[0]["total_amount"] if totals else 0)
        if has_amount
        else None,
        id_column=id_column,
        sql=sql,
    )


def loan_story(book: Book, loan_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One loan: what is known of it (at most one row), and its months, oldest first."""
    params = {
        "loan_id": loan_id,
        "state_labels": list(state_labels(book.settings.past_due_rule)),
    }
    return _ask(book, "loan", params), _ask(book, "loan_story", params)


def application_story(book: Book, application_id: str) -> pd.DataFrame:
    """One application with the time of each stage and its loans; at most one row."""
    return _ask(book, "application", {"application_id": application_id})


def _ask(book: Book, name: str, params: dict) -> pd.DataFrame:
    return book.fetch((SQL / f"{name}.sql").read_text("utf-8"), params)


def _period(filters: Filters, month: str | None) -> dict:
    params = filters.params()
    if month is not None:
        params["from_month"] = params["to_month"] = first_of(month)
    return params


def _applications(counted: str, answer: Answer, **extra) -> tuple:
    params = {
        "counted": counted,
        "window_days": answer.options.get("window_days"),
        "has_reason": False,
        "reason": None,
    }
    return "applications", params | extra, False, "application_id"


def _of_funnel(book: Book, answer: Answer, cell: Cell) -> tuple:
    stage = cell.stage or "started"
    return _applications("reached_approved" if stage == "approved" else stage, answer)


def _of_conversion(book: Book, answer: Answer, cell: Cell) -> tuple:
    if answer.options["basis"] == "period":
        raise BadOption("Rows are shown by cohort; choose basis = cohort.")
    return _applications(cell.counted or "started", answer)


def _of_declines(book: Book, answer: Answer, cell: Cell) -> tuple:
    return _applications(
        "declined", answer, has_reason=cell.has_reason, reason=cell.reason
    )


def _of_vintage(book: Book, answer: Answer, cell: Cell) -> tuple:
    names = ("measure", "basis", "cohort", "threshold", "thresholds")
    params = {name: answer.params[name] for name in names}
    params |= {"mob": cell.mob, "cohort_value": cell.cohort}
    return "bad_loans", params, answer.params["basis"] == "balance", "loan_id"


def _of_month_end(book: Book, answer: Answer, cell: Cell) -> tuple:
    params = {
        "first_as_of": cell.as_of,
        "last_as_of": cell.as_of,
        "bucket": cell.bucket,
        "next_bucket": None,
    }
    return "loan_months", params, True, "loan_id"


def _of_roll_rates(book: Book, answer: Answer, cell: Cell) -> tuple:
    period = answer.filters.params()
    params = {
        "first_as_of": _month_end_before(period["from_month"]),
        "last_as_of": _month_end_before(period["to_month"]),
        "bucket": cell.bucket,
        "next_bucket": cell.to_bucket,
    }
    return "loan_months", params, True, "loan_id"


def _of_first_payments(book: Book, answer: Answer, cell: Cell) -> tuple:
    return "first_payments", {"days": answer.options["days"]}, False, "loan_id"


def _month_end_before(month: date | None) -> date | None:
    if month is None:
        return None
    year, number = divmod(12 * month.year + month.month - 2, 12)
    return date(year, number + 1, calendar.monthrange(year, number + 1)[1])


_QUESTIONS = {
    "funnel": _of_funnel,
    "conversion": _of_conversion,
    "declines": _of_declines,
    "vintage": _of_vintage,
    "delinquency": _of_month_end,
    "portfolio": _of_month_end,
    "roll_rates": _of_roll_rates,
    "first_payment_default": _of_first_payments,
}
