"""The parts a page is put together from: sections, figures, what stands behind them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import plotly.graph_objects as go
import streamlit as st

from charts.theme import CONFIG
from metrics import Answer
from ui import behind, mishaps, state
from ui.plain import plain
from ui.view import View


@contextmanager
def section(view: View, title: str, *, basis: str = "", about: str = "") -> Iterator:
    """A card with a title; what goes wrong in its body is said in its place.

    `basis` is the line under the title: what is counted, by what, in which unit.
    `about` is one or two sentences behind the title's question mark.
    """
    with st.container(border=True):
        st.subheader(title, anchor=False, help=about or None)
        if basis:
            st.caption(basis)
        with mishaps.guarded(view.t):
            yield


def figure(
    view: View,
    answer: Answer,
    draw: Callable[[], go.Figure],
    *,
    key: str,
    alt: str,
    details: bool = True,
) -> None:
    """A chart of an answer, its notes, and the table and definition behind it.

    `draw` is called only where there are rows; without any, the reader is told why.
    `key` is unique on the page; `alt` says to who can't see it what the chart shows.
    """
    if answer.frame.empty:
        empty(view, answer)
        return
    st.plotly_chart(
        draw(), theme=None, key=f"{view.page}_{key}", config=CONFIG, alt=alt
    )
    notes(view, answer)
    if details:
        behind.details(view, answer, key=key)


def table(view: View, answer: Answer, *, key: str) -> None:
    """The answer's rows as a table, its notes, and the definition behind it."""
    if answer.frame.empty:
        empty(view, answer)
        return
    behind.rows(view, answer, key=f"{key}_rows")
    notes(view, answer)
    behind.details(view, answer, key=key)


def notes(view: View, answer: Answer) -> None:
    """What the answer leaves out, in words: pending applications, unallocated spend."""
    for note in answer.notes:
        values = {
            name: view.t.amount_short(value)
            if name == "amount"
            else view.t.count(value)
            for name, value in note.values.items()
        }
        st.caption(plain(view.t(f"frame.note.{note.code}", **values)))


def empty(view: View, answer: Answer) -> None:
    """Says why there is nothing to show, and how to widen the filters."""
    t = view.t
    narrowed = t.listed([t.dimension(name) for name, _ in answer.filters.where])
    st.info(
        t("frame.empty_answer.filtered", dimensions=narrowed)
        if narrowed
        else t("frame.empty_answer.period"),
        icon=":material/search_off:",
    )
    notes(view, answer)


def link(
    view: View, page: str, label: str, *, icon: str | None = None, **changes: str
) -> None:
    """A link to another page that keeps the filters, with some of them changed.

    `changes` are URL keys and codes: `product="cash_loan"`, `dpd="60"`.
    """
    if page not in view.pages:
        st.markdown(label)
        return
    st.page_link(
        view.pages[page],
        label=label,
        icon=icon,
        query_params=state.link(
            page, view.shared_keys, **{key: (code,) for key, code in changes.items()}
        )
        or None,
    )
