"""The menu of saved views: open, save, rename, delete, and each role's first page."""

import logging

import streamlit as st

from texts import Words
from ui import saved, state, views_editing
from ui.plain import plain
from ui.saved import ROLES, Query, SavedView, ViewsError

log = logging.getLogger("loan_dashboard")

BUILT_IN: dict[str, tuple[str, Query]] = {
    "manager": ("overview", {}),
    "marketing": ("channel_roi", {"horizon": ("6",)}),
    "risk": ("vintage", {"p": ("all",)}),
}
"""Where a role begins until a saved view is made its default: page and query."""

_FOLLOWED = "role_followed"
_LIST_HEIGHT = 260
_LISTED_WHOLE = 6
"""More views than this scroll in a frame of their own."""


def draw(page: str, pages: dict[str, object], t: Words) -> None:
    """The popover; `pages` are the menu's pages by name, `page` the one shown."""
    with st.popover(
        t("views.title"),
        icon=":material/bookmarks:",
        width="stretch",
        # A link that is followed gives a new key: the popover closes behind it.
        key=state.widget_key("views_menu", t.language),
    ):
        views = _read(t)
        views_editing.say(t)
        if views is not None:
            _links(views, page, pages, t)
            if page in pages:  # what is no page can't be saved
                views_editing.saving(page, t)
                if views:
                    views_editing.managing(views, page, t)
        _roles(views or [], pages, t)


def start_of(role: str, views: list[SavedView], pages: dict) -> tuple[str, Query]:
    """Page and query that a role begins with: its default view, else the built-in."""
    for view in views:
        if view.default_for == role and view.page in pages:
            return view.page, view.query
    return BUILT_IN[role]


def redirect(page: str, pages: dict[str, object], is_bare: bool) -> None:
    """Follows `role` out of the URL: alone, to that role's first page.

    Beside anything else, or with a role that there is not, it is only taken out:
    a link that says more means what it says. `is_bare` is whether the URL names no
    page.
    """
    given = state.read("role")
    if not given or st.session_state.get(_FOLLOWED) == given:
        return
    st.session_state[_FOLLOWED] = given  # 'back' must lead back, not forth again
    rest = {key: codes for key, codes in state.query().items() if key != "role"}
    if given[0] in ROLES and is_bare and not set(rest) - {"lang"}:
        page, query = start_of(given[0], _views_or_none(), pages)
        rest |= query
    st.switch_page(pages[page], query_params=_for_link(rest))


def _views_or_none() -> list[SavedView]:
    try:
        return saved.of_deployment().all()
    except ViewsError as error:
        log.warning("saved views: %s", error)
        return []


def _read(t: Words) -> list[SavedView] | None:
    """Every view; None, with the reason said, where they can't be read."""
    try:
        return saved.of_deployment().all()
    except ViewsError as error:
        log.warning("saved views: %s", error)
        st.warning(t(f"views.error.{error.code}"), icon=":material/bookmark_remove:")
        return None


def _links(views: list[SavedView], page: str, pages: dict, t: Words) -> None:
    if not views:
        st.caption(t("views.none"))
        return
    shown = {key: codes for key, codes in state.query().items() if key != "lang"}
    height = _LIST_HEIGHT if len(views) > _LISTED_WHOLE else "content"
    with st.container(height=height, gap="xsmall", border=False, key="views_list"):
        for view in views:
            if view.page in pages:
                is_open = view.page == page and view.query == shown
                _link(
                    pages[view.page],
                    plain(view.name),
                    view.query,
                    ":material/check:" if is_open else ":material/bookmark:",
                )
            else:
                st.caption(t("views.no_page", name=plain(view.name)))


def _link(page: object, label: str, query: Query, icon: str) -> None:
    st.page_link(
        page,
        label=label,
        icon=icon,
        query_params=_for_link({"lang": state.read("lang")} | query) or None,
        width="stretch",
    )


def _for_link(query: Query) -> dict[str, list[str]]:
    return {key: list(codes) for key, codes in query.items() if codes}


def _roles(views: list[SavedView], pages: dict, t: Words) -> None:
    st.caption(t("views.begin_as"))
    with st.container(gap="xsmall", key="views_roles"):
        for role in ROLES:
            page, query = start_of(role, views, pages)
            if page in pages:
                name = t(f"views.role.{role}")
                _link(pages[page], name, query, ":material/person:")
