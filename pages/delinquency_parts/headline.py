"""Balance and portfolio at risk at the last month-end."""

import streamlit as st

from metrics import Answer
from metrics.columns import UNITS
from metrics.months import shifted
from pages.delinquency_parts.state import PAR
from ui import cards, compared, figures, headlines
from ui.view import View


def draw(view: View, answer: Answer) -> None:
    """Balance and PAR at the last month-end, beside what they are compared with."""
    t, frame = view.t, answer.frame
    if frame.empty:
        return
    newest = frame["as_of"].iloc[-1]
    st.caption(t("delinquency.cards.basis", date=t.date(newest)))
    shown = [_card(view, column) for column in ("balance", *PAR)]
    cards.row(view, shown, key="cards", compared=compared.sentence(view))


def _card(view: View, column: str) -> cards.Card:
    t, unit = view.t, UNITS[column]
    read = headlines.at_the_end(view, column)
    found = read(view.filters)
    frame = found.pointed.answer.frame
    month = shifted(f"{frame['as_of'].iloc[-1]:%Y-%m}", -1)
    before = frame[[f"{day:%Y-%m}" == month for day in frame["as_of"]]]
    aside = ()
    if len(before):
        value = cards.write(t, unit, figures.last(before, column))
        aside = (t("delinquency.cards.month_before", value=value),)
    return cards.Card(
        t.column(column),
        unit,
        headlines.against(view, column, unit, found, read, *aside),
        "neither" if column == "balance" else "lower",
        t(f"delinquency.card.{column}"),
        pointed=found.pointed,
    )
