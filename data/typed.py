"""The extract's tables as the contract types them: one DuckDB view per table.

The casts are the check's own, so that what was checked is what is published. A table
or optional column that is absent becomes an empty table or a column of NULLs: the SQL
of facts has one form, and the manifest says what was really there.
"""

import duckdb

from data.check_casts import typed
from data.check_sql import file_list
from data.contract import TABLES, Column, Table
from data.extract import Extract
from data.quoting import identifier
from data.settings import Settings


def create_views(
    con: duckdb.DuckDBPyConnection, extract: Extract, settings: Settings
) -> None:
    """Creates a view for every table of the contract, columns in contract order.

    Only for extracts without errors. Sets the connection's time zone to the business
    one, which is how timestamps with a zone become local.
    """
    con.execute("set TimeZone = $zone", {"zone": settings.time_zone})
    for table in TABLES.values():
        con.execute(
            f"create or replace view {identifier(table.name)} as "
            + _select(con, table, extract)
        )


def present_columns(
    con: duckdb.DuckDBPyConnection, extract: Extract, table: str
) -> dict[str, str]:
    """Columns of a table's first file with their DuckDB types; {} without files."""
    files = extract.files.get(table)
    if not files:
        return {}
    rows = con.execute(
        f"describe select * from read_parquet({file_list(files[:1])})"
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def _select(con: duckdb.DuckDBPyConnection, table: Table, extract: Extract) -> str:
    present = present_columns(con, extract, table.name)
    columns = ", ".join(_column(column, present) for column in table.columns)
    if not present:
        return f"select {columns} where false"
    return f"select {columns} from read_parquet({file_list(extract.files[table.name])})"


def _column(column: Column, present: dict[str, str]) -> str:
    name, value = identifier(column.name), None
    if column.name in present:
        value = typed(column, present[column.name], name)
    return f"cast({value or 'null'} as {column.stored_type}) as {name}"
