"""Periods: presets that stay relative, and the months they stand for.

A preset counts back from the extract's last month, not from today: an extract of
March opened in May must not show an empty 'last 3 months'.
"""

from dataclasses import dataclass

from metrics import Filters
from metrics.months import index, shifted

PRESETS = ("3m", "6m", "12m", "this_year", "last_year", "all")
DEFAULT = "12m"
CUSTOM = "custom"

_BACK = {"3m": 3, "6m": 6, "12m": 12}


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


def before(filters: Filters, first_month: str) -> Filters | None:
    """The same filters over the period of equal length just before.

    None where there is no period to compare with: no limits are set, or the earlier
    period does not lie wholly within the data, which would make every change look
    like growth.
    """
    if filters.from_month is None or filters.to_month is None:
        return None
    length = index(filters.to_month) - index(filters.from_month) + 1
    from_month = shifted(filters.from_month, -length)
    if from_month < first_month:
        return None
    return Filters(
        from_month=from_month,
        to_month=shifted(filters.from_month, -1),
        where=filters.where,
    )
