"""One loan's months beside each other, each in the colour of its state."""

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from charts import theme
from charts.figure import Figure, bar
from charts.quantity import Quantity, hover_colours, month_words, naming, show
from charts.theme import Look
from texts import Words

_TICKS = 8

_WIDTH = 0.92
"""Of a month. Left alone, each state's bars would be as wide as its months are apart.
"""


def strip(
    frame: pd.DataFrame,
    t: Words,
    look: Look,
    *,
    state: str,
    colours: Mapping[str, str],
    names: Mapping[str, str],
    x: str = "as_of",
    behind: Sequence[Quantity] = (),
    height: int = 150,
) -> Figure:
    """A cell per row of the frame, placed by the month of the date in `x`.

    A month without a row is a gap. The legend names the states in the order of
    `colours`.
    """
    if frame.empty:
        return theme.empty(look, t("charts.no_data"), height=height)
    figure = theme.figure(look, height=height, legend=True)
    name = naming(names)
    placed = frame.assign(place=[12 * day.year + day.month for day in frame[x]])
    for code, colour in colours.items():
        part = placed[placed[state] == code]
        if part.empty:
            continue
        figure.add_trace(
            bar(
                x=list(part["place"]),
                y=[1] * len(part),
                width=_WIDTH,
                name=name(code),
                marker={"color": colour, "line": {"width": 0}},
                hovertext=[
                    "<br>".join(
                        [
                            f"<b>{month_words(t, row[x])}</b>",
                            name(code),
                            *(
                                f"{escape(q.label)}: {show(t, row[q.column], q.unit)}"
                                for q in behind
                            ),
                        ]
                    )
                    for row in part.to_dict("records")
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                hoverlabel=hover_colours(look, colour),
            )
        )
    ticks = placed.iloc[:: -(-len(placed) // _TICKS)]
    figure.update_xaxes(
        tickvals=list(ticks["place"]),
        ticktext=[t.month(f"{day:%Y-%m}") for day in ticks[x]],
        tickangle=0,
    )
    figure.update_yaxes(visible=False, range=[0, 1])
    figure.update_layout(barmode="overlay", margin={"t": 56, "b": 24})
    return figure
