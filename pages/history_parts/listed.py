"""Every month that is restated: as written for a reader, and as a file of numbers."""

from functools import partial

import pandas as pd
import streamlit as st

from metrics.printing import encode
from texts import Words
from ui import shown
from ui.view import View

_SHOWN = ("figure", "month", "before", "after", "difference", "change", "kind")
_SMALL_SHARE = 0.0005


def table(view: View, told: pd.DataFrame) -> None:
    """The months of the figures, and a button that takes them away."""
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


def _written(t: Words, unit: str, value: float) -> str:
    if unit == "amount":
        return t.amount_exact(value)
    return t.rate(value, digits=2) if unit == "rate" else t.count(value)


def _share(t: Words, value: float) -> str:
    """A change in per cent; one too small for a digit has four."""
    if value and abs(value) < _SMALL_SHARE:
        return ("+" if value > 0 else "") + t.rate(value, digits=4)
    return t.change(value)


def _apart(t: Words, unit: str, value: float) -> str:
    if unit == "rate":
        return t.points(value, digits=2)
    return _written(t, unit, value)
