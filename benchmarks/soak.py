"""Do readers still get quick and right answers after ten minutes of many at once?

    python -m benchmarks.soak --store STORE [--sessions 25] [--minutes 10]

Sessions of one server, each with a filter of its own that nobody else has, go through
pages and periods with 3 to 8 seconds of thought before each step. Everything that a
session was shown must be what one quiet visitor of another server is shown for the same
address: a figure of another session's would differ. The server's memory is read every
five seconds; its slope is that of the straight line through what comes after the first
fifth of the time. A figure that differs, or an error, ends the benchmark with code 1.
The client runs on the same machine. Needs Linux: memory comes from /proc.
"""

import argparse
import asyncio
import itertools
import random
import subprocess
import sys
import time
from pathlib import Path
from statistics import linear_regression
from urllib.parse import urlencode

from benchmarks.load import PAGES, PERIODS, Seen, cpu_seconds, percentile, run, wrong
from benchmarks.memory import resident_mb
from benchmarks.serving import serving
from benchmarks.visitor import View, Visitor
from data.store import Store
from metrics import Book, open_book

THOUGHT = (3.0, 8.0)
READ_EVERY = 5.0
WARM_SHARE = 0.2
OF_ONE_SESSION = ("product", "channel")


def own_filters(book: Book, sessions: int) -> list[dict[str, str]]:
    """A filter for each session that no other has: product and channel, then segment.

    Raises SystemExit where the book has not enough values to tell them apart.
    """
    names = (*OF_ONE_SESSION, "segment")
    values = [("", *(v for v in book.dimensions[name] if v)) for name in names]
    found = [
        {name: value for name, value in zip(names, chosen, strict=True) if value}
        for chosen in sorted(itertools.product(*values), key=lambda c: c.count(""))
    ]
    random.Random(0).shuffle(found)
    if len(found) < sessions:
        raise SystemExit(f"The book has {len(found)} filters for {sessions} sessions.")
    return found[:sessions]


def walks(book: Book, sessions: int, steps: int) -> list[list[View]]:
    """The views of each session in order, all under the session's own filter."""
    found = []
    for seed, own in enumerate(own_filters(book, sessions)):
        rng = random.Random(seed)
        found.append(
            [
                View(
                    rng.choice(PAGES),
                    urlencode(own | ({"p": p} if (p := rng.choice(PERIODS)) else {})),
                )
                for _ in range(steps)
            ]
        )
    return found


async def session(address: str, views: list[View], seed: int, seen: Seen) -> None:
    """One session, until it is cancelled."""
    rng = random.Random(seed)
    async with Visitor(address) as visitor:
        await asyncio.sleep(rng.uniform(0, THOUGHT[1]))
        for number, view in enumerate(views):
            started = time.perf_counter()
            try:
                shown = await visitor.open(view)
            except TimeoutError:
                seen.errors.append(f"{view}: no answer")
                return
            if number:
                seen.times.append(time.perf_counter() - started)
            seen.steps.append((view, shown))
            seen.errors += [f"{view}: {error}" for error in shown.errors]
            await asyncio.sleep(rng.uniform(*THOUGHT))


async def soaked(
    address: str, server: subprocess.Popen, ways: list[list[View]], seconds: float
) -> tuple[Seen, list[tuple[float, float]]]:
    """What all sessions saw, and the server's MB by second."""
    seen, memory = Seen(), []
    started = time.monotonic()
    sessions = [
        asyncio.create_task(session(address, views, seed, seen))
        for seed, views in enumerate(ways)
    ]
    while (now := time.monotonic() - started) < seconds:
        memory.append((now, resident_mb(server.pid)))
        await asyncio.sleep(READ_EVERY)
    for each in sessions:
        each.cancel()
    ended = await asyncio.gather(*sessions, return_exceptions=True)
    seen.errors += [repr(error) for error in ended if isinstance(error, Exception)]
    return seen, memory


def slope_mb_per_minute(memory: list[tuple[float, float]]) -> float:
    """How fast memory grew once caches were warm."""
    warm = memory[int(WARM_SHARE * len(memory)) :]
    seconds, held = zip(*warm, strict=True)
    return 60 * linear_regression(seconds, held).slope


def main() -> int:
    """Soaks one server and compares; the exit code says whether all was right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--sessions", type=int, default=25)
    parser.add_argument("--minutes", type=float, default=10)
    asked = parser.parse_args()
    seconds = 60 * asked.minutes
    book = open_book(Store(asked.store).current())
    ways = walks(book, asked.sessions, int(seconds / THOUGHT[0]) + 1)
    book.close()
    with serving(asked.store) as (server, address):
        used = cpu_seconds(server)
        seen, memory = asyncio.run(soaked(address, server, ways, seconds))
        used = cpu_seconds(server) - used
    print("| sessions | minutes | reruns | p50 ms | p95 | max | CPU ms | errors |")
    print("|" + "---|" * 8)
    times = " | ".join(f"{percentile(seen.times, s):,.0f}" for s in (0.5, 0.95, 1))
    print(
        f"| {asked.sessions} | {asked.minutes:g} | {len(seen.times)} | {times} "
        f"| {1000 * used / max(1, len(seen.steps)):.0f} | {len(seen.errors)} |\n"
    )
    marks = [
        memory[int(share * (len(memory) - 1))] for share in (0, 0.2, 0.4, 0.6, 0.8, 1)
    ]
    print("MB by minute: " + ", ".join(f"{s / 60:.1f}: {mb:.0f}" for s, mb in marks))
    print(f"Slope after warm-up: {slope_mb_per_minute(memory):+.2f} MB a minute")
    views = sorted({view for view, _ in seen.steps}, key=str)
    print(f"Comparing {len(views)} addresses with a quiet visitor.", flush=True)
    quiet, _ = run(asked.store, [views], 0, float("inf"))
    differing = wrong(seen, dict(quiet.steps))
    found = [*seen.errors, *quiet.errors, *differing]
    print(f"Figures that differ: {len(differing)} of {len(seen.steps)} reruns.")
    for line in found[:10]:
        print(line, file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
