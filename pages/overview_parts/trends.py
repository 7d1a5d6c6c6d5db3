"""The figures month by month, against what was planned and what happened."""

from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from charts.quantity import Quantity
from charts.trend import trend
from metrics import Answer
from ui import blocks, conversion_figures, events, goals, headlines, late
from ui.named import quantity
from ui.view import View

_HEIGHT = 240
_MAIN_HEIGHT = 445
"""As high as what changed beside it."""


@dataclass(frozen=True)
class _Trend:
    """One small chart: columns of a metric over time."""

    name: str
    """Its title is the text `overview.trend.<name>`."""
    metric: str
    columns: tuple[str, ...]
    options: dict = field(default_factory=dict)
    x: str = "month"
    complete: str | None = None
    """The column that is false where a value can still change."""


_TRENDS = (
    _Trend(
        "disbursed",
        "conversion",
        ("disbursed_amount",),
        options={"basis": "period"},
        complete="mature",
    ),
    _Trend("started", "conversion", ("started",), complete="is_whole"),
    _Trend(
        "rates", "conversion", ("approval_rate", "conversion_rate"), complete="mature"
    ),
    _Trend("late", "portfolio", ("par30", "par90"), x="as_of"),
)


def main(view: View) -> None:
    """What was lent, month by month: the first thing a manager asks."""
    _draw(view, _TRENDS[0], _MAIN_HEIGHT)


def others(view: View) -> None:
    """The other trends, each in a card of its own, under the switch for events."""
    events.switch(view)
    with st.grid(3, min_column_width=320, gap="small"):
        for each in _TRENDS[1:]:
            _draw(view, each)


def _draw(view: View, each: _Trend, height: int = _HEIGHT) -> None:
    t = view.t
    title = t(f"overview.trend.{each.name}")
    with blocks.section(view, title, basis=t(f"overview.trend.{each.name}.basis")):
        answer = view.ask(each.metric, **each.options)
        if "disbursed_amount" in each.columns:
            headlines.need_amounts(answer)
        blocks.figure(
            view,
            answer,
            lambda: _figure(view, each, answer, height),
            key=each.name,
            alt=title,
        )


def _figure(view: View, each: _Trend, answer: Answer, height: int):
    rows = _rows(view, answer)
    values = [quantity(view, column) for column in each.columns]
    return trend(
        rows,
        view.t,
        view.look,
        values=values,
        x=each.x,
        behind=_behind(view, each),
        complete=each.complete,
        goals={column: goals.by_month(view, column) for column in each.columns},
        events=events.markers(view, rows, each.x, values, complete=each.complete),
        height=height,
    )


def _rows(view: View, answer: Answer) -> pd.DataFrame:
    if answer.metric == "portfolio":
        return late.with_balances(view, answer)
    rows = conversion_figures.with_intervals(conversion_figures.marked(view, answer))
    return rows.assign(is_whole=conversion_figures.is_whole(view, rows["month"]))


def _behind(view: View, each: _Trend) -> dict[str, tuple[Quantity, ...]]:
    """Numerator and denominator of each rate; of an amount, how many loans it is."""
    if each.metric == "portfolio":
        return late.behind(view)
    loans = Quantity("disbursed", "count", view.t.column("disbursed"))
    return {
        "disbursed_amount": (loans,),
        "approval_rate": _counts(view, "approved", "declined"),
        "conversion_rate": _counts(view, "disbursed", "started"),
    }


def _counts(view: View, *columns: str) -> tuple[Quantity, ...]:
    return tuple(Quantity(c, "count", view.t.column(c)) for c in columns)
