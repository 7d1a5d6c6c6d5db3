"""What a card needs beyond one answer: totals over months, and the change from before.

Only exact counts and amounts are ever added up. A ratio over several months is the
ratio of its totals, never a mean of the months' ratios, and a change is taken between
two answers of the same metric, never from numbers that were rounded for reading.
"""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

RATIOS: dict[str, tuple[str, tuple[str, ...]]] = {
    "approval_rate": ("approved", ("approved", "declined")),
    "take_up_rate": ("disbursed", ("approved",)),
    "conversion_rate": ("disbursed", ("started",)),
}
"""Rates of `conversion` by the counts they are made of: numerator over denominator."""


@dataclass(frozen=True)
class Reading:
    """One figure now, and what it is compared with."""

    now: float | None
    before: float | None = None
    """In what it is compared with: an earlier period, or the target."""
    aside: str = ""
    """A few words beside the change, such as the target."""


Kind = Literal["relative", "points", "absolute"]


def change(reading: Reading, kind: Kind) -> float | None:
    """The change from the period before; None where either side is not known.

    `relative` is a share of the earlier figure (none where that is 0), `points` and
    `absolute` are the difference.
    """
    now, before = reading.now, reading.before
    if now is None or before is None:
        return None
    if kind == "relative":
        return (now - before) / abs(before) if before else None
    return now - before


def total(frame: pd.DataFrame, column: str) -> float | None:
    """The sum of a count or an amount; None where no row knows it."""
    return number(frame[column].sum(min_count=1))


def pooled(frame: pd.DataFrame, rate: str) -> float | None:
    """A rate of `conversion` over all rows: the ratio of the totals."""
    numerator, denominator = RATIOS[rate]
    below = sum(total(frame, column) or 0.0 for column in denominator)
    return (total(frame, numerator) or 0.0) / below if below else None


def last(frame: pd.DataFrame, column: str) -> float | None:
    """The value of the last row, such as a state at the end of the period."""
    return None if frame.empty else number(frame[column].iloc[-1])


def number(value: object) -> float | None:
    """A plain number; None for what is not known."""
    return None if pd.isna(value) else float(value)
