"""The recount of funnel, and when an application reached a stage."""

from datetime import datetime, timedelta

from .maths import percentile, ratio, wilson
from .scope import (
    Book,
    Filters,
    Row,
    Settings,
    applications_in_scope,
    by_application,
    has_column,
    in_period,
    money,
    null_last,
    with_by,
)

STAGE_COLUMNS = {
    "started": "started_at",
    "submitted": "submitted_at",
    "verified": "verified_at",
    "assessed": "assessed_at",
    "approved": "decided_at",
    "signed": "signed_at",
    "disbursed": "disbursed_at",
}
"""Stages in their order, each with the column that dates it."""


def stages(book: Book) -> list[str]:
    """The stages whose columns this book has, in order."""
    return [
        stage
        for stage, column in STAGE_COLUMNS.items()
        if has_column(book, "applications", column)
    ]


def own_time(application: Row, stage: str) -> datetime | None:
    """The stage's own timestamp; decided_at is one only of an approval."""
    if stage == "approved" and application.get("decision") != "approved":
        return None
    return application.get(STAGE_COLUMNS[stage])


def reached_at(book: Book, application: Row, stage: str) -> datetime | None:
    """The least of the stage's own timestamp and those of all later stages."""
    order = stages(book)
    times = [own_time(application, s) for s in order[order.index(stage) :]]
    return min((time for time in times if time is not None), default=None)


def within(application: Row, time: datetime, window_days: int | None) -> bool:
    """Whether the time is at most window_days after the start; no window, always."""
    if window_days is None:
        return True
    return time <= application["started_at"] + timedelta(days=window_days)


def reached(
    book: Book, application: Row, stage: str, window_days: int | None = None
) -> bool:
    """Whether the application reached the stage (within the window, if there is one).

    An approval that nobody dated reached approval and every stage before it, but
    nothing within a window.
    """
    time = reached_at(book, application, stage)
    if time is not None:
        return within(application, time, window_days)
    return (
        stage not in ("signed", "disbursed")
        and application["decision"] == "approved"
        and window_days is None
    )


def newest_timestamp(book: Book) -> datetime:
    """The newest of all timestamps of all applications, whatever the filters."""
    return max(
        application[column]
        for application in book["applications"]
        for column in STAGE_COLUMNS.values()
        if application.get(column) is not None
    )


def is_pending(book: Book, application: Row, window_days: int | None) -> bool:
    """Whether the application has not had its whole window yet."""
    if window_days is None:
        return False
    last_start = newest_timestamp(book) - timedelta(days=window_days)
    return application["started_at"] > last_start


def hours_to(book: Book, application: Row, stage: str) -> float | None:
    """Hours from the nearest earlier stage that has a timestamp; None without one."""
    own = own_time(application, stage)
    order = stages(book)
    earlier = [own_time(application, s) for s in order[: order.index(stage)]]
    present = [time for time in earlier if time is not None]
    if own is None or not present:
        return None
    return (own - present[-1]).total_seconds() / 3600


def _started_in_period(book: Book, filters: Filters) -> list[Row]:
    return [
        application
        for application in applications_in_scope(book, filters)
        if in_period(application["started_at"], filters)
    ]


def funnel_pending(
    book: Book, settings: Settings, filters: Filters, *, window_days: int
) -> int:
    """How many applications of the period the window keeps out."""
    return sum(
        is_pending(book, application, window_days)
        for application in _started_in_period(book, filters)
    )


def funnel(
    book: Book,
    settings: Settings,
    filters: Filters,
    *,
    by: str | None = None,
    window_days: int | None = None,
) -> list[Row]:
    """One row per stage (and value of `by`), in the order of the stages."""
    groups: dict[str | None, list[Row]] = {}
    for application in _started_in_period(book, filters):
        group = groups.setdefault(by_application(book, application, by), [])
        if not is_pending(book, application, window_days):
            group.append(application)

    rows = []
    for value in sorted(groups, key=null_last):
        previous = None
        for stage in stages(book):
            row = _stage(book, groups[value], stage, previous, window_days)
            rows.append(with_by(by, value, row))
            previous = row["applications"]
    return rows


def _stage(
    book: Book,
    cohort: list[Row],
    stage: str,
    previous: int | None,
    window_days: int | None,
) -> Row:
    there = [a for a in cohort if reached(book, a, stage, window_days)]
    dated = [
        application
        for application in cohort
        if own_time(application, stage) is not None
        and within(application, own_time(application, stage), window_days)
    ]
    hours = [hours_to(book, application, stage) for application in dated]
    hours = [value for value in hours if value is not None]
    low, high = wilson(len(there), len(cohort))
    amount = None
    if has_column(book, "applications", "requested_amount"):
        amount = sum((money(a["requested_amount"]) for a in there), money(None))
    return {
        "stage": stage,
        "applications": len(there),
        "share_of_first": ratio(len(there), len(cohort)),
        "low": low,
        "high": high,
        "share_of_previous": None if previous is None else ratio(len(there), previous),
        "amount": amount,
        "median_hours": percentile(hours, 0.5),
        "p90_hours": percentile(hours, 0.9),
    }
