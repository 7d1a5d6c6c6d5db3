"""The parts a page is put together from: sections, figures, what stands behind them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import streamlit as st

from charts.figure import Figure
from metrics import Answer, Filters
from ui import behind, clicks, explained, mishaps, reading, shown
from ui.plain import plain
from ui.view import View


@contextmanager
def section(view: View, title: str, *, basis: str = "", about: str = "") -> Iterator:
    """A card with a title; what goes wrong in its body is said in its place.

    `basis` is the line under the title: what is counted, by what, in which unit.
    `about` is one or two sentences behind the title's question mark.
    """
    shown.open_section(view, title, basis)
    with st.container(border=True):
        st.header(title, anchor=False, help=about or None)
        if basis:
            st.caption(basis)
        with mishaps.guarded(view.t):
            yield


def figure(
    view: View,
    answer: Answer,
    draw: Callable[[], Figure],
    *,
    key: str,
    alt: str,
    details: bool = True,
    with_notes: bool = True,
    filters: str | None = None,
) -> None:
    """A chart of an answer, its notes, and the table and definition behind it.

    `draw` is called only where there are rows; without any, the reader is told why.
    `key` is unique on the page; `alt` says to who can't see it what the chart shows.
    A click on a point explains its figure; where the points are values of a dimension,
    named by `filters`, it filters the page instead.
    """
    if answer.frame.empty:
        empty(view, answer)
        return
    # Drawn once: a file has the figure of the screen, with what was switched on then.
    draw = cache(draw)
    shown.add(view, answer, draw, key=key, alt=alt)
    _drawn(view, answer, draw, key, alt, details, with_notes, filters)


@st.fragment
def _drawn(
    view: View,
    answer: Answer,
    draw: Callable[[], Figure],
    key: str,
    alt: str,
    details: bool,
    with_notes: bool,
    filters: str | None,
) -> None:
    """What a click runs again: this figure, and not the page around it."""
    with mishaps.guarded(view.t):
        point = clicks.chart(draw(), key=f"{view.page}_{key}", alt=alt)
        if with_notes:
            notes(view, answer)
        if details:
            behind.details(view, answer, key=key)
        if point is None:
            return
        if filters is not None:
            clicks.filter_by(filters, point[2])
        else:
            pointed = explained.pointed_at(answer, point)
            if pointed is not None:
                explained.show(view, pointed)


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
    for said in reading.notes(view, answer):
        st.caption(plain(said))


def empty(view: View, answer: Answer) -> None:
    """Says why an answer has nothing to show, and what it leaves out."""
    nothing(view, answer.filters)
    notes(view, answer)


def nothing(view: View, filters: Filters) -> None:
    """Says why there is nothing to show, and how to widen the filters."""
    t = view.t
    narrowed = t.listed([t.dimension(name) for name, _ in filters.where])
    st.info(
        t("frame.empty_answer.filtered", dimensions=narrowed)
        if narrowed
        else t("frame.empty_answer.period"),
        icon=":material/search_off:",
    )
