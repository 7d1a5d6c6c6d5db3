"""ClickHouse in this process (chdb) over the extract's Parquet."""

from pathlib import Path

import pandas as pd
from chdb.session import Session

from benchmarks.asking import DIMENSIONS, Asked
from benchmarks.engines import TABLES, THREADS, files_of

SQL = Path(__file__).parents[1] / "sql" / "chdb"


def opened(extract: Path) -> Session:
    """A session with the files as views."""
    session = Session()
    session.query(f"set max_threads = {THREADS}")
    session.query("create database bench")
    session.query("use bench")
    for table in TABLES:
        files = files_of(extract, table).replace("\\", "\\\\").replace("'", "\\'")
        session.query(f"create view {table} as select * from file('{files}', Parquet)")
    for statement in (SQL / "_scope.sql").read_text("utf-8").split(";"):
        if statement.strip():
            session.query(statement)
    return session


def ask(session: Session, question: str, asked: Asked) -> pd.DataFrame:
    """A question put to the files; a dimension that is not filtered is ''."""
    params = {
        name: str(value or "") if name in DIMENSIONS else str(value)
        for name, value in asked.params().items()
    }
    sql = (SQL / f"{question}.sql").read_text("utf-8")
    return session.query(sql, "DataFrame", params=params)


def closed(session: Session) -> None:
    """Ends the session; its own files go with it."""
    session.close()
