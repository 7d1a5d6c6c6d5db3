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


def for_session() -> Snapshot:
    """This session's snapshot: the newest at its start, and then no other.

    Raises NothingPublished where there is none, and OSError where the store can't be
    read, or has been lost while this session was reading from it.
    """
    kept = st.session_state.get(_SESSION)
    if kept is not None:
        try:
            return store().get(kept)
        except UnknownSnapshot:
            pass  # deleted meanwhile: what is served now takes its place
    try:
        newest = store().current()
    except NothingPublished as error:
        if kept is None:
            raise
        raise FileNotFoundError(str(error)) from error
    take(newest.id)
    return newest


def newer_than_session() -> Snapshot | None:
    """A snapshot published since this session began; cheap enough to ask often.

    Reads the pointer, and more only where that names another snapshot. None as well
    where the store can't be read just now: the next look may find it.
    """
    kept = st.session_state.get(_SESSION)
    try:
        newest_id = store().pointer.read_text("utf-8").strip()
        return None if kept in (None, newest_id) else store().get(newest_id)
    except (OSError, UnicodeDecodeError, UnknownSnapshot):
        return None


def published() -> list[Snapshot]:
    """Every snapshot of the store, the newest publication first."""
    try:
        return store().snapshots()
    except NothingPublished:
        return []


def take(snapshot_id: str) -> None:
    """Makes this session read another snapshot from its next run on."""
    st.session_state[_SESSION] = snapshot_id
