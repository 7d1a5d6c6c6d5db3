"""What two snapshots of one lender say differently: rows and values, table by table.

A later delivery brings new rows; what it says otherwise of rows that were there, or
adds to or takes from the time that was over, has restated the past.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import duckdb
import pandas as pd

from data.contract import TABLES, Table
from data.masking import masked
from data.quoting import identifier, literal
from data.snapshot import TABLES_IN_FACTS, Snapshot, pattern

Kind = Literal["added", "added_to_the_past", "removed", "changed"]

KEYS_SHOWN = 5


@dataclass(frozen=True)
class Difference:
    """One way in which a table differs."""

    table: str
    kind: Kind
    """Rows that only the later has, dated after the earlier's newest day (`added`) or
    not (`added_to_the_past`); rows that only the earlier has (`removed`); rows of both
    with another value in `column` (`changed`)."""
    column: str | None
    """Only for `changed`."""
    rows: int
    before: Decimal | None = None
    """Of a changed column of money: the sum over those rows in the earlier snapshot."""
    after: Decimal | None = None
    """The same in the later."""
    keys: tuple[str, ...] = ()
    """The first keys, so many as KEYS_SHOWN, values by '/'; none where a table has no
    key. What looks personal in them is masked."""

    def as_dict(self) -> dict:
        """For JSON: money as text."""
        return {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in asdict(self).items()
        }


def differences(earlier: Snapshot, later: Snapshot) -> list[Difference]:
    """Every difference, in the order of the contract's tables and columns.

    A row is the same row where its key is; in a table without one, where all its values
    are, so that a changed row there is one removed and one added.
    """
    newest = _newest_day(earlier)
    with duckdb.connect() as con:
        found = []
        for table in TABLES.values():
            for side, snapshot in (("earlier", earlier), ("later", later)):
                con.execute(_view(table, side, snapshot))
            of_rows = _by_key if table.key else _by_value
            found += of_rows(con, table, newest)
        return [difference for difference in found if difference.rows]


def rows_of(
    earlier: Snapshot,
    later: Snapshot,
    difference: Difference,
    *,
    limit: int,
    offset: int = 0,
) -> pd.DataFrame:
    """The rows of a difference, in the order of their keys: `limit` from `offset` on.

    Of a changed column the key's columns, `before` and `after`; of other kinds the
    columns that say something. Values are as they are stored.
    """
    table = TABLES[difference.table]
    with duckdb.connect() as con:
        for side, snapshot in (("earlier", earlier), ("later", later)):
            con.execute(_view(table, side, snapshot))
        sql, params = _rows(table, difference)
        if "newest" in params:
            params["newest"] = _newest_day(earlier)
        found = con.execute(
            f"select * from ({sql}) limit $limit offset $offset",
            params | {"limit": limit, "offset": offset},
        )
        names = [column[0] for column in found.description]
        rows = pd.DataFrame(found.fetchall(), columns=names, dtype=object)
    return rows if difference.column else rows.dropna(axis=1, how="all")


def _rows(table: Table, difference: Difference) -> tuple[str, dict]:
    """The statement that selects a difference's rows, and what it is to be given."""
    keys = [identifier(name) for name in table.key]
    on = " and ".join(f"earlier.{key} = later.{key}" for key in keys)
    if difference.column:
        name = identifier(difference.column)
        shown = ", ".join(f"later.{key}" for key in keys)
        return (
            f"select {shown}, earlier.{name} as before, later.{name} as after"
            f" from earlier join later on {on}"
            f" where earlier.{name} is distinct from later.{name} order by {shown}",
            {},
        )
    here, there = ("later", "earlier")
    if difference.kind == "removed":
        here, there = there, here
    rows = f"(from {here} anti join {there} on {on})"
    if not keys:
        rows = f"(from {here} except all from {there})"
    order = ", ".join(keys) or "all"
    if difference.kind == "removed":
        return f"select * from {rows} as {here} order by {order}", {}
    is_past = f"{_dated(table, here)} <= $newest"
    test = is_past if difference.kind == "added_to_the_past" else f"not {is_past}"
    return (
        f"select * from {rows} as {here} where {test} order by {order}",
        {"newest": None},
    )


