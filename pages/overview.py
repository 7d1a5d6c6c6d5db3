"""How is the business doing, and where should I look next?"""

from dataclasses import dataclass, field

import streamlit as st

from charts import trend
from charts.quantity import Quantity
from pages.overview_parts import changes
from ui import blocks, cards, headlines, pointers
from ui.plain import plain
from ui.view import View

_HEIGHT = 220


@dataclass(frozen=True)
class _Trend:
    """One small chart: columns of a metric over time, each with its unit."""

    name: str
    """Its title is the text `overview.trend.<name>`."""
    metric: str
    columns: tuple[tuple[str, str], ...]
    options: dict = field(default_factory=dict)
    x: str = "month"
    complete: str | None = None
    """The column that is false where a value can still change."""


_TRENDS = (
    _Trend(
        "disbursed",
        "conversion",
        (("disbursed_amount", "amount"),),
        options={"basis": "period"},
    ),
    _Trend("started", "conversion", (("started", "count"),)),
    _Trend(
        "rates",
        "conversion",
        (("approval_rate", "rate"), ("conversion_rate", "rate")),
        complete="mature",
    ),
    _Trend("late", "portfolio", (("par30", "rate"), ("par90", "rate")), x="as_of"),
)


def render(view: View) -> None:
    """Headline figures, what moved them, what stands out, and their months."""
    cards.row(headlines.cards(view), view.t, compared=_compared(view))
    changed = st.container()
    _where_next(view)
    with st.grid(2, min_column_width=380, gap="small"):
        for each in _TRENDS:
            _draw(view, each)
    with changed:  # the slowest question waits for none of the others
        changes.section(view)


def _compared(view: View) -> str:
    t, previous = view.t, view.previous
    if previous is None:
        return t("overview.no_comparison")
    return t(
        "overview.compared",
        first=t.month(previous.from_month),
        last=t.month(previous.to_month),
    )


def _where_next(view: View) -> None:
    t = view.t
    with blocks.section(view, t("overview.next"), about=t("overview.next.about")):
        found = pointers.found(view)
        if not found:
            st.caption(t("overview.next.none"))
        for pointer in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(pointer.text), width="content")
                blocks.link(
                    view,
                    pointer.page,
                    t("overview.open", page=t(f"{pointer.page}.title")),
                    icon=":material/arrow_forward:",
                    **pointer.changes,
                )


def _draw(view: View, each: _Trend) -> None:
    t = view.t
    title = t(f"overview.trend.{each.name}")
    with blocks.section(view, title, basis=t(f"overview.trend.{each.name}.basis")):
        answer = view.ask(each.metric, **each.options)
        values = [
            Quantity(column, unit, t.column(column)) for column, unit in each.columns
        ]
        blocks.figure(
            view,
            answer,
            lambda: trend.trend(
                answer.frame,
                t,
                view.look,
                values=values,
                x=each.x,
                complete=each.complete,
                height=_HEIGHT,
            ),
            key=each.name,
            alt=title,
        )


if __name__ == "__main__":
    from app import main

    main()
