"""From which rows: what differs between the tables, and the rows of one difference."""

import math

import pandas as pd
import streamlit as st

from ui import choices, history, raw
from ui.history import PAGE_ROWS, Pair
from ui.plain import plain
from ui.view import View

_AT_ONCE = 5_000_000
"""Rows that are compared without being asked for: seconds; more can take minutes."""

_LIST_WIDTH = 420
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
    _one(view, pair, found)


def _listed(view: View, found: list) -> pd.DataFrame:
    """One row per difference, in words."""
    t = view.t
    rows = [
        {
            "table": t(f"values.table.{each.table}"),
            "what": _what(view, each),
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


def _one(view: View, pair: Pair, found: list) -> None:
    t = view.t
    by_code = {_code(each): each for each in found}
    usual = next((c for c, each in by_code.items() if each.kind != "added"), None)
    usual = usual or next(iter(by_code))
    code = choices.choose(
        view,
        "difference",
        by_code,
        usual,
        label=t("history.rows.choose"),
        word=lambda code: t(
            "rows.place",
            name=t(f"values.table.{by_code[code].table}"),
            value=_what(view, by_code[code]),
        ),
        width=_LIST_WIDTH,
    )
    chosen = by_code[code]
    pages = math.ceil(chosen.rows / PAGE_ROWS)
    number = st.pagination(pages, key=f"history_page_{code}") if pages > 1 else 1
    rows = history.page(pair, chosen, number - 1)
    first = PAGE_ROWS * (number - 1) + 1
    last = first + len(rows) - 1
    st.caption(
        plain(
            t.plural(
                "history.rows.shown",
                chosen.rows,
                first=t.count(first),
                last=t.count(last),
            )
        )
    )
    raw.data(
        view,
        rows,
        key=f"history_{code}_{number}_{view.lang}",
        alt=t("history.rows.choose"),
        column=chosen.column,
    )
    made, held = history.file_of(pair, chosen)
    is_all = held == chosen.rows
    st.download_button(
        t.plural("rows.csv", held) if is_all else t("rows.csv_first", n=t.count(held)),
        data=made,
        file_name=f"{code}-{pair.before.id}-{pair.after.id}.csv",
        mime="text/csv",
        key=f"history_{code}_csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _code(each) -> str:
    """How the URL names a difference."""
    return ".".join(filter(None, (each.table, each.kind, each.column)))


def _what(view: View, each) -> str:
    if each.column:
        return view.t("history.what.changed", column=raw.heading(view.t, each.column))
    return view.t(f"history.what.{each.kind}")


def _sum(view: View, value: object) -> str:
    return "" if value is None else view.t.amount_exact(value)
