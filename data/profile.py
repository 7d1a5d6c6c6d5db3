"""What can be added up of a table: rows, values, sums of money, rows by code.

Two uses: rows that came in are those that were published and those that were left out,
to the row and to the cent; and a delivery is held against the one before it.
"""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from data import check_sql
from data.contract import TABLES
from data.errors import DataError

MOST_CODES = 500
"""Codes told of a column; one with more is no list that a lender keeps."""


_MONTH_OF = {"loans": "disbursed_on", "performance": "as_of"}


class RowsLost(DataError):
    """Rows or money came in that were neither published nor left out."""


@dataclass(frozen=True)
class Profile:
    """Of one table; every part of two tables adds up to that of both."""

    rows: int
    values: dict[str, int]
    """Rows that are not NULL, by column."""
    sums: dict[str, Decimal]
    """By column of money or whole numbers."""

    def __add__(self, other: "Profile") -> "Profile":
        return Profile(
            self.rows + other.rows,
            _added(self.values, other.values),
            _added(self.sums, other.sums),
        )


def profile(con: duckdb.DuckDBPyConnection, table: str) -> Profile:
    """Of the table or view of that name, typed as the contract says."""
    columns = TABLES[table].columns
    summed = [c.name for c in columns if c.type in {"money", "integer"}]
    names = [c.name for c in columns]
    rows, *found = con.execute(check_sql.added_up(table, names, summed)).fetchone()
    values, sums = found[: len(names)], found[len(names) :]
    return Profile(
        rows,
        dict(zip(names, values, strict=True)),
        {
            name: Decimal(0 if value is None else value)
            for name, value in zip(summed, sums, strict=True)
        },
    )


def codes(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, dict[str, int]]:
    """Rows by code, for each column of codes that has at most MOST_CODES of them."""
    columns = [c.name for c in TABLES[table].columns if c.type == "code"]
    if not columns:
        return {}
    found: dict[str, dict[str, int]] = {name: {} for name in columns}
    query = check_sql.spellings(table, columns, MOST_CODES + 1)
    for column, code, rows in con.execute(query).fetchall():
        found[column][code] = rows
    return {name: rows for name, rows in found.items() if len(rows) <= MOST_CODES}


def months(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, dict[str, str]]:
    """Rows and sums by month ('2026-10'), of the tables whose months end.

    An application changes as it is decided, so that its months say nothing.
    """
    if table not in _MONTH_OF:
        return {}
    columns = TABLES[table].columns
    summed = [c.name for c in columns if c.type in {"money", "integer"}]
    query = check_sql.added_up_by_month(table, _MONTH_OF[table], summed)
    names = ["rows", *summed]
    return {
        month: {
            name: str(value or 0) for name, value in zip(names, values, strict=True)
        }
        for month, *values in con.execute(query).fetchall()
    }


def prove_kept(
    table: str, came: Profile, published: Profile, aside: Profile | None
) -> None:
    """Raises RowsLost where a row or a cent is in neither part."""
    parts = published + aside if aside else published
    if came == parts:
        return
    apart = [
        f"{name} {before} against {after}"
        for name, before, after in (
            ("rows", came.rows, parts.rows),
            *((n, v, parts.values[n]) for n, v in came.values.items()),
            *((f"sum of {n}", v, parts.sums[n]) for n, v in came.sums.items()),
        )
        if before != after
    ]
    raise RowsLost(
        f"{table}: what came in is not what is published and left out "
        f"({', '.join(apart[:3])}). Nothing was published; keep the extract and report "
        "this."
    )


def _added(one: dict, other: dict) -> dict:
    return {name: value + other[name] for name, value in one.items()}
