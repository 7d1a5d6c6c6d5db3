"""The league of channels, and the campaigns of one of them."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from charts.bars import ranked
from metrics import Answer
from pages.channel_roi_parts.part import channel_names, column
from texts import UNALLOCATED
from ui import choices, comparison, crossing, roi_figures
from ui.blocks import figure
from ui.plain import plain
from ui.view import View

MEASURES = ("roi", "contribution", "spend", "cost_per_lead", "cost_per_loan")

SHOWN = (
    "spend",
    "leads",
    "applications",
    "approved",
    "loans",
    "disbursed",
    "contribution",
    "roi",
    "payback_mob",
    "roas",
    "cost_per_lead",
    "cost_per_application",
    "cost_per_approval",
    "cost_per_loan",
)
"""From money out to money back, in the order in which it happens; then what each
step cost."""


def channels(view: View, league: Answer, total: Answer) -> str:
    """Every channel by the measure chosen; a click on a row chooses the channel.

    Returns the measure.
    """
    t = view.t
    measure = choices.choose(
        view,
        "rank",
        MEASURES,
        "roi",
        label=t("channel_roi.rank"),
        word=t.column,
    )
    rows = roi_figures.ranked(league.frame, measure)
    title, names = t("channel_roi.league.title"), channel_names(view, total)
    _warn(view, league)
    _bars(view, league, rows, measure, "channel", names, key="league", alt=title)
    comparison.table(
        view,
        roi_figures.with_total(rows, total.frame),
        "channel",
        [column(view, name) for name in SHOWN],
        names=names,
        key="channels",
        alt=title,
        total="is_total",
        picks=roi_figures.CHANNEL,
        answer=league,
    )
    return measure


def campaigns(view: View, answer: Answer, measure: str) -> None:
    """The campaigns of one channel, by the measure that ranks the channels."""
    t = view.t
    rows = roi_figures.ranked(answer.frame, measure).fillna({"campaign": ""})
    rows.loc[rows["channel"] == UNALLOCATED, "campaign"] = UNALLOCATED
    title = t("channel_roi.campaigns.alt")

    def names(code: str) -> str:
        return view.name("campaign_id", code) if code else t("channel_roi.no_campaign")

    _bars(view, answer, rows, measure, "campaign", names, key="campaigns", alt=title)
    columns = [column(view, name) for name in SHOWN]
    named = {"names": names, "alt": title, "answer": answer}
    comparison.table(view, rows, "campaign", columns, key="campaign_rows", **named)


def _bars(
    view: View,
    answer: Answer,
    rows: pd.DataFrame,
    measure: str,
    code: str,
    names: Callable[[str], str],
    **shown: str,
) -> None:
    is_of_channels = code == roi_figures.CHANNEL
    base = roi_figures.colours(rows, code, measure, view.look)
    colours = base
    if is_of_channels:
        colours = crossing.colours(view, code, list(rows[code]), base)
        crossing.say(view, code)
    figure(
        view,
        answer,
        lambda: ranked(
            rows,
            view.t,
            view.look,
            category=code,
            value=column(view, measure),
            behind=[column(view, name) for name in _behind(measure)],
            names=names,
            colours=colours,
        ),
        details=False,
        filters=code if is_of_channels else None,
        **shown,
    )


def _behind(measure: str) -> tuple[str, ...]:
    """What a measure is made of: no ratio without its two sides."""
    return {
        "roi": ("contribution", "spend"),
        "contribution": ("revenue", "spend"),
        "spend": ("loans",),
        "cost_per_lead": ("spend", "leads"),
        "cost_per_loan": ("spend", "loans"),
    }[measure]


def _warn(view: View, league: Answer) -> None:
    """Says so where the channel with the cheapest leads is not the best one."""
    found = roi_figures.disagreement(league.frame)
    if found is None:
        return
    t = view.t
    st.warning(
        t(
            "channel_roi.cheap_leads",
            cheapest=plain(view.name("channel", found.cheapest["channel"])),
            lead=plain(t.amount(found.cheapest["cost_per_lead"])),
            roi=plain(t.ratio(found.cheapest["roi"])),
            best=plain(view.name("channel", found.best["channel"])),
            best_lead=plain(t.amount(found.best["cost_per_lead"])),
            best_roi=t.ratio(found.best["roi"]),
        ),
        icon=":material/compare_arrows:",
    )
