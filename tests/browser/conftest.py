"""A real browser and a real server, for what only the two together can show.

Nothing is downloaded: the system's Chromium is driven, and a request that leaves this
machine fails the test that made it.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser

from data.publish import publish
from data.sample import make_sample
from data.store import STORE_VARIABLE
from tests.browser.earlier import make_earlier
from tests.browser.reader import Reader

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "test-artefacts"

START_SECONDS = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that serves a small sample, published after one of a month before."""
    folder = tmp_path_factory.mktemp("browser")
    make_sample(folder / "sample", loans=3_000)
    earlier = make_earlier(folder / "sample", folder / "earlier", date(2026, 10, 1))
    publish(earlier, folder / "store")
    publish(folder / "sample", folder / "store")
    return folder / "store"


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """Serves the dashboard of a store on a free port; yields its address."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
        cwd=ROOT,
        env=os.environ | {STORE_VARIABLE: str(store)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://localhost:{port}"
    try:
        _wait_until_it_answers(server, f"{address}/_stcore/health")
        yield address
    finally:
        server.terminate()
        try:
            server.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.communicate()


def _wait_until_it_answers(server: subprocess.Popen, address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"The server ended at once:\n{server.stdout.read()}")
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The server did not answer at {address} in {START_SECONDS} s.")


@pytest.fixture(scope="session")
def serve() -> Callable:
    """Starts a server of the test's own: `with serve(store) as address`."""
    return serving


@pytest.fixture(scope="session")
def address(store: Path) -> Iterator[str]:
    """One server for all tests that do not need a cold one."""
    with serving(store) as address:
        yield address


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Reader]]:
    """Opens a new reader's window: opened(address, width=1440, dark=False)."""
    contexts = []

    def open_(
        address: str, *, width: int = 1440, dark: bool = False, locale: str = "en-GB"
    ) -> Reader:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale=locale,
        )
        contexts.append(context)
        return Reader(context.new_page(), address, ARTEFACTS)

    yield open_
    for context in contexts:
        context.close()
