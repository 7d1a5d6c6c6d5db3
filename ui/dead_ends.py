"""Where a link leads nowhere: a path that is no page, a store that can't be read."""

import logging
from urllib.parse import unquote, urlsplit

import streamlit as st

from texts import Words
from ui.plain import plain
from ui.view import View

log = logging.getLogger("loan_dashboard")

_STRAYS = "stray_paths"
_PATH_CHARS = 100


def strays(known: set[str]) -> tuple[str, ...]:
    """The path that this session came by, if it is no page's; else nothing.

    Asked once: from then on Streamlit writes the URL, and writes pages into it.
    """
    if _STRAYS not in st.session_state:
        path = last_part(st.context.url or "")
        is_stray = 0 < len(path) <= _PATH_CHARS and path not in known
        st.session_state[_STRAYS] = (path,) if is_stray else ()
    return st.session_state[_STRAYS]


def last_part(url: str) -> str:
    """The end of a URL's path, decoded: 'funnel' of 'http://host/base/funnel'."""
    return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].strip()


def lost(view: View) -> None:
    """In place of a page: there is none of that name, and the menu has them all."""
    t = view.t
    (path,) = strays(set(view.pages))
    st.info(t("frame.lost.body", path=plain(path)), icon=":material/wrong_location:")


def unreadable(t: Words) -> None:
    """In place of every page while the store can't be read; for an except clause."""
    log.exception("the store can't be read")
    st.title(t("frame.unreadable.title"), anchor=False)
    st.warning(t("frame.unreadable.body"), icon=":material/cloud_off:")
    st.button(t("frame.unreadable.again"), key="read_again")
