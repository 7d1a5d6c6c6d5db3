"""From a figure before to the figure now, over what moved it, step by step."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

import pandas as pd

from charts import points, theme
from charts.figure import Figure, Trace, bar, scatter
from charts.quantity import hover_colours, naming
from charts.theme import Look
from texts import Words

_ROW = 34
_MARGIN = 0.45
"""Room for the words beside the bars, as a share of what the bars span; on a
phone the longest need it all."""


def bridge(
    steps: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    before: tuple[str, float],
    after: tuple[str, float],
    level: Callable[[float], str],
    effects: Sequence[tuple[str, str]],
    write: Callable[[float], str],
    category: str = "value",
    names: Mapping[str, str] | Callable | None = None,
    better: str = "neither",
) -> Figure:
    """Floating bars from top to bottom, one per row of `steps`, between two marks.

    `before` and `after` are the figure with its label, written by `level`; `effects`
    are columns with theirs, written by `write`. The first is drawn, all stand in the
    tooltip. The ends are marks, no bars, because the axis does not start at 0.
    `better` says whether a rise is good news: higher, lower or neither.
    """
    rows = points.records(steps)
    height = _ROW * (len(rows) + 2) + 16
    start, end = before[1], after[1]
    if not rows or pd.isna(start) or pd.isna(end):
        return theme.empty(look, t("charts.no_data"), height=height)
    word, drawn = naming(names), effects[0][0]
    sizes = [float(row[drawn]) for row in rows]
    levels = [start]
    for size in sizes:
        levels.append(levels[-1] + size)
    places = list(range(1, len(rows) + 1))
    colours = [_colour(look, size, better) for size in sizes]
    figure = theme.figure(look, height=height)
    figure.add_trace(_connectors(look, levels))
    figure.add_trace(
        bar(
            orientation="h",
            y=places,
            base=levels[:-1],
            x=sizes,
            width=0.62,
            marker={"color": colours},
            text=[escape(write(size)) for size in sizes],
            textposition="outside",
            textfont={"color": look.text, "size": 12},
            cliponaxis=False,
            hovertext=[
                _hover(word(row[category]), row, effects, write) for row in rows
            ],
            customdata=[
                points.of(row[points.AT], drawn, row[category]) for row in rows
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            name="",
        )
    )
    figure.add_trace(_ends(look, [before, after], level, len(rows)))
    figure.update_yaxes(
        tickvals=[0, *places, len(rows) + 1],
        ticktext=[
            escape(before[0]),
            *(word(row[category]) for row in rows),
            escape(after[0]),
        ],
        tickfont={"color": look.text, "size": 12},
        range=[len(rows) + 1.6, -0.6],
        showgrid=False,
    )
    lowest, highest = min(*levels, end), max(*levels, end)
    room = _MARGIN * ((highest - lowest) or abs(start) or 1.0)
    left = room if min(sizes) < 0 else room / 6
    figure.update_xaxes(visible=False, range=[lowest - left, highest + room])
    return figure


def _hover(
    title: str, row: Mapping, effects: Sequence[tuple[str, str]], write: Callable
) -> str:
    """The effects that are known, a line each: a total has no mix and no rates."""
    lines = [
        f"{escape(label)}: {escape(write(float(row[column])))}"
        for column, label in effects
        if pd.notna(row[column])
    ]
    return "<br>".join([f"<b>{title}</b>", *lines])


def _ends(
    look: Look,
    ends: Sequence[tuple[str, float]],
    level: Callable[[float], str],
    rows: int,
) -> Trace:
    words = [escape(level(value)) for _, value in ends]
    return scatter(
        x=[value for _, value in ends],
        y=[0, rows + 1],
        mode="markers+text",
        marker={"symbol": "diamond", "size": 12, "color": look.neutral},
        text=[f"<b>{word}</b>" for word in words],
        textposition="middle right",
        textfont={"color": look.text, "size": 12},
        cliponaxis=False,
        hovertext=[
            f"<b>{escape(label)}</b><br>{word}"
            for (label, _), word in zip(ends, words, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        hoverlabel=hover_colours(look, look.neutral),
        showlegend=False,
        name="",
    )


def _connectors(look: Look, levels: Sequence[float]) -> Trace:
    """A dotted line from where each step ends down to where the next one starts."""
    x, y = [], []
    for place, level in enumerate(levels):
        x += [level, level, None]
        y += [place, place + 1, None]
    return scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": look.muted, "width": 1, "dash": "dot"},
        hoverinfo="skip",
        showlegend=False,
        name="",
    )


def _colour(look: Look, size: float, better: str) -> str:
    if better == "neither" or size == 0:
        return look.neutral
    return look.good if (size > 0) == (better == "higher") else look.bad
