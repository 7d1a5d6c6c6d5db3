"""Which channels are worth their money, once their loans have lost what they lose?

Spend, leads, loans, what those loans earned and lost: one row per channel. Totals come
from the metric, so that a total's ratio is the ratio of the totals.
"""

import streamlit as st

from metrics import Answer
from pages.channel_roi_parts import league, money
from pages.channel_roi_parts.part import channel_names, part
from ui import choices, roi_figures
from ui.blocks import empty
from ui.plain import plain
from ui.view import View

HORIZONS = ("none", "3", "6", "12")
EVERY = ""
"""Code of the choice of all channels."""


def render(view: View) -> None:
    """The league of channels, then one of them, or all: its steps, money, campaigns."""
    horizon = _horizon(view)
    measure = None
    with part(view, "league"):
        channels = roi_figures.ask(view, horizon)
        total = roi_figures.ask(view, horizon, level="total")
        measure = _league(view, horizon, channels, total)
    if measure is None:
        return
    with part(view, "steps"):
        focus = _focus(view, channels, total)
        answer = channels if focus else total
        row = roi_figures.row_of(answer.frame, focus or roi_figures.ALL)
        money.steps(view, row)
        money.bridge(view, answer, row)
        if not focus:
            st.caption(view.t("channel_roi.campaigns.choose"))
            return
    with part(view, "campaigns", channel=plain(view.name("channel", focus))):
        filters = roi_figures.narrowed(view.filters, focus)
        found = roi_figures.ask(view, horizon, level="campaign", filters=filters)
        league.campaigns(view, found, measure)


def _league(
    view: View, horizon: int | None, channels: Answer, total: Answer
) -> str | None:
    """The league, and the measure that ranks it; None where there is no league."""
    if not channels.frame.empty:
        roi_figures.say_missing(view)
        return league.channels(view, channels, total)
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


def _focus(view: View, channels: Answer, total: Answer) -> str:
    """The channel looked into, here or by a click in the league; or all of them."""
    t, names = view.t, channel_names(view, total)
    codes = roi_figures.allocated(channels.frame)["channel"]
    return choices.choose(
        view,
        "focus",
        (EVERY, *codes),
        EVERY,
        label=t.dimension("channel"),
        word=lambda code: names(code or roi_figures.ALL),
    )


if __name__ == "__main__":
    from app import main

    main()
