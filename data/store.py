"""Where snapshots are: which there are, and which one is served.

<store>/CURRENT                one line: the id of the snapshot that is served
<store>/snapshots/<id>/        tables, facts, rollups and manifest.json
<store>/quarantine/<id>/       rows that were left out of it, where any were
<store>/snapshots/.tmp-<id>/   one being written; the next publication removes it
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from data.errors import NothingPublished, UnknownSnapshot
from data.snapshot import Snapshot

STORE_VARIABLE = "LOAN_DASHBOARD_STORE"

_ID = re.compile(r"\A[0-9]{8}-[0-9a-f]{8}\Z", re.ASCII)


def default_store() -> Path:
    """Where snapshots are published unless a command says otherwise."""
    return Path(
        os.environ.get(STORE_VARIABLE) or Path(__file__).parent / "store"
    ).resolve()


@dataclass(frozen=True)
class Store:
    """The folder that holds every published snapshot."""

    path: Path

    @property
    def snapshots_folder(self) -> Path:
        """Holds one folder per snapshot."""
        return self.path / "snapshots"

    @property
    def quarantine_folder(self) -> Path:
        """Holds the rows that were left out, one folder per snapshot; owner only."""
        return self.path / "quarantine"

    @property
    def pointer(self) -> Path:
        """The file that names the snapshot served."""
        return self.path / "CURRENT"

    def snapshots(self) -> list[Snapshot]:
        """Every complete snapshot of this layout, the newest publication first."""
        if not self.snapshots_folder.is_dir():
            return []
        found = [
            Snapshot(folder)
            for folder in self.snapshots_folder.iterdir()
            if _ID.match(folder.name) and Snapshot(folder).is_whole
        ]
        return sorted(
            found, key=lambda s: (s.manifest["published_at"], s.id), reverse=True
        )

    def before(self, snapshot: Snapshot) -> list[Snapshot]:
        """Complete snapshots that were published before another, the newest first."""
        every = self.snapshots()
        ids = [other.id for other in every]
        return every[ids.index(snapshot.id) + 1 :] if snapshot.id in ids else []

    def unusable(self) -> list[str]:
        """Ids of snapshots of another layout, or that lost a file: none can be read."""
        if not self.snapshots_folder.is_dir():
            return []
        names = {folder.name for folder in self.snapshots_folder.iterdir()}
        usable = {snapshot.id for snapshot in self.snapshots()}
        return sorted(name for name in names - usable if _ID.match(name))

    def current(self) -> Snapshot:
        """The snapshot that is served.

        Where the pointer is missing or names none that is whole, the newest whole one
        is served. Raises NothingPublished where there is none at all.
        """
        try:
            return self.get(self.pointer.read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError, UnknownSnapshot):
            snapshots = self.snapshots()
        if not snapshots:
            raise NothingPublished(
                f"The store {self.path} holds no snapshot. Publish an extract with "
                "'python -m data publish EXTRACT', or make one with "
                "'python -m data sample OUT'."
            )
        return snapshots[0]

    def get(self, snapshot_id: str) -> Snapshot:
        """The snapshot of that id; raises UnknownSnapshot that names the valid ones."""
        snapshot = Snapshot(self.snapshots_folder / snapshot_id)
        if not _ID.match(snapshot_id) or not snapshot.is_whole:
            known = ", ".join(s.id for s in self.snapshots()) or "none"
            raise UnknownSnapshot(
                f"There is no snapshot {snapshot_id!r} in {self.path}. "
                f"The snapshots are: {known}."
            )
        return snapshot
