"""Rows of the data itself, single applications and loans, as a reader reads them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import streamlit as st

from texts import Words
from texts.formats import UNKNOWN
from ui.view import View

_MOMENTS = ("started_at", "decided_at", "disbursed_at", "reached_at")
_DATES = ("disbursed_on", "first_due_on", "as_of")
_COUNTS = ("loans", "mob", "days_past_due", "first_payment_days_late")
_AMOUNTS = (
    "requested_amount",
    "approved_amount",
    "principal",
    "balance",
    "principal_paid",
    "interest_paid",
    "fees_paid",
    "charged_off",
    "recovered",
)
_STATES = ("bucket", "next_bucket")


def table(view: View, frame: pd.DataFrame, *, key: str, alt: str, **units: str) -> None:
    """The rows with headings and values in the reader's language.

    `units` gives columns whose unit depends on the figure: `bad="amount"`.
    """
    st.dataframe(
        frame.style.format(
            {column: writer(view, column, **units) for column in frame.columns}
        ),
        hide_index=True,
        lazy=False,
        placeholder=UNKNOWN,
        key=key,
        column_config={
            column: st.column_config.Column(heading(view.t, column))
            for column in frame.columns
        },
        alt=alt,
    )


def data(
    view: View, frame: pd.DataFrame, *, key: str, alt: str, column: str | None = None
) -> None:
    """Rows as they are stored, money to the cent.

    With `column` its two values stand in `before` and `after`.
    """
    headings = {name: heading(view.t, name) for name in frame.columns}
    means = {name: name for name in frame.columns}
    if column:
        for side in ("before", "after"):
            headings[side], means[side] = view.t(f"history.column.{side}"), column
    written = pd.DataFrame(
        {
            name: [_exact(view, means[name], value) for value in frame[name]]
            for name in frame.columns
        }
    )
    st.dataframe(
        written,
        hide_index=True,
        lazy=False,
        key=key,
        column_config={
            name: st.column_config.Column(label) for name, label in headings.items()
        },
        alt=alt,
    )


def _exact(view: View, column: str, value: object) -> str:
    """A value by what it is: nothing is rounded where two values are told apart."""
    t = view.t
    if value is None:
        return UNKNOWN
    if isinstance(value, Decimal):
        return t.amount_exact(value)
    if isinstance(value, datetime):
        return t.moment(value)
    if isinstance(value, date):
        return t.date(value)
    return view.name(column, value) if isinstance(value, str) else str(value)


def heading(t: Words, column: str) -> str:
    """What a column of the data is called."""
    key = f"rows.column.{column}"
    if t.has(key):
        return t(key)
    named = t.dimension(column)
    return t.column(column) if named == column else named


def writer(view: View, column: str, **units: str) -> Callable[[object], str]:
    """How the values of a column are written; what is not known is a dash."""
    t = view.t
    kinds = (
        (_MOMENTS, t.moment),
        (_DATES, t.date),
        (_COUNTS, t.count),
        (_AMOUNTS, t.amount),
        (_STATES, lambda code: t.name("to_bucket", code)),
        (("stage",), _stage(t)),
        (("hours",), t.hours),
        (("decision",), t.column),
        (tuple(view.book.dimensions), lambda code: view.name(column, code)),
    )
    if column in units:
        return lambda value: t.by_unit(units[column], value)
    write = next((write for columns, write in kinds if column in columns), str)
    return lambda value: UNKNOWN if pd.isna(value) else write(value)


def _stage(t: Words) -> Callable[[str], str]:
    """Stages by their names; the decisions that end an application by theirs."""

    def write(code: str) -> str:
        name = t.name("stage", code)
        return t.column(code) if name == code else name

    return write
