"""From one amount to another, step by step: revenue to contribution."""

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from charts import points, theme
from charts.figure import Figure, floating
from charts.quantity import Quantity, show, tooltip, value_axis
from charts.theme import Look
from texts import Words

Effect = Literal["plus", "minus", "total"]


def waterfall(
    row: pd.Series | None,
    t: Words,
    look: Look,
    *,
    parts: Sequence[tuple[Quantity, Effect]],
    height: int = 340,
) -> Figure:
    """One bar per part of a single row, left to right.

    A 'plus' rises, a 'minus' (a cost, given as a positive number) falls, a 'total' is
    drawn from zero with the row's own value, never with a sum made here.
    """
    if row is None or all(pd.isna(row[part.column]) for part, _ in parts):
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height)
    signs = {"plus": 1.0, "minus": -1.0, "total": 1.0}
    heights = [
        None if pd.isna(row[part.column]) else signs[effect] * float(row[part.column])
        for part, effect in parts
    ]
    figure.add_trace(
        floating(
            x=list(range(len(parts))),
            y=heights,
            measure=["absolute" if e == "total" else "relative" for _, e in parts],
            text=[
                show(t, value, p.unit, short=True)
                for value, (p, _) in zip(heights, parts, strict=True)
            ],
            textposition="outside",
            textfont={"color": look.text, "size": 12},
            cliponaxis=False,
            hovertext=[tooltip(t, row, "", part) for part, _ in parts],
            customdata=[points.of(row.name, part.column) for part, _ in parts],
            hovertemplate="%{hovertext}<extra></extra>",
            increasing={"marker": {"color": look.good}},
            decreasing={"marker": {"color": look.bad}},
            totals={"marker": {"color": look.neutral}},
            connector={"line": {"color": look.muted, "width": 1, "dash": "dot"}},
            name="",
        )
    )
    top, bottom = _extent(heights, [effect for _, effect in parts])
    figure.update_xaxes(
        tickvals=list(range(len(parts))),
        ticktext=[part.label for part, _ in parts],
        tickfont={"color": look.text, "size": 12},
    )
    figure.update_yaxes(value_axis(t, parts[0][0].unit, top, bottom))
    figure.update_layout(margin={"t": 24})
    return figure


def _extent(heights: list, effects: list[Effect]) -> tuple[float, float]:
    """How far the bars reach up and down, which only sets the ticks."""
    level, reached = 0.0, [0.0]
    for height, effect in zip(heights, effects, strict=True):
        change = height or 0.0
        level = change if effect == "total" else level + change
        reached.append(level)
    return max(reached), min(reached)
