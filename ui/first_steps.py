"""The page of a deployment with nothing published: what to do, or a sample at once."""

import tempfile
from pathlib import Path

import streamlit as st

from texts import Words
from ui import mishaps, snapshots

_SAMPLE_MADE = 0.25
"""Where on the bar the sample is made and its check begins; measured."""


def draw(t: Words) -> None:
    """Says that there is no data yet, and offers the two ways to some."""
    st.title(t("frame.empty.title"), anchor=False)
    st.write(t("frame.empty.body"))
    own, sample = st.columns(2, gap="large")
    with own, st.container(border=True, height="stretch"):
        st.header(t("frame.empty.own"), anchor=False)
        st.write(t("frame.empty.own_body"))
        st.code(t("frame.empty.own_command"), language="shell")
    with sample, st.container(border=True, height="stretch"):
        st.header(t("frame.empty.sample"), anchor=False)
        st.write(t("frame.empty.sample_body"))
        st.code(t("frame.empty.sample_command"), language="shell")
        if st.button(t("frame.empty.make"), type="primary", key="make_sample"):
            with mishaps.guarded(t):
                _make(t)


def _make(t: Words) -> None:
    # Loaded here: a deployment that has data never needs them.
    from data.publish import publish
    from data.sample import make_sample

    bar = st.progress(0.0, t("frame.empty.making"))
    with tempfile.TemporaryDirectory() as folder:
        extract = Path(folder) / "sample"
        make_sample(
            extract,
            on_progress=lambda share, _done: bar.progress(
                _SAMPLE_MADE * share, t("frame.empty.making")
            ),
        )
        publish(
            extract,
            snapshots.store().path,
            on_progress=lambda share, _step: bar.progress(
                _SAMPLE_MADE + (1 - _SAMPLE_MADE) * share, t("frame.empty.publishing")
            ),
        )
    st.rerun()
