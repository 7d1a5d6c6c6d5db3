"""PostgreSQL on a server of its own, with the extract copied in.

The server lives in a temporary folder and listens on a socket in it, not on a network.
It has primary keys and fresh statistics, and no further index: any filter may be asked.
"""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import psycopg

from benchmarks.asking import Asked
from benchmarks.engines import TABLES, THREADS, files_of

SQL = Path(__file__).parents[1] / "sql" / "postgresql"

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "shared_buffers": "1GB",
    "work_mem": "256MB",
    "max_wal_size": "4GB",
    # One process asks and helpers join it: together as many as other engines' threads.
    "max_parallel_workers_per_gather": str(THREADS - 1),
}

KEYS = {
    "customers": "customer_id",
    "applications": "application_id",
    "loans": "loan_id",
    "performance": "loan_id, as_of",
}


@dataclass(frozen=True)
class Engine:
    """A running server, and a connection to it."""

    folder: Path
    connection: psycopg.Connection


def programs() -> Path:
    """Where the server's programs are; raises ModuleNotFoundError without them."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not places:
        raise ModuleNotFoundError("no PostgreSQL server on this machine")
    return places[0]


programs()


def opened(extract: Path) -> Engine:
    """Starts a server and copies the tables in."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    _run("initdb", "--auth=trust", "--username=bench", f"--pgdata={data}")
    settings = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    options = f"{settings} -c unix_socket_directories={folder}"
    _run("pg_ctl", "start", "--wait", f"--pgdata={data}", f"--options={options}")
    connection = psycopg.connect(
        host=str(folder), user="bench", dbname="postgres", autocommit=True
    )
    engine = Engine(folder, connection)
    try:
        for table in TABLES:
            _copy(connection, extract, table)
        connection.execute((SQL / "_scope.sql").read_text("utf-8"))
        connection.execute("vacuum analyze")
    except BaseException:
        closed(engine)  # nobody else knows of the server yet
        raise
    return engine


def ask(engine: Engine, question: str, asked: Asked) -> pd.DataFrame:
    """A question put to the server."""
    sql = (SQL / f"{question}.sql").read_text("utf-8")
    with engine.connection.cursor() as cursor:
        cursor.execute(sql, asked.params())
        columns = [column.name for column in cursor.description]
        return pd.DataFrame(cursor.fetchall(), columns=columns)


def closed(engine: Engine) -> None:
    """Stops the server and removes its folder."""
    engine.connection.close()
    data = engine.folder / "data"
    _run("pg_ctl", "stop", "--wait", "--mode=fast", f"--pgdata={data}")
    shutil.rmtree(engine.folder)


def _run(program: str, *arguments: str) -> None:
    """Runs one of the server's programs; none of them accepts to be root's."""
    subprocess.run(
        [programs() / program, *arguments],
        user="postgres" if os.getuid() == 0 else None,
        cwd="/",
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _copy(connection: psycopg.Connection, extract: Path, table: str) -> None:
    """A table with the extract's columns, its rows and its key."""
    source = duckdb.read_parquet(files_of(extract, table))
    columns = ", ".join(
        f"{name} {str(kind).replace('DOUBLE', 'double precision')}"
        for name, kind in zip(source.columns, source.types, strict=True)
    )
    connection.execute(f"create table {table} ({columns})")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        source.write_csv(str(file))
        statement = f"copy {table} from stdin (format csv, header)"
        with (
            file.open("rb") as lines,
            connection.cursor().copy(statement) as rows,
        ):
            while chunk := lines.read(1 << 20):
                rows.write(chunk)
    if table in KEYS:
        connection.execute(f"alter table {table} add primary key ({KEYS[table]})")
