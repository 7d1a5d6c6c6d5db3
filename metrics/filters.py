"""One filter from the address bar to SQL: a frozen value that checks itself."""

import re
from dataclasses import dataclass
from datetime import date

from metrics.errors import BadOption

_MONTH = re.compile(r"\A(\d{4})-(0[1-9]|1[0-2])\Z", re.ASCII)


@dataclass(frozen=True)
class Filters:
    """Which months and which values of dimensions a question is about."""

    from_month: str | None = None
    """First month, like '2025-01', inclusive; None for no limit."""
    to_month: str | None = None
    """Last month, inclusive; None for no limit."""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Dimension and chosen values; '' chooses rows without a value. Empty: all rows."""

    def __post_init__(self) -> None:
        first, last = first_of(self.from_month), first_of(self.to_month)
        if first and last and first > last:
            raise BadOption(
                f"The period starts in {self.from_month}, after its end in "
                f"{self.to_month}. Give the earlier month first."
            )
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
        """The named parameters that carry this filter into SQL."""
        return {
            "from_month": first_of(self.from_month),
            "to_month": first_of(self.to_month),
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
