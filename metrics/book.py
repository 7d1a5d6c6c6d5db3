"""An open snapshot: what it holds, and a safe way to ask it.

A Book is shared by every session of a process. Each question runs on a cursor of its
own: one DuckDB connection used by two threads gives wrong answers.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd

from data.contract import CUSTOMER_DIMENSIONS
from data.events import Event
from data.settings import Settings
from data.snapshot import Snapshot
from metrics.errors import TookTooLong
from metrics.scope import OF_APPLICATIONS, OF_LOANS, Source, scope_statements

SQL = Path(__file__).parent / "sql"

EXACT_UP_TO = 200_000
"""Applications up to which percentiles of hours are exact whatever is asked. A larger
book answers everyday filters from counts by length of time, within 2 %: reading every
application would be a hundred times the work for the third digit."""


class Book:
    """One snapshot, opened once and asked many times."""

    def __init__(
        self,
        snapshot: Snapshot,
        *,
        threads: int = 2,
        resident: bool = False,
        seconds: float | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.seconds = seconds
        """How long one statement may take; None for as long as it needs."""
        self._threads = threads
        self._opening = threading.Lock()
        self._connections = {"rollup": self._open("rollup", resident=resident)}

    def _open(
        self, source: Source, *, resident: bool = False
    ) -> duckdb.DuckDBPyConnection:
        con = self.snapshot.connect(threads=self._threads, resident=resident)
        con.execute((SQL / "_maths.sql").read_text("utf-8"))
        for statement in scope_statements(source):
            con.execute(statement)
        exact = source == "facts" or self.tables.get("applications", 0) <= EXACT_UP_TO
        hours = "_stage_hours_exact.sql" if exact else "_stage_hours_counted.sql"
        con.execute((SQL / hours).read_text("utf-8"))
        self.snapshot.lock(con)
        return con

    def _connection(self, source: Source) -> duckdb.DuckDBPyConnection:
        """The one that reads this source; facts are opened when first asked for."""
        with self._opening:
            if source not in self._connections:
                self._connections[source] = self._open(source)
            return self._connections[source]

    @property
    def snapshot_id(self) -> str:
        """The snapshot's id; part of every cache key."""
        return self.snapshot.id

    @property
    def settings(self) -> Settings:
        """What the lender decided when the snapshot was published."""
        return self.snapshot.settings

    @cached_property
    def as_of(self) -> date | None:
        """The newest month-end; None where there is no performance."""
        text = self.snapshot.manifest["as_of"]
        return date.fromisoformat(text) if text else None

    @cached_property
    def newest_application(self) -> datetime | None:
        """The newest timestamp of any stage; None where there are no applications."""
        text = self.snapshot.manifest["newest_application_at"]
        return datetime.fromisoformat(text) if text else None

    @property
    def first_month(self) -> str:
        """The first month with an application or a disbursement, like '2024-01'."""
        return self.snapshot.manifest["first_month"]

    @property
    def last_month(self) -> str:
        """The last month with an application, a disbursement or a month-end."""
        return self.snapshot.manifest["last_month"]

    @cached_property
    def tables(self) -> dict[str, int]:
        """Rows of each table that the extract has."""
        return {
            name: table["rows"]
            for name, table in self.snapshot.manifest["tables"].items()
        }

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What happened around the figures, oldest first; snapshots may have none."""
        return tuple(sorted(map(Event.of, self.snapshot.manifest.get("events", ()))))

    def has(self, table: str, column: str | None = None) -> bool:
        """Whether the extract has that table (and column)."""
        found = self.snapshot.manifest["tables"].get(table)
        return found is not None and (column is None or column in found["columns"])

    def home_of(self, dimension: str, rows: str) -> str:
        """The table that carries a dimension for `rows`, applications or loans."""
        if dimension in CUSTOMER_DIMENSIONS:
            return "customers"
        if rows == "loans" and dimension in ("campaign_id", "decision_mode"):
            return "applications"
        return rows

    def dimensions_of(self, rows: str) -> tuple[str, ...]:
        """Dimensions that the extract has for applications or for loans."""
        known = OF_APPLICATIONS if rows == "applications" else OF_LOANS
        return tuple(d for d in known if self.has(self.home_of(d, rows), d))

    @cached_property
    def dimensions(self) -> dict[str, tuple[str, ...]]:
        """Values of each dimension that has any, most frequent first; '' is none."""
        rows = self.fetch("select dimension, value from dimension_values").itertuples(
            index=False
        )
        values: dict[str, list[str]] = {}
        for dimension, value in rows:
            values.setdefault(dimension, []).append("" if pd.isna(value) else value)
        return {d: tuple(v) for d, v in values.items() if any(v)}

    def fetch(
        self, sql: str, params: dict | None = None, source: Source = "rollup"
    ) -> pd.DataFrame:
        """Runs one statement with the named parameters that it uses, and no others.

        Its scopes read the `source`; tables and facts are there in either. Raises
        TookTooLong where the book's time limit is reached: that statement is stopped,
        and no other of the same book.
        """
        cursor = self._connection(source).cursor()
        try:
            names = duckdb.extract_statements(sql)[0].named_parameters
            values = {name: (params or {})[name] for name in names}
            with _stopped_after(self.seconds, cursor):
                return cursor.execute(sql, values or None).df()
        finally:
            cursor.close()

    def close(self) -> None:
        """Frees the connections; no question can be asked afterwards."""
        for connection in self._connections.values():
            connection.close()


@contextmanager
def _stopped_after(
    seconds: float | None, cursor: duckdb.DuckDBPyConnection
) -> Iterator[None]:
    """Interrupts a cursor whose statement runs on after its time."""
    if seconds is None:
        yield
        return
    # A statement that ends as its time does has ended: nobody waits for the timer, and
    # to interrupt a cursor that runs nothing, or is closed, changes nothing.
    timer = threading.Timer(seconds, _interrupt, (cursor,))
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise TookTooLong(seconds) from error
    finally:
        timer.cancel()


def _interrupt(cursor: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.ConnectionException):
        cursor.interrupt()


def open_book(
    snapshot: Snapshot | Path,
    *,
    threads: int = 2,
    resident: bool = False,
    seconds: float | None = None,
) -> Book:
    """Opens a snapshot, or the folder of one; `resident` for many questions.

    `seconds` is how long one statement may take; without it, as long as it needs.
    """
    if not isinstance(snapshot, Snapshot):
        snapshot = Snapshot(Path(snapshot))
    return Book(snapshot, threads=threads, resident=resident, seconds=seconds)
