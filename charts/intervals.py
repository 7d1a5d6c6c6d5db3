"""Dots with their intervals: whether two groups differ, or only seem to."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from charts import points, theme
from charts.figure import Figure, scatter
from charts.quantity import Quantity, naming, tooltip, value_axis
from charts.theme import Look
from texts import Words

_ROW_HEIGHT = 32
_AXIS_HEIGHT = 40


def intervals(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    category: str,
    value: Quantity,
    low: str = "low",
    high: str = "high",
    behind: Sequence[Quantity] = (),
    names: Mapping | Callable | None = None,
    colours: Mapping[str, str] | None = None,
    small: str | None = None,
    reference: float | None = None,
    reference_label: str = "",
    height: int | None = None,
) -> Figure:
    """One dot per row with a line from `low` to `high`, in the frame's order.

    Rows whose column `small` is true are grey: too few behind them to compare.
    `reference` is a level to compare with, such as the whole book's rate. An unknown
    value has no dot.
    """
    height = height or _AXIS_HEIGHT + _ROW_HEIGHT * max(len(frame), 2)
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height)
    rows, name = points.records(frame), naming(names)
    for place, row in enumerate(rows):
        is_small = small is not None and bool(row[small])
        colour = (colours or {}).get(row[category], look.categorical[0])
        colour = look.immature if is_small else colour
        middle = None if pd.isna(row[value.column]) else float(row[value.column])
        if middle is not None and pd.notna(row[low]) and pd.notna(row[high]):
            figure.add_trace(
                scatter(
                    x=[float(row[low]), float(row[high])],
                    y=[place, place],
                    mode="lines",
                    line={"color": theme.see_through(colour, 0.45), "width": 6},
                    name=name(row[category]),
                    hoverinfo="skip",
                )
            )
        figure.add_trace(
            scatter(
                x=[middle],
                y=[place],
                mode="markers",
                marker={"color": colour, "size": 10},
                name=name(row[category]),
                text=[
                    tooltip(
                        t, row, name(row[category]), value, behind, low=low, high=high
                    )
                ],
                customdata=[points.of(row[points.AT], value.column, row[category])],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    if reference is not None:
        figure.add_shape(
            type="line",
            x0=reference,
            x1=reference,
            y0=0,
            y1=1,
            yref="paper",
            line={"color": look.muted, "width": 1, "dash": "dash"},
        )
        figure.add_annotation(
            x=reference,
            y=1,
            yref="paper",
            yanchor="bottom",
            text=reference_label,
            showarrow=False,
            font={"color": look.muted, "size": 12},
        )
        figure.update_layout(margin={"t": 24})
    top = frame[[value.column, high]].astype(float).max().max()
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[name(row[category]) for row in rows],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": look.text},
    )
    figure.update_xaxes(value_axis(t, value.unit, 0.0 if pd.isna(top) else float(top)))
    figure.update_xaxes(showgrid=True, gridcolor=look.grid)
    return figure
