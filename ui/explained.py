"""One figure explained: its value, its formula with its own numbers, its rows.

Opened from a card, a point of a chart or a cell of a matrix: one drawer for all.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from charts import points
from charts.figure import Figure
from metrics import Answer
from metrics.formulas import FORMULAS, worked
from ui import behind, known, links, plotted, reading, rows, what_changed
from ui.changes import FIGURES
from ui.plain import plain
from ui.view import View

_CHANGES = {"started": "applications", "disbursed": "loans"}
"""What `change` calls a figure, where it is not the column's own name."""

FROM_CARDS = ("rows", "changed")
"""The parts that a card opens with one click."""


@dataclass(frozen=True)
class Pointed:
    """A figure that a reader pointed at: a column in a row of an answer."""

    answer: Answer
    at: int | None
    """Its row's number; None for all rows together."""
    column: str | None = None
    """None where a row was pointed at, and not one of its figures."""


def pointed_at(answer: Answer, point: list) -> Pointed | None:
    """What a point of a chart stands for: see charts/points.py.

    None for a point that is no figure of the answer, such as the sum of small ones.
    """
    label, column = point[0], point[1]
    column = column if column in answer.frame else None
    if label == points.WHOLE:
        return Pointed(answer, None, column)
    index = list(answer.frame.index)
    return Pointed(answer, index.index(label), column) if label in index else None


def tabs_of(pointed: Pointed) -> tuple[str, ...]:
    """The parts of the explanation that this figure has, in order."""
    can_change = _figure_of_change(pointed) is not None
    return ("rows", *(("changed",) if can_change else ()), "meaning", "sql")


def show(view: View, pointed: Pointed, first: str = "rows") -> None:
    """The drawer, open at one of its parts; once per run, and closed by the reader."""
    t = view.t
    title = t(f"metrics.{pointed.answer.metric}.label")
    if pointed.column:
        title = t("rows.place", name=title, value=t.column(pointed.column))
    st.dialog(plain(title), width="large", position="right")(_body)(
        view, pointed, first
    )


def _body(view: View, pointed: Pointed, first: str) -> None:
    t = view.t
    where = where_of(view, pointed)
    st.caption(plain(where))
    said = formula(view, pointed)
    if said:
        st.markdown(f"#### {plain(said)}")
    elif pointed.column:
        figure = value(view, pointed)
        if figure:
            st.markdown(f"#### {plain(figure)}")
        if has_formula(pointed):
            st.caption(t("figures.unfilled"))
    names = tabs_of(pointed)
    labels = [t(f"figures.{name}") for name in names]
    tabs = st.tabs(
        labels,
        default=labels[names.index(first)],
        key=f"explained_{first}_{view.lang}",
        on_change="rerun",
    )
    for name, tab in zip(names, tabs, strict=True):
        if tab.open:
            with tab:
                _TABS[name](view, pointed, where)


def where_of(view: View, pointed: Pointed) -> str:
    """Which part of the answer the figure is, in words."""
    if pointed.at is None:
        return view.t("figures.whole")
    return reading.place(view, pointed.answer, pointed.at)


def value(view: View, pointed: Pointed) -> str:
    """The figure of a row as the reader writes it; '' for all rows together."""
    if pointed.at is None or pointed.column not in pointed.answer.frame:
        return ""
    write = reading.writer(view, pointed.answer, pointed.column)
    return write(pointed.answer.frame[pointed.column].iloc[pointed.at])


def has_formula(pointed: Pointed) -> bool:
    """Whether the figure is made of others at all."""
    return pointed.column in FORMULAS.get(pointed.answer.metric, {})


def formula(view: View, pointed: Pointed) -> str:
    """'61.6% = Approved 11,420 ÷ (Approved 11,420 + Declined 7,122)'; '' where unknown.

    The figure is what its parts give, which is what the metric printed.
    """
    if pointed.column is None:
        return ""
    extra = known.parts(view, pointed.answer, pointed.at)
    parts = worked(pointed.answer, pointed.column, pointed.at, extra)
    if parts is None or parts.value is None:
        return ""
    t = view.t
    unit = reading.unit(pointed.answer, pointed.column)
    figure = t.rate(parts.value, 2) if unit == "rate" else t.by_unit(unit, parts.value)
    above = _terms(view, pointed.answer, parts.above)
    if not parts.below:
        return t("figures.sum", figure=figure, above=above)
    below = _terms(view, pointed.answer, parts.below)
    if len(parts.above) > 1:
        above = t("figures.bracket", terms=above)
    if len(parts.below) > 1:
        below = t("figures.bracket", terms=below)
    said = {"figure": figure, "above": above, "below": below}
    if parts.times != 1:
        return t("figures.formula_times", times=parts.times, **said)
    return t("figures.formula", **said)


def _terms(view: View, answer: Answer, terms: tuple[tuple[str, float], ...]) -> str:
    t, said = view.t, ""
    for name, number in terms:
        column = name.removeprefix("-")
        value = _number(view, answer, column, number)
        term = t("figures.term", name=_part(view, column), value=value)
        sign = t("figures.minus") if name.startswith("-") else t("figures.plus")
        said += term if not said else sign + term
    return said


def _part(view: View, column: str) -> str:
    key = f"figures.part.{column}"
    return view.t(key) if view.t.has(key) else view.t.column(column)


def _number(view: View, answer: Answer, column: str, number: float) -> str:
    if view.t.has(f"figures.part.{column}"):
        return view.t.amount(number)
    return view.t.by_unit(reading.unit(answer, column), number)


def _figure_of_change(pointed: Pointed) -> str | None:
    """What `change` calls this figure; None where it can't split it.

    A change is one of the whole selection between two periods, so a single row of an
    answer that is split or by stage has none of its own.
    """
    figure = _CHANGES.get(pointed.column or "", pointed.column)
    is_whole = pointed.at is None or pointed.answer.metric == "portfolio"
    if pointed.answer.by or not is_whole or figure not in FIGURES:
        return None
    return figure


def _chart(view: View, answer: Answer, draw: Callable[[], Figure], *, alt: str) -> None:
    """A chart that takes no clicks: a drawer opens no other."""
    key = f"explained_chart_{answer.metric}"
    plotted.chart(draw(), key=key, alt=alt)


def _changed(view: View, pointed: Pointed, where: str) -> None:
    figure = _figure_of_change(pointed)
    found = what_changed.ask(view, figure)
    if found is not None:
        what_changed.draw(view, *found, figure=_chart)
    links.link(
        view,
        "overview",
        view.t("figures.other_splits"),
        icon=":material/arrow_forward:",
        figure=figure,
    )


def _rows(view: View, pointed: Pointed, where: str) -> None:
    answer = pointed.answer
    if not rows.offered(answer, pointed.at):
        st.caption(view.t("figures.no_rows"))
        return
    key = f"explained_{answer.metric}_{pointed.at}_{pointed.column}_{view.lang}"
    rows.show(view, answer, pointed.at, where, key=key, column=pointed.column)


def _meaning(view: View, pointed: Pointed, where: str) -> None:
    behind.definition(view, pointed.answer)


def _sql(view: View, pointed: Pointed, where: str) -> None:
    behind.statement(pointed.answer)


_TABS = {"rows": _rows, "changed": _changed, "meaning": _meaning, "sql": _sql}
