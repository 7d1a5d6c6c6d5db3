"""A dashboard server of a benchmark's own, on the loopback interface."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).parents[1]
STREAMLIT = ("streamlit",)

_STARTS_WITHIN = 30


@contextmanager
def serving(
    store: Path, checkout: Path = ROOT, module: tuple[str, ...] = STREAMLIT
) -> Iterator[tuple[subprocess.Popen, str]]:
    """A server of a checkout on a free port, ready: its process and its address.

    `module` is what Python runs in place of Streamlit's own command line.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", *module, "run", "app.py", f"--server.port={port}"],
        cwd=checkout,
        env=os.environ | {"LOAN_DASHBOARD_STORE": str(store.resolve())},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"localhost:{port}"
        _wait_for(process, f"http://{address}/_stcore/health")
        yield process, address
    finally:
        process.terminate()
        process.wait()


def _wait_for(process: subprocess.Popen, address: str) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).read()
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The server did not start.")
