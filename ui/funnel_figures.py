"""The funnel page's own reading of `funnel`: groups side by side."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from charts.quantity import Quantity
from metrics import CATALOGUE, Answer
from ui import choices, chosen, figures
from ui.chance import FEW
from ui.named import quantity
from ui.view import View

NOW, BEFORE = "now", "before"
"""Codes of the two periods, where a period is compared with the one before.

As a choice, `before` stands for that comparison.
"""

FIRST = "started"
"""The first stage, which no extract lacks."""


def choose_groups(view: View) -> str:
    """What the reader compares: a dimension of applications, or `before`."""
    t = view.t
    codes = view.book.dimensions_of(CATALOGUE["funnel"].rows)
    return choices.choose(
        view,
        "by",
        (*codes, *((BEFORE,) if view.previous else ())),
        "channel",
        label=t("funnel.compared.label"),
        word=lambda by: (
            t("funnel.compared.before") if by == BEFORE else t.dimension(by)
        ),
    )


def split(view: View, by: str, window_days: int | None) -> Answer:
    """The funnel by a dimension, or of this period and the one before."""
    if by != BEFORE:
        return view.ask("funnel", by=by, window_days=window_days)
    now = view.ask("funnel", window_days=window_days)
    before = view.ask("funnel", window_days=window_days, filters=view.previous)
    return replace(now, frame=side_by_side(now.frame, before.frame))


def side_by_side(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Two answers of the funnel as one, split by period in the column `by`."""
    return pd.concat([now.assign(by=NOW), before.assign(by=BEFORE)], ignore_index=True)


def group_names(view: View, by: str) -> Callable[[str], str]:
    """How a reader knows each of the groups; a period by its months."""
    if by != BEFORE:
        return lambda code: view.name(by, code)
    spans = {NOW: view.filters, BEFORE: view.previous}
    return lambda code: chosen.span(view.book, view.t, spans[code])


def heading(view: View, by: str) -> str:
    """What the groups are values of."""
    if by == BEFORE:
        return view.t("frame.filters.period")
    return view.t.dimension(by)


def wide(frame: pd.DataFrame) -> pd.DataFrame:
    """A funnel with a split: one row per value, one column per stage.

    Columns: by ('' where not given), started (a count), each later stage's share of
    it; then of the last stage: reached (a count), share_of_first, low and high; and
    `is_small` where fewer than 30 were started. The values with most started first.
    """
    groups = []
    for code, group in frame.fillna({"by": ""}).groupby("by", sort=False):
        first, last = group.iloc[0], group.iloc[-1]
        groups.append(
            {"by": code}
            | dict(zip(group["stage"], group["share_of_first"], strict=True))
            | {FIRST: int(first["applications"]), "reached": int(last["applications"])}
            | last[["share_of_first", "low", "high"]].to_dict()
            | {"is_small": first["applications"] < FEW}
        )
    rows = pd.DataFrame(groups)
    if rows.empty:
        return rows
    return rows.sort_values(FIRST, ascending=False, kind="stable", ignore_index=True)


def columns(view: View, frame: pd.DataFrame) -> list[Quantity]:
    """The columns of `wide` for a table: those started, then a share per stage."""
    stages = [stage for stage in frame["stage"].drop_duplicates() if stage != FIRST]
    shares = [Quantity(stage, "rate", view.name("stage", stage)) for stage in stages]
    return [quantity(view, FIRST), *shares]


def counts(view: View, frame: pd.DataFrame) -> list[Quantity]:
    """What stands behind the share that reach the last stage: its two counts."""
    last = "".join(frame["stage"].tail(1))
    reached = Quantity("reached", "count", view.name("stage", last))
    return [reached, quantity(view, FIRST)]


def share_of_all(view: View, by: str, window_days: int | None) -> float | None:
    """The last stage's share of the first over all groups; None where not known.

    Two periods have no whole to compare with.
    """
    if by == BEFORE:
        return None
    shares = view.ask("funnel", window_days=window_days).frame["share_of_first"]
    return figures.number(shares.iloc[-1]) if len(shares) else None


def timed(frame: pd.DataFrame) -> pd.DataFrame:
    """The stages whose time is known."""
    return frame[frame["median_hours"].notna()]


def is_all_pending(frame: pd.DataFrame) -> bool:
    """Whether every application of the period is still inside its window."""
    return not frame.empty and frame["applications"].iloc[0] == 0
