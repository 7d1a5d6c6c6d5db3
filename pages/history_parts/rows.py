"""From which rows: what differs between the tables."""

import pandas as pd
import streamlit as st

from pages.history_parts import difference
from ui import history
from ui.history import Pair
from ui.view import View

_AT_ONCE = 5_000_000
"""Rows that are compared without being asked for: seconds; more can take minutes."""

_WIDTHS = {"before": 130, "after": 130, "keys": 420}
"""In pixels: a long list of keys would leave the sums no room."""


def draw(view: View, pair: Pair) -> None:
    """Every difference of the tables, and the rows of the one that is chosen."""
    t, rows = view.t, history.row_count(pair)
    if rows > _AT_ONCE:
        label = t("history.rows.ask", rows=t.count(rows))
        if not st.toggle(
            label, key=f"history_compare_{pair.before.id}_{pair.after.id}"
        ):
            return
    with st.spinner(t("history.rows.reading")):
        found = history.changes(pair)
    if not found:
        st.success(t("history.rows.none"), icon=":material/check_circle:")
        return
    st.dataframe(
        _listed(view, found),
        hide_index=True,
        lazy=False,
        key=f"history_rows_{view.lang}",
        column_config={
            t(f"history.rows.{column}"): st.column_config.Column(width=width)
            for column, width in _WIDTHS.items()
        },
        alt=t("history.rows"),
    )
    difference.draw(view, pair, found)


def _listed(view: View, found: list) -> pd.DataFrame:
    """One row per difference, in words."""
    t = view.t
    rows = [
        {
            "table": t(f"values.table.{each.table}"),
            "what": difference.what(view, each),
            "rows": t.count(each.rows),
            "before": _sum(view, each.before),
            "after": _sum(view, each.after),
            "keys": t.listed(list(each.keys)),
        }
        for each in found
    ]
    frame = pd.DataFrame(rows)
    if not frame["before"].any():
        frame = frame.drop(columns=["before", "after"])
    return frame.rename(columns={c: t(f"history.rows.{c}") for c in frame.columns})


def _sum(view: View, value: object) -> str:
    return "" if value is None else view.t.amount_exact(value)
