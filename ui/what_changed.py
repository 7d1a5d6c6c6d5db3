"""What moved a figure since the compared period: a sentence, a bridge, its table."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from charts.bridge import bridge
from metrics import Answer, Filters
from metrics.change import split_by
from metrics.columns import BETTER
from metrics.errors import WholeMonthsOnly
from ui import changes, chosen, compared
from ui.changes import OTHERS
from ui.plain import plain
from ui.view import View


def ask(view: View, figure: str) -> tuple[dict, Filters, Answer] | None:
    """How `change` is asked for a figure, the earlier period, and every split of it.

    Without an earlier period the reader is told so, and there is None.
    """
    t = view.t
    against, period = compared.of_change(view)
    if period is None:
        st.info(t("changes.no_earlier"), icon=":material/history_toggle_off:")
        return None
    now = replace(view.filters, last_day=period.last_day)
    asked = {"metric": figure, "against": against, "filters": now}
    try:
        return asked, period, view.ask("change", **asked)
    except WholeMonthsOnly:
        st.info(t("changes.whole_months"), icon=":material/event_busy:")
        return None


def draw(
    view: View,
    asked: dict,
    period: Filters,
    every: Answer,
    by: str | None = None,
    *,
    figure: Callable,
) -> None:
    """The change split by one dimension; by the most telling one where none is given.

    `figure` draws the chart; it is given the view, the answer, a drawing and `alt`.
    """
    t, code = view.t, asked["metric"]
    by = by or changes.telling(every.frame)
    answer = split_by(every, by) if by else None
    parts = changes.split(answer.frame, code) if answer else None
    if parts is None:
        st.info(t("changes.unknown"), icon=":material/search_off:")
        return

    def name(code: str) -> str:
        if code == OTHERS:
            return t("changes.others")
        return view.name(parts.dimension, code)

    now = chosen.span(view.book, t, view.filters)
    then = chosen.span(view.book, t, period)
    st.caption(t("changes.periods", now=now, then=then))
    said = changes.sentence(t, parts, name)
    st.markdown(plain(said))
    columns = ("effect", "mix_effect", "rate_effect")
    figure(
        view,
        answer,
        lambda: bridge(
            parts.steps,
            t,
            view.look,
            before=(t("changes.before"), parts.before),
            after=(t("changes.after"), parts.after),
            level=changes.leveller(t, code),
            effects=[(column, t.column(column)) for column in columns],
            write=changes.writer(t, code),
            names=name,
            better=BETTER.get(code, "neither"),
        ),
        alt=said,
    )
