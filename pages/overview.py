"""How is the business doing, and where should I look next?"""

import streamlit as st

from charts import trend
from charts.quantity import Quantity
from ui import blocks, cards, headlines, pointers
from ui.plain import plain
from ui.view import View

_HEIGHT = 220


def render(view: View) -> None:
    """Headline figures, what stands out, and how each of them moved."""
    t = view.t
    cards.row(headlines.cards(view), t, compared=_compared(view))
    _where_next(view)
    with st.grid(2, min_column_width=380, gap="small"):
        _disbursed(view)
        _applications(view)
        _rates(view)
        _late(view)


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
    with blocks.section(
        view, view.t("overview.next"), about=view.t("overview.next.about")
    ):
        found = pointers.found(view)
        if not found:
            st.caption(view.t("overview.next.none"))
        for pointer in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(pointer.text), width="content")
                blocks.link(
                    view,
                    pointer.page,
                    view.t("overview.open", page=view.t(f"{pointer.page}.title")),
                    icon=":material/arrow_forward:",
                    **pointer.changes,
                )


def _disbursed(view: View) -> None:
    t = view.t
    with blocks.section(
        view, t("overview.trend.disbursed"), basis=t("overview.trend.disbursed.basis")
    ):
        answer = view.ask("conversion", basis="period")
        _draw(view, answer, "disbursed", ("disbursed_amount", "amount"), complete=None)


def _applications(view: View) -> None:
    t = view.t
    with blocks.section(
        view, t("overview.trend.started"), basis=t("overview.trend.started.basis")
    ):
        _draw(
            view, view.ask("conversion"), "started", ("started", "count"), complete=None
        )


def _rates(view: View) -> None:
    t = view.t
    with blocks.section(
        view, t("overview.trend.rates"), basis=t("overview.trend.rates.basis")
    ):
        answer = view.ask("conversion")
        quantities = (("approval_rate", "rate"), ("conversion_rate", "rate"))
        _draw(view, answer, "rates", *quantities, complete="mature")


def _late(view: View) -> None:
    t = view.t
    with blocks.section(
        view, t("overview.trend.late"), basis=t("overview.trend.late.basis")
    ):
        answer = view.ask("portfolio")
        quantities = (("par30", "rate"), ("par90", "rate"))
        _draw(view, answer, "late", *quantities, complete=None, x="as_of")


def _draw(view, answer, key, *columns, complete, x="month") -> None:
    t = view.t
    blocks.figure(
        view,
        answer,
        lambda: trend.trend(
            answer.frame,
            t,
            view.look,
            values=[
                Quantity(column, unit, t.column(column)) for column, unit in columns
            ],
            x=x,
            complete=complete,
            height=_HEIGHT,
        ),
        key=key,
        alt=t(f"overview.trend.{key}"),
    )


if __name__ == "__main__":
    from app import main

    main()
