"""Which channels are worth their money, once their loans have lost what they lose?

Spend, leads, loans, what those loans earned and lost: one row per channel. Totals come
from the metric, so that a total's ratio is the ratio of the totals.
"""

import streamlit as st

from pages.channel_roi_parts import campaigns, league, money, versus
from pages.channel_roi_parts.part import part
from ui import choices, crossing, roi_figures
from ui.blocks import empty
from ui.plain import plain
from ui.view import View

HORIZONS = ("none", "3", "6", "12")


def render(view: View) -> None:
    """The league of channels; of the chosen ones their steps, money and campaigns."""
    horizon = _horizon(view)
    versus.section(view, horizon)
    measure = None
    with part(view, "league"):
        measure = _league(view, horizon)
    if measure is None:
        return
    chosen = crossing.chosen(view, roi_figures.CHANNEL)
    with part(view, "steps"):
        answer = roi_figures.ask(view, horizon, level="total")
        row = roi_figures.row_of(answer.frame, roi_figures.ALL)
        money.steps(view, answer, row)
        money.bridge(view, answer, row)
        if len(chosen) != 1:
            st.caption(view.t("channel_roi.campaigns.choose"))
            return
    name = plain(view.name(roi_figures.CHANNEL, chosen[0]))
    with part(view, "campaigns", channel=name):
        found = roi_figures.ask(view, horizon, level="campaign")
        campaigns.draw(view, found, measure)


def _league(view: View, horizon: int | None) -> str | None:
    """The league, and the measure that ranks it; None where there is no league."""
    every = crossing.around(view, roi_figures.CHANNEL)
    channels = roi_figures.ask(every, horizon)
    if not channels.frame.empty:
        roi_figures.say_missing(view)
        total = roi_figures.ask(every, horizon, level="total")
        return league.draw(view, channels, total)
    if horizon:
        nothing = view.t("channel_roi.none_reached", horizon=horizon)
        st.info(nothing, icon=":material/hourglass_empty:")
    else:
        empty(view, channels)
    return None


def _horizon(view: View) -> int | None:
    """Up to how many months on book money counts; None for all there is."""
    t = view.t
    code = choices.choose(
        view,
        "horizon",
        HORIZONS,
        "none",
        label=t("channel_roi.horizon.label"),
        word=lambda months: t(f"channel_roi.horizon.{months}"),
    )
    if code == "none":
        st.caption(t("channel_roi.to_date"))
        return None
    st.caption(t("channel_roi.limited", horizon=code))
    return int(code)


if __name__ == "__main__":
    from app import main

    main()
