"""How old the data are, said in the sidebar: late data must not pass for fresh ones."""

import logging
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

import streamlit as st

from data.snapshot import Snapshot
from metrics import Book
from texts import Words

LATE_VARIABLE = "LOAN_DASHBOARD_LATE_AFTER_DAYS"
LATE_AFTER_DAYS = 40
"""A month's extract is expected a few days after the next month's end."""

_DAYS_ALLOWED = range(0, 3_651)

log = logging.getLogger("loan_dashboard")


@dataclass(frozen=True)
class Freshness:
    """Up to which day the data go, and whether that is too long ago."""

    end: date
    age_days: int
    """Whole days from the data's end to today; negative where it lies ahead."""
    is_late: bool


def of(end: date, today: date, late_after_days: int = LATE_AFTER_DAYS) -> Freshness:
    """Data are late when today is more than `late_after_days` after their end."""
    if isinstance(end, datetime):
        end = end.date()
    age_days = (today - end).days
    return Freshness(end, age_days, is_late=age_days > late_after_days)


def late_after_days() -> int:
    """What the operator decided; without it, or with nonsense in it, the default."""
    return _days(os.environ.get(LATE_VARIABLE, ""))


@cache  # so that a bad value is logged once, and not at every run
def _days(text: str) -> int:
    if not text.strip():
        return LATE_AFTER_DAYS
    try:
        days = int(text)
    except ValueError:
        days = -1
    if days in _DAYS_ALLOWED:
        return days
    log.warning(
        "%s must be a whole number of days from 0 to %d, and is %r: %d is used. "
        "Correct it and restart.",
        LATE_VARIABLE,
        _DAYS_ALLOWED[-1],
        text,
        LATE_AFTER_DAYS,
    )
    return LATE_AFTER_DAYS


def draw(snapshot: Snapshot, book: Book, t: Words) -> None:
    """The badge, and under it when this was published."""
    end = book.as_of or book.newest_application
    published = datetime.fromisoformat(snapshot.manifest["published_at"])
    with st.container(gap="xxsmall", key="freshness"):
        if end is not None:
            _badge(of(end, datetime.now(UTC).date(), late_after_days()), snapshot, t)
        st.caption(t("frame.published", moment=t.moment(published)))


def _badge(found: Freshness, snapshot: Snapshot, t: Words) -> None:
    which = t("frame.snapshot", snapshot=snapshot.id)
    if found.is_late:
        limit = t.count(late_after_days())
        why = t.plural("frame.data_late.help", found.age_days, limit=limit)
        st.badge(
            t("frame.data_late", date=t.date(found.end)),
            icon=":material/schedule:",
            color="orange",
            help=f"{why}\n\n{which}",
        )
    else:
        st.badge(
            t("frame.data_to", date=t.date(found.end)),
            icon=":material/event_available:",
            color="gray",
            help=which,
        )
