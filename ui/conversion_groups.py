"""Groups of applicants side by side, over the same months.

Only months past their window count, the same for all groups: a channel that grew last
month must not look worse for it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from charts.quantity import Quantity
from metrics import Answer
from ui import figures
from ui.conversion_figures import RATES, in_months, mature_months, pooled
from ui.named import quantity
from ui.view import View

TOTAL = "(total)"
"""Code of the row of all groups together."""


@dataclass(frozen=True)
class Groups:
    """The values of a split compared over the same months."""

    answer: Answer
    """By value and month, as asked."""
    months: list[str]
    """The months that are pooled; none where none is mature."""
    rows: pd.DataFrame
    """`pooled`: one row per value."""
    total: pd.DataFrame
    """`pooled`: one row for all."""

    def overall(self, rate: str) -> float | None:
        """The rate of all groups together; None where it is not known."""
        return figures.last(self.total, rate)

    @property
    def table(self) -> pd.DataFrame:
        """The values, then their total, which `is_total` marks."""
        last = self.total.assign(by=TOTAL, is_total=True)
        return pd.concat([self.rows.assign(is_total=False), last], ignore_index=True)


def compared(view: View, by: str, options: dict) -> Groups:
    """The values of a dimension over the months that are mature for the whole.

    On the basis `period` every month counts, and no rate has an interval: its two
    counts are of different applications.
    """
    whole = view.ask("conversion", **options).frame
    answer = view.ask("conversion", by=by, **options)
    is_cohort = options["basis"] == "cohort"
    months = mature_months(whole) if is_cohort else list(whole["month"])
    rows = [pooled(in_months(frame, months)) for frame in (answer.frame, whole)]
    if not is_cohort:
        rows = [_without_intervals(frame) for frame in rows]
    return Groups(answer, months, *rows)


def names(view: View, by: str) -> Callable[[str], str]:
    """How a reader knows each value, and the total."""
    return lambda code: (
        view.t("conversion.groups.total") if code == TOTAL else view.name(by, code)
    )


def columns(view: View) -> list[Quantity]:
    """What the table of groups shows beside their names."""
    counts = ("started", "approved", "declined", "withdrawn", "disbursed")
    shown = (*counts, *RATES, "disbursed_amount", "average_amount")
    return [
        Quantity(column, "count", view.t.column(column))
        if column in counts
        else quantity(view, column)
        for column in shown
    ]


def _without_intervals(frame: pd.DataFrame) -> pd.DataFrame:
    ends = [f"{rate}_{end}" for rate in RATES for end in ("low", "high")]
    return frame.assign(**dict.fromkeys(ends, float("nan")))
