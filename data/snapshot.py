"""A published snapshot: its manifest, and a locked connection to its tables.

Only publish writes these folders and only the store finds them; everybody else opens
one by its path and reads. The connection can read that folder and nothing else.
"""

import glob
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from data.contract import TABLES
from data.quoting import identifier, literal
from data.settings import Settings

LAYOUT_VERSION = 4
"""Raised whenever facts or rollups change, so that old snapshots are not misread."""

SQL = Path(__file__).parent / "sql"

FACTS = ("loan_months", "loan_facts", "application_facts")
"""In the order in which they are made; each may read the ones before it."""

EXTENT = ("as_of", "newest_application_at", "first_month", "last_month")
"""What the manifest says of the data's extent, as sql/extent.sql selects it."""

ROLLUPS = tuple(
    sorted(
        (path.stem for path in (SQL / "rollups").glob("*.sql")),
        key=lambda name: (name == "books", name),
    )
)
"""The books come last: they hold the other rollups against the facts."""

READ_FROM_DISK = ("stage_hours_rollup",)
"""Rollups too large to keep in memory for the few questions that read them."""

TABLES_IN_FACTS = {
    "applications": "application_facts",
    "loans": "loan_facts",
    "performance": "loan_months",
}
"""Contract tables that a fact holds, every row and column; not stored twice."""


@dataclass(frozen=True)
class Snapshot:
    """One published folder, never changed once it is there."""

    path: Path

    @cached_property
    def manifest(self) -> dict:
        """id, as_of, tables, findings, settings, sources, versions, published_at."""
        return json.loads((self.path / "manifest.json").read_text("utf-8"))

    @property
    def is_whole(self) -> bool:
        """Whether its manifest is of this layout and its files have their sizes.

        The manifest is written last. A size costs nothing to ask; see `damaged`.
        """
        try:
            is_dated = isinstance(self.manifest["published_at"], str)
            if not is_dated or self.manifest["layout_version"] != LAYOUT_VERSION:
                return False
            return all(
                (self.path / name).stat().st_size == file["bytes"]
                for name, file in self.manifest["files"].items()
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False

    def damaged(self) -> list[str]:
        """Files that are no longer what was published.

        Reads every byte: a bit that flipped changes no size.
        """
        found = []
        for name, file in self.manifest["files"].items():
            try:
                is_same = fingerprint(self.path / name) == file
            except OSError:
                is_same = False
            if not is_same:
                found.append(name)
        return found

    @property
    def id(self) -> str:
        """The snapshot's id, which is also its folder's name."""
        return self.path.name

    @cached_property
    def settings(self) -> Settings:
        """What the lender decided when this was published."""
        return Settings.model_validate(self.manifest["settings"])

    def connect(
        self, *, threads: int = 2, resident: bool = False
    ) -> duckdb.DuckDBPyConnection:
        """An in-memory connection with one view per table, fact and rollup.

        `resident` reads the rollups into memory: for a process that asks many times,
        where opening a file costs more than the question.

        It reads this folder and nothing else, and its settings are locked. Use
        `.cursor()` for each query: a connection shared by threads gives wrong answers.
        """
        con = duckdb.connect(
            config={
                "threads": threads,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "python_enable_replacements": False,
            }
        )
        for folder in ("tables", "facts", "rollups"):
            for file in sorted((self.path / folder).glob("*.parquet")):
                is_kept = folder == "rollups" and file.stem not in READ_FROM_DISK
                kind = "table" if resident and is_kept else "view"
                con.execute(
                    f"create {kind} {identifier(file.stem)} as "
                    f"select * from read_parquet({literal(pattern(file))})"
                )
        for table, fact in TABLES_IN_FACTS.items():
            columns = ", ".join(identifier(c.name) for c in TABLES[table].columns)
            con.execute(f"create view {table} as select {columns} from {fact}")
        con.execute((SQL / "measures.sql").read_text("utf-8"))
        return con

    def lock(self, con: duckdb.DuckDBPyConnection) -> None:
        """Closes a connection's doors: its own files only, no setting can change."""
        files = ", ".join(
            literal(str(file)) for file in sorted(self.path.glob("*/**/*.parquet"))
        )
        con.execute(f"set allowed_paths = [{files}]")
        con.execute("set enable_external_access = false")
        con.execute("set lock_configuration = true")


def pattern(file: Path) -> str:
    """What DuckDB reads a table by: its file, or the folder of Spark's parts."""
    escaped = glob.escape(str(file))
    return f"{escaped}/*.parquet" if file.is_dir() else escaped


def fingerprint(file: Path) -> dict:
    """A file's size and sha256, as manifests hold them."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"bytes": file.stat().st_size, "sha256": digest}
