"""A page's own knobs: a threshold, a basis, a split. Kept in the URL, as codes."""

from collections.abc import Callable, Sequence

import streamlit as st

from metrics import CATALOGUE
from ui import state
from ui.view import View

_SEGMENTS = 5
"""Up to this many options are all shown at once; more go into a list."""

_LIST_WIDTH = 200

NO_SPLIT = ""


def choose(
    view: View,
    key: str,
    options: Sequence[str],
    default: str,
    *,
    label: str,
    word: Callable[[str], str] = str,
    width: int | None = None,
) -> str:
    """One of several codes; `key` is its name in the URL, `word` says it to a reader.

    `width` in pixels makes it a list of that width, however few the options are.

    The default must be a constant: it is what a link without the key means. A value
    that is no option is dropped, and the reader is told.
    """
    options = tuple(options)
    valid, unknown = state.read_valid(key, options)
    code = valid[0] if valid else default
    widget = state.widget_key(f"{view.page}_{key}", view.lang)
    st.session_state[widget] = code
    how = {
        "key": widget,
        "format_func": word,
        "on_change": _take,
        "args": (key, widget, default),
    }
    if width is None and len(options) <= _SEGMENTS:
        st.segmented_control(label, options, required=True, **how)
    else:
        st.selectbox(label, options, width=width or _LIST_WIDTH, **how)
    if unknown:
        t = view.t
        part = t("frame.filters.part", dimension=label, values=t.listed(list(unknown)))
        st.warning(t("frame.filters.dropped", values=part))
    return code


def split(view: View, metric: str, *, key: str = "by") -> str | None:
    """The dimension by which a metric is split: one it can be split by, or None."""
    can = view.book.dimensions_of(CATALOGUE[metric].rows)
    code = choose(
        view,
        key,
        (NO_SPLIT, *can),
        NO_SPLIT,
        label=view.t("frame.split.label"),
        word=lambda d: view.t.dimension(d) if d else view.t("frame.split.none"),
    )
    return code or None


def _take(key: str, widget: str, default: str) -> None:
    code = st.session_state[widget]
    state.write(**{key: () if code == default else (code,)})
