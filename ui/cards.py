"""Headline figures: value, and change against what is compared.

Each opens a drawer that explains it, and says what changed it.
"""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from texts import Words
from ui import explained, mishaps, shown
from ui.explained import Pointed
from ui.figures import Kind, Reading, change
from ui.plain import plain
from ui.view import View

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
    help: str = ""
    """What it counts and over what; shown behind a question mark."""
    missing: str = ""
    """Why there is no figure, where the data lacks what it needs."""
    pointed: Pointed | None = None
    """Where the figure comes from; None where it can't be explained further."""


def row(
    view: View,
    cards: list[Card],
    *,
    key: str,
    compared: str = "",
    beside: int = _BESIDE,
) -> None:
    """Cards of equal size: `beside` each other on a desk, two on a phone.

    `compared` says once, below them, what the changes are against.
    """
    for card in cards:
        delta = _delta(card, view.t)
        written = "" if delta is None else str(delta)
        value = write(view.t, card.unit, card.reading.now)
        now, unit = card.reading.now, card.unit
        shown.add_card(view, card.label, value, written, now, unit, card.help)
    _drawn(view, cards, key, beside)
    if compared:
        st.caption(compared)


@st.fragment
def _drawn(view: View, cards: list[Card], key: str, beside: int) -> None:
    """What a click runs again: the cards, and not the page around them."""
    wanted = None
    with mishaps.guarded(view.t):
        with st.grid(beside, min_column_width=_NARROWEST, gap="small"):
            for place, card in enumerate(cards):
                name = f"{view.page}_{key}_{place}_{view.lang}"
                with st.container(border=True, height="stretch", gap="xsmall"):
                    tab = _draw(card, view.t, name)
                if tab:
                    wanted = (card.pointed, tab)
        if wanted:
            explained.show(view, *wanted)


def _draw(card: Card, t: Words, name: str) -> str:
    """The card; which part of its explanation was asked for, or ''."""
    st.metric(
        card.label,
        write(t, card.unit, card.reading.now),
        delta=_delta(card, t),
        delta_color=_COLOURS[card.better],
        help=card.help or None,
    )
    if card.missing or card.reading.aside:
        st.caption(plain(card.missing or card.reading.aside))
    if card.pointed is None:
        return ""
    wanted = ""
    with st.container(horizontal=True, gap="small"):
        for tab in explained.tabs_of(card.pointed):
            if tab not in explained.FROM_CARDS:
                continue
            label = t(f"figures.card.{tab}")
            if st.button(label, type="tertiary", key=f"card_{tab}_{name}"):
                wanted = tab
    return wanted


def write(t: Words, unit: Unit, value: float | None) -> str:
    """A headline figure as briefly as a card has room for."""
    return {
        "count": t.count,
        "amount": t.amount_short,
        "rate": t.rate,
        "ratio": t.ratio,
    }[unit](value)


def _delta(card: Card, t: Words) -> str | int | None:
    delta = change(card.reading, _KINDS[card.unit])
    if delta is None:
        return None
    if round(delta, 3) == 0:
        return 0
    if card.unit == "rate":
        return t.points(delta)
    if card.unit == "ratio":
        return t.difference(delta)
    return t.change(delta)
