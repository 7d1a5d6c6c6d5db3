"""What a chart draws, and the numbers that stand behind it in the tooltip.

A ratio never travels without its numerator and denominator; so a chart is handed
both, and every tooltip is written here, through the reader's language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import pandas as pd

from charts.theme import Look
from texts import Words

_SMALL_RATE = 0.01
"""Rates below it get a second digit: a loss of 0.04 % is not a loss of 0.0 %."""


@dataclass(frozen=True)
class Quantity:
    """A column of the frame, its unit, and what the reader calls it."""

    column: str
    unit: str
    """count, rate, amount, hours, ratio (a multiple such as ROAS), month or date."""
    label: str


def show(t: Words, value: object, unit: str, *, short: bool = False) -> str:
    """The value in the reader's language; a dash where it is not known."""
    if unit == "amount" and short:
        return t.amount_short(value)
    if unit == "rate" and pd.notna(value) and 0 < abs(value) < _SMALL_RATE:
        return t.rate(value, digits=2)
    return escape(t.by_unit(unit, value))


def tooltip(
    t: Words,
    row: Mapping,
    title: str,
    value: Quantity,
    behind: Sequence[Quantity] = (),
    *,
    low: str | None = None,
    high: str | None = None,
    asides: Sequence[str] = (),
) -> str:
    """Title, value, what stands behind it, its interval and asides, a line each."""
    lines = [f"<b>{title}</b>"] if title else []
    for part in (value, *behind):
        lines.append(f"{escape(part.label)}: {show(t, row[part.column], part.unit)}")
    if low and high and pd.notna(row[low]) and pd.notna(row[high]):
        ends = (show(t, row[end], value.unit) for end in (low, high))
        lines.append(t("charts.interval", low=next(ends), high=next(ends)))
    return "<br>".join([*lines, *asides])


def naming(names: Mapping[str, str] | Callable | None) -> Callable[[object], str]:
    """How to write a code: by a mapping, by a function, or as it is; always escaped.

    Lender's names reach Plotly's mark-up here, where a '<' would swallow the rest.
    """
    if callable(names):
        return lambda code: escape(str(names(code)))
    return lambda code: escape(str((names or {}).get(code, code)))


def month_start(value: object) -> str:
    """Where a month ('2026-03') or a month-end (a date) stands on a time axis."""
    if isinstance(value, date):
        return f"{value:%Y-%m}-01"
    return f"{str(value)[:7]}-01"


def month_words(t: Words, value: object) -> str:
    """A month as '2026-03' or a month-end as a date, in words."""
    return t.date(value) if isinstance(value, date) else t.month(str(value))


def time_axis(t: Words, months: int) -> dict:
    """An x axis of months; Plotly thins the ticks to the width, never below a month."""
    return {
        "type": "date",
        "tickformat": t("charts.month_tick"),
        "dtick": "M1" if months <= 6 else None,
        "tickangle": 0,
    }


def age_axis(t: Words, oldest: int) -> dict:
    """An x axis of months on book: whole months, some twelve of them named."""
    return {
        "title": {"text": t("charts.mob")},
        "tickmode": "linear",
        "tick0": 0,
        "dtick": max(1, -(-oldest // 12)),
        # A little before 0: a point in the corner of the axes takes no pointer.
        "range": [-0.02 * max(oldest, 4), 1.02 * max(oldest, 4)],
    }


def value_axis(t: Words, unit: str, top: float, bottom: float = 0.0) -> dict:
    """A value axis whose ticks are written by the reader's language (万, K).

    Plotly's own formats know no 万, so money and counts get their ticks from here.
    """
    if unit == "rate":
        return {"tickformat": ".2~%", "rangemode": "tozero", "nticks": 6}
    ticks = nice_ticks(bottom, top)
    if unit == "count":
        ticks = sorted({float(round(tick)) for tick in ticks})
    words = [show(t, tick, unit, short=True) for tick in ticks]
    return {"tickvals": ticks, "ticktext": words, "rangemode": "tozero"}


def nice_ticks(bottom: float, top: float, about: int = 5) -> list[float]:
    """Round numbers, 1, 2 or 5 times a power of ten apart, from bottom to past top."""
    span = max(top, 0.0) - min(bottom, 0.0)
    if not span > 0 or pd.isna(span):
        return [0.0]
    rough = span / about
    power = 10.0 ** len(str(int(rough))) if rough >= 1 else 1.0
    while power > rough:
        power /= 10
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    first = int(min(bottom, 0.0) / step) - (1 if bottom < 0 else 0)
    last = int(max(top, 0.0) / step) + 1
    return [round(i * step, 10) for i in range(first, last + 1)]


def hover_colours(look: Look, colour: str) -> dict:
    """A tooltip on the page's ground with the series' colour as its border."""
    return {"bgcolor": look.background, "bordercolor": colour}
