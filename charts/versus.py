"""Two selections in one figure: dots with their intervals, or curves with bands."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from charts import points, theme
from charts.figure import Figure, Trace, scatter
from charts.maturity import line
from charts.quantity import (
    Quantity,
    age_axis,
    hover_colours,
    naming,
    tooltip,
    value_axis,
)
from charts.theme import Look
from texts import Words

_ROW_HEIGHT = 46
_AXIS_HEIGHT = 70
_APART = 0.17
"""How far from a row's middle a side's dot stands, in rows."""

_BAND = 0.16
_LINE = 0.45


def dots(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    category: str,
    value: Quantity,
    colours: Mapping[str, str],
    side: str = "by",
    low: str = "low",
    high: str = "high",
    behind: Sequence[Quantity] = (),
    names: Mapping | Callable | None = None,
) -> Figure:
    """One line per category in the frame's order, on it a dot per side, A above B.

    A long frame, one row per category and side; the codes of the sides, which are
    their names, are the keys of `colours`. A line runs from `low` to `high`; an unknown
    value has no dot.
    """
    codes, name = list(frame[category].drop_duplicates()), naming(names)
    height = _AXIS_HEIGHT + _ROW_HEIGHT * max(len(codes), 2)
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height, legend=True)
    for number, (code, colour) in enumerate(colours.items()):
        rows = points.records(frame[frame[side] == code])
        shift = _APART * (2 * number - 1)
        places = [codes.index(row[category]) + shift for row in rows]
        figure.add_trace(_whiskers(rows, places, low, high, colour, code))
        figure.add_trace(
            scatter(
                x=[_number(row[value.column]) for row in rows],
                y=places,
                mode="markers",
                marker={"color": colour, "size": 11},
                name=code,
                legendgroup=code,
                customdata=[points.of(r[points.AT], value.column, code) for r in rows],
                hovertext=[
                    tooltip(
                        t,
                        row,
                        f"{code} · {name(row[category])}",
                        value,
                        behind,
                        low=low,
                        high=high,
                    )
                    for row in rows
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                hoverlabel=hover_colours(look, colour),
            )
        )
    figure.update_yaxes(
        tickvals=list(range(len(codes))),
        ticktext=[name(code) for code in codes],
        range=[len(codes) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": look.text},
    )
    top = _top(frame, [value.column, high])
    figure.update_xaxes(value_axis(t, value.unit, top))
    figure.update_xaxes(showgrid=True, gridcolor=look.grid)
    return figure


def lines(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    value: Quantity,
    colours: Mapping[str, str],
    side: str = "by",
    age: str = "mob",
    low: str = "low",
    high: str = "high",
    complete: str = "complete",
    behind: Sequence[Quantity] = (),
    height: int = 340,
) -> Figure:
    """A curve per side over months on book; incomplete tails are dashed.

    A long frame, one row per side and age; the codes of the sides, which are their
    names, are the keys of `colours`. A band from `low` to `high` lies where the curve
    is complete and its interval known.
    """
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height, legend=True)
    for code, colour in colours.items():
        rows = frame[frame[side] == code].sort_values(age)
        sure = rows[rows[complete].astype(bool) & rows[low].notna()]
        if len(sure):
            figure.add_trace(_band(sure, age, low, high, colour, code))
        texts = [
            tooltip(
                t,
                row,
                f"{code} · MOB {row[age]}",
                value,
                behind,
                low=low,
                high=high,
                asides=() if row[complete] else (t("charts.incomplete_cohort"),),
            )
            for row in rows.to_dict("records")
        ]
        figure.add_traces(
            line(
                look,
                [int(months) for months in rows[age]],
                list(rows[value.column]),
                list(rows[complete].astype(bool)),
                texts,
                points.along(rows, value.column, side),
                name=code,
                colour=colour,
            )
        )
    figure.update_xaxes(age_axis(t, int(frame[age].max())))
    top = _top(frame, [value.column, high])
    figure.update_yaxes(value_axis(t, value.unit, top))
    return figure


def _whiskers(
    rows: list[dict], places: list[float], low: str, high: str, colour: str, name: str
) -> Trace:
    """All intervals of a side as one broken line."""
    x, y = [], []
    for row, place in zip(rows, places, strict=True):
        if pd.notna(row[low]) and pd.notna(row[high]):
            x += [float(row[low]), float(row[high]), None]
            y += [place, place, None]
    return scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": theme.see_through(colour, _LINE), "width": 6},
        name=name,
        legendgroup=name,
        showlegend=False,
        hoverinfo="skip",
    )


def _band(
    rows: pd.DataFrame, age: str, low: str, high: str, colour: str, name: str
) -> Trace:
    ages = [int(months) for months in rows[age]]
    top, bottom = rows[high].astype(float).tolist(), rows[low].astype(float).tolist()
    return scatter(
        x=[*ages, *ages[::-1]],
        y=[*top, *bottom[::-1]],
        fill="toself",
        fillcolor=theme.see_through(colour, _BAND),
        mode="lines",
        line={"color": colour, "width": 0},
        name=name,
        legendgroup=name,
        showlegend=False,
        hoverinfo="skip",
    )


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)


def _top(frame: pd.DataFrame, columns: Sequence[str]) -> float:
    top = frame[list(columns)].astype(float).max().max()
    return 0.0 if pd.isna(top) else float(top)
