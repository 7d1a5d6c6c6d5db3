"""What an operator's tools ask of a process: is it up, can it serve, how is it doing.

/health    200 while the process answers
/ready     200 once a sound snapshot is open, with its id and age; 503 with the reason
/metrics   Prometheus' text format

They are on a port of their own, which readers have no way to: off unless the operator
names one, and on the loopback interface unless he names another address.
"""

import json
import logging
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

import streamlit as st

from data.errors import DataError
from data.snapshot import Snapshot
from ui import answers, environment, exposition, logs, snapshots, watched

PORT_VARIABLE = "LOAN_DASHBOARD_OPERATIONS_PORT"
ADDRESS_VARIABLE = "LOAN_DASHBOARD_OPERATIONS_ADDRESS"
ADDRESS = "127.0.0.1"

_PATIENCE_SECONDS = 10
"""For a client that connects and says nothing."""

log = logging.getLogger("loan_dashboard")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """From the start of the server to its end: the log, and the endpoints."""
    logs.begin()
    told = {
        "streamlit": st.__version__,
        "duckdb": version("duckdb"),
        "store": str(snapshots.store().path),
        "query_seconds": watched.limit_seconds(),
        "slow_seconds": watched.slow_seconds(),
    }
    log.info("started", extra={"event": "started", "told": told})
    server = begin()
    try:
        yield
    finally:
        if server is not None:
            server.shutdown()
            server.server_close()
        log.info("stopped", extra={"event": "stopped"})


def begin() -> ThreadingHTTPServer | None:
    """Serves the endpoints where the operator asked for them; None where he did not.

    A port that can't be had is logged, and readers are served all the same.
    """
    port = int(environment.number(PORT_VARIABLE, 0, 1, 65_535, "a port"))
    if not port:
        return None
    address = os.environ.get(ADDRESS_VARIABLE) or ADDRESS
    try:
        server = ThreadingHTTPServer((address, port), Endpoints)
    except OSError as error:
        log.error(
            "The operators' endpoints can't be served at %s:%d: %s. Name another "
            "port in %s and restart.",
            address,
            port,
            error.strerror,
            PORT_VARIABLE,
        )
        return None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Endpoints(BaseHTTPRequestHandler):
    """Answers the three paths; any other is 404."""

    timeout = _PATIENCE_SECONDS
    server_version = "loan_dashboard"
    sys_version = ""

    def do_GET(self) -> None:
        """Answers one request; a failure of ours is a 500 without details."""
        answer = {"/health": health, "/ready": ready, "/metrics": metrics}.get(
            self.path.partition("?")[0]
        )
        if answer is None:
            self.send_error(404)
            return
        try:
            status, kind, text = answer()
        except Exception:
            log.exception("%s failed", self.path.partition("?")[0])
            self.send_error(500)
            return
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """A probe every few seconds is no news."""


def health() -> tuple[int, str, str]:
    """The process answers; nothing is said of its data."""
    return 200, "text/plain; charset=utf-8", "ok\n"


def ready() -> tuple[int, str, str]:
    """Whether a reader who comes now is shown figures, and of which snapshot.

    The first time this opens the snapshot, so that no reader waits for that.
    """
    try:
        snapshot = snapshots.served()
        answers.book(snapshot.id, str(snapshot.path))
    except (DataError, OSError) as error:
        said = {"ready": False, "reason": str(error)}
        return 503, "application/json", json.dumps(said) + "\n"
    said = {
        "ready": True,
        "snapshot": snapshot.id,
        "published_at": snapshot.manifest["published_at"],
        "age_seconds": round(age_seconds(snapshot)),
        "as_of": snapshot.manifest["as_of"],
        "passed_over": snapshots.passed_over(),
    }
    return 200, "application/json", json.dumps(said) + "\n"


def metrics() -> tuple[int, str, str]:
    """The process in numbers; those of a snapshot only where one can be served."""
    try:
        snapshot = snapshots.served()
        of_snapshot = (snapshot.id, age_seconds(snapshot))
    except (DataError, OSError):
        of_snapshot = None
    text = exposition.text(of_snapshot)
    return 200, "text/plain; version=0.0.4; charset=utf-8", text


def age_seconds(snapshot: Snapshot) -> float:
    """How long ago a snapshot was published."""
    published = datetime.fromisoformat(snapshot.manifest["published_at"])
    return (datetime.now(UTC) - published).total_seconds()
