"""Lines over months: one per quantity, or one per value of a dimension."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from charts import points, theme
from charts.figure import Figure
from charts.maturity import band, line
from charts.overlays import Marker, add_events, add_goal, add_open_key
from charts.quantity import (
    Quantity,
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

_SYMBOLS = ("circle", "diamond", "square", "triangle-up")
"""After ten series the colours come round again; the marks then differ."""

Behind = Sequence[Quantity] | Mapping[str, Sequence[Quantity]]
"""What stands behind a value: the same for each line, or by the value's column."""

_BAND_SHARE = 2.5
"""A band may stretch the axis to this many times its values: the interval of a month
with five loans would press all other months flat."""


def trend(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    values: Sequence[Quantity],
    x: str = "month",
    behind: Behind = (),
    series: str | None = None,
    names: Mapping | Callable | None = None,
    colours: Mapping[str, str] | None = None,
    low: str | None = None,
    high: str | None = None,
    complete: str | None = None,
    goals: Mapping[str, Mapping[str, float]] | None = None,
    events: Sequence[Marker] = (),
    height: int = 320,
) -> Figure:
    """Lines over months or month-ends, in the frame's order.

    One line per quantity in `values`, or, with `series` (a column of codes), one per
    code of the single quantity. `behind` goes into the tooltip: of every line, or of
    each by its value's column. `low` and `high` draw a band; where `complete` is false
    the line is dashed and its marks are hollow. `colours` and `goals` are by code, or
    by column where there is no series; a goal is what was planned for each month
    ('2026-03') in the unit of the values. An unknown value leaves a gap.
    """
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    lines = list(_lines(frame, values, series, naming(names)))
    goals = _shown(goals or {}, [code for code, *_ in lines], frame[x])
    is_open = bool(complete) and not frame[complete].astype(bool).all()
    has_legend = len(lines) > 1 or bool(goals) or bool(events) or is_open
    figure = theme.figure(look, height=height, legend=has_legend)
    for place, (code, name, value, rows) in enumerate(lines):
        colour = (colours or {}).get(code, look.categorical[place % 10])
        goal = goals.get(code, {})
        at = [month_start(moment) for moment in rows[x]]
        if low and high:
            figure.add_traces(band(at, rows[low], rows[high], colour, name))
        final = rows[complete].astype(bool) if complete else [True] * len(rows)
        texts = [
            tooltip(
                t,
                row,
                _title(t, row[x], name, len(lines)),
                value,
                _behind(behind, value),
                low=low,
                high=high,
                asides=_asides(t, goal.get(month_start(row[x])[:7]), value, is_final),
            )
            for row, is_final in zip(rows.to_dict("records"), final, strict=True)
        ]
        figure.add_traces(
            line(
                look,
                at,
                list(rows[value.column]),
                list(final),
                texts,
                points.along(rows, value.column),
                name=name,
                colour=colour,
                symbol=_SYMBOLS[place // 10 % len(_SYMBOLS)],
            )
        )
        if goal:
            add_goal(
                figure,
                t,
                list(rows[x]),
                goal,
                colour=look.muted if len(lines) == 1 else look.faded(colour, 0.3),
                in_legend=code == next(iter(goals)),
            )
    if is_open:
        add_open_key(figure, t, look)
    columns = [value.column for value in values]
    planned = [value for goal in goals.values() for value in goal.values()]
    seen = max([_greatest(frame, columns), *planned])
    reach = _greatest(frame, [high]) if high else seen
    top, bottom = max(seen, reach), -_greatest(-frame[columns], columns)
    figure.update_xaxes(time_axis(t, frame[x].nunique()))
    figure.update_yaxes(value_axis(t, values[0].unit, top, bottom))
    if 0 < seen * _BAND_SHARE < reach:
        figure.update_yaxes(range=[min(bottom, 0.0), seen * _BAND_SHARE])
    add_events(figure, t, look, events)
    return figure


def spark(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    value: Quantity,
    x: str = "month",
    behind: Sequence[Quantity] = (),
    complete: str | None = None,
    colour: str | None = None,
    height: int = 64,
) -> Figure:
    """One small line with no axes, for a card: the shape, and a tooltip per month."""
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = trend(
        frame,
        t,
        look,
        values=[value],
        x=x,
        behind=behind,
        complete=complete,
        colours={value.column: colour or look.neutral},
        height=height,
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, rangemode="normal")
    figure.update_layout(margin={"l": 2, "r": 2, "t": 2, "b": 2}, showlegend=False)
    return figure


def _lines(frame, values, series, name):
    if series is None:
        for value in values:
            yield value.column, value.label, value, frame
        return
    for code in frame[series].drop_duplicates():
        yield code, name(code), values[0], frame[frame[series] == code]


def _behind(behind: Behind, value: Quantity) -> Sequence[Quantity]:
    return behind.get(value.column, ()) if isinstance(behind, Mapping) else behind


def _asides(
    t: Words, goal: float | None, value: Quantity, is_final: bool
) -> tuple[str, ...]:
    planned = show(t, goal, value.unit)
    said = () if goal is None else (t("charts.goal_at", value=planned),)
    return said if is_final else (*said, t("charts.incomplete"))


def _shown(
    goals: Mapping[str, Mapping[str, float]], codes: Sequence[str], months: pd.Series
) -> dict[str, dict[str, float]]:
    """The targets of the lines and months that are drawn, of lines that have any."""
    drawn = {month_start(month)[:7] for month in months}
    kept = {
        code: {month: goal for month, goal in goals[code].items() if month in drawn}
        for code in codes
        if code in goals
    }
    return {code: months for code, months in kept.items() if months}


def _title(t: Words, moment: object, name: str, number: int) -> str:
    words = month_words(t, moment)
    return words if number == 1 else f"{name} · {words}"


def _greatest(frame: pd.DataFrame, columns: list[str]) -> float:
    greatest = frame[columns].astype(float).max().max()
    return 0.0 if pd.isna(greatest) else float(greatest)
