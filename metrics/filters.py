"""One filter from the address bar to SQL: a frozen value that checks itself."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from metrics.errors import BadOption

_MONTH = re.compile(r"\A(\d{4})-(0[1-9]|1[0-2])\Z", re.ASCII)

_MOST_DAYS = 31


@dataclass(frozen=True)
class Filters:
    """Which months and which values of dimensions a question is about."""

    from_month: str | None = None
    """First month, like '2025-01', inclusive; None for no limit."""
    to_month: str | None = None
    """Last month, inclusive; None for no limit."""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Dimension and chosen values; '' chooses rows without a value. Empty: all rows."""
    last_day: int | None = None
    """Of the last month only days up to this one count, 1 to 31; None for all."""

    def __post_init__(self) -> None:
        first, last = first_of(self.from_month), first_of(self.to_month)
        if first and last and first > last:
            raise BadOption(
                f"The period starts in {self.from_month}, after its end in "
                f"{self.to_month}. Give the earlier month first."
            )
        _check_day(self.last_day, self.to_month)
        merged: dict[str, set[str]] = {}
        for dimension, values in self.where:
            merged.setdefault(dimension, set()).update(values)
        object.__setattr__(
            self,
            "where",
            tuple((d, tuple(sorted(v))) for d, v in sorted(merged.items()) if v),
        )

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that are restricted."""
        return tuple(dimension for dimension, _ in self.where)

    def params(self) -> dict:
        """The named parameters that carry this filter into SQL.

        `until` is the last day that counts; None where the last month counts whole.
        """
        return {
            "from_month": first_of(self.from_month),
            "to_month": first_of(self.to_month),
            "until": day_of(self.to_month, self.last_day),
            "filters": {
                "key": [dimension for dimension, _ in self.where],
                "value": [list(values) for _, values in self.where],
            },
        }


def first_of(month: str | None) -> date | None:
    """The first day of a month written like '2025-01'.

    Raises BadOption that says what was received.
    """
    if month is None:
        return None
    match = _MONTH.match(month)
    if not match:
        raise BadOption(f"{month!r} is no month; write it like 2025-01.")
    return date(int(match[1]), int(match[2]), 1)


def day_of(month: str | None, day: int | None) -> date | None:
    """A day of a month, the month's last one where it is shorter; None without one."""
    first = first_of(month)
    if first is None or day is None:
        return None
    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))


def _check_day(day: int | None, to_month: str | None) -> None:
    if day is None:
        return
    if isinstance(day, bool) or not isinstance(day, int) or not 1 <= day <= _MOST_DAYS:
        raise BadOption(
            f"last_day = {day!r} is no day of a month; it takes a whole number from 1 "
            f"to {_MOST_DAYS}."
        )
    if to_month is None:
        raise BadOption(
            f"last_day = {day} counts days of the period's last month, and the period "
            "has no end. Give its last month as well."
        )
