"""A page's question asked of two selections: B's bar, the figures, what is behind."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from charts.figure import Figure
from metrics import Answer, Filters
from ui import behind, blocks, chosen, clicks, explained, period, second, shown
from ui.paired import SIDES, A, B, stacked
from ui.plain import plain
from ui.view import View

Answers = dict[str, Answer]
"""One answer for each of SIDES."""


def section(
    view: View,
    name: str,
    ask: Callable[[Filters], Answer],
    draw: Callable[[Answers], None],
    **words: object,
) -> None:
    """The button that puts B beside A; once it is on, B's bar and what `draw` draws.

    Titles are the texts `versus.<name>.*`, the title's with `words`. `ask` is the
    page's question for given filters; `draw` gets two answers with rows.
    """
    if not second.is_on():
        second.offer(view)
        return
    t = view.t
    title = t(f"versus.{name}.title", **words)
    basis, about = t(f"versus.{name}.basis"), t(f"versus.{name}.about")
    with blocks.section(view, title, basis=basis, about=about):
        st.markdown(plain(_said(view, A, view.filters)))
        filters = {A: view.filters, B: second.bar(view)}
        if filters[A] == filters[B]:
            st.caption(t("versus.same"))
        answers = {side: ask(asked) for side, asked in filters.items()}
        empty = [side for side in SIDES if answers[side].frame.empty]
        for side in empty:
            nothing = t("versus.empty", side=side)
            st.info(nothing, icon=":material/search_off:")
        if not empty:
            draw(answers)
        for side, column in zip(SIDES, st.columns(2), strict=True):
            with column:
                st.caption(t("versus.behind", side=side))
                blocks.notes(view, answers[side])
                behind.details(view, answers[side], key=f"versus_{side}")


def figure(
    view: View, answers: Answers, draw: Callable[[pd.DataFrame], Figure], title: str
) -> None:
    """A chart of both answers; a click on a point explains it, by its side's answer.

    `draw` gets the rows of both, see `stacked`.
    """
    rows = stacked(answers[A].frame, answers[B].frame)
    keep(view, answers, title, lambda: draw(rows))
    _drawn(view, answers, lambda: draw(rows), _alt(view, answers, title))


def keep(
    view: View,
    answers: Answers,
    title: str,
    draw: Callable[[], Figure] | None = None,
) -> None:
    """Both answers for the files that a reader takes away, with their chart if any."""
    rows = stacked(answers[A].frame, answers[B].frame).reset_index(drop=True)
    both = replace(answers[A], frame=rows)
    shown.add(view, both, draw, key="versus", alt=_alt(view, answers, title))


def _alt(view: View, answers: Answers, title: str) -> str:
    """The title and what each of both sides is."""
    said = [_said(view, side, answers[side].filters) for side in SIDES]
    return view.t("values.dot").join([title, *said])


@st.fragment
def _drawn(view: View, answers: Answers, draw: Callable[[], Figure], alt: str) -> None:
    """What a click runs again: this figure, and not the page around it."""
    point = clicks.chart(draw(), key=f"{view.page}_versus", alt=alt)
    if point is None:
        return
    answer = answers[point[2]]
    pointed = explained.pointed_at(answer, point)
    if pointed is not None:
        explained.show(_as_seen_by(view, answer.filters), pointed)


def _as_seen_by(view: View, filters: Filters) -> View:
    """The view with a side's filters as its own, so that it explains that side."""
    previous = period.earlier(view.book, filters, view.against)
    return replace(view, filters=filters, previous=previous)


def _said(view: View, side: str, filters: Filters) -> str:
    what = chosen.sentence(view.book, view.t, filters)
    return view.t("versus.side", side=side, what=what)
