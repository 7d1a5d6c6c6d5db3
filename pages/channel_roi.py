"""Which channels are worth their money, once their loans have lost what they lose?

Spend, leads, loans, what those loans earned and lost: one row per channel. Totals come
from the metric, so that a total's ratio is the ratio of the totals.
"""

import streamlit as st

from metrics import Answer
from pages.channel_roi_parts import league, money
from pages.channel_roi_parts.part import channel_names, part
from ui import choices, roi_figures
from ui.view import View

HORIZONS = ("none", "3", "6", "12")
EVERY = ""
"""Code of the choice of all channels."""


def render(view: View) -> None:
    """The league of channels, then one of them, or all: its steps, money, campaigns."""
    horizon = _horizon(view)
    channels = roi_figures.ask(view, horizon)
    total = roi_figures.ask(view, horizon, level="total")
    if horizon and channels.frame.empty:
        with part(view, "league"):
            nothing = view.t("channel_roi.none_reached", horizon=horizon)
            st.info(nothing, icon=":material/hourglass_empty:")
        return
    with part(view, "league"):
        roi_figures.say_missing(view)
        measure = league.channels(view, channels, total)
    with part(view, "steps"):
        focus = _focus(view, channels)
        answer = channels if focus else total
        row = roi_figures.row_of(answer.frame, focus or roi_figures.ALL)
        money.steps(view, row)
        money.bridge(view, answer, row)
    with part(view, "campaigns"):
        if not focus:
            st.caption(view.t("channel_roi.campaigns.choose"))
            return
        filters = roi_figures.narrowed(view.filters, focus)
        found = roi_figures.ask(view, horizon, level="campaign", filters=filters)
        league.campaigns(view, found, measure)


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


def _focus(view: View, channels: Answer) -> str:
    """The channel looked into, here or by a click in the league; or all of them."""
    t, names = view.t, channel_names(view)
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
