"""Headline figures: value, change against the period before, a line of the months."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from texts import Words
from ui.figures import Kind, Reading, change

Better = Literal["higher", "lower", "neither"]
Unit = Literal["count", "amount", "rate", "ratio"]

_BESIDE = 5
_NARROWEST = 150

_COLOURS: dict[str, str] = {"higher": "normal", "lower": "inverse", "neither": "off"}
_KINDS: dict[str, Kind] = {
    "count": "relative",
    "amount": "relative",
    "rate": "points",
    "ratio": "absolute",
}


@dataclass(frozen=True)
class Card:
    """One headline figure."""

    label: str
    unit: Unit
    reading: Reading
    better: Better
    help: str
    """What it counts and over what; shown behind a question mark."""
    missing: str = ""
    """Why there is no figure, where the data lacks what it needs."""


def row(cards: list[Card], t: Words, *, compared: str = "") -> None:
    """Cards of equal size: five beside each other on a desk, two on a phone.

    `compared` says once, below them, what the changes are against.
    """
    with st.grid(_BESIDE, min_column_width=_NARROWEST, gap="small"):
        for card in cards:
            _draw(card, t)
    if compared:
        st.caption(compared)


def _draw(card: Card, t: Words) -> None:
    delta = change(card.reading, _KINDS[card.unit])
    known = [value for value in card.reading.series if value is not None]
    st.metric(
        card.label,
        _value(card, t),
        delta=_delta(card, delta, t),
        delta_color=_COLOURS[card.better],
        delta_description=card.missing or None,
        help=card.help,
        border=True,
        height="stretch",
        chart_data=known if len(known) > 1 else None,
        chart_type="line",
    )


def _value(card: Card, t: Words) -> str:
    write = {
        "count": t.count,
        "amount": t.amount_short,
        "rate": t.rate,
        "ratio": t.ratio,
    }[card.unit]
    return write(card.reading.now)


def _delta(card: Card, delta: float | None, t: Words) -> str | int | None:
    if delta is None:
        return None
    if round(delta, 3) == 0:
        return 0
    if card.unit == "rate":
        return t.points(delta)
    if card.unit == "ratio":
        return t.difference(delta)
    return t.change(delta)
