"""What moved a headline figure since the period before: a sentence and a bridge."""

import streamlit as st

from charts.bridge import bridge
from metrics import Answer
from metrics.columns import BETTER
from ui import blocks, changes, choices
from ui.changes import OTHERS, Split
from ui.plain import plain
from ui.view import View

_MOST = ""


def section(view: View) -> None:
    """The figure, the comparison and the dimension to choose, and what they show."""
    t = view.t
    with blocks.section(view, t("changes.title"), about=t("changes.about")):
        knobs = st.container(horizontal=True)
        with knobs:
            figure = choices.choose(
                view,
                "figure",
                changes.FIGURES,
                "approval_rate",
                label=t("changes.figure"),
                word=t.column,
            )
            against = choices.choose(
                view,
                "against",
                ("previous", "year"),
                "previous",
                label=t("changes.against"),
                word=lambda code: t(f"changes.against.{code}"),
            )
        period = changes.earlier(view.filters, view.book.first_month, against)
        if period is None:
            st.info(t("changes.no_earlier"), icon=":material/history_toggle_off:")
            return
        asked = {"metric": figure, "against": against}
        every = view.ask("change", **asked).frame
        with knobs:
            by = choices.choose(
                view,
                "by",
                (_MOST, *every["dimension"].unique()),
                _MOST,
                label=t("changes.by"),
                word=lambda code: t.dimension(code) if code else t("changes.by.most"),
            )
        by = by or changes.telling(every)
        answer = view.ask("change", by=by, **asked) if by else None
        parts = changes.split(answer.frame, figure) if answer else None
        if parts is None:
            st.info(t("changes.unknown"), icon=":material/search_off:")
            return
        st.caption(
            t(
                "changes.periods",
                first=t.month(view.filters.from_month),
                last=t.month(view.filters.to_month),
                earlier_first=t.month(period.from_month),
                earlier_last=t.month(period.to_month),
            )
        )
        _said_and_drawn(view, answer, parts)


def _said_and_drawn(view: View, answer: Answer, parts: Split) -> None:
    t = view.t

    def name(code: str) -> str:
        if code == OTHERS:
            return t("changes.others")
        return view.name(parts.dimension, code)

    said = changes.sentence(t, parts, name)
    st.markdown(plain(said))
    columns = ("effect", "mix_effect", "rate_effect")
    blocks.figure(
        view,
        answer,
        lambda: bridge(
            parts.steps,
            t,
            view.look,
            before=(t("changes.before"), parts.before),
            after=(t("changes.after"), parts.after),
            level=changes.leveller(t, parts.figure),
            effects=[(column, t.column(column)) for column in columns],
            write=changes.writer(t, parts.figure),
            names=name,
            better=BETTER.get(parts.figure, "neither"),
        ),
        key="changes",
        alt=said,
    )
