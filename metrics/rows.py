"""The rows behind a figure: which applications or loans it counted.

A cell of an answer, a bucket, a stage: each is a question to the same facts with the
same conditions as the metric's own, so that the rows are as many as the figure says.
"""

import calendar
from dataclasses import dataclass, replace
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

ORDERS = ("default", "newest", "oldest", "largest", "smallest")
"""How rows can be put in order: `default` has what the figure is about first."""

LATE_STATES = {"par1": 1, "par30": 2, "lagged_par30": 2, "par60": 3, "par90": 4}
"""Columns of `portfolio` that are about late loans, with their first bucket."""

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
    "financed",
)
"""What of an application a figure counts; `reached_approved` is the funnel's stage,
`financed` those that became a loan."""


@dataclass(frozen=True)
class Rows:
    """A page of the rows behind a figure."""

    frame: pd.DataFrame
    """At most the page's rows, one per application, loan or loan-month."""
    total: int
    """How many there are in all; equal to the figure, where that is a count.

    0 on a page after the last.
    """
    counted: int
    """What they count for: more than `total` where one became several loans."""
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
    """One of APPLICATION_COUNTS for conversion; a column of LATE_STATES for portfolio,
    applications, approved or loans for channel_roi."""
    month: str | None = None
    reason: str | None = None
    has_reason: bool = False
    """Whether `reason` restricts; a missing reason is a reason of its own."""
    cohort: str | None = None
    mob: int | None = None
    as_of: date | None = None
    bucket: str | None = None
    to_bucket: str | None = None
    channel: str | None = None
    campaign: str | None = None
    """'' is the channel's spend or applications without a campaign."""
    with_good: bool = False
    """The whole denominator, not just what the numerator counts."""


def rows_behind(
    book: Book,
    answer: Answer,
    cell: Cell,
    *,
    page: int = 0,
    page_rows: int = PAGE_ROWS,
    order: str = "default",
) -> Rows:
    """The rows that a cell of an answer counted, a page at a time.

    Funnel, conversion, declines and channel ROI give applications; vintage and
    first-payment default loans; delinquency, portfolio, roll and flow rates
    loan-months. `order` is one of ORDERS. Raises BadOption for metrics whose figures
    have no rows of their own.
    """
    if order not in ORDERS:
        raise BadOption(f"order = {order!r}; it takes one of {', '.join(ORDERS)}.")
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
        "order": order,
        "page_rows": page_rows,
        "first_row": page * page_rows,
    }
    sql = (SQL / f"{name}.sql").read_text("utf-8")
    frame = book.fetch(sql, common | params)
    of_all = ["total_rows", "total_counted", "total_amount"]
    totals = frame[of_all].head(1).to_dict("records")
    return Rows(
        frame=frame.drop(columns=of_all),
        total=int(totals[0]["total_rows"]) if totals else 0,
        counted=int(totals[0]["total_counted"]) if totals else 0,
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
        "months": None,
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


def _of_channel(book: Book, answer: Answer, cell: Cell) -> tuple:
    horizon, months = answer.options["horizon"], None
    if horizon is not None:
        params = answer.filters.params() | {"horizon": horizon, "as_of": book.as_of}
        months = list(_ask(book, "counted_months", params)["month"])
    narrowed = answer.filters
    for dimension, value in (("channel", cell.channel), ("campaign_id", cell.campaign)):
        if value is not None:
            others = tuple(pair for pair in narrowed.where if pair[0] != dimension)
            narrowed = replace(narrowed, where=(*others, (dimension, (value,))))
    counted = {
        "applications": "started",
        "approved": "reached_approved",
        "loans": "financed",
    }[cell.counted or "applications"]
    filters = narrowed.params()["filters"]
    return _applications(counted, answer, months=months, filters=filters)


def _of_month_end(book: Book, answer: Answer, cell: Cell) -> tuple:
    params = {
        "first_as_of": cell.as_of,
        "last_as_of": cell.as_of,
        "bucket": cell.bucket,
        "next_bucket": None,
        "least_state": LATE_STATES.get(cell.counted, 0),
    }
    return "loan_months", params, True, "loan_id"


def _of_flow(book: Book, answer: Answer, cell: Cell) -> tuple:
    """A flow rate's numerator: who stands in the next bucket at the month-end."""
    return _of_month_end(book, answer, replace(cell, bucket=cell.to_bucket))


def _of_roll_rates(book: Book, answer: Answer, cell: Cell) -> tuple:
    period = answer.filters.params()
    params = {
        "first_as_of": _month_end_before(period["from_month"]),
        "last_as_of": _month_end_before(period["to_month"]),
        "bucket": cell.bucket,
        "next_bucket": cell.to_bucket,
        "least_state": 0,
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
    "flow_rates": _of_flow,
    "channel_roi": _of_channel,
    "first_payment_default": _of_first_payments,
}
