"""Does a process grow with the reruns and the readers it has had?

    python -m benchmarks.memory --store STORE [--times 1000]

Three loops: reruns of one session, sessions of one run each (both without a browser, in
this process), and sessions of a real server over its websocket. Each goes through the
same views over and over, so that caches are full after the first round and every later
byte is somebody's who has left. Memory is what the process holds after a collection of
garbage; the growth is from the tenth part of the loop to its end. More than 20 MB ends
the benchmark with code 1. A server keeps sessions that left for a while, at most 128 of
them: its loop begins to count after that many. Needs Linux.
"""

import argparse
import asyncio
import gc
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks.load import PAGES
from benchmarks.serving import ROOT, serving
from benchmarks.visitor import View, Visitor
from data.store import STORE_VARIABLE
from ui.view import View as PageView

MOST_MB = 20
PERIODS = ("", "3m", "6m", "all")
KEPT_BY_STREAMLIT = 128
"""Sessions that left and may come back; it keeps no more."""


def opened(page: str, period: str) -> AppTest:
    """A new session with a page that was drawn once."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    return drawn(test.switch_page(f"pages/{page}.py"), period)


def drawn(test: AppTest, period: str) -> AppTest:
    """The same session, whose page was drawn for a period."""
    test.query_params.clear()
    if period:
        test.query_params["p"] = period
    test.run()
    if test.exception or test.error:
        raise SystemExit(f"{period}: {test.exception or test.error}")
    return test


def ways() -> Iterator[tuple[str, str]]:
    """Page and period, round and round."""
    return itertools.cycle(itertools.product(PAGES, PERIODS))


def rerunning(times: int) -> Iterator[int]:
    """One session that runs so often; gives the number of each run."""
    test = opened("overview", "")
    for number, period in zip(range(times), itertools.cycle(PERIODS), strict=False):
        drawn(test, period)
        yield number


def arriving(times: int) -> Iterator[int]:
    """So many sessions that run once and leave; gives the number of each."""
    for number, (page, period) in zip(range(times), ways(), strict=False):
        opened(page, period)
        yield number


def kept(kind: type = PageView) -> int:
    """How many objects of a kind are alive after a collection of garbage."""
    gc.collect()
    return sum(isinstance(found, kind) for found in gc.get_objects())


def resident_mb(pid: int) -> float:
    """What a process holds now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def grown(loop: Iterator[int], times: int) -> tuple[float, float, int]:
    """MB at a tenth of a loop, MB at its end, and the views still alive then."""
    early = 0.0
    for number in loop:
        if number == times // 10:
            gc.collect()
            early = resident_mb(os.getpid())
    alive = kept()
    return early, resident_mb(os.getpid()), alive


async def visited(address: str, times: int, server: subprocess.Popen) -> float:
    """Sessions one after the other; the server's MB once it has as many as it keeps."""
    early = 0.0
    for number, (page, period) in zip(range(times), ways(), strict=False):
        if number == max(KEPT_BY_STREAMLIT + len(PAGES) * len(PERIODS), times // 10):
            early = resident_mb(server.pid)
        async with Visitor(address) as visitor:
            shown = await visitor.open(View(page, f"p={period}" if period else ""))
        if shown.errors:
            raise SystemExit(f"{page} {period}: {shown.errors}")
    return early


def served(store: Path, times: int) -> tuple[float, float]:
    """The MB of a server early in so many sessions, and after them."""
    with serving(store) as (process, address):
        early = asyncio.run(visited(address, times, process))
        return early, resident_mb(process.pid)


def main() -> int:
    """Runs the three loops; the exit code says whether each stayed within the goal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--times", type=int, default=1_000)
    asked = parser.parse_args()
    os.environ[STORE_VARIABLE] = str(asked.store.resolve())
    print("| loop | times | s | MB early | MB at the end | growth, MB | views alive |")
    print("|" + "---|" * 7, flush=True)
    most = 0.0
    for name, loop in (("reruns", rerunning), ("sessions", arriving)):
        started = time.monotonic()
        early, late, alive = grown(loop(asked.times), asked.times)
        most = max(most, late - early)
        _row(name, asked.times, started, early, late, str(alive))
    started = time.monotonic()
    early, late = served(asked.store, asked.times)
    _row("sessions of a server", asked.times, started, early, late, "")
    return int(max(most, late - early) > MOST_MB)


def _row(
    name: str, times: int, started: float, early: float, late: float, alive: str
) -> None:
    print(
        f"| {name} | {times:,} | {time.monotonic() - started:.0f} | {early:.0f} "
        f"| {late:.0f} | {late - early:+.1f} | {alive} |",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
