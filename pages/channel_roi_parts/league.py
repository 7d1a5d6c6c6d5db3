"""The league of channels."""

import streamlit as st

from metrics import Answer
from pages.channel_roi_parts.part import channel_names, column
from pages.channel_roi_parts.ranking import MEASURES, SHOWN, bars
from ui import choices, comparison, roi_figures
from ui.plain import plain
from ui.view import View


def draw(view: View, league: Answer, total: Answer) -> str:
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
    bars(view, league, rows, measure, "channel", names, key="league", alt=title)
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
