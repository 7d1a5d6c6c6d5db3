"""What happened around the figures: marks on the charts, and the table behind them.

An event's figures are those of whole months on either side of its own, which is partly
before and partly after it. They say what was, never what it came of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts.overlays import Marker
from charts.quantity import Quantity, show
from data.events import Event
from metrics import Filters
from metrics.errors import MissingData
from ui import conversion_figures, state
from ui.view import View

KEY = "events"
OFF = "off"

_FIGURES = (
    ("disbursed_amount", "amount", "period"),
    ("approval_rate", "rate", "cohort"),
)
"""Of the table: column of `conversion`, its unit, and the basis it is read on."""


@dataclass(frozen=True)
class Around:
    """A figure in the whole months before and after an event; None: not known."""

    before_month: str | None = None
    before: float | None = None
    after_month: str | None = None
    after: float | None = None


def switch(view: View) -> None:
    """Turns the events on the page's charts off and on; nothing where there are none.

    Once per page; the URL says `events=off`.
    """
    if not view.book.events:
        return
    widget = state.widget_key(f"{view.page}_{KEY}", view.lang)
    st.session_state[widget] = is_on()
    st.toggle(view.t("events.show"), key=widget, on_change=_take, args=(widget,))


def is_on() -> bool:
    """Whether the reader wants to see events."""
    return OFF not in state.read(KEY)


def markers(
    view: View,
    frame: pd.DataFrame,
    x: str,
    values: Sequence[Quantity],
    *,
    complete: str | None = None,
) -> tuple[Marker, ...]:
    """The events within a frame's months, with each value before and after.

    `x` is the column of months or month-ends; where `complete` is false a month is no
    whole one. Empty where events are switched off.
    """
    if not is_on() or frame.empty:
        return ()
    months = [_month(moment) for moment in frame[x]]
    first, last = min(months), max(months)
    return tuple(
        Marker(
            _month(event.date),
            view.t(
                "events.on",
                date=view.t.date(event.date),
                label=event.label(view.lang),
            ),
            tuple(_details(view, frame, x, values, complete, event)),
        )
        for event in view.book.events
        if first <= _month(event.date) <= last
    )


def around(
    frame: pd.DataFrame, x: str, column: str, event: Event, complete: str | None = None
) -> Around:
    """A column in the last whole month before the event's and the first one after."""
    rows = frame[frame[complete].astype(bool)] if complete else frame
    months = [_month(moment) for moment in rows[x]]
    known = dict(zip(months, rows[column], strict=True))
    before = max((m for m in known if m < _month(event.date)), default=None)
    after = min((m for m in known if m > _month(event.date)), default=None)
    return Around(*_at(known, before), *_at(known, after))


def table(view: View) -> pd.DataFrame:
    """Every event, newest first, with the book's figures before and after it."""
    t = view.t
    events = view.book.events[::-1]
    columns: dict[str, list[str]] = {
        t("events.column.date"): [t.date(event.date) for event in events],
        t("events.column.kind"): [view.name("event_kind", e.kind) for e in events],
        t("events.column.label"): [event.label(view.lang) for event in events],
    }
    for column, unit, basis in _FIGURES:
        try:
            answer = view.ask("conversion", filters=Filters(), basis=basis)
        except MissingData:
            continue
        rows = conversion_figures.marked(view, answer)
        found = [around(rows, "month", column, e, "mature") for e in events]
        for side in ("before", "after"):
            heading = t(f"events.column.{side}", figure=t.column(column))
            columns[heading] = [_cell(view, unit, side, each) for each in found]
    return pd.DataFrame(columns)


def _details(
    view: View,
    frame: pd.DataFrame,
    x: str,
    values: Sequence[Quantity],
    complete: str | None,
    event: Event,
) -> Iterator[str]:
    t = view.t
    for value in values:
        found = around(frame, x, value.column, event, complete)
        said = {
            "before": show(t, found.before, value.unit, short=True),
            "before_month": t.month(found.before_month),
            "after": show(t, found.after, value.unit, short=True),
            "after_month": t.month(found.after_month),
        }
        # A number stays on one line with its unit, a month with its year.
        said = {name: text.replace(" ", "\u00a0") for name, text in said.items()}
        said["figure"] = value.label
        if found.before is not None and found.after is not None:
            yield t("events.before_after", **said)
        elif found.before is not None:
            yield t("events.before", **said)
        elif found.after is not None:
            yield t("events.after", **said)


def _cell(view: View, unit: str, side: str, found: Around) -> str:
    value, month = getattr(found, side), getattr(found, f"{side}_month")
    if value is None:
        return ""
    shown = show(view.t, value, unit, short=True)
    return view.t("events.cell", value=shown, month=view.t.month(month))


def _at(known: dict, month: str | None) -> tuple[str | None, float | None]:
    if month is None or pd.isna(known[month]):
        return None, None
    return month, float(known[month])


def _month(moment: object) -> str:
    return str(moment)[:7]


def _take(widget: str) -> None:
    state.write(**{KEY: () if st.session_state[widget] else (OFF,)})