def _newest_day(snapshot: Snapshot) -> date:
    """The last day that was over; the first of all where nothing has a date.

    Loans without performance have no month-end: their last month's first day stands in.
    """
    manifest = snapshot.manifest
    if told := manifest["as_of"] or manifest["newest_application_at"]:
        return date.fromisoformat(told[:10])
    last_month = manifest["last_month"]
    return date.fromisoformat(f"{last_month}-01") if last_month else date.min


def _view(table: Table, side: str, snapshot: Snapshot) -> str:
    name = TABLES_IN_FACTS.get(table.name, table.name)
    folder = "facts" if table.name in TABLES_IN_FACTS else "tables"
    file = snapshot.path / folder / f"{name}.parquet"
    columns = ", ".join(identifier(column.name) for column in table.columns)
    return (
        f"create or replace temp view {side} as select {columns}"
        f" from read_parquet({literal(pattern(file))})"
    )


def _dated(table: Table, side: str) -> str:
    """The day that a row is about; rows of tables without one are of no time."""
    for name in table.sort:
        if table.column(name).type in ("date", "timestamp"):
            return f"cast({side}.{identifier(name)} as date)"
    return "date 'infinity'"


def _by_key(
    con: duckdb.DuckDBPyConnection, table: Table, newest: date
) -> Iterator[Difference]:
    keys = [identifier(name) for name in table.key]
    on = " and ".join(f"earlier.{key} = later.{key}" for key in keys)
    gone, new = f"later.{keys[0]} is null", f"earlier.{keys[0]} is null"
    is_past = f"{_dated(table, 'later')} <= $newest"
    tests: list[tuple[Kind, str | None, str]] = [
        ("added", None, f"{new} and not {is_past}"),
        ("added_to_the_past", None, f"{new} and {is_past}"),
        ("removed", None, gone),
    ]
    for column in table.columns:
        if column.name not in table.key:
            name = identifier(column.name)
            both = f"not {new} and not {gone}"
            apart = f"earlier.{name} is distinct from later.{name}"
            tests.append(("changed", column.name, f"{both} and {apart}"))
    key = ", ".join(f"coalesce(earlier.{key}, later.{key})" for key in keys)
    cells = []
    for _, column, test in tests:
        is_money = column is not None and table.column(column).type == "money"
        cells.append(f"count(*) filter (where {test})")
        for side in ("earlier", "later"):
            amount = f"sum({side}.{identifier(column)})" if is_money else None
            cells.append(f"{amount} filter (where {test})" if amount else "null")
        shown = f"min(concat_ws('/', {key}), {KEYS_SHOWN})"
        cells.append(f"{shown} filter (where {test})")
    row = con.execute(
        f"select {', '.join(cells)} from earlier full join later on {on}",
        {"newest": newest},
    ).fetchone()
    for place, (kind, column, _) in enumerate(tests):
        rows, before, after, shown = row[4 * place : 4 * place + 4]
        keys = tuple(masked(key) for key in shown or ())
        yield Difference(table.name, kind, column, rows, before, after, keys)


def _by_value(
    con: duckdb.DuckDBPyConnection, table: Table, newest: date
) -> Iterator[Difference]:
    is_past = f"{_dated(table, 'later')} <= $newest"
    for kind, test in (("added", f"not {is_past}"), ("added_to_the_past", is_past)):
        rows = con.execute(
            "select count(*) from (from later except all from earlier) as later"
            f" where {test}",
            {"newest": newest},
        ).fetchone()[0]
        yield Difference(table.name, kind, None, rows)
    rows = con.execute(
        "select count(*) from (from earlier except all from later)"
    ).fetchone()[0]
    yield Difference(table.name, "removed", None, rows)
