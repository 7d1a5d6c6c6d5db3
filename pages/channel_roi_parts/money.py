"""What one channel, or all of them, cost and brought: step by step, then as a sum."""

import pandas as pd
import streamlit as st

from charts.waterfall import waterfall
from metrics import Answer, Filters
from metrics.columns import BETTER
from pages.channel_roi_parts.part import column
from ui import cards, compared, figures, roi_figures
from ui.blocks import figure
from ui.explained import Pointed
from ui.figures import Reading
from ui.view import View

STEPS = (
    ("spend", None),
    ("leads", "cost_per_lead"),
    ("applications", "cost_per_application"),
    ("approved", "cost_per_approval"),
    ("loans", "cost_per_loan"),
    ("disbursed", None),
    ("contribution", "roi"),
    ("payback_mob", None),
)
"""From money out to money back, each with what one of it cost, or its return."""

PARTS = (
    ("revenue", "plus"),
    ("funding_cost", "minus"),
    ("servicing_cost", "minus"),
    ("credit_loss", "minus"),
    ("provision", "minus"),
    ("spend", "minus"),
    ("contribution", "total"),
)


EARNED = ("contribution", "payback_mob")
"""What grows with the months on book: two periods compare at one horizon alone."""


def steps(view: View, answer: Answer, row: pd.Series | None) -> None:
    """Spend, leads, applications, approvals, loans, money lent, contribution."""
    if row is None:
        return
    before = _before(view, answer, row)
    shown = [_card(view, answer, row, before, name, ratio) for name, ratio in STEPS]
    said = "" if before is None else compared.sentence(view)
    cards.row(view, shown, key="steps", beside=4, compared=said)


def _before(view: View, answer: Answer, row: pd.Series) -> pd.Series | None:
    """The same total of the compared period; None without one.

    A horizon leaves young months out: a total of five months is not compared with one
    of twelve.
    """

    def read(filters: Filters) -> pd.Series | None:
        asked = {"level": "total", "filters": filters}
        then = roi_figures.ask(view, answer.options["horizon"], **asked)
        total = roi_figures.row_of(then.frame, roi_figures.ALL)
        is_as_long = total is not None and total["months"] == row["months"]
        return total if is_as_long else None

    return compared.earlier(view, read)


def _card(
    view: View,
    answer: Answer,
    row: pd.Series,
    before: pd.Series | None,
    name: str,
    ratio: str | None,
) -> cards.Card:
    quantity = column(view, name)
    is_fair = name not in EARNED or answer.options["horizon"] is not None
    then = before[name] if before is not None and is_fair else None
    return cards.Card(
        quantity.label,
        quantity.unit,
        Reading(
            figures.number(row[name]), figures.number(then), _aside(view, row, ratio)
        ),
        BETTER.get(name, "neither"),
        pointed=Pointed(answer, answer.frame.index.get_loc(row.name), name),
    )


def _aside(view: View, row: pd.Series, ratio: str | None) -> str:
    """What one of a step cost, or the return, in a few words; nothing if unknown."""
    if ratio is None or pd.isna(row[ratio]):
        return ""
    t = view.t
    if ratio == "roi":
        return t("channel_roi.return", roi=t.ratio(row[ratio]))
    kind = "submitted" if ratio == "cost_per_application" else "each"
    return t(f"channel_roi.cost.{kind}", amount=t.amount(row[ratio]))


def bridge(view: View, answer: Answer, row: pd.Series | None) -> None:
    """From revenue to contribution, one cost after the other."""
    st.markdown(f"**{view.t('channel_roi.bridge')}**")
    parts = [(column(view, name), effect) for name, effect in PARTS]
    figure(
        view,
        answer,
        lambda: waterfall(row, view.t, view.look, parts=parts),
        key="bridge",
        alt=view.t("channel_roi.bridge"),
    )
