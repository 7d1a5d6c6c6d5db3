"""Bars: ranked, grouped side by side, and stacked over time."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from charts import points, theme
from charts.figure import Figure, bar, scatter
from charts.quantity import (
    Quantity,
    hover_colours,
    month_start,
    month_words,
    naming,
    show,
    time_axis,
    tooltip,
    value_axis,
)
from charts.theme import Look
from texts import Words

_ROW_HEIGHT = 30
_AXIS_HEIGHT = 40


def ranked(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    category: str,
    value: Quantity,
    behind: Sequence[Quantity] = (),
    names: Mapping | Callable | None = None,
    colours: Mapping[str, str] | None = None,
    low: str | None = None,
    high: str | None = None,
    complete: str | None = None,
    height: int | None = None,
) -> Figure:
    """Horizontal bars, top to bottom in the frame's order, with their values in words.

    `low` and `high` add whiskers. A bar whose `complete` is false is paler. An unknown
    value has no bar, only a dash.
    """
    height = height or _AXIS_HEIGHT + _ROW_HEIGHT * max(len(frame), 2)
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height)
    name = naming(names)
    fills = []
    for row in frame.to_dict("records"):
        colour = (colours or {}).get(row[category], look.categorical[0])
        is_final = complete is None or bool(row[complete])
        fills.append(colour if is_final else look.faded(colour))
    rows = frame.to_dict("records")
    figure.add_trace(
        bar(
            y=list(range(len(rows))),
            x=_numbers(frame[value.column]),
            orientation="h",
            marker={"color": fills, "line": {"width": 0}},
            error_x=_whiskers(frame, value.column, low, high, look),
            hovertext=[
                tooltip(t, row, name(row[category]), value, behind, low=low, high=high)
                for row in rows
            ],
            customdata=points.along(frame, value.column, category),
            hovertemplate="%{hovertext}<extra></extra>",
            name=value.label,
        )
    )
    figure.add_trace(
        scatter(
            y=list(range(len(rows))),
            x=_ends(frame, [value.column, high]),
            mode="text",
            text=[
                " " + show(t, row[value.column], value.unit, short=True) for row in rows
            ],
            textposition="middle right",
            textfont={"color": look.text, "size": 12},
            cliponaxis=False,
            hoverinfo="skip",
            name=value.label,
        )
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[name(row[category]) for row in rows],
        autorange="reversed",
        showgrid=False,
        tickfont={"color": look.text},
    )
    figure.update_xaxes(value_axis(t, value.unit, *_reach(frame, [value.column, high])))
    figure.update_xaxes(showgrid=True, gridcolor=look.grid)
    figure.update_layout(margin={"r": 56}, bargap=0.35)
    return figure


def grouped(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    category: str,
    values: Sequence[Quantity],
    behind: Sequence[Quantity] = (),
    names: Mapping | Callable | None = None,
    colours: Mapping[str, str] | None = None,
    height: int = 320,
) -> Figure:
    """Upright bars side by side: one group per row, one bar per quantity.

    All quantities share one unit. `colours` is by column. Groups in the frame's order.
    """
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height, legend=len(values) > 1)
    name, rows = naming(names), frame.to_dict("records")
    for place, value in enumerate(values):
        colour = (colours or {}).get(value.column, look.categorical[place % 10])
        figure.add_trace(
            bar(
                x=list(range(len(rows))),
                y=_numbers(frame[value.column]),
                marker={"color": colour, "line": {"width": 0}},
                name=value.label,
                hovertext=[
                    tooltip(t, row, name(row[category]), value, behind) for row in rows
                ],
                customdata=points.along(frame, value.column, category),
                hovertemplate="%{hovertext}<extra></extra>",
                hoverlabel=hover_colours(look, colour),
            )
        )
    columns = [value.column for value in values]
    figure.update_xaxes(
        tickvals=list(range(len(rows))),
        ticktext=[name(row[category]) for row in rows],
    )
    figure.update_yaxes(value_axis(t, values[0].unit, *_reach(frame, columns)))
    figure.update_layout(barmode="group", bargap=0.3, bargroupgap=0.05)
    return figure


def stacked(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    series: str,
    value: Quantity,
    x: str = "as_of",
    behind: Sequence[Quantity] = (),
    names: Mapping | Callable | None = None,
    colours: Mapping[str, str] | None = None,
    layers_are_columns: bool = False,
    height: int = 340,
) -> Figure:
    """Bars over months, one layer per code of `series`, the first one at the bottom.

    A long frame, one row per month and code. The tooltip of a layer shows its own
    value and what is `behind` it. With `layers_are_columns` the codes are columns of
    the frame's own source: a point then stands for its layer's column.
    """
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height, legend=True)
    name, codes = naming(names), list(frame[series].drop_duplicates())
    spread = dict(zip(codes, look.ordered(len(codes), look.heat[1:]), strict=True))
    for code in codes:
        rows = frame[frame[series] == code]
        colour = (colours or spread).get(code, spread[code])
        figure.add_trace(
            bar(
                x=[month_start(moment) for moment in rows[x]],
                y=_numbers(rows[value.column]),
                marker={"color": colour, "line": {"width": 0}},
                name=name(code),
                hovertext=[
                    tooltip(
                        t,
                        row,
                        f"{name(code)} · {month_words(t, row[x])}",
                        value,
                        behind,
                    )
                    for row in rows.to_dict("records")
                ],
                customdata=points.along(
                    rows, code if layers_are_columns else value.column, series
                ),
                hovertemplate="%{hovertext}<extra></extra>",
                hoverlabel=hover_colours(look, colour),
            )
        )
    top = 1.0 if value.unit == "rate" else _tallest(frame, x, value.column)
    figure.update_xaxes(time_axis(t, frame[x].nunique()))
    figure.update_yaxes(value_axis(t, value.unit, top))
    figure.update_layout(barmode="stack", bargap=0.2, legend={"traceorder": "normal"})
    return figure


def _numbers(column: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in column]


def _ends(frame: pd.DataFrame, columns: Sequence[str | None]) -> list[float]:
    """Where each bar with its whisker ends: the place of its label; 0 where unknown."""
    ends = frame[[c for c in columns if c]].astype(float).max(axis=1)
    return ends.clip(lower=0).fillna(0.0).tolist()


def _whiskers(frame, column: str, low: str | None, high: str | None, look: Look):
    """Error bars from the interval's ends; none where the interval is not known."""
    if not (low and high):
        return None
    middle = frame[column].astype(float)
    return {
        "type": "data",
        "symmetric": False,
        "array": (frame[high].astype(float) - middle).fillna(0.0).tolist(),
        "arrayminus": (middle - frame[low].astype(float)).fillna(0.0).tolist(),
        "color": look.muted,
        "thickness": 1.2,
        "width": 3,
    }


def _reach(frame: pd.DataFrame, columns: Sequence[str | None]) -> tuple[float, float]:
    """The largest and the smallest value an axis has to hold."""
    values = frame[[c for c in columns if c]].astype(float)
    top, bottom = values.max().max(), values.min().min()
    return (0.0 if pd.isna(top) else top), (0.0 if pd.isna(bottom) else bottom)


def _tallest(frame: pd.DataFrame, x: str, column: str) -> float:
    """The tallest stack, which only sets the ticks of the axis."""
    return float(frame[column].astype(float).groupby(frame[x]).sum().max())
