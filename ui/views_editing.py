"""Changing saved views: save what is shown, rename, replace, delete, give to a role."""

import logging
from collections.abc import Callable

import streamlit as st

from texts import Words
from ui import saved, state
from ui.saved import ROLES, SavedView, ViewsError

log = logging.getLogger("loan_dashboard")

_SAID = "views_said"
_DELETING = "views_deleting"


def saving(page: str, t: Words) -> None:
    """A name, and the button that saves what is shown under it."""
    key = state.widget_key("views_new", t.language)
    with st.form(f"views_save_{t.language}", border=False, clear_on_submit=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(t("views.save"), max_chars=saved.NAME_CHARS, key=key)
            st.form_submit_button(
                t("views.save.do"),
                key="views_save",
                on_click=_add,
                args=(key, page),
            )


def managing(views: list[SavedView], page: str, t: Words) -> None:
    """Everything that can be done with a view that is there already."""
    with st.expander(t("views.manage"), type="compact", key="views_manage"):
        by_id = {view.id: view for view in views}
        picked = st.selectbox(
            t("views.which"),
            list(by_id),
            key=state.widget_key("views_which", t.language),
            format_func=lambda view_id: by_id[view_id].name,
        )
        view = by_id[picked]
        st.caption(t("views.changed", moment=t.moment(view.changed_at)))
        _renaming(view, t)
        _choosing_role(view, t)
        with st.container(horizontal=True):
            st.button(
                t("views.replace"),
                key="views_replace",
                on_click=_change,
                args=(view, page),
            )
            _deleting(view, t)


def _renaming(view: SavedView, t: Words) -> None:
    key = state.widget_key(f"views_name_{view.id}", t.language)
    with st.form(f"views_rename_{t.language}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                t("views.name"), view.name, max_chars=saved.NAME_CHARS, key=key
            )
            st.form_submit_button(
                t("views.rename"),
                key="views_rename",
                on_click=_rename,
                args=(view, key),
            )


def _choosing_role(view: SavedView, t: Words) -> None:
    key = state.widget_key(f"views_role_{view.id}", t.language)
    st.session_state[key] = view.default_for or ""
    st.selectbox(
        t("views.default_for"),
        ("", *ROLES),
        key=key,
        format_func=lambda role: t(f"views.role.{role}") if role else t("views.nobody"),
        on_change=_set_default,
        args=(view, key),
    )


def _deleting(view: SavedView, t: Words) -> None:
    if st.session_state.get(_DELETING) != view.id:
        st.button(t("views.delete"), key="views_delete", on_click=_ask, args=(view.id,))
        return
    st.caption(t("views.delete.sure"))
    st.button(
        t("views.delete.do"),
        key="views_delete_do",
        type="primary",
        on_click=_remove,
        args=(view,),
    )
    st.button(t("views.delete.keep"), key="views_keep", on_click=_ask, args=(None,))


def say(t: Words) -> None:
    """What became of the last change, once."""
    said = st.session_state.pop(_SAID, None)
    if said is None:
        return
    is_done, code = said
    if is_done:
        st.success(t(f"views.said.{code}"), icon=":material/check:")
    else:
        st.warning(t(f"views.error.{code}"), icon=":material/bookmark_remove:")


def _attempt(done: str, act: Callable[[], None]) -> None:
    """Runs a change, and keeps what to say of it for the next run."""
    try:
        act()
    except ViewsError as error:
        log.warning("saved views: %s", error)
        st.session_state[_SAID] = (False, error.code)
    else:
        st.session_state[_SAID] = (True, done)


def _add(key: str, page: str) -> None:
    name = st.session_state[key]
    _attempt("saved", lambda: saved.of_deployment().add(name, page, state.query()))


def _change(view: SavedView, page: str) -> None:
    _attempt(
        "changed", lambda: saved.of_deployment().change(view.id, page, state.query())
    )


def _rename(view: SavedView, key: str) -> None:
    name = st.session_state[key]
    _attempt("changed", lambda: saved.of_deployment().rename(view.id, name))


def _set_default(view: SavedView, key: str) -> None:
    role = st.session_state[key] or None
    _attempt("changed", lambda: saved.of_deployment().set_default(view.id, role))


def _ask(view_id: int | None) -> None:
    st.session_state[_DELETING] = view_id


def _remove(view: SavedView) -> None:
    _ask(None)
    _attempt("removed", lambda: saved.of_deployment().remove(view.id))
