"""PostgreSQL as it was at one instant, read through ADBC: batches of rows, no writing.

The server is told so at connecting: a setting made later leaves the transaction that is
already open as it was. Needs requirements-postgresql.txt.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import shorten
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

import pyarrow as pa

from data.errors import SourceFailed
from data.masking import masked

EXAMPLE = "postgresql://reader@host:5432/database"

_SECRET_KEYS = {"password", "sslpassword"}

_ADVICE = {
    "canceling statement due to statement timeout": "Raise "
    "--statement-timeout-seconds, or let the select read less",
    "password": "A password comes from the file that PGPASSFILE names, or from "
    "PGPASSWORD",
    "permission denied": "Grant select on it to this role",
    "read-only transaction": "A recipe only reads",
    "does not exist": "Correct the recipe, or name the schema: schema.table",
    "failed to connect": "Look whether the server listens there and lets this machine "
    "in",
}
"""What to do next, by the first of these that the server's words contain."""


@dataclass(frozen=True)
class Limits:
    """How long the database may take."""

    connect_timeout_seconds: int = 10
    statement_timeout_seconds: int = 1800
    """For each select, until its last row has come."""


@dataclass(frozen=True)
class Instant:
    """One read-only transaction: every select sees the database as at `at` (UTC)."""

    connection: object
    at: datetime

    def schema(self, sql: str, doing: str) -> pa.Schema:
        """Names and types of a select's columns, without running it."""
        with failing(doing), self.connection.cursor() as cursor:
            return cursor.adbc_execute_schema(sql)

    def batches(self, sql: str, doing: str) -> Iterator[pa.RecordBatch]:
        """The rows of a select as they come, in batches of some 16 MB."""
        rows = 0
        with self.connection.cursor() as cursor:
            with failing(doing):
                cursor.execute(sql)
                reader = cursor.fetch_record_batch()
            while True:
                with failing(f"{doing}, after {rows:,} rows"):
                    try:
                        batch = reader.read_next_batch()
                    except StopIteration:
                        return
                rows += batch.num_rows
                yield batch

    def rows(self, sql: str, doing: str) -> list[dict]:
        """The rows of a select that yields few."""
        batches = self.batches(sql, doing)
        return [row for batch in batches for row in batch.to_pylist()]


@contextmanager
def instant(url: str, limits: Limits, time_zone: str) -> Iterator[Instant]:
    """Connects and holds the database at one instant, until the end of the block.

    `time_zone` is that of the session: a recipe's `cast(moment as date)` follows it.

    Raises SourceFailed: no driver, a password in the URL, no connection, or a server
    that did not take on that this session only reads.
    """
    try:
        from adbc_driver_postgresql import dbapi  # needs requirements-postgresql.txt
    except ImportError as error:
        raise SourceFailed(
            "Reading PostgreSQL needs its driver. Install it: "
            "pip install -r requirements-postgresql.txt"
        ) from error
    address = _reading(url, limits, time_zone)
    with failing("Connecting"):
        connection = dbapi.connect(address)
    try:
        yield Instant(connection, _begun(Instant(connection, datetime.now(UTC))))
    finally:
        # Nothing was written, so nothing can be lost by a goodbye that fails.
        with suppress(dbapi.Error, OSError):
            connection.close()


def _begun(session: Instant) -> datetime:
    """Fixes the instant, which is the first select's, and looks whether it holds."""
    (state,) = session.rows(
        "select now() as at, current_setting('transaction_read_only') as reads_only, "
        "current_setting('transaction_isolation') as isolation",
        "Connecting",
    )
    if (state["reads_only"], state["isolation"]) != ("on", "repeatable read"):
        raise SourceFailed(
            "The server did not take on that this session only reads, at one instant "
            f"(read only: {state['reads_only']}, isolation: {state['isolation']}). "
            "A connection pool in between may drop the settings: connect to the "
            "server itself."
        )
    return state["at"].astimezone(UTC)


def address(url: str) -> str:
    """Host, port and database of a URL; raises SourceFailed as `instant` does."""
    parts = _checked(url)
    return parts.netloc.rpartition("@")[2] + parts.path


def _checked(url: str) -> SplitResult:
    """The parts of a URL without a password.

    No message repeats the URL: what is mistyped may hold one.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("postgresql", "postgres"):
        raise SourceFailed(f"--from takes a URL like {EXAMPLE}.")
    keys = {key.lower() for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    has_secret = ":" in parts.netloc.rpartition("@")[0]
    if (
        has_secret
        or "@" in parts.path + parts.query + parts.fragment
        or (keys & _SECRET_KEYS)
    ):
        raise SourceFailed(
            "The URL holds a password, or an @ that looks like the end of one. Others "
            "on this machine can read a command line: leave it out, and have the "
            "password in the file that PGPASSFILE names (host:port:database:role:"
            f"password, mode 0600) or in PGPASSWORD. A URL is like {EXAMPLE}."
        )
    return parts


def _reading(url: str, limits: Limits, time_zone: str) -> str:
    """The URL with what makes a session safe; ours come last, and the last holds."""
    parts = _checked(url)
    options = {
        "default_transaction_read_only": "on",
        "default_transaction_isolation": "repeatable read",
        "statement_timeout": f"{limits.statement_timeout_seconds}s",
        # A table is sorted and compared while the transaction is open and idle.
        "idle_in_transaction_session_timeout": "0",
        "TimeZone": time_zone,
        "DateStyle": "ISO",
    }
    ours = {
        "application_name": "loan dashboard extract",
        "client_encoding": "UTF8",
        "connect_timeout": str(limits.connect_timeout_seconds),
        # A server that is gone without a word is noticed within a minute.
        "keepalives_idle": "30",
        "keepalives_interval": "10",
        "keepalives_count": "3",
    }
    theirs = dict(parse_qsl(parts.query, keep_blank_values=True))
    words = [theirs.pop("options", "")]
    words += [f"-c {name}={_escaped(value)}" for name, value in options.items()]
    query = urlencode({**theirs, **ours, "options": " ".join(words)}, quote_via=quote)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _escaped(value: str) -> str:
    return re.sub(r"([\\ ])", r"\\\1", value)


@contextmanager
def failing(doing: str) -> Iterator[None]:
    """Turns what the driver raises into SourceFailed: what failed, why, what to do."""
    from adbc_driver_manager import Error

    try:
        yield
    except (Error, OSError, pa.ArrowException) as error:
        text = str(error).partition("\nLINE ")[0].partition("\n\nQuery was")[0]
        # The driver's own words before the server's help nobody.
        text = re.sub(r"^.*?(ERROR|FATAL|failed: FATAL): +", "", text, flags=re.DOTALL)
        text = re.sub(r"\.? *SQLSTATE: \w+$", "", text.strip())
        advice = next(
            (a for words, a in _ADVICE.items() if words in text.lower()),
            "Nothing was changed; run it again once the source is well",
        )
        # PostgreSQL quotes the value at fault, which may be personal.
        said = shorten(masked(text), 400).rstrip(".")
        raise SourceFailed(f"{doing}: {said}. {advice}.") from error
