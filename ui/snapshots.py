"""Which snapshot a reader sees: one through the whole session.

Figures must not change between two pages of one meeting. A newer publication is
offered, and taken when the reader says so or reloads the page.
"""

import streamlit as st

from data.errors import NothingPublished, UnknownSnapshot
from data.snapshot import Snapshot
from data.store import Store, default_store

_SESSION = "snapshot_id"


def store() -> Store:
    """The store that this deployment serves."""
    return Store(default_store())


def for_session() -> tuple[Snapshot, Snapshot | None]:
    """This session's snapshot, and the newer one where one has been published.

    Raises NothingPublished where there is none.
    """
    newest = store().current()
    kept = st.session_state.setdefault(_SESSION, newest.id)
    if kept == newest.id:
        return newest, None
    try:
        return store().get(kept), newest
    except UnknownSnapshot:
        take(newest.id)
        return newest, None


def published() -> list[Snapshot]:
    """Every snapshot of the store, the newest publication first."""
    try:
        return store().snapshots()
    except NothingPublished:
        return []


def take(snapshot_id: str) -> None:
    """Makes this session read another snapshot from its next run on."""
    st.session_state[_SESSION] = snapshot_id
