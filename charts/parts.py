"""One whole as a single bar of its parts, which add up to it."""

from collections.abc import Mapping, Sequence

import pandas as pd

from charts import points, theme
from charts.figure import Figure, bar
from charts.quantity import Quantity, hover_colours, show, tooltip
from charts.theme import Look
from texts import Words

_ROOM_FOR_WORDS = 0.07
"""A part below this share of the whole has no number inside it, only a tooltip."""

_NAMES_HEIGHT = 110
"""Room for the names under each other on a phone; by default half would be cut off."""


def parts(
    row: Mapping | pd.Series | None,
    t: Words,
    look: Look,
    *,
    whole: Quantity,
    parts: Sequence[Quantity],
    colours: Mapping[str, str],
    height: int = 165,
) -> Figure:
    """The parts of `whole` side by side, in order, each in the colour of its column.

    Every part says its number and its share of the whole. An empty whole, or none, is
    said in words.
    """
    if row is None or not row[whole.column] > 0:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height, legend=True)
    gap = {"color": look.background, "width": 1}
    for part in parts:
        share = float(row[part.column]) / float(row[whole.column])
        colour = colours[part.column]
        figure.add_trace(
            bar(
                y=[0],
                x=[float(row[part.column])],
                orientation="h",
                name=part.label,
                marker={"color": colour, "line": gap},
                text=show(t, share, "rate") if share >= _ROOM_FOR_WORDS else "",
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                insidetextfont={"size": 13},
                hovertext=tooltip(
                    t, row, "", part, (whole,), asides=(show(t, share, "rate"),)
                ),
                customdata=[points.of(points.WHOLE, part.column)],
                hovertemplate="%{hovertext}<extra></extra>",
                hoverlabel=hover_colours(look, colour),
            )
        )
    figure.update_xaxes(visible=False, range=[0, float(row[whole.column])])
    figure.update_yaxes(visible=False)
    names = {"traceorder": "normal", "maxheight": _NAMES_HEIGHT}
    figure.update_layout(barmode="stack", bargap=0.1, legend=names)
    return figure
