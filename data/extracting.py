"""From a lender's PostgreSQL to an extract: every table from one instant, or nothing.

A recipe is one select per table, in the source's own SQL. Each comes in batches, is
written in the table's order, and is then held against the source month by month. What
an earlier extract already has need not come again: where recipe.toml names the column
that says when a row was last changed, newer rows alone come, and replace by key.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from pyarrow import parquet

from data.contract import TABLES, Table
from data.errors import RecipeFailed, SourceFailed
from data.postgresql import Instant, Limits, address, instant
from data.quoting import identifier, literal
from data.recipe import (
    CHANGES_FILE,
    columns_of_change,
    find_recipe,
    read_sql,
    short_name,
    sql_files,
)
from data.reconciling import difference, totals_of_file, totals_of_source
from data.settings import read_settings
from data.source_columns import SourceColumns
from data.writing import read_marks, whole_extract, write_sorted

OVERLAP = timedelta(hours=24)
"""Rows changed so long before the newest that is known come again: a transaction may be
committed long after the time that it stamped on its rows."""

_CONFIG = {"memory_limit": "256MB", "threads": "2"}
"""Sorting spills to the disk beyond this."""


@dataclass(frozen=True)
class Extracted:
    """One table of an extract, and how it came."""

    table: str
    rows: int
    read: int
    """Rows that came from the source."""
    how: str
    """'whole', or 'changed since ...'; then why the table came whole, if it had to."""


@dataclass(frozen=True)
class _Source:
    """What every table needs: the database, where to write, the earlier extract."""

    db: Instant
    con: duckdb.DuckDBPyConnection
    fresh: Path
    since: Path | None
    overlap: timedelta

    def staged(self, name: str) -> Path:
        return self.fresh.parent / f"{name}.staged.parquet"


@dataclass(frozen=True)
class _Wanted:
    """A table with its SQL as given, and the column of changes, if there is one."""

    table: Table
    file: Path
    sql: str
    changed: str | None
    given: str
    """What else its rows depend on: the source's address, the session's time zone."""

    @property
    def select(self) -> str:
        """In parentheses: so it can only be one select, and what it yields has a name.

        A last semicolon, with comments after it, is no second statement.
        """
        sql = re.sub(r";(\s|--[^\n]*)*\Z", "", self.sql)
        return f"(\n{sql}\n) as recipe"

    @property
    def digest(self) -> str:
        text = f"{self.given}\n{self.changed}\n{self.sql}"
        return hashlib.sha256(text.encode()).hexdigest()


def extract(
    recipe: Path | str,
    url: str,
    out: Path,
    *,
    since: Path | None = None,
    overlap: timedelta = OVERLAP,
    limits: Limits | None = None,
    on_progress: Callable[[Extracted], None] | None = None,
) -> tuple[datetime, list[Extracted]]:
    """Reads a database by a recipe into an extract: the instant (UTC), and each table.

    `out` gets one Parquet file per table and the recipe's dashboard.toml and
    events.csv. It appears whole or not at all; it may be absent, empty, or an earlier
    result, which is then replaced. With `since`, an earlier extract (`out` itself, if
    you wish), tables whose changes can be told come as changes alone. One that then
    differs from the source, as after a deletion, comes whole from the same instant.

    Raises SourceFailed, RecipeFailed, naming the file at fault, and BadSettings.
    """
    folder, out = find_recipe(recipe), Path(out)
    files = sql_files(folder)
    changed = columns_of_change(folder, files)
    zone = read_settings(folder).time_zone
    given = f"{address(url)} {zone}"
    wanted = [
        _Wanted(TABLES[name], file, read_sql(file), changed.get(name), given)
        for name, file in files.items()
    ]
    if since is not None and "extracted_at" not in read_marks(Path(since)):
        raise SourceFailed(
            f"{since} is no earlier extraction, so nothing is known that could be "
            "added to. Leave --since out the first time."
        )
    found, marks = [], {"sql": {each.table.name: each.digest for each in wanted}}
    with (
        whole_extract(folder, out, marks) as fresh,
        instant(url, limits or Limits(), zone) as db,
        duckdb.connect(
            config={**_CONFIG, "temp_directory": str(fresh.parent / "spill")}
        ) as con,
    ):
        con.execute("set TimeZone = $zone", {"zone": zone})
        marks["extracted_at"] = db.at.isoformat()
        source = _Source(db, con, fresh, since and Path(since), overlap)
        for each in wanted:
            found.append(_take(source, each))
            if on_progress:
                on_progress(found[-1])
        return db.at, found


def _take(source: _Source, wanted: _Wanted) -> Extracted:
    """Writes one table and holds it against the source."""
    name, table = short_name(wanted.file), wanted.table
    schema = source.db.schema(f"select * from {wanted.select}", name)
    columns = SourceColumns.of(table, schema, name)
    how, where, reason = _changes(source, wanted, columns)
    # First what names a row that can't be taken; a sum would only be odd.
    read = _stage(source, wanted, columns, where)
    theirs = totals_of_source(source.db, wanted.select, columns, name)
    written = _write(source, wanted, merged=bool(where))
    apart = difference(
        table, columns, totals_of_file(source.con, written, columns), theirs
    )
    if apart and where:
        how, reason = "whole", f"with changes alone it differs, {apart}"
        read = _stage(source, wanted, columns, "")
        written = _write(source, wanted, merged=False)
        apart = difference(
            table, columns, totals_of_file(source.con, written, columns), theirs
        )
    if apart:
        raise SourceFailed(
            f"{name} does not give the same rows twice at one instant: {apart}. "
            "Nothing was written. Take out what is never the same twice "
            "(random(), clock_timestamp(), a limit without an order)."
        )
    source.staged(table.name).unlink()
    rows = parquet.read_metadata(written).num_rows
    return Extracted(table.name, rows, read, f"{how}: {reason}" if reason else how)


def _changes(
    source: _Source, wanted: _Wanted, columns: SourceColumns
) -> tuple[str, str, str]:
    """How a table comes, the condition on its rows, and why it must come whole."""
    if wanted.changed is not None:
        kind = columns.types.get(wanted.changed)
        if kind not in ("timestamp", "timestamptz"):
            raise RecipeFailed(
                f"{short_name(wanted.file)} does not yield {wanted.changed} as a time, "
                f"which {CHANGES_FILE} names: it is {kind or 'missing'}. Add it to the "
                "select, as timestamp or timestamptz."
            )
    if source.since is None or wanted.changed is None:
        return "whole", "", ""
    previous = source.since / f"{wanted.table.name}.parquet"
    marks = read_marks(source.since)
    if not previous.is_file():
        return "whole", "", "the earlier extract lacks it"
    if marks.get("sql", {}).get(wanted.table.name) != wanted.digest:
        return "whole", "", "its SQL, recipe.toml, time zone or source changed"
    try:
        if not _has_columns(source, previous, columns):
            return "whole", "", "its columns changed"
    except duckdb.Error:
        return "whole", "", "the earlier extract can't be read"
    column = identifier(wanted.changed)
    ((newest, since),) = source.con.execute(
        f"select max({column})::timestamp, (max({column}) - $overlap)::varchar from "
        f"read_parquet({literal(str(previous))})",
        {"overlap": source.overlap},
    ).fetchall()
    if newest is None:
        return "whole", "", "the earlier extract has no time of change"
    before = datetime.fromisoformat(marks["extracted_at"]).replace(tzinfo=None)
    if newest > before + timedelta(days=1):
        return "whole", "", f"a row says it was changed in the future, at {newest}"
    where = f"where {column} >= {literal(since)} or {column} is null"
    return f"changed since {since}", where, ""


def _has_columns(source: _Source, file: Path, columns: SourceColumns) -> bool:
    """Whether a table's file has the names and types that it would get now."""
    empty = source.staged("empty")
    parquet.ParquetWriter(empty, columns.schema).close()
    now, then = (source.con.read_parquet(str(path)) for path in (empty, file))
    return (now.columns, now.types) == (then.columns, then.types)


def _stage(source: _Source, wanted: _Wanted, columns: SourceColumns, where: str) -> int:
    """Lets rows of a table through to a file, in the order in which they come."""
    sql = f"select {columns.selected} from {wanted.select} {where}"
    rows = 0
    staged = source.staged(wanted.table.name)
    with parquet.ParquetWriter(staged, columns.schema) as writer:
        for batch in source.db.batches(sql, short_name(wanted.file)):
            writer.write_batch(columns.taken(batch))
            rows += batch.num_rows
    return rows


def _write(source: _Source, wanted: _Wanted, *, merged: bool) -> Path:
    """Writes a table in its order; merged, a row that did not come stays as it was."""
    table = wanted.table
    file = source.fresh / f"{table.name}.parquet"
    came = f"read_parquet({literal(str(source.staged(table.name)))})"
    if not merged:
        rows = source.con.sql(f"select * from {came}")
    else:
        had = f"read_parquet({literal(str(source.since / file.name))})"
        key = ", ".join(identifier(name) for name in table.key)
        rows = source.con.sql(
            f"select * from {came} union all by name select had.* from {had} as had "
            f"anti join {came} as came using ({key})"
        )
    write_sorted(rows, table.sort, file)
    return file
