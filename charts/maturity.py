"""A line whose last part is not final yet: solid, then dashed with hollow marks.

Trend and curves share it, so that 'still moving' looks the same everywhere.
"""

from collections.abc import Sequence

import pandas as pd

from charts import theme
from charts.figure import Trace, scatter
from charts.quantity import hover_colours
from charts.theme import Look


def line(
    look: Look,
    x: Sequence,
    y: Sequence,
    complete: Sequence[bool],
    texts: Sequence[str],
    clicks: Sequence[list],
    *,
    name: str,
    colour: str,
    width: float = 2.0,
    marks: bool = True,
    symbol: str = "circle",
    in_legend: bool = True,
) -> list[Trace]:
    """Traces of one line: what is final, the dashed tail, the tail's hollow marks.

    A value that is not known leaves a gap. The dashed trace starts at the last final
    point, so that the line is whole; only the marks carry tooltips and answer clicks.
    """
    known = [None if pd.isna(value) else float(value) for value in y]
    final = [bool(flag) for flag in complete]
    shared = {"name": name, "legendgroup": name, "connectgaps": False}
    traces = []
    if any(final) or not known:
        traces.append(
            scatter(
                x=list(x),
                y=_only(known, final),
                mode="lines+markers" if marks else "lines",
                line={"color": colour, "width": width},
                marker={"color": colour, "size": 5 + width / 2, "symbol": symbol},
                text=list(texts),
                customdata=list(clicks),
                hovertemplate="%{text}<extra></extra>",
                hoverlabel=hover_colours(look, colour),
                showlegend=in_legend,
                **shared,
            )
        )
    if not all(final):
        traces.append(
            scatter(
                x=list(x),
                y=_only(known, _tail(final)),
                mode="lines",
                line={"color": colour, "width": width, "dash": "dot"},
                hoverinfo="skip",
                showlegend=False,
                **shared,
            )
        )
        traces.append(
            scatter(
                x=list(x),
                y=_only(known, [not flag for flag in final]),
                mode="markers",
                marker={
                    "color": look.background,
                    "size": 6 + width / 2,
                    "symbol": symbol,
                    "line": {"color": colour, "width": 1.5},
                },
                text=list(texts),
                customdata=list(clicks),
                hovertemplate="%{text}<extra></extra>",
                hoverlabel=hover_colours(look, colour),
                showlegend=in_legend and not any(final),
                **shared,
            )
        )
    return traces


def band(x: Sequence, low, high, colour: str, name: str) -> list[Trace]:
    """The interval as one shape per run of months without a gap."""
    runs, run = [], []
    for point in zip(x, low, high, strict=True):
        if pd.isna(point[1]) or pd.isna(point[2]):
            runs, run = [*runs, run], []
        else:
            run.append(point)
    return [
        scatter(
            x=[p[0] for p in run] + [p[0] for p in reversed(run)],
            y=[float(p[2]) for p in run] + [float(p[1]) for p in reversed(run)],
            mode="lines",
            line={"color": theme.see_through(colour, 0.25), "width": 1},
            fill="toself",
            fillcolor=theme.see_through(colour, 0.14),
            name=name,
            legendgroup=name,
            hoverinfo="skip",
            showlegend=False,
        )
        for run in [*runs, run]
        if run
    ]


def _only(values: list, wanted: list[bool]) -> list:
    return [v if w else None for v, w in zip(values, wanted, strict=True)]


def _tail(final: list[bool]) -> list[bool]:
    """The open points and the final ones next to them."""
    return [
        not flag
        or (i > 0 and not final[i - 1])
        or (i + 1 < len(final) and not final[i + 1])
        for i, flag in enumerate(final)
    ]
