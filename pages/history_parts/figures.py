"""Figures of months that were over, before and after: one drawn, and all listed."""

from functools import partial

import pandas as pd
import streamlit as st

from charts.bars import grouped
from charts.figure import Figure
from charts.quantity import Quantity
from charts.trend import trend
from metrics.printing import encode
from metrics.restated import FIGURES, OPEN, RESTATED, Restated
from ui import behind, blocks, choices, history, links, plotted, shown
from ui.history import Pair
from ui.plain import plain
from ui.view import View

_DIFFERENCE = {"rate": "points", "count": "count", "amount": "amount"}
_LIST_WIDTH = 300
_SMALL_SHARE = 0.0005


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
    drawn = codes or list(found.months["figure"].drop_duplicates())
    code = choices.choose(
        view,
        "figure",
        drawn,
        drawn[0],
        label=t("history.figure"),
        word=lambda code: t(f"history.figure.{code}"),
        width=_LIST_WIDTH,
    )
    _draw(view, pair, found, code)
    if len(told):
        _table(view, told)
    _asides(view, pair, found)


def _draw(view: View, pair: Pair, found: Restated, code: str) -> None:
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


_DRAWN = ("month", "before", "after", "difference")
_SHOWN = ("figure", "month", "before", "after", "difference", "change", "kind")


def _table(view: View, told: pd.DataFrame) -> None:
    """Every restated month, as written for a reader, and as a file of numbers."""
    t = view.t
    rows = [
        {
            "figure": t(f"history.figure.{row.figure}"),
            "month": t.month(row.month),
            "before": _written(t, row.unit, row.before),
            "after": _written(t, row.unit, row.after),
            "difference": _apart(t, row.unit, row.difference),
            "change": _share(t, row.change) if row.unit != "rate" else "",
            "kind": t(f"history.kind.{row.kind}"),
        }
        for row in told.itertuples(index=False)
    ]
    headings = {column: t(f"history.column.{column}") for column in _SHOWN}
    frame = pd.DataFrame(rows, columns=list(_SHOWN))
    st.dataframe(
        frame.rename(columns=headings),
        hide_index=True,
        lazy=False,
        key=f"history_restated_{view.lang}",
        alt=t("history.figures"),
    )
    shown.add_table(
        view,
        told[list(_SHOWN)].reset_index(drop=True),
        key="restated",
        title=t("history.figures"),
        headings=headings,
        units={"month": "month"},
        writers={
            "figure": lambda code: t(f"history.figure.{code}"),
            "kind": lambda code: t(f"history.kind.{code}"),
        },
    )
    st.download_button(
        t.plural("rows.csv", len(told)),
        data=partial(encode, told.reset_index(drop=True), "csv"),
        file_name=f"restated-{view.book.snapshot_id}.csv",
        mime="text/csv",
        key="history_restated_csv",
        icon=":material/download:",
        on_click="ignore",
    )


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


def _written(t, unit: str, value: float) -> str:
    if unit == "amount":
        return t.amount_exact(value)
    return t.rate(value, digits=2) if unit == "rate" else t.count(value)


def _share(t, value: float) -> str:
    """A change in per cent; one too small for a digit has four."""
    if value and abs(value) < _SMALL_SHARE:
        return ("+" if value > 0 else "") + t.rate(value, digits=4)
    return t.change(value)


def _apart(t, unit: str, value: float) -> str:
    if unit == "rate":
        return t.points(value, digits=2)
    return _written(t, unit, value)
