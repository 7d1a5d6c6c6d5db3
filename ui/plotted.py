"""A figure onto the screen: the one door to Streamlit's Plotly chart.

Streamlit checks a dictionary property by property, which a figure of ours does without,
and draws each chart twice, the second time from a copy. Plotly leaves what is drawn
alone where the copy says the same: the same revision of the data, the same modes.
"""

from collections.abc import Callable
from zlib import crc32

import streamlit as st
from plotly.basedatatypes import BaseFigure

from charts.figure import Figure
from charts.theme import CONFIG


def chart(
    figure: Figure, *, key: str, alt: str, on_click: Callable[[], None] | None = None
) -> None:
    """Draws the figure; `on_click` is called where a reader clicks a point of it.

    `key` is unique on the page; `alt` says to who can't see it what the chart shows.
    """
    clicks = {"on_select": on_click, "selection_mode": "points"} if on_click else {}
    st.plotly_chart(
        _Unchecked(figure, is_clicked=on_click is not None),
        theme=None,
        key=key,
        config=CONFIG,
        alt=alt,
        **clicks,
    )


class _Unchecked(BaseFigure):
    """A figure that passes for one of Plotly's own."""

    def __init__(self, figure: Figure, is_clicked: bool) -> None:
        self._figure, self._is_clicked = figure, is_clicked

    def to_dict(self) -> dict[str, object]:
        """The traces as they are, the layout as Streamlit would make it."""
        drawn = self._figure.to_dict()
        modes = {"clickmode": "event+select", "dragmode": "pan"}
        layout = drawn["layout"] | {"datarevision": crc32(repr(drawn).encode())}
        return drawn | {"layout": layout | (modes if self._is_clicked else {})}
