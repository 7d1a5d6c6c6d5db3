"""From an extract's files to tables, facts and rollups, by DuckDB in this process.

One pass in the order of data/snapshot.py's lists; each statement is a file in sql/ and
may read what was written before it. Memory is bounded: what does not fit is spilled.
"""

import glob
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from data import check_sql
from data.contract import EVERYDAY_DIMENSIONS, TABLES
from data.extract import Extract
from data.past_due import THRESHOLDS, first_late_day
from data.quoting import identifier, literal
from data.settings import Settings, provision_ranges
from data.snapshot import FACTS, ROLLUPS, SQL, TABLES_IN_FACTS
from data.typed import create_views, present_columns

Tell = Callable[[float, str], None]
"""Told the share done, from 0 to 1, and the name of what comes next."""

MEMORY_LIMIT = "1500MB"
"""DuckDB's, as text; larger work goes to the snapshot's own temporary folder."""

_PARQUET = "(format parquet, compression zstd, parquet_version v2)"

CODES_IN_ROLLUPS = (*EVERYDAY_DIMENSIONS, "campaign_id")
"""Dimensions that rollups are grouped by."""


@contextmanager
def prepared(
    extract: Extract, settings: Settings, spill: Path, threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can make facts: typed tables, settings, performance in order.

    Only for extracts without errors. `spill` is an empty folder for what does not fit
    into memory; the caller removes it. Without `threads` there is one per core.
    """
    config = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
    }
    con = duckdb.connect(config=config | ({"threads": threads} if threads else {}))
    try:
        # Joins as they are written: the left side streams through in its order, which
        # loan_months relies on, and the right one is what memory holds.
        con.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
        create_views(con, extract, settings)
        _put_in_order(con, spill)
        create_rules(con, extract, settings)
        con.execute((SQL / "setting_macros.sql").read_text("utf-8"))
        yield con
    finally:
        con.close()


@dataclass(frozen=True)
class OnDuckDB:
    """Makes a snapshot's files in `folder`: tables/, facts/ and rollups/."""

    con: duckdb.DuckDBPyConnection
    extract: Extract
    folder: Path

    @property
    def versions(self) -> dict[str, str]:
        """What made the files."""
        return {"duckdb": duckdb.__version__}

    def write_tables(self) -> dict[str, int]:
        """Writes each table typed and sorted; returns the rows of those present."""
        rows = {}
        for name, table in TABLES.items():
            if name not in TABLES_IN_FACTS:
                sort = f" order by {', '.join(map(identifier, table.sort))}"
                file = self.folder / "tables" / name
                _copy(self.con, f"from {identifier(name)}{sort}", file)
            if name in self.extract.files:
                count = f"select count(*) from {identifier(name)}"
                rows[name] = self.con.execute(count).fetchone()[0]
        return rows

    def write_facts(self, tell: Tell) -> None:
        """Writes every fact and makes it a view, for what comes after it."""
        _write_all(self.con, self.folder / "facts", SQL, FACTS, tell)

    def write_rollups(self, tell: Tell) -> None:
        """Writes every rollup from the files of the facts."""
        self.con.execute((SQL / "measures.sql").read_text("utf-8"))
        _number_codes(self.con, self.folder / "facts")
        folder = self.folder / "rollups"
        _write_all(self.con, folder, SQL / "rollups", ROLLUPS, tell)

    def extent(self) -> tuple:
        """What the data cover, a value for each of EXTENT."""
        return self.con.execute((SQL / "extent.sql").read_text("utf-8")).fetchone()


@contextmanager
def on_duckdb(
    extract: Extract, settings: Settings, folder: Path, *, threads: int | None = None
) -> Iterator[OnDuckDB]:
    """DuckDB, ready to make a snapshot of a checked extract in an empty folder."""
    with TemporaryDirectory(dir=folder) as spill:
        with prepared(extract, settings, Path(spill), threads) as con:
            yield OnDuckDB(con, extract, folder)


def _number_codes(con: duckdb.DuckDBPyConnection, facts: Path) -> None:
    """Makes the codes of rollups ENUMs in the facts, in the order of their text.

    Millions of rows are then joined, grouped and sorted by small numbers; what is
    written is text again. The empty text is one of them, since an ENUM of nothing is no
    type to DuckDB 1.5.
    """
    casts = []
    for dimension in CODES_IN_ROLLUPS:
        name, type_ = identifier(dimension), identifier(f"code_of_{dimension}")
        con.execute(
            f"create type {type_} as enum (select {name} from ("
            f"select {name} from application_facts"
            f" union select {name} from loan_facts"
            " union select ''"
            f") where {name} is not null order by {name})"
        )
        casts.append(f"cast({name} as {type_}) as {name}")
    for fact in ("application_facts", "loan_facts"):
        file = literal(glob.escape(str(facts / f"{fact}.parquet")))
        con.execute(
            f"create or replace view {fact} as select * replace ({', '.join(casts)})"
            f" from read_parquet({file})"
        )


def _put_in_order(con: duckdb.DuckDBPyConnection, spill: Path) -> None:
    """Sorts performance by its key, where the extract's files are in another order."""
    if con.execute(check_sql.read("out_of_order")).fetchone()[0]:
        key = ", ".join(map(identifier, TABLES["performance"].key))
        file = _copy(con, f"from performance order by {key}", spill / "performance")
        _view(con, "performance", file)


def create_rules(
    con: duckdb.DuckDBPyConnection, extract: Extract, settings: Settings
) -> None:
    """What SQL needs to know, as tables: COPY and views bind no parameters."""
    rule = settings.past_due_rule
    con.execute("create table thresholds (threshold integer, late_from integer)")
    con.executemany(
        "insert into thresholds values (?, ?)",
        [(threshold, first_late_day(threshold, rule)) for threshold in THRESHOLDS],
    )
    con.execute(
        "create table provision_ranges"
        " (first_day integer, last_day integer, rate decimal(9, 6))"
    )
    con.executemany(
        "insert into provision_ranges values (?, ?, ?)",
        provision_ranges(settings.provision_rates),
    )
    con.execute("create table funding_rates (code varchar, rate decimal(9, 6))")
    con.executemany(
        "insert into funding_rates values (?, ?)",
        [(None, settings.funding_rate), *settings.funding_rates.items()],
    )
    con.execute((SQL / "rules.sql").read_text("utf-8"))
    con.execute(
        "create table instalment_rules as select $tells as tells_payment_days",
        {"tells": "paid_on" in present_columns(con, extract, "instalments")},
    )


def _write_all(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    sql: Path,
    names: tuple[str, ...],
    tell: Tell,
) -> None:
    for place, name in enumerate(names):
        tell(place / len(names), name)
        text = (sql / f"{name}.sql").read_text("utf-8")
        _view(con, name, _copy(con, text, folder / name))


def _view(con: duckdb.DuckDBPyConnection, name: str, file: Path) -> None:
    con.execute(
        f"create or replace view {identifier(name)} as"
        f" select * from read_parquet({literal(glob.escape(str(file)))})"
    )


def _copy(con: duckdb.DuckDBPyConnection, query: str, target: Path) -> Path:
    file = target.with_suffix(".parquet")
    con.execute(f"copy ({query}) to {literal(str(file))} {_PARQUET}")
    return file
