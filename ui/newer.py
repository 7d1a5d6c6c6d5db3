"""The offer of a newer snapshot: comes by itself, changes no figure by itself."""

import streamlit as st

from data.snapshot import Snapshot
from texts import Words
from ui import environment, snapshots

EVERY_VARIABLE = "LOAN_DASHBOARD_LOOK_EVERY_SECONDS"
EVERY_SECONDS = 60.0


def every_seconds() -> float:
    """How often an open page looks for newer data, as the operator decided."""
    return environment.number(EVERY_VARIABLE, EVERY_SECONDS, 1, 86_400, "seconds")


@st.fragment(run_every=every_seconds())
def offer(t: Words) -> None:
    """Says that newer data are published, with the button that switches to them."""
    newer = snapshots.newer_than_session()
    if newer is not None:
        _draw(newer, t)


def _draw(newer: Snapshot, t: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="newer"):
        st.badge(t("frame.newer", snapshot=newer.id), icon=":material/update:")
        taken = st.button(t("frame.newer_take"), type="tertiary", key="take_newer")
    if taken:
        # Not in a callback: that would run before this part, which would then find
        # nothing newer, and would leave the page with the figures of before.
        snapshots.take(newer.id)
        st.rerun()


def say_passed_over(shown: Snapshot, t: Words) -> None:
    """Says that the newest publication can't be served, and what is shown instead."""
    named = snapshots.passed_over()
    if named is None:
        return
    text = t("frame.passed_over", shown=shown.id)
    st.warning(text, icon=":material/healing:")
