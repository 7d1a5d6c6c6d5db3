"""Charts that answer a click: a figure is explained, a value filters the page.

Streamlit keeps a chart's selection until its figure changes, and then tells of its
end. So the chart gets a new key as soon as a click is taken: the same point can be
clicked again, and nothing opens by itself later on.
"""

import streamlit as st

from charts.figure import Figure
from ui import plotted, state


def chart(figure: Figure, *, key: str, alt: str) -> list | None:
    """Draws the figure; returns the point just clicked, once, and otherwise None.

    A point is what charts/points.py makes: row label, column, code of a dimension.
    """
    count, clicked = f"{key}_clicks", f"{key}_clicked"
    point = st.session_state.pop(clicked, None)
    widget = f"{key}_{st.session_state.setdefault(count, 0)}"

    def take() -> None:
        points = st.session_state[widget]["selection"]["points"]
        taken = next((p["customdata"] for p in points if p.get("customdata")), None)
        if taken is not None:
            st.session_state[clicked] = taken
            st.session_state[count] += 1

    plotted.chart(figure, key=widget, alt=alt, on_click=take)
    return point


def filter_by(dimension: str, code: object) -> None:
    """Filters all pages by one value; by none where it was the only one chosen."""
    chosen = () if state.read(dimension) == (code,) else (code,)
    if isinstance(code, str):
        state.write(**{dimension: chosen})
        state.revise()
        st.rerun()
