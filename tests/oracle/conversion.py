"""The recount of conversion and declines."""

from collections import Counter
from decimal import Decimal

from .funnel import is_pending, reached, reached_at, within
from .maths import ratio, wilson
from .months import month_label, month_of
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

DECISIONS = ("approved", "declined", "withdrawn")


def conversion(
    book: Book,
    settings: Settings,
    filters: Filters,
    *,
    by: str | None = None,
    window_days: int | None = None,
    basis: str = "cohort",
) -> list[Row]:
    """One row per month (and value of `by`), oldest first.

    Basis "cohort" follows the applications started in a month; basis "period"
    counts each event in the month in which it happened, and leaves `open` empty.
    """
    if basis == "cohort":
        return _by_cohort(book, settings, filters, by, window_days)
    if basis == "period":
        return _by_period(book, settings, filters, by, window_days)
    raise ValueError(f"basis is cohort or period; received {basis!r}")


def _by_cohort(book, settings, filters, by, window_days) -> list[Row]:
    cohorts: dict[tuple, list[Row]] = {}
    for application in applications_in_scope(book, filters):
        if in_period(application["started_at"], filters):
            month = month_of(application["started_at"])
            value = by_application(book, application, by)
            cohorts.setdefault((value, month), []).append(application)

    rows = []
    for value, month in sorted(cohorts, key=lambda k: (null_last(k[0]), k[1])):
        started = cohorts[value, month]
        followed = [a for a in started if not is_pending(book, a, window_days)]
        decided = [a for a in followed if _decision(a, window_days) is not None]
        row = _row(
            book,
            month,
            started=followed,
            submitted=[
                a for a in followed if reached(book, a, "submitted", window_days)
            ],
            decided=decided,
            still_open=len(followed) - len(decided),
            disbursed=[
                a for a in followed if reached(book, a, "disbursed", window_days)
            ],
            mature=_is_mature(book, settings, started, window_days),
        )
        rows.append(with_by(by, value, row))
    return rows


def _by_period(book, settings, filters, by, window_days) -> list[Row]:
    """A window changes nothing here but `mature`: an event is where it happened."""
    events: dict[tuple, dict[str, list[Row]]] = {}
    for application in applications_in_scope(book, filters):
        value = by_application(book, application, by)
        decided_at = application.get("decided_at")
        happened = {
            "started": application["started_at"],
            "submitted": reached_at(book, application, "submitted"),
            "decided": decided_at if application["decision"] in DECISIONS else None,
            "disbursed": reached_at(book, application, "disbursed"),
        }
        for event, time in happened.items():
            if time is not None and in_period(time, filters):
                of_month = events.setdefault((value, month_of(time)), {})
                of_month.setdefault(event, []).append(application)

    rows = []
    for value, month in sorted(events, key=lambda k: (null_last(k[0]), k[1])):
        of_month = events[value, month]
        started = of_month.get("started", [])
        row = _row(
            book,
            month,
            started=started,
            submitted=of_month.get("submitted", []),
            decided=of_month.get("decided", []),
            still_open=None,
            disbursed=of_month.get("disbursed", []),
            mature=_is_mature(book, settings, started, window_days),
        )
        rows.append(with_by(by, value, row))
    return rows


def _row(
    book, month, *, started, submitted, decided, still_open, disbursed, mature
) -> Row:
    decisions = Counter(application["decision"] for application in decided)
    approved, declined = decisions["approved"], decisions["declined"]
    low, high = wilson(len(disbursed), len(started))
    auto_rate = None
    if has_column(book, "applications", "decision_mode"):
        automatic = sum(a["decision_mode"] == "auto" for a in decided)
        auto_rate = ratio(automatic, len(decided))
    amount = _disbursed_amount(book, disbursed)
    return {
        "month": month_label(month),
        "started": len(started),
        "submitted": len(submitted),
        "approved": approved,
        "declined": declined,
        "withdrawn": decisions["withdrawn"],
        "open": still_open,
        "disbursed": len(disbursed),
        "approval_rate": ratio(approved, approved + declined),
        "take_up_rate": ratio(len(disbursed), approved),
        "conversion_rate": ratio(len(disbursed), len(started)),
        "low": low,
        "high": high,
        "auto_rate": auto_rate,
        "disbursed_amount": amount,
        "average_amount": None if amount is None else ratio(amount, len(disbursed)),
        "mature": mature,
    }


def _decision(application: Row, window_days: int | None) -> str | None:
    """The decision; with a window, only one that is dated within it."""
    decision = application["decision"]
    if decision is None or window_days is None:
        return decision
    decided_at = application["decided_at"]
    if decided_at is None or not within(application, decided_at, window_days):
        return None
    return decision


def _is_mature(book, settings, started: list[Row], window_days: int | None) -> bool:
    days = settings.conversion_window_days if window_days is None else window_days
    return not any(is_pending(book, application, days) for application in started)


def _disbursed_amount(book: Book, disbursed: list[Row]) -> Decimal | None:
    """Principal of the applications' loans; what was approved where there is none.

    None where the extract has neither loans nor approved amounts.
    """
    if "loans" not in book and not has_column(book, "applications", "approved_amount"):
        return None
    total = Decimal(0)
    for application in disbursed:
        loans = [
            loan
            for loan in book.get("loans", [])
            if loan.get("application_id") == application["application_id"]
        ]
        if loans:
            total += sum(money(loan["principal"]) for loan in loans)
        else:
            total += money(application.get("approved_amount"))
    return total


def declines(
    book: Book, settings: Settings, filters: Filters, *, by: str | None = None
) -> list[Row]:
    """One row per reason of the declined applications started in the period.

    The most frequent first, then by reason; a missing reason is a reason of its own.
    """
    if not has_column(book, "applications", "decline_reason"):
        raise LookupError("applications of this book have no column decline_reason")
    reasons: dict[str | None, Counter] = {}
    for application in applications_in_scope(book, filters):
        if application["decision"] == "declined" and in_period(
            application["started_at"], filters
        ):
            value = by_application(book, application, by)
            reasons.setdefault(value, Counter())[application["decline_reason"]] += 1

    rows = []
    for value in sorted(reasons, key=null_last):
        counts = reasons[value]
        for reason in sorted(counts, key=lambda r: (-counts[r], null_last(r))):
            row = {
                "reason": reason,
                "applications": counts[reason],
                "share": ratio(counts[reason], counts.total()),
            }
            rows.append(with_by(by, value, row))
    return rows
