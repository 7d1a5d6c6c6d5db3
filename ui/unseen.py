"""What nobody has scrolled to yet: a figure waits until its place comes into sight.

A page's first figure is drawn at once, and so is each that its reader has seen before,
with whatever filters. In the place of any other there is room left for it.
"""

from pathlib import Path

import streamlit as st

from ui.view import View

SCRIPT = (Path(__file__).parent / "unseen.js").read_text("utf-8")

_ABOUT = 340
"""Pixels that a figure is high, give or take; it tells its height once it is drawn."""

_watched = st.components.v2.component("unseen", js=SCRIPT, isolate_styles=False)


def waits(view: View, key: str, place: int) -> bool:
    """Whether a figure is still to be seen; its room is then left, and watched.

    To be called in the fragment that draws the figure, which runs again once it is
    seen. `place` is the figure's number on the page, from 0; `key` is unique there.
    """
    seen = f"seen_{view.page}_{key}"
    if not view.waits or place == 0 or st.session_state.get(seen):
        return False

    def see() -> None:
        st.session_state[seen] = True

    _watched(key=f"unseen_{view.page}_{key}", height=_ABOUT, on_seen_change=see)
    return True
