"""What a first visitor would not guess, said once in one block, never over the page.

That it has been seen is kept in a cookie of ours; a reader who refuses cookies is told
again at the next visit.
"""

import streamlit as st

from texts import Words

COOKIE = "loan_dashboard_hints"
HINTS = {
    "address": ":material/link:",
    "point": ":material/ads_click:",
    "keep": ":material/bookmark_add:",
}
"""Its text is `views.hint.<name>`; at most three, or none is read."""

_SHOWN = "hints_shown"


def is_due(cookies: dict[str, str], shown: bool | None) -> bool:
    """Whether to show the hints.

    `shown` is what this session knows: whether they are on the page; None: nothing.
    """
    return COOKIE not in cookies if shown is None else shown


def draw(t: Words) -> None:
    """The block on a first visit, until it is closed; nothing on any other."""
    st.session_state[_SHOWN] = is_due(
        st.context.cookies.to_dict(), st.session_state.get(_SHOWN)
    )
    if not st.session_state[_SHOWN]:
        return
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key="hints"
    ):
        for name, icon in HINTS.items():
            st.markdown(f":small[{icon} {t(f'views.hint.{name}')}]", width="content")
        st.button(
            t("views.hint.close"), type="tertiary", key="hints_close", on_click=_close
        )
    with st.sidebar:  # an element of its own, out of the way of the page
        st.html(
            "<script>document.cookie='loan_dashboard_hints=seen;path=/;max-age=31536000;SameSite=Lax'</script>",
            unsafe_allow_javascript=True,
        )


def _close() -> None:
    st.session_state[_SHOWN] = False
