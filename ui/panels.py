"""Several small charts of one answer beside each other, with one table behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from charts.figure import Figure
from metrics import Answer
from ui import behind, blocks
from ui.view import View


@dataclass(frozen=True)
class Panel:
    """One chart with its own title."""

    name: str
    """Unique among the panels of a page."""
    title: str
    basis: str
    """What is over what; under the title."""
    draw: Callable[[], Figure]


def row(view: View, answer: Answer, panels: Sequence[Panel], *, key: str) -> None:
    """The charts as wide as there is room, then what holds for all of them.

    Without rows the reader is told why, once.
    """
    if answer.frame.empty:
        blocks.empty(view, answer)
        return
    with st.grid(len(panels), min_column_width=300, gap="medium"):
        for panel in panels:
            with st.container():
                st.markdown(f"**{panel.title}**")
                st.caption(panel.basis)
                blocks.figure(
                    view,
                    answer,
                    panel.draw,
                    key=f"{key}_{panel.name}",
                    alt=panel.title,
                    details=False,
                    with_notes=False,
                )
    blocks.notes(view, answer)
    behind.details(view, answer, key=key)
