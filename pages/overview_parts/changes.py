"""What moved a headline figure since the compared period, by a dimension of choice."""

from functools import partial

import streamlit as st

from metrics.change import CHANGE
from ui import blocks, changes, choices, what_changed
from ui.view import View

_MOST = ""
_USUAL = "approval_rate"
"""What is split first, where the data has it."""


def section(view: View) -> None:
    """The figure and the dimension to choose, and what they show of the change."""
    t = view.t
    figures = [f for f in changes.FIGURES if not CHANGE.of(f).missing_from(view.book)]
    if not figures:
        return
    usual = _USUAL if _USUAL in figures else figures[0]
    with blocks.section(view, t("changes.title"), about=t("changes.about")):
        knobs = st.container(horizontal=True)
        with knobs:
            chosen = choices.choose(
                view,
                "figure",
                figures,
                usual,
                label=t("changes.figure"),
                word=t.column,
            )
        found = what_changed.ask(view, chosen)
        if found is None:
            return
        asked, period, every = found
        with knobs:
            by = choices.choose(
                view,
                "by",
                (_MOST, *every.frame["dimension"].unique()),
                _MOST,
                label=t("changes.by"),
                word=lambda code: t.dimension(code) if code else t("changes.by.most"),
            )
        figure = partial(blocks.figure, key="changes")
        what_changed.draw(view, asked, period, every, by or None, figure=figure)
