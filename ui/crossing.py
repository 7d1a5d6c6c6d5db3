"""Clicks on the values of a dimension: one filters the page, and stays in sight.

A chart that is clicked to filter is not narrowed by its own filter: it would have one
bar left, and nothing else to click. It shows all values, and the chosen ones stand out.
"""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from ui.view import View


def around(view: View, dimension: str) -> View:
    """The same view without its filter on one dimension."""
    others = tuple(pair for pair in view.filters.where if pair[0] != dimension)
    earlier = view.previous
    if earlier is not None:
        earlier = replace(earlier, where=others)
    now = replace(view.filters, where=others)
    return replace(view, filters=now, previous=earlier)


def chosen(view: View, dimension: str) -> tuple[str, ...]:
    """The values that the page is filtered by; () for all."""
    return dict(view.filters.where).get(dimension, ())


def colours(
    view: View, dimension: str, codes: Sequence[str], base: dict[str, str] | None = None
) -> dict[str, str]:
    """A colour per code: as in `base`, or the first; what is not chosen is faded."""
    kept, strong = chosen(view, dimension), view.look.categorical[0]
    found = {}
    for code in codes:
        colour = (base or {}).get(code, strong)
        is_on = not kept or code in kept
        found[code] = colour if is_on else view.look.faded(colour, 0.65)
    return found


def say(view: View, dimension: str) -> None:
    """How to filter by a click; where it is filtered, that this chart is not."""
    kind = "on" if chosen(view, dimension) else "off"
    words = view.t(f"crossing.{kind}", dimension=view.t.dimension(dimension))
    st.caption(words)
