"""How long do readers wait when many read at once, and is what they read still right?

    python -m benchmarks.load --store STORE [--sessions 1 10 25 50] [--seconds 60]
    python -m benchmarks.load --store STORE --mistake

Each number of sessions has a server of its own, one process, which one visitor has
warmed by a look at every page. Every session goes its own way through pages and
filters, with a pause of about five seconds before each step. A rerun is measured from
the request to the end of the script; neither the network nor the browser's drawing is
in it. The client runs beside the server: its own CPU is in the table, as it takes from
the server.

What each session was shown (every card, chart and table) must be what one quiet
visitor of another server is shown for the same page and filters; the first row is that
visitor. A difference or an error ends the benchmark with code 1. With `--mistake` the
server shares one connection among all sessions, and a run that finds nothing is the
one that has failed. Needs Linux: CPU and memory of the server come from /proc.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.serving import STREAMLIT, serving
from benchmarks.visitor import Shown, View, Visitor
from data.store import Store
from metrics import Book, open_book

PAGES = ("overview", "funnel", "conversion", "vintage", "delinquency", "channel_roi")
PERIODS = ("", "3m", "6m", "this_year", "all")
FILTERS = ("product", "channel", "segment")
VALUES = 5
"""Of each dimension, the most frequent ones: what readers mostly look at."""

TURNS_PAGE = 0.3
"""How often a step is another page; the others change a filter or the period."""

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Seen:
    """What came of some sessions."""

    steps: list[tuple[View, Shown]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """Seconds of each rerun."""
    errors: list[str] = field(default_factory=list)


def walk(values: dict[str, tuple[str, ...]], steps: int, seed: int) -> list[View]:
    """The views of one session in order, the same for the same seed."""
    rng = random.Random(seed)
    page, query = rng.choice(PAGES), dict[str, str]()
    views = []
    for _ in range(steps):
        if rng.random() < TURNS_PAGE:
            page = rng.choice(PAGES)
        else:
            key = rng.choice(("p", *values))
            query[key] = rng.choice(PERIODS if key == "p" else ("", *values[key]))
        views.append(View(page, urlencode({k: v for k, v in query.items() if v})))
    return views


def choices(book: Book) -> dict[str, tuple[str, ...]]:
    """The values that sessions filter by."""
    return {
        name: tuple(value for value in book.dimensions[name] if value)[:VALUES]
        for name in FILTERS
    }


async def visit(
    address: str, views: list[View], think: float, seed: int, seen: Seen
) -> None:
    """One session: a pause before each view, and nothing after the last."""
    rng = random.Random(seed)
    async with Visitor(address) as visitor:
        await asyncio.sleep(rng.uniform(0, think))
        for number, view in enumerate(views):
            started = time.perf_counter()
            try:
                shown = await visitor.open(view)
            except TimeoutError:
                seen.errors.append(f"{view}: no answer")
                return
            if number:  # a session's first page brings what all its pages share
                seen.times.append(time.perf_counter() - started)
            seen.steps.append((view, shown))
            seen.errors += [f"{view}: {error}" for error in shown.errors]
            await asyncio.sleep(rng.uniform(0.5 * think, 1.5 * think))


async def crowd(
    address: str, walks: list[list[View]], think: float, seconds: float
) -> Seen:
    """All sessions at once, for so long."""
    seen = Seen()
    sessions = [
        asyncio.create_task(visit(address, views, think, seed, seen))
        for seed, views in enumerate(walks)
    ]
    done, late = await asyncio.wait(sessions, timeout=seconds)
    for session in late:
        session.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    seen.errors += [str(e) for e in (session.exception() for session in done) if e]
    return seen


def cpu_seconds(process: subprocess.Popen) -> float:
    """CPU time of a process so far, all its threads."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_mb(process: subprocess.Popen) -> float:
    """The most memory that a process has held."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise ValueError("no VmHWM")


def run(
    store: Path,
    walks: list[list[View]],
    think: float,
    seconds: float,
    module: tuple[str, ...] = STREAMLIT,
) -> tuple[Seen, list[float]]:
    """What sessions saw of a fresh server; its CPU, its peak MB, the client's CPU."""
    with serving(store, module=module) as (process, address):
        asyncio.run(visit(address, [View(page, "") for page in PAGES], 0, 0, Seen()))
        server, client = cpu_seconds(process), time.process_time()
        started = time.perf_counter()
        seen = asyncio.run(crowd(address, walks, think, seconds))
        wall = time.perf_counter() - started
        server = cpu_seconds(process) - server
        client = time.process_time() - client
        return seen, [
            server / wall,
            1000 * server / max(len(seen.steps), 1),
            peak_mb(process),
            client / wall,
        ]


def wrong(seen: Seen, truth: dict[View, Shown]) -> list[str]:
    """The figures that differ from what the quiet visitor saw."""
    found = []
    for view, shown in seen.steps:
        expected = truth[view].figures
        if shown.figures != expected:
            pairs = zip(shown.figures, expected, strict=False)
            differing = next((f"{a}, not {b}" for a, b in pairs if a != b), "")
            found.append(f"{view}: {differing or 'figures are missing'}")
    return found


def percentile(times: list[float], share: float) -> float:
    """Milliseconds that so many of the reruns did not exceed."""
    ordered = sorted(times) or [float("nan")]
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def row(sessions: str, seen: Seen, differing: int, use: list[float]) -> None:
    """Prints a row of the table."""
    times = [percentile(seen.times, share) for share in (0.5, 0.95, 1)]
    print(
        f"| {sessions} | {len(seen.times)} | "
        + " | ".join(f"{time:,.0f}" for time in times)
        + f" | {differing} | {len(seen.errors)} | {use[0]:.2f} | {use[1]:.0f} "
        f"| {use[2]:,.0f} | {use[3]:.2f} |",
        flush=True,
    )


def main() -> int:
    """Measures every number of sessions; the exit code says whether all was right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--sessions", type=int, nargs="+", default=[1, 10, 25, 50])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=5)
    parser.add_argument("--mistake", action="store_true")
    asked = parser.parse_args()
    values = choices(open_book(Store(asked.store).current()))
    steps = int(2 * asked.seconds / max(asked.think, 0.2)) + 1
    walks = [walk(values, steps, seed) for seed in range(max(asked.sessions))]
    crowds = {
        sessions: run(
            asked.store,
            walks[:sessions],
            asked.think,
            asked.seconds,
            ("benchmarks.mistaken",) if asked.mistake else STREAMLIT,
        )
        for sessions in asked.sessions
    }
    views = {view for seen, _ in crowds.values() for view, _ in seen.steps}
    quiet, use = run(asked.store, [sorted(views, key=str)], 0, float("inf"))
    truth = dict(quiet.steps)
    print(
        "| sessions | reruns | p50 ms | p95 | max | wrong | errors | server, cores "
        "| CPU ms a rerun | peak MB | client, cores |"
    )
    print("|" + "---|" * 11)
    row("one, quiet", quiet, 0, use)
    found = list(quiet.errors)
    for sessions, (seen, use) in crowds.items():
        differing = wrong(seen, truth)
        row(str(sessions), seen, len(differing), use)
        found += differing + seen.errors
    for line in found[:10]:
        print(line, file=sys.stderr)
    if asked.mistake:
        print("The mistake was found." if found else "The mistake was NOT found.")
    return int(bool(found) != asked.mistake)


if __name__ == "__main__":
    sys.exit(main())
