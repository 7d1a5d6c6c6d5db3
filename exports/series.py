"""From a drawn Plotly figure to the series that another program can draw again.

Only what stands for numbers is taken: no tooltips, no labels on bars, no bands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Literal

import plotly.graph_objects as go

from charts import theme

Category = str | int | float | date

_TAG = re.compile(r"<[^<>]*>")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


_POINTS = ("scatter", "scattergl")

_TAIL = "dot"
"""The dash of what is not final; targets have another."""


@dataclass(frozen=True)
class Series:
    """One line, or the bars of one colour."""

    name: str
    points: dict[Category, float | None]
    """Value by category; None, or no category at all, is a gap."""
    colour: str
    """'#rrggbb'."""
    is_tail: bool = False
    """The part of a line that is not final yet."""
    is_dashed: bool = False
    """How tails and targets are drawn."""
    fills: tuple[str, ...] = ()
    """Colour of each bar, where they differ."""


@dataclass(frozen=True)
class Drawn:
    """A chart by its numbers."""

    kind: Literal["line", "column", "bar"]
    """Bars are 'column' upright and 'bar' lying, from top to bottom."""
    is_stacked: bool
    categories: tuple[Category, ...]
    series: tuple[Series, ...]
    is_share: bool
    """Whether the values are fractions that read as percentages."""


def drawn(figure: go.Figure) -> Drawn | None:
    """The series of lines, bars and dots; None for every other shape.

    Heatmaps, waterfalls and floating bars have none: their table says what they say.
    """
    bars = [trace for trace in figure.data if trace.type == "bar"]
    points = [trace for trace in figure.data if trace.type in _POINTS]
    others = len(figure.data) - len(bars) - len(points)
    scatters = [trace for trace in points if _counts(trace)]
    floating = any(bar.base is not None for bar in bars)
    if others or floating or figure.layout.barmode == "overlay":
        return None
    if bars:
        lying = bars[0].orientation == "h"
        found = [_of_bars(figure, bar, lying) for bar in bars]
        kind = "bar" if lying else "column"
    elif _reads_down(figure):
        lying, kind, found = True, "bar", list(_of_dots(figure, scatters))
    else:
        lying, kind, found = False, "line", list(_of_lines(figure, scatters))
    found = [series for series in found if any(map(_known, series.points.values()))]
    if not found:
        return None
    axis = figure.layout.xaxis if lying else figure.layout.yaxis
    return Drawn(
        kind=kind,
        is_stacked=bool(bars) and figure.layout.barmode == "stack",
        categories=_categories(figure, found, lying),
        series=tuple(found),
        is_share=(axis.tickformat or "").endswith("%"),
    )


def _counts(trace: go.Scatter) -> bool:
    """Whether points stand for figures: no marks of events, no targets of clicks."""
    is_unseen = (trace.mode or "") == "markers" and trace.marker.color == theme.CLEAR
    return trace.yaxis in (None, "y") and not is_unseen


def plain_words(markup: str) -> str:
    """Plotly's mark-up as text: '<b>A &amp; B</b><br>x' is 'A & B x'."""
    text = _TAG.sub("", markup.replace("<br>", " "))
    return " ".join(unescape(text).split())


def _reads_down(figure: go.Figure) -> bool:
    """Whether the categories stand below each other: a y axis that runs downwards."""
    ends = figure.layout.yaxis.range
    return ends is not None and ends[0] > ends[1]


def _of_bars(figure: go.Figure, bar: go.Bar, lying: bool) -> Series:
    at, values = (bar.y, bar.x) if lying else (bar.x, bar.y)
    fill = bar.marker.color
    fills = tuple(map(_hex, fill)) if isinstance(fill, list | tuple) else ()
    return Series(
        name=plain_words(bar.name or ""),
        points=_points(figure, at, values, lying),
        colour=fills[0] if fills else _hex(fill),
        fills=fills if len(set(fills)) > 1 else (),
    )


def _of_lines(figure: go.Figure, scatters: list) -> Iterator[Series]:
    """The lines; marks only where no line of the same name goes through them."""
    with_line = {trace.name for trace in scatters if _is_line(trace)}
    for trace in scatters:
        mode = trace.mode or "lines"
        is_marks = "markers" in mode and trace.name not in with_line
        if trace.fill or not (_is_line(trace) or is_marks):
            continue
        yield Series(
            name=plain_words(trace.name or ""),
            points=_points(figure, trace.x, trace.y, False),
            colour=_hex(trace.line.color or trace.marker.line.color),
            is_tail=trace.line.dash == _TAIL or "lines" not in mode,
            is_dashed=trace.line.dash is not None,
        )


def _is_line(trace: go.Scatter) -> bool:
    return "lines" in (trace.mode or "lines") and not trace.fill


def _of_dots(figure: go.Figure, scatters: list) -> Iterator[Series]:
    """Dots below each other; their intervals are in the table.

    With a legend each trace is a series, without one they are one series together.
    Dots that stand a little above and below a line belong to that line.
    """
    dots = [trace for trace in scatters if "markers" in (trace.mode or "")]
    groups = [[trace] for trace in dots] if figure.layout.showlegend else [dots]
    for group in filter(None, groups):
        points, fills = {}, []
        for trace in group:
            found = _points(figure, map(round, trace.y), trace.x, True)
            points |= found
            fills += [_hex(trace.marker.color)] * len(found)
        name = plain_words(group[0].name or "") if figure.layout.showlegend else ""
        if points:
            several = tuple(fills) if len(set(fills)) > 1 else ()
            yield Series(name, points, fills[0], fills=several)


def _points(figure: go.Figure, at, values, lying: bool) -> dict[Category, float | None]:
    named = _names(figure, lying)
    return {
        _category(place, named): float(value) if _known(value) else None
        for place, value in zip(at, values, strict=True)
        if place is not None
    }


def _known(value: float | None) -> bool:
    return value is not None and value == value


def _names(figure: go.Figure, lying: bool) -> dict:
    """Place on the axis of categories to the words that stand there."""
    axis = figure.layout.yaxis if lying else figure.layout.xaxis
    words = [plain_words(text) for text in axis.ticktext or ()]
    return dict(zip(axis.tickvals or (), words, strict=True))


def _category(place, named: dict) -> Category:
    if place in named:
        return named[place]
    if isinstance(place, str):
        is_day = _DAY.fullmatch(place[:10])
        return date.fromisoformat(place[:10]) if is_day else plain_words(place)
    return place if isinstance(place, date) else float(place)


def _categories(
    figure: go.Figure, found: list[Series], lying: bool
) -> tuple[Category, ...]:
    """Every category: as on the axis where it names them, else in ascending order."""
    seen = dict.fromkeys(place for series in found for place in series.points)
    named = list(_names(figure, lying).values())
    if any(isinstance(place, str) for place in seen):
        ordered = [place for place in named if place in seen]
        return tuple(dict.fromkeys([*ordered, *seen]))
    return tuple(sorted(seen))


def _hex(colour: object) -> str:
    if isinstance(colour, str) and _HEX.fullmatch(colour):
        return colour
    return theme.light().neutral
