"""Steps that lead from one to the next, each with what it cost to get there."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts.quantity import Quantity
from texts import Words

_BESIDE = 4
_NARROWEST = 150


@dataclass(frozen=True)
class Link:
    """One step, and a few words under its number."""

    value: Quantity
    aside: str = ""


def draw(t: Words, row: pd.Series, links: Sequence[Link]) -> None:
    """The steps beside each other, in their order, from one row of an answer."""
    with st.grid(_BESIDE, min_column_width=_NARROWEST, gap="small"):
        for link in links:
            st.metric(
                link.value.label,
                _short(t, row[link.value.column], link.value.unit),
                delta_description=link.aside or None,
                border=True,
                height="stretch",
            )


def _short(t: Words, value: object, unit: str) -> str:
    return t.amount_short(value) if unit == "amount" else t.by_unit(unit, value)
