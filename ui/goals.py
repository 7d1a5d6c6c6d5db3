"""What was planned: for a line of months, and for a whole period.

A goal of several months is made so that reaching each month's target reaches it: what
adds up is added up, and a rate is weighted with the volumes there really were.
"""

import pandas as pd

from metrics import Filters
from metrics.errors import MissingData, UnknownDimension, WholeMonthsOnly
from metrics.months import between
from metrics.targets import ADDITIVE, SAME_FIGURE
from ui.figures import RATIOS
from ui.view import View

AT_MONTH_END = ("balance", "par1", "par30", "par60", "par90", "lagged_par30")
"""States: of a period, the last month-end's counts."""


def by_month(
    view: View, figure: str, filters: Filters | None = None
) -> dict[str, float]:
    """Month ('2026-03') to target, of the months that have one.

    Empty where there is no plan, or none that speaks of these filters. A plan is of
    whole months: of some days of one it says nothing.
    """
    try:
        frame = view.ask("targets", filters=filters).frame
    except (MissingData, UnknownDimension, WholeMonthsOnly):
        return {}
    rows = frame[frame["figure"] == SAME_FIGURE.get(figure, figure)]
    return dict(zip(rows["month"], rows["target"].astype(float), strict=True))


def over(
    view: View,
    figure: str,
    actual_frame: pd.DataFrame,
    filters: Filters | None = None,
) -> float | None:
    """The goal of a whole period; None where a month that counts has no target.

    `actual_frame` has the rows of which the period's figure is made, by `month` or
    `as_of`: mature months alone for a rate of mature months. What adds up counts every
    month of the period, whether it has rows or not. A rate is what it would be had
    each month met its target on its actual denominator.
    """
    targets = by_month(view, figure, filters)
    if not targets:
        return None
    code = SAME_FIGURE.get(figure, figure)
    if code in AT_MONTH_END:
        months = _months_of(actual_frame)
        return targets.get(months[-1]) if months else None
    if code in ADDITIVE:
        return _added_up(targets, _period(view, filters or view.filters))
    return _weighted(targets, code, actual_frame)


def _added_up(targets: dict[str, float], months: tuple[str, ...]) -> float | None:
    known = [targets[month] for month in months if month in targets]
    return sum(known) if months and len(known) == len(months) else None


def _weighted(
    targets: dict[str, float], rate: str, frame: pd.DataFrame
) -> float | None:
    """sum(target x denominator) / sum(denominator) over months with a denominator."""
    months = _months_of(frame)
    if rate not in RATIOS:
        return targets.get(months[0]) if len(months) == 1 else None
    _, denominator = RATIOS[rate]
    sizes = [float(size) for size in frame[list(denominator)].sum(axis=1)]
    counted = [(m, n) for m, n in zip(months, sizes, strict=True) if n > 0]
    if not counted or any(month not in targets for month, _ in counted):
        return None
    whole = sum(size for _, size in counted)
    return sum(targets[month] * size for month, size in counted) / whole


def _period(view: View, filters: Filters) -> tuple[str, ...]:
    """The months asked for; without limits, those that the data has."""
    first = filters.from_month or view.book.first_month
    return between(first, filters.to_month or view.book.last_month)


def _months_of(frame: pd.DataFrame) -> list[str]:
    if "as_of" in frame:
        return [f"{day:%Y-%m}" for day in frame["as_of"]]
    return list(frame["month"])
