"""The extract's tables as the contract types them: one DuckDB view per table.

Only for extracts that passed the check: a value that cannot be cast stops the query.
A table or optional column that is absent becomes an empty table or a column of NULLs,
so that the SQL of facts has one form; the manifest says what was really there.
"""

import duckdb

from data.contract import TABLES, Column, Table
from data.extract import Extract
from data.quoting import identifier, literal
from data.settings import Settings


def create_views(
    con: duckdb.DuckDBPyConnection, extract: Extract, settings: Settings
) -> None:
    """Creates a view for every table of the contract, columns in contract order."""
    for table in TABLES.values():
        con.execute(
            f"create or replace view {identifier(table.name)} as "
            + _select(con, table, extract, settings)
        )


def present_columns(
    con: duckdb.DuckDBPyConnection, extract: Extract, table: str
) -> dict[str, str]:
    """Columns of a table's first file with their DuckDB types; {} where it is absent."""
    files = extract.files.get(table)
    if not files:
        return {}
    rows = con.execute(
        "describe select * from read_parquet(" + literal(str(files[0])) + ")"
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def _select(
    con: duckdb.DuckDBPyConnection, table: Table, extract: Extract, settings: Settings
) -> str:
    present = present_columns(con, extract, table.name)
    columns = ", ".join(
        _typed(column, present.get(column.name), settings.time_zone)
        for column in table.columns
    )
    if not present:
        return f"select {columns} where false"
    files = ", ".join(literal(str(file)) for file in extract.files[table.name])
    return f"select {columns} from read_parquet([{files}])"


def _typed(column: Column, source_type: str | None, time_zone: str) -> str:
    name = identifier(column.name)
    value = "null" if source_type is None else name
    if column.type == "timestamp" and source_type == "TIMESTAMP WITH TIME ZONE":
        value = f"timezone({literal(time_zone)}, {name})"
    return f"cast({value} as {column.stored_type}) as {name}"
