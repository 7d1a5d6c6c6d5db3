"""Which snapshot a reader sees: one through the whole session.

Figures must not change between two pages of one meeting. A newer publication is
offered, and taken when the reader says so or reloads the page.
"""

import logging
from pathlib import Path

import streamlit as st

from data.errors import NothingPublished, UnknownSnapshot
from data.snapshot import Snapshot
from data.store import Store, default_store

_SESSION = "snapshot_id"

log = logging.getLogger("loan_dashboard")


def store() -> Store:
    """The store that this deployment serves."""
    return Store(default_store())


def for_session() -> Snapshot:
    """This session's snapshot: the newest at its start, and then no other.

    One with a damaged file is passed over for the newest sound one. Raises
    NothingPublished where there is none, and OSError where the store can't be read, has
    no sound one, or has been lost while this session was reading from it.
    """
    kept = st.session_state.get(_SESSION)
    if kept is not None:
        try:
            snapshot = store().get(kept)
            if _is_sound(snapshot):
                return snapshot
        except UnknownSnapshot:
            pass  # deleted meanwhile: what is served now takes its place
    try:
        newest = served()
    except NothingPublished as error:
        if kept is None:
            raise
        raise FileNotFoundError(str(error)) from error
    take(newest.id)
    return newest


def served() -> Snapshot:
    """The snapshot that a session which begins now is shown: the newest sound one.

    Raises NothingPublished where there is none, OSError where none is sound.
    """
    for snapshot in (store().current(), *store().snapshots()):
        if _is_sound(snapshot):
            return snapshot
    raise OSError(f"No snapshot in {store().path} is sound; publish again.")


@st.cache_resource(max_entries=100, show_spinner=False)
def is_sound(snapshot_id: str, folder: str, published_at: str) -> bool:
    """Whether a snapshot's files are what was published; read once per process.

    Every byte, for a bit that flips changes no size: 0.9 s for a million loans. Once
    more where it was published again: that is how a damaged one is mended.
    """
    damaged = Snapshot(Path(folder)).damaged()
    if damaged:
        log.error(
            "%s is damaged: %s. Publish again.",
            snapshot_id,
            ", ".join(damaged),
            extra={"event": "snapshot_passed_over", "told": {"damaged": snapshot_id}},
        )
    return not damaged


def _is_sound(snapshot: Snapshot) -> bool:
    return is_sound(snapshot.id, str(snapshot.path), snapshot.manifest["published_at"])


def passed_over() -> str | None:
    """What the pointer names, where that can't be served; None where all is well.

    An empty text where the pointer itself can't be read.
    """
    try:
        named = store().pointer.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    try:
        snapshot = store().get(named)
    except UnknownSnapshot:
        return named
    return None if _is_sound(snapshot) else named


def newer_than_session() -> Snapshot | None:
    """A snapshot published since this session began; cheap enough to ask often.

    Reads the pointer, and more only where that names another snapshot. None as well
    where the store can't be read just now: the next look may find it.
    """
    kept = st.session_state.get(_SESSION)
    try:
        newest_id = store().pointer.read_text("utf-8").strip()
        if kept in (None, newest_id):
            return None
        newest = store().get(newest_id)
        return newest if _is_sound(newest) else None
    except (OSError, UnicodeDecodeError, UnknownSnapshot):
        return None


def is_usable(snapshot: Snapshot) -> bool:
    """Whether its files are what was published; read once per process."""
    return _is_sound(snapshot)


def unusable() -> list[str]:
    """Ids of snapshots of another layout, or that lost a file."""
    return store().unusable()


def published_before(snapshot: Snapshot) -> list[Snapshot]:
    """The snapshots that were published before another, the newest first."""
    return store().before(snapshot)


def published() -> list[Snapshot]:
    """Every snapshot of the store, the newest publication first."""
    try:
        return store().snapshots()
    except NothingPublished:
        return []


def take(snapshot_id: str) -> None:
    """Makes this session read another snapshot from its next run on."""
    st.session_state[_SESSION] = snapshot_id
