"""What the page has shown so far, for the files that a reader takes away.

The page is drawn once; what it drew, with the words around it, is kept in the view's
report. Nothing here asks or computes.
"""

from collections.abc import Callable
from functools import partial

import pandas as pd

from charts.figure import Figure
from exports.report import CardShown, Shown
from metrics import Answer
from ui import codes, reading
from ui.view import View


def open_section(view: View, title: str, basis: str) -> None:
    """Under which title the figures that follow stand."""
    if view.report is not None:
        view.report.section = (title, basis)


def add(
    view: View,
    answer: Answer,
    draw: Callable[[], Figure] | None,
    *,
    key: str,
    alt: str,
) -> None:
    """Keeps a figure of an answer with its words."""
    if view.report is None:
        return
    title, basis = view.report.section or (alt, "")
    columns = list(answer.frame.columns)
    view.report.add(
        Shown(
            key=key,
            title=_titled(view, title, alt),
            basis=basis,
            notes=tuple(reading.notes(view, answer)),
            answer=answer,
            frame=codes.named(view, answer),
            headings={c: reading.heading(view, answer, c) for c in columns},
            writers={c: reading.writer(view, answer, c) for c in columns},
            units={c: reading.unit(answer, c) for c in columns},
            draw=draw,
        )
    )


def add_table(
    view: View,
    frame: pd.DataFrame,
    *,
    key: str,
    title: str,
    basis: str = "",
    headings: dict[str, str] | None = None,
    units: dict[str, str] | None = None,
    writers: dict[str, Callable[[object], str]] | None = None,
    draw: Callable[[], Figure] | None = None,
) -> None:
    """Keeps rows that are no metric's answer, and the chart of them where there is."""
    if view.report is None:
        return
    t, units = view.t, units or {}
    written = {
        column: partial(t.by_unit, unit)
        for column, unit in units.items()
        if column in frame
    }
    view.report.add(
        Shown(
            key=key,
            title=title,
            basis=basis,
            frame=frame,
            headings=headings or {},
            writers=written | (writers or {}),
            units=units,
            draw=draw,
        )
    )


def _titled(view: View, section: str, alt: str) -> str:
    """A figure's title: its own below its section's, where one does not say both."""
    if alt.startswith(section):
        return alt
    return view.t("rows.place", name=section, value=alt)


def add_card(
    view: View,
    label: str,
    value: str,
    change: str,
    raw: float | None,
    unit: str,
    help: str,
) -> None:
    """Keeps a headline figure."""
    if view.report is not None:
        raw = None if pd.isna(raw) else raw
        view.report.add_card(CardShown(label, value, change, raw, unit, help))
