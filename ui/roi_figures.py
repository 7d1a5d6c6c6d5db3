"""The channel page's own reading of `channel_roi`: order, totals, and a warning.

Nothing is added up here: a total is asked of the metric, so that its ratios are ratios
of totals.
"""

from dataclasses import dataclass

import pandas as pd

from charts.theme import Look
from metrics import Answer, Filters
from metrics.columns import BETTER, LOWER
from metrics.errors import MissingData
from texts import UNALLOCATED
from ui import mishaps
from ui.view import View

CHANNEL = "channel"
EARNINGS = ("loans", "performance")
"""Tables without which nothing is known of what a channel's loans brought."""

ALL = "all"
"""What the metric calls the one row of its level `total`."""


@dataclass(frozen=True)
class Disagreement:
    """The channel with the cheapest leads is not the one with the best return."""

    cheapest: pd.Series
    best: pd.Series


def ranked(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows by one column, the best first; blanks and unallocated spend last."""
    down = BETTER.get(column) != LOWER
    blank = frame[column].isna()
    order = frame.assign(
        is_apart=frame["channel"] == UNALLOCATED, is_blank=blank
    ).sort_values(
        ["is_apart", "is_blank", column],
        ascending=[True, True, not down],
        kind="stable",
    )
    return order.drop(columns=["is_apart", "is_blank"])


def colours(frame: pd.DataFrame, code: str, column: str, look: Look) -> dict[str, str]:
    """Bars below zero in the colour of bad news, by the code of their row."""
    below = frame[column].astype(float) < 0
    return {
        name: look.bad if is_below else look.categorical[0]
        for name, is_below in zip(frame[code], below, strict=True)
    }


def allocated(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows without the one of unallocated spend."""
    return frame[frame["channel"] != UNALLOCATED]


def unallocated(frame: pd.DataFrame) -> float:
    """Spend that no application of the filters can carry; 0 where all is shared out."""
    return float(frame.loc[frame["channel"] == UNALLOCATED, "spend"].sum())


def with_total(frame: pd.DataFrame, total: pd.DataFrame) -> pd.DataFrame:
    """The league with the metric's own total as its last row; `is_total` marks it."""
    last = allocated(total).assign(is_total=True)
    return pd.concat([frame.assign(is_total=False), last], ignore_index=True)


def row_of(frame: pd.DataFrame, channel: str) -> pd.Series | None:
    """The row of one channel; None where it has none."""
    rows = frame[frame["channel"] == channel]
    return None if rows.empty else rows.iloc[0]


def disagreement(frame: pd.DataFrame) -> Disagreement | None:
    """Whether the cheapest lead and the best return are of two different channels.

    Among channels whose cost per lead and ROI are both known; None where one channel
    has both, or fewer than two can be compared.
    """
    known = allocated(frame).dropna(subset=["cost_per_lead", "roi"])
    if len(known) < 2:
        return None
    cheapest = known.loc[known["cost_per_lead"].astype(float).idxmin()]
    best = known.loc[known["roi"].astype(float).idxmax()]
    if cheapest["channel"] == best["channel"] or cheapest["roi"] == best["roi"]:
        return None
    return Disagreement(cheapest, best)


def ask(
    view: View,
    horizon: int | None,
    *,
    level: str = "channel",
    filters: Filters | None = None,
) -> Answer:
    """The metric's answer at a level and horizon."""
    return view.ask("channel_roi", filters=filters, level=level, horizon=horizon)


def say_missing(view: View) -> None:
    """Says which tables are missing where money columns stay empty for want of them."""
    lacks = tuple(name for name in EARNINGS if not view.book.has(name))
    if lacks:
        needs = f"The money columns need {', '.join(lacks)}."
        mishaps.missing(view.t, MissingData(needs, lacks))
