"""How is the business doing, and where should I look next?"""

import streamlit as st

from pages.overview_parts import changes, trends
from ui import blocks, cards, compared, headlines, links, pointers
from ui.plain import plain
from ui.view import View

_CARDS_HEIGHT = 390
_CHANGED_HEIGHT = 600
"""What will stand there is about as high: nothing below it jumps."""


def render(view: View) -> None:
    """Headline figures, what moved them, what stands out, and their months."""
    headline = st.skeleton(height=_CARDS_HEIGHT)
    main, changed = st.columns(2, gap="small")
    with changed:
        moved = st.skeleton(height=_CHANGED_HEIGHT)
    found = headlines.cards(view)
    with headline.container():
        cards.row(view, found, key="cards", compared=compared.sentence(view))
    with main:
        trends.main(view)
    _where_next(view)
    trends.others(view)
    with moved.container():  # the slowest question waits for none of the others
        changes.section(view)


def _where_next(view: View) -> None:
    t = view.t
    with blocks.section(view, t("overview.next"), about=t("overview.next.about")):
        found = pointers.found(view)
        if not found:
            st.caption(t("overview.next.none"))
        for pointer in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(pointer.text), width="content")
                links.link(
                    view,
                    pointer.page,
                    t("overview.open", page=t(f"{pointer.page}.title")),
                    icon=":material/arrow_forward:",
                    **pointer.changes,
                )


if __name__ == "__main__":
    from app import main

    main()
