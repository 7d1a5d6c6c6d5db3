"""A PostgreSQL server of a test's own, and a lender's database in it.

The server lives in a temporary folder and listens on loopback and on a socket there.
Where its programs are absent the tests fail, and say what to install.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

LENDER = Path(__file__).with_name("lender.sql")
LONG_AGO = "2026-01-01 00:00+00"
"""When every row of a fresh lender was last changed."""

ACCESS = """
local all boss trust
host all reader 127.0.0.1/32 scram-sha-256
host all boss 127.0.0.1/32 trust
"""

LOADED = {
    "borrowers": """
        select substr(customer_id, 2)::bigint, case segment when 'salaried' then '01'
            when 'self_employed' then '02' when 'micro_business' then '03'
            else 'zz' end, region, age_band, income_band, occupation, acquired_on
        from customers""",
    "requests": """
        select substr(application_id, 2)::bigint, substr(customer_id, 2)::bigint,
            product, channel, campaign_id, partner, started_at, submitted_at,
            verified_at, assessed_at, decided_at, upper(substr(decision, 1, 1)),
            decision_mode = 'manual', decline_reason, signed_at, disbursed_at,
            requested_amount, approved_amount, requested_term_months, score, risk_grade
        from applications""",
    "contracts": """
        select substr(loan_id, 2)::bigint, substr(application_id, 2)::bigint,
            substr(customer_id, 2)::bigint, product, channel, partner, business_mode,
            risk_grade, disbursed_on, first_due_on, principal, term_months,
            (annual_rate * 100)::decimal(12, 8), repayment_method, collateral,
            upfront_fee, monthly_fee
        from loans""",
    "month_ends": """
        select substr(loan_id, 2)::bigint, date_trunc('month', as_of)::date, balance,
            days_past_due, principal_paid, interest_paid, fees_paid,
            case status when 'active' then 'N' when 'paid_off' then 'S' else 'X' end
        from performance""",
    "write_offs": """
        select substr(loan_id, 2)::bigint, date_trunc('month', as_of)::date,
            charged_off, recovered
        from performance where charged_off <> 0 or recovered <> 0""",
    "spend": "select * from campaign_spend",
}
"""The sample as the lender has it: each table's columns in order, by DuckDB."""


@dataclass(frozen=True)
class Server:
    """A running server; `boss` may do all in it, by its socket without a password."""

    folder: Path
    port: int

    def url(self, database: str, role: str = "boss", rest: str = "") -> str:
        """The address of a database on loopback."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}{rest}"

    def psql(self, database: str, *more: str) -> list[str]:
        """The command of a client that stops at the first error."""
        return [
            *(str(programs() / "psql"), "--no-psqlrc", "--quiet", "--tuples-only"),
            *("--no-align", "--set=ON_ERROR_STOP=1", f"--host={self.folder}"),
            *(f"--port={self.port}", "--username=boss", f"--dbname={database}", *more),
        ]

    def run(self, database: str, sql: str) -> str:
        """Runs statements one by one; what they print."""
        done = subprocess.run(
            self.psql(database), input=sql, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def fresh_lender(self, sample: Path, name: str) -> str:
        """A new database with the sample in it; its name."""
        self.run("postgres", f"create database {name}")
        self.run(name, LENDER.read_text("utf-8"))
        with duckdb.connect() as con:
            for file in sample.glob("*.parquet"):
                con.read_parquet(str(file)).create_view(file.stem)
            for table, select in LOADED.items():
                self._load(con, name, table, select)
        return name

    def _load(self, con, database: str, table: str, select: str) -> None:
        rows = con.sql(select)
        csv = self.folder / f"{table}.csv"
        rows.write_csv(str(csv), header=False)
        listed = self.run(
            database,
            "select string_agg(column_name, ',' order by ordinal_position) "
            f"from information_schema.columns where table_name = '{table}' "
            "and column_name <> 'updated_at';",
        )
        self.run(
            database,
            "set timezone = 'Asia/Shanghai';\n"
            f"\\copy lending.{table} ({listed}) from '{csv}' with (format csv)\n",
        )
        if table != "spend":
            stamp = f"update lending.{table} set updated_at = '{LONG_AGO}'"
            self.run(database, stamp)
        csv.unlink()


def programs() -> Path:
    """Where the server's programs are; fails the test where they are absent."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(places[-1]) if places else shutil.which("initdb")
    if not found:
        pytest.fail(
            "PostgreSQL's server is absent. Install it: apt-get install postgresql"
        )
    return Path(found).parent


@contextmanager
def server() -> Iterator[Server]:
    """Starts a server and stops it at the end of the block."""
    places = programs()
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        _run(places / "initdb", "--auth=trust", "--username=boss", f"--pgdata={data}")
        (data / "pg_hba.conf").write_text(ACCESS)
        started = Server(folder, _free_port())
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={started.port} -c fsync=off "
            f"-c unix_socket_directories={folder}"
        )
        log = f"--log={folder / 'log'}"
        _run(
            *(places / "pg_ctl", "start", "--wait", f"--pgdata={data}", log),
            f"--options={options}",
        )
        try:
            started.run("postgres", "create role reader login password 'right'")
            yield started
        finally:
            stop = ("stop", "--wait", "--mode=immediate", f"--pgdata={data}")
            _run(places / "pg_ctl", *stop)
    finally:
        shutil.rmtree(folder)


def _run(*command: Path | str) -> None:
    """Runs one of the server's programs; none of them accepts to be root's."""
    done = subprocess.run(
        [str(part) for part in command],
        user="postgres" if os.getuid() == 0 else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}"


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]
