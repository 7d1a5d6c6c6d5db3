"""One figure's months in both snapshots, and how far apart they are."""

import streamlit as st

from charts.bars import grouped
from charts.figure import Figure
from charts.quantity import Quantity
from charts.trend import trend
from metrics.restated import FIGURES, OPEN, RESTATED, Restated
from ui import behind, links, plotted, shown
from ui.history import Pair
from ui.plain import plain
from ui.view import View

_DIFFERENCE = {"rate": "points", "count": "count", "amount": "amount"}
_DRAWN = ("month", "before", "after", "difference")


def draw(view: View, pair: Pair, found: Restated, code: str) -> None:
    """The figure's months in both, and the differences of those that are restated."""
    t, figure = view.t, FIGURES[code]
    months = found.months[found.months["figure"] == code]
    months = months.assign(final=~months["kind"].isin(OPEN)).reset_index(drop=True)
    before, after = (
        Quantity(side, figure.unit, t(f"history.side.{side}", id=snapshot.id))
        for side, snapshot in (("before", pair.before), ("after", pair.after))
    )
    apart = Quantity(
        "difference", _DIFFERENCE[figure.unit], t("history.column.difference")
    )

    def lines() -> Figure:
        """Dashed where a value was still open in the earlier one."""
        return trend(
            months,
            t,
            view.look,
            values=[before, after],
            behind={"before": (after, apart), "after": (before, apart)},
            complete="final",
            colours={"before": view.look.bad, "after": view.look.categorical[0]},
        )

    told = months[months["kind"].isin(RESTATED) & months["difference"].notna()]

    def bars() -> Figure:
        """Without a difference, as of a rate that is gone, there is no bar."""
        return grouped(
            told.reset_index(drop=True),
            t,
            view.look,
            category="month",
            values=[apart],
            behind=[before, after],
            names=t.month,
            colours={"difference": view.look.bad},
        )

    name = t(f"history.figure.{code}")
    drawings = {"lines": lines, "bars": bars} if len(told) else {"lines": lines}
    with st.grid(len(drawings), min_column_width=320, gap="small"):
        for kind, drawing in drawings.items():
            with st.container():
                said = t(f"history.figure.{kind}", figure=name)
                st.caption(plain(said))
                plotted.chart(drawing(), key=f"history_{kind}_{code}", alt=said)
            shown.add_table(
                view,
                (months if kind == "lines" else told)[list(_DRAWN)],
                key=f"{code}_{kind}",
                title=said,
                basis=t("history.compared", before=pair.before.id, after=pair.after.id),
                headings={c: t(f"history.column.{c}") for c in _DRAWN},
                units={"month": "month", "before": figure.unit, "after": figure.unit}
                | {"difference": apart.unit},
                draw=drawing,
            )
    label = t("overview.open", page=t(f"{figure.page}.title"))
    with st.container(horizontal=True):
        links.link(view, figure.page, label, icon=":material/arrow_forward:")
    with st.expander(t("history.definition"), type="compact"):
        behind.told(t, figure.metric)
