"""The rows of one difference between two snapshots."""

import math

import streamlit as st

from ui import choices, history, raw
from ui.history import PAGE_ROWS, Pair
from ui.plain import plain
from ui.view import View

_LIST_WIDTH = 420
"""In pixels."""


def draw(view: View, pair: Pair, found: list) -> None:
    """The difference that the reader chooses: a page of its rows, and its file."""
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
            value=what(view, by_code[code]),
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


def what(view: View, each) -> str:
    """What differs, in words."""
    if each.column:
        return view.t("history.what.changed", column=raw.heading(view.t, each.column))
    return view.t(f"history.what.{each.kind}")


def _code(each) -> str:
    """How the URL names a difference."""
    return ".".join(filter(None, (each.table, each.kind, each.column)))
