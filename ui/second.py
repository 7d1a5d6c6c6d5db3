"""The second selection, B, beside the page's own filters, A: its state and its bar.

It lives in the URL like the first, under the same keys after `b.`, and is on while
`ab=1` stands there.
"""

import streamlit as st

from metrics import Book, Filters
from ui import chosen, filter_bar, state
from ui.chosen import ON, SECOND, SIDE_BY_SIDE
from ui.view import View


def is_on() -> bool:
    """Whether the URL asks for a second selection."""
    return state.read(SIDE_BY_SIDE) == (ON,)


def offer(view: View) -> None:
    """The button that puts a second selection beside the first, and begins as it."""
    st.button(
        view.t("versus.on"),
        icon=":material/compare:",
        type="tertiary",
        key="second_on",
        on_click=_turn_on,
        args=(view.book,),
    )


def bar(view: View) -> Filters:
    """B's own filters, what swaps it with A and what takes it off; returns them."""
    t, choice = view.t, chosen.chosen(view.book, SECOND)
    with st.container(horizontal=True, vertical_alignment="center", key="second"):
        st.markdown(t("versus.second"), width="content")
        for name, icon, take in (
            ("swap", ":material/swap_horiz:", _swap),
            ("off", ":material/close:", _turn_off),
        ):
            st.button(
                t(f"versus.{name}"),
                icon=icon,
                type="tertiary",
                key=f"second_{name}",
                on_click=take,
                args=(view.book,),
            )
    filter_bar.draw(view.book, t, choice)
    return choice.filters


def _turn_on(book: Book) -> None:
    keys = chosen.selection_keys(book)
    copied = {SECOND + key: state.read(key) for key in keys}
    _write(copied | {SIDE_BY_SIDE: (ON,)})


def _turn_off(book: Book) -> None:
    keys = [SECOND + key for key in chosen.selection_keys(book)]
    _write(dict.fromkeys([*keys, SIDE_BY_SIDE], ()))


def _swap(book: Book) -> None:
    swapped = {}
    for key in chosen.selection_keys(book):
        swapped |= {key: state.read(SECOND + key), SECOND + key: state.read(key)}
    _write(swapped)


def _write(values: dict[str, tuple[str, ...]]) -> None:
    state.write(**values)
    state.revise()
