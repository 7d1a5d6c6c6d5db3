"""Steps that lead from one to the next, each with what it cost to get there."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts.quantity import Quantity
from ui.view import View


@dataclass(frozen=True)
class Link:
    """One step, and the ratio that belongs to it."""

    value: Quantity
    ratio: Quantity | None = None


def draw(view: View, row: pd.Series, links: Sequence[Link]) -> None:
    """The steps beside each other, in their order, from one row of an answer."""
    t = view.t
    with st.grid(len(links), min_column_width=130, gap="small"):
        for link in links:
            st.metric(
                link.value.label,
                _short(t, row[link.value.column], link.value.unit),
                delta_description=_aside(t, row, link.ratio),
                border=True,
                height="stretch",
            )


def _aside(t, row: pd.Series, ratio: Quantity | None) -> str | None:
    if ratio is None:
        return None
    written = t.by_unit(ratio.unit, row[ratio.column])
    return t("frame.filters.part", dimension=ratio.label, values=written)


def _short(t, value: object, unit: str) -> str:
    return t.amount_short(value) if unit == "amount" else t.by_unit(unit, value)
