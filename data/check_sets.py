"""Keys that repeat and references that lead nowhere, as the contract lists them."""

from collections.abc import Callable

import duckdb

from data import check_sql
from data.check_files import Present
from data.check_words import count, examples
from data.contract import ForeignKey
from data.findings import Finding, OffendingRow
from data.quoting import identifier
from data.settings import FILE_NAME, Settings

Locate = Callable[[str, list[tuple]], tuple[OffendingRow, ...]]
"""From a table and rows of (key, file_index, row_number, ...) to offending rows."""


def check_keys(
    con: duckdb.DuckDBPyConnection, present: Present, locate: Locate
) -> list[Finding]:
    """Keys that occur more than once; each of their rows is counted."""
    table = present.table
    if not table.key or not present.has(*table.key):
        return []
    keys, rows = con.execute(check_sql.repeated_totals(table)).fetchone()
    if not keys:
        return []
    key = check_sql.key_text(table, present.stored, "''")
    found = con.execute(
        check_sql.offending_rows(table.name, key, key, check_sql.is_repeated(table))
    ).fetchall()
    name = ", ".join(table.key)
    return [
        Finding(
            "error",
            "key_repeated",
            table.name,
            table.key[0] if len(table.key) == 1 else None,
            rows,
            f"{count(rows)} of {table.name} share {keys:,} key"
            f"{'' if keys == 1 else 's'} ({name}; received {examples(found)}), which "
            "must be unique; leave one row of each.",
            offending=locate(table.name, found),
        )
    ]


def check_reference(
    con: duckdb.DuckDBPyConnection, child: Present, key: ForeignKey, locate: Locate
) -> list[Finding]:
    """Values of a foreign key that the parent table does not have."""
    table = child.table.name
    predicate = check_sql.is_unmatched(key.column, key.parent, key.parent_column)
    rows = con.execute(check_sql.matching(table, predicate)).fetchone()[0]
    if not rows:
        return []
    column = identifier(key.column)
    text = check_sql.key_text(child.table, child.stored, column)
    found = con.execute(
        check_sql.offending_rows(table, text, column, predicate)
    ).fetchall()
    return [
        Finding(
            "error",
            "reference_unmatched",
            table,
            key.column,
            rows,
            f"{table}.{key.column} has no match in {key.parent}.{key.parent_column} in "
            f"{count(rows)} (received {examples(found)}); add the missing "
            f"{key.parent}, or leave these rows out.",
            offending=locate(table, found),
        )
    ]


def check_funding_rates(
    con: duckdb.DuckDBPyConnection, present: dict[str, Present], settings: Settings
) -> list[Finding]:
    """Keys of [funding_rates] that are no partner and no product of a loan."""
    loans = present.get("loans")
    if loans is None or not loans.is_complete or not settings.funding_rates:
        return []
    known = con.execute(
        "select product from loans union select partner from loans"
    ).fetchall()
    codes = {code for (code,) in known}
    unmatched = [key for key in settings.funding_rates if key not in codes]
    if not unmatched:
        return []
    return [
        Finding(
            "warning",
            "funding_rate_unmatched",
            "loans",
            None,
            0,
            f"[funding_rates] in {FILE_NAME} names {', '.join(unmatched)}, which no "
            "loan has as its partner or product; correct the key, else the rate is "
            "never used.",
            file=FILE_NAME,
            offending=tuple(
                OffendingRow(key, file=FILE_NAME) for key in unmatched[:20]
            ),
        )
    ]
