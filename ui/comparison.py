"""A table in which groups stand under each other, for reading across and for sorting.

Numbers stay numbers, so that a reader's click on a heading sorts them as such.
"""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from charts.quantity import Quantity
from metrics import Answer
from texts.formats import UNKNOWN
from ui import behind, state
from ui.view import View


def table(
    view: View,
    frame: pd.DataFrame,
    code: str,
    columns: Sequence[Quantity],
    *,
    names: Callable[[str], str],
    key: str,
    alt: str,
    heading: str = "",
    small: str | None = None,
    total: str | None = None,
    picks: str | None = None,
    answer: Answer | None = None,
) -> None:
    """One row per code, in the frame's order; nothing where the frame has no rows.

    The first column says each code's name, under `heading` or the code column's own.
    `small` and `total` are columns of flags: rows with few behind them are grey, a
    total is bold. With `picks` a click on a row writes its code under that key of the
    URL, and the row of the code that stands there is marked. What is behind `answer`,
    where given, comes below.
    """
    if frame.empty:
        return
    shown = frame[[code, *(part.column for part in columns)]]
    st.dataframe(
        _styled(view, frame, shown, names, code, columns, small, total),
        hide_index=True,
        lazy=False,
        placeholder=UNKNOWN,
        column_config=_headings(code, heading or view.t.column(code), columns),
        alt=alt,
        **_picking(view, frame, code, key, picks, total),
    )
    if answer is not None:
        behind.details(view, answer, key=key)


def _styled(view, frame, shown, names, code, columns, small, total):
    t, look = view.t, view.look
    styles = [""] * len(frame)
    if small:
        grey = f"color: {look.faded(look.muted, 0.4)}"
        styles = [grey if flag else "" for flag in frame[small]]
    if total:
        bold = f"font-weight: 600; background-color: {look.grid}"
        styles = [
            bold if flag else style
            for flag, style in zip(frame[total], styles, strict=True)
        ]
    writers = {code: names} | {part.column: _writer(t, part.unit) for part in columns}
    return shown.style.format(writers).apply(lambda column: styles)


def _writer(t, unit: str) -> Callable[[object], str]:
    return lambda value: t.by_unit(unit, value)


def _headings(code: str, heading: str, columns: Sequence[Quantity]) -> dict:
    named = {part.column: st.column_config.Column(part.label) for part in columns}
    return {code: st.column_config.Column(heading, pinned=True)} | named


def _picking(view, frame, code, key, picks, total) -> dict:
    """Arguments that make rows clickable.

    The key holds the code in force, so that the mark follows the URL whoever wrote it.
    """
    base = f"{view.page}_{key}_{view.lang}"
    if not picks:
        return {"key": base}
    codes = list(
        frame[code].where(~frame[total].astype(bool)) if total else frame[code]
    )
    chosen = next(iter(state.read(picks)), None)
    rows = [codes.index(chosen)] if chosen in codes else []
    widget = f"{base}_{chosen}" if rows else base
    return {
        "key": widget,
        "selection_mode": "single-row",
        "selection_default": {"selection": {"rows": rows}},
        "on_select": lambda: _take(picks, widget, codes),
    }


def _take(picks: str, widget: str, codes: list) -> None:
    rows = st.session_state[widget]["selection"]["rows"]
    code = codes[rows[0]] if rows else None
    state.write(**{picks: (code,) if isinstance(code, str) else ()})
    state.revise()
