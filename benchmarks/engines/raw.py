"""DuckDB over the extract's own files, and the floor below any question put to them.

The floor of a question is the plain sum over the columns and the months that it reads:
no join, no group. No engine that reads these files with DuckDB's reader is faster.
"""

from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.asking import Asked
from benchmarks.engines import TABLES, THREADS, files_of

SQL = Path(__file__).parents[1] / "sql" / "duckdb"


def opened(extract: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the files as views."""
    con = duckdb.connect(config={"threads": THREADS})
    for table in TABLES:
        con.read_parquet(files_of(extract, table)).create_view(table)
    con.execute((SQL / "_scope.sql").read_text("utf-8"))
    return con


def ask(con: duckdb.DuckDBPyConnection, question: str, asked: Asked) -> pd.DataFrame:
    """A question put to the files; `floor_<question>` is its floor."""
    sql = (SQL / f"{question}.sql").read_text("utf-8")
    names = duckdb.extract_statements(sql)[0].named_parameters
    params = asked.params()
    return con.execute(sql, {name: params[name] for name in names}).df()


def closed(con: duckdb.DuckDBPyConnection) -> None:
    """Frees the connection."""
    con.close()
