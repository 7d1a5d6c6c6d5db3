"""Figures of months that were over, before and after: one drawn, and all listed."""

import streamlit as st

from metrics.restated import OPEN, Restated
from pages.history_parts import drawn, listed
from ui import blocks, choices, history
from ui.history import Pair
from ui.plain import plain
from ui.view import View

_LIST_WIDTH = 300


def draw(view: View, pair: Pair) -> None:
    """What is restated in a sentence, one figure's months drawn, all of them listed."""
    t, found = view.t, history.figures(view, pair)
    if found.months.empty:
        blocks.nothing(view, view.filters)
        return
    told = found.restated
    codes = list(told["figure"].drop_duplicates())
    compared = found.months["figure"].nunique()
    if told.empty:
        said = t.plural("history.none", compared)
        st.success(plain(said), icon=":material/check_circle:")
    else:
        said = t.plural("history.some", len(told), figures=len(codes), of=compared)
        st.markdown(f"**{plain(said)}**")
    to_draw = codes or list(found.months["figure"].drop_duplicates())
    code = choices.choose(
        view,
        "figure",
        to_draw,
        to_draw[0],
        label=t("history.figure"),
        word=lambda code: t(f"history.figure.{code}"),
        width=_LIST_WIDTH,
    )
    drawn.draw(view, pair, found, code)
    if len(told):
        listed.table(view, told)
    _asides(view, pair, found)


def _asides(view: View, pair: Pair, found: Restated) -> None:
    """What is not counted as restated, and what could not be compared."""
    t = view.t
    for kind in OPEN:
        if number := found.count(kind):
            said = t.plural(f"history.aside.{kind}", number, id=pair.before.id)
            st.caption(plain(said))
    if found.unknown:
        names = t.listed([t(f"history.figure.{code}") for code in found.unknown])
        needs = sorted({need for missing in found.unknown.values() for need in missing})
        said = t("history.aside.unknown", figures=names, needs=t.listed(needs))
        st.caption(plain(said))
