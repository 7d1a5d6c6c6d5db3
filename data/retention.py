"""Which published snapshots stay: so many of the newest, and those of so many days."""

import shutil
from datetime import UTC, datetime, timedelta

from data.publish import only_publisher
from data.snapshot import Snapshot
from data.store import Store

KEPT, KEPT_DAYS = 14, 35
"""A fortnight of nights, and every publication since the month-end before."""


def expired(store: Store, *, keep: int, days: int, now: datetime) -> list[Snapshot]:
    """The whole snapshots that may go, the oldest publication first.

    What is served stays, whatever its age; so do the `keep` newest publications and all
    of the last `days` days. Folders that are no whole snapshot are left alone.
    """
    served = store.current().id
    ordered = store.snapshots()
    since = now - timedelta(days=days)
    return [
        snapshot
        for snapshot in reversed(ordered[keep:])
        if snapshot.id != served
        and datetime.fromisoformat(snapshot.manifest["published_at"]) < since
    ]


def prune(store: Store, *, keep: int, days: int) -> list[Snapshot]:
    """Deletes what has expired; returns it.

    A reader of a deleted snapshot is shown the one that is served. Raises
    NothingPublished, and StoreBusy while a publication is running.
    """
    store.current()  # where there is none, there is no store to lock either
    with only_publisher(store):
        gone = expired(store, keep=keep, days=days, now=datetime.now(UTC))
        for snapshot in gone:
            # Renamed first: half of a folder never passes for a snapshot.
            doomed = snapshot.path.with_name(f".tmp-gone-{snapshot.id}")
            snapshot.path.rename(doomed)
            shutil.rmtree(doomed)
            shutil.rmtree(store.quarantine_folder / snapshot.id, ignore_errors=True)
    return gone
