"""What one channel, or all of them, cost and brought: step by step, then as a sum."""

import pandas as pd
import streamlit as st

from charts.waterfall import waterfall
from metrics import Answer
from pages.channel_roi_parts.part import column
from ui import chain
from ui.blocks import figure
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


def steps(view: View, row: pd.Series | None) -> None:
    """Spend, leads, applications, approvals, loans, money lent, contribution."""
    if row is None:
        return
    links = [
        chain.Link(column(view, name), _aside(view, row, ratio))
        for name, ratio in STEPS
    ]
    chain.draw(view.t, row, links)


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
