"""Periods: presets that stay relative, what they stand for, what they compare with.

A preset counts back from the extract's last month, not from today: an extract of
March opened in May must not show an empty 'last 3 months'.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime

from metrics import Book, Filters, months
from metrics.months import shifted

PRESETS = ("1m", "3m", "6m", "12m", "this_year", "last_year", "all")
DEFAULT = "12m"
CUSTOM = "custom"

EARLIER = ("previous", "year")
"""Codes of what lies earlier: as many months just before, the same a year ago."""

AGAINST = (*EARLIER, "target", "none")
"""What figures can be compared with."""

DEFAULT_AGAINST = "previous"

_BACK = {"1m": 1, "3m": 3, "6m": 6, "12m": 12}


@dataclass(frozen=True)
class Period:
    """What the reader chose; months are '2026-03' or None for no limit."""

    code: str
    """One of PRESETS, or `custom`."""
    from_month: str | None
    to_month: str | None


def preset(code: str, last_month: str) -> Period:
    """The months of a preset, for data that ends with `last_month`."""
    if code == "all":
        return Period(code, None, None)
    year = int(last_month[:4])
    if code == "this_year":
        return Period(code, f"{year}-01", last_month)
    if code == "last_year":
        return Period(code, f"{year - 1}-01", f"{year - 1}-12")
    return Period(code, shifted(last_month, 1 - _BACK[code]), last_month)


def before(
    filters: Filters,
    first_month: str,
    against: str = DEFAULT_AGAINST,
    last_day: int | None = None,
) -> Filters | None:
    """The same filters over the earlier period that `against` names.

    None where there is no period to compare with: `against` names none, no limits are
    set, or the earlier period does not lie wholly within the data, which would make
    every change look like growth. Of its last month days up to `last_day` count.
    """
    if against not in EARLIER:
        return None
    if filters.from_month is None or filters.to_month is None:
        return None
    first, last = months.before(filters.from_month, filters.to_month, against)
    if first < first_month:
        return None
    return replace(filters, from_month=first, to_month=last, last_day=last_day)


def earlier(book: Book, filters: Filters, against: str) -> Filters | None:
    """`before` for a book, with as many days of a last month that still runs."""
    days = elapsed_days(
        filters.to_month, book.last_month, book.newest_application, book.as_of
    )
    return before(filters, book.first_month, against, days)


def elapsed_days(
    to_month: str | None, last_month: str, newest: datetime | None, as_of: date | None
) -> int | None:
    """Days that a period's last month has had so far, where the data ends within it.

    None where the period ends before the data's last month, or that month is over: it
    has its month-end (`as_of`), or an application's event (`newest`) on its last day.
    A quiet last day in a book with a month-end is no running month.
    """
    if newest is None or to_month != last_month or f"{newest:%Y-%m}" != last_month:
        return None
    days = monthrange(newest.year, newest.month)[1]
    is_over = newest.day == days or (as_of is not None and as_of >= newest.date())
    return None if is_over else newest.day
