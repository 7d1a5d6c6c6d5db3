"""Charts that answer a click: a figure is explained, a value filters the page.

Streamlit keeps a chart's selection until its figure changes, and then tells of its
end. So the chart gets a new key as soon as a click is taken: the same point can be
clicked again, and nothing opens by itself later on.
"""

import plotly.graph_objects as go
import streamlit as st

from charts.theme import CONFIG
from ui import state


def chart(figure: go.Figure, *, key: str, alt: str) -> list | None:
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

    st.plotly_chart(
        figure,
        theme=None,
        key=widget,
        config=CONFIG,
        alt=alt,
        on_select=take,
        selection_mode="points",
    )
    return point


def filter_by(dimension: str, code: object) -> None:
    """Filters all pages by one value; by none where it was the only one chosen."""
    chosen = () if state.read(dimension) == (code,) else (code,)
    if isinstance(code, str):
        state.write(**{dimension: chosen})
        state.revise()
        st.rerun()
