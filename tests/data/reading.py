"""What a reader gets from a store: everything that is served, as values to compare."""

from pathlib import Path

from data.snapshot import Snapshot
from data.store import Store


def served(store: Path) -> dict[str, object]:
    """The sources of the snapshot served, and every row of each of its views."""
    return content(Store(store).current())


def content(snapshot: Snapshot) -> dict[str, object]:
    """The sources of a snapshot, and every row of each of its views, in order."""
    found: dict[str, object] = {"sources": snapshot.manifest["sources"]}
    con = snapshot.connect(threads=1)
    try:
        snapshot.lock(con)
        for view in views(con):
            found[view] = con.table(view).fetchall()
    finally:
        con.close()
    return found


def views(con) -> list[str]:
    """Names of the tables, facts and rollups that a connection shows."""
    rows = con.execute(
        "select view_name from duckdb_views() where not internal order by view_name"
    ).fetchall()
    return [name for (name,) in rows]


def parquet_bytes(snapshot: Snapshot) -> dict[str, bytes]:
    """The bytes of each Parquet file of a snapshot, by its name within it."""
    return {
        file.relative_to(snapshot.path).as_posix(): file.read_bytes()
        for file in snapshot.path.rglob("*.parquet")
    }
