"""Vintage curves: one line per cohort or value over months on book."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from charts import points, theme
from charts.figure import Figure
from charts.maturity import band, line
from charts.quantity import Quantity, age_axis, naming, tooltip, value_axis
from charts.theme import Look
from texts import Words

_LEGEND_ENTRIES = 8
"""A legend of forty cohorts is longer than the chart; the shades tell the order."""

_LONG_ENOUGH = 4
"""Ages a cohort needs before it is highlighted: one point shows no curve."""


def curves(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    value: Quantity,
    curve: str = "cohort",
    age: str = "mob",
    behind: Sequence[Quantity] = (),
    low: str | None = None,
    high: str | None = None,
    complete: str = "complete",
    names: Mapping | Callable | None = None,
    colours: Mapping[str, str] | None = None,
    height: int = 400,
) -> Figure:
    """Lines over months on book, in the frame's order; incomplete tails are dashed.

    Without `colours` the codes of `curve` are cohorts from old to new: shades from
    pale to strong, the newest that has four ages highlighted with its interval, some
    of them in the legend. With `colours` (by code) they are values of a dimension,
    all in the legend.
    """
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height, legend=True)
    name, codes = naming(names), list(frame[curve].drop_duplicates())
    newest = None if colours else _newest(frame, curve, value.column, codes)
    shades = dict(zip(codes, look.ordered(len(codes)), strict=True))
    listed = codes if colours else _some(codes, newest)
    for code in codes:
        rows = frame[frame[curve] == code].sort_values(age)
        is_newest = code == newest
        colour = look.accent if is_newest else (colours or shades).get(code, look.muted)
        final = list(rows[complete].astype(bool))
        texts = [
            tooltip(
                t,
                row,
                f"{name(code)} · MOB {row[age]}",
                value,
                behind,
                low=low,
                high=high,
                asides=() if row[complete] else (t("charts.incomplete_cohort"),),
            )
            for row in rows.to_dict("records")
        ]
        if is_newest and low and high:
            at = [int(months) for months in rows[age]]
            figure.add_traces(band(at, rows[low], rows[high], colour, name(code)))
        figure.add_traces(
            line(
                look,
                [int(months) for months in rows[age]],
                list(rows[value.column]),
                final,
                texts,
                points.along(rows, value.column),
                name=name(code),
                colour=colour,
                width=3.0 if is_newest else 1.8 if colours else 1.4,
                in_legend=code in listed,
            )
        )
    top = frame[value.column].astype(float).max()
    figure.update_xaxes(age_axis(t, int(frame[age].max())))
    figure.update_yaxes(value_axis(t, value.unit, 0.0 if pd.isna(top) else float(top)))
    return figure


def _newest(frame: pd.DataFrame, curve: str, value: str, codes: list) -> object:
    """The last cohort with enough known ages; the last one where none has."""
    known = frame[frame[value].notna()].groupby(curve, sort=False).size()
    long_enough = [code for code in codes if known.get(code, 0) >= _LONG_ENOUGH]
    return (long_enough or codes)[-1]


def _some(codes: list, newest: object) -> set:
    """Evenly spaced codes for the legend, the oldest and the highlighted among them."""
    if len(codes) <= _LEGEND_ENTRIES:
        return set(codes)
    step = (len(codes) - 1) / (_LEGEND_ENTRIES - 2)
    spaced = {codes[round(i * step)] for i in range(_LEGEND_ENTRIES - 1)}
    return spaced | {newest}
