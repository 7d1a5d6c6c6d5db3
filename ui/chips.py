"""What is on, one chip per value: a click takes that value off, another one all."""

import streamlit as st

from metrics import Book
from texts import Words
from ui import state
from ui.chosen import Choice
from ui.plain import plain


def draw(book: Book, t: Words, choice: Choice) -> None:
    """A chip for each chosen value, and one that takes all off; none where none is."""
    where, prefix = choice.filters.where, choice.prefix
    for dimension, codes in where:
        for code in codes:
            label = t(
                "frame.filters.part",
                dimension=t.dimension(dimension),
                values=t.name(dimension, code, book.settings.names),
            )
            place = book.dimensions[dimension].index(code)
            st.button(
                plain(label),
                icon=":material/close:",
                icon_position="right",
                help=t("frame.filters.take_off"),
                key=f"chip_{prefix}{dimension}_{place}_{t.language}",
                on_click=_take_off,
                args=(prefix + dimension, code),
            )
    if where:
        st.button(
            t("frame.filters.clear"),
            type="tertiary",
            key=f"chip_{prefix}clear",
            on_click=_clear,
            args=(tuple(prefix + dimension for dimension, _ in where),),
        )


def _take_off(key: str, code: str) -> None:
    state.write(**{key: tuple(c for c in state.read(key) if c != code)})
    state.revise()


def _clear(keys: tuple[str, ...]) -> None:
    state.write(**dict.fromkeys(keys, ()))
    state.revise()
