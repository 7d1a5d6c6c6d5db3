"""Six charts of a book for one product, as Plotly dictionaries: what a side draws."""

import os
from functools import cache
from pathlib import Path

from charts.quantity import Quantity
from charts.theme import look
from charts.trend import trend
from data.store import Store
from metrics import CATALOGUE, Filters, open_book
from texts import words

T, LOOK = words("en"), look("light")

CHARTS = (
    ("conversion", "month", ("started", "submitted", "disbursed"), "count"),
    ("conversion", "month", ("approval_rate", "conversion_rate"), "rate"),
    ("portfolio", "as_of", ("loans",), "count"),
    ("portfolio", "as_of", ("par30", "par90"), "rate"),
    ("first_payment_default", "month", ("rate",), "rate"),
    ("flow_rates", "as_of", ("rate",), "rate"),
)
"""Metric, its column of months, columns that are drawn, and their unit."""


@cache
def book():
    """The book that is served from the store in the environment."""
    store = Store(Path(os.environ["LOAN_DASHBOARD_STORE"]))
    return open_book(store.current(), resident=True)


def products() -> tuple[str, ...]:
    """The values to click through."""
    return book().dimensions["product"][:3]


@cache
def answer(metric: str, product: str):
    """One question's answer, asked once on each side."""
    filters = Filters(where=(("product", (product,)),))
    return CATALOGUE[metric].run(book(), filters)


def figures(product: str) -> list[dict]:
    """Six figures, drawn anew each time as a page does."""
    drawn = []
    for metric, x, columns, unit in CHARTS:
        frame = answer(metric, product).frame
        figure = trend(
            frame,
            T,
            LOOK,
            x=x,
            values=[Quantity(c, unit, c) for c in columns],
            series="from_bucket" if metric == "flow_rates" else None,
        )
        drawn.append(figure.to_dict())
    return drawn
