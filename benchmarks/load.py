"""How many readers does one process carry, and do they all see the right figures?

    python benchmarks/load.py --store STORE [--readers 1 10 25 50] [--seconds 60]

Starts one server on loopback and opens that many websocket sessions on it, as browsers
do. Each thinks for about five seconds, then opens the page with other filters, and
waits until the script has finished. Before that, every page and filter was asked once
in a quiet server: an answer whose headline figures differ from those counts as wrong.
Prints per number of readers: reruns, milliseconds (median, 95th percentile, largest),
errors, wrong answers, the server's share of one core and its memory.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

sys.path.insert(0, str(Path(__file__).parent))
from pages import serve  # noqa: E402

ROOT = Path(__file__).parents[1]
PAGES = ("overview", "funnel", "conversion", "vintage", "delinquency", "channel_roi")
THINK_SECONDS = 5.0
PATIENCE_SECONDS = 120

View = tuple[str, str]
"""A page and the query string of its filters."""


@dataclass
class Told:
    """What the readers saw together."""

    milliseconds: list[float] = field(default_factory=list)
    errors: int = 0
    wrong: int = 0


def views(store: Path, number: int = 40) -> list[View]:
    """Pages under filters that readers set; the same ones in every run."""
    sys.path.insert(0, str(ROOT))
    from metrics import open_book

    current = (store / "CURRENT").read_text("utf-8").strip()
    book = open_book(store / "snapshots" / current)
    rng = random.Random(3)
    chosen = []
    for place in range(number):
        query = {}
        for dimension in ("product", "channel", "segment"):
            if rng.random() < 0.4:
                query[dimension] = rng.choice(
                    [value for value in book.dimensions[dimension] if value][:4]
                )
        chosen.append((PAGES[place % len(PAGES)], urlencode(query)))
    book.close()
    return chosen


class Session:
    """One browser's socket."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket

    async def show(self, view: View) -> tuple[str, ...]:
        """Opens a view and returns its headline figures, when all of it is there.

        Raises RuntimeError where the page shows an exception.
        """
        page, query = view
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        await self.socket.send(message.SerializeToString())
        figures = []
        is_begun = False
        while True:
            told = ForwardMsg()
            told.ParseFromString(
                await asyncio.wait_for(self.socket.recv(), PATIENCE_SECONDS)
            )
            kind = told.WhichOneof("type")
            if kind == "new_session":
                figures, is_begun = [], True
            elif kind == "delta" and told.delta.WhichOneof("type") == "new_element":
                element = told.delta.new_element
                shown = element.WhichOneof("type")
                if shown == "exception":
                    raise RuntimeError(element.exception.message)
                if shown == "metric":
                    figures.append(f"{element.metric.label}: {element.metric.body}")
            elif kind == "script_finished" and is_begun:
                if told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return tuple(figures)


async def opened(address: str) -> websockets.ClientConnection:
    """A socket as a browser opens it."""
    host = address.removeprefix("http://")
    return await websockets.connect(
        f"ws://{host}/_stcore/stream",
        origin=address,
        subprotocols=["streamlit"],
        max_size=None,
    )


async def reference(address: str, asked: list[View]) -> dict[View, tuple[str, ...]]:
    """The headline figures of every view, asked one after the other."""
    async with await opened(address) as socket:
        session = Session(socket)
        return {view: await session.show(view) for view in asked}


async def read(
    address: str,
    right: dict[View, tuple[str, ...]],
    seed: int,
    until: float,
    told: Told,
) -> None:
    """One reader: opens views and thinks, until the time is over."""
    rng = random.Random(seed)
    asked = list(right)
    async with await opened(address) as socket:
        session = Session(socket)
        await session.show(rng.choice(asked))
        while True:
            await asyncio.sleep(rng.uniform(0.6, 1.4) * THINK_SECONDS)
            if time.monotonic() > until:
                return
            view = rng.choice(asked)
            started = time.perf_counter()
            try:
                figures = await session.show(view)
            except (RuntimeError, TimeoutError) as error:
                told.errors += 1
                print(f"error: {error}", file=sys.stderr)
                continue
            told.milliseconds.append((time.perf_counter() - started) * 1000)
            told.wrong += figures != right[view]


def usage(process: subprocess.Popen) -> tuple[float, float]:
    """CPU seconds that the server has used, and its resident memory in MB."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = int(fields[11]) + int(fields[12])
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return (
        ticks / os.sysconf("SC_CLK_TCK"),
        pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
    )


async def measure(
    address: str,
    process: subprocess.Popen,
    right: dict[View, tuple[str, ...]],
    readers: int,
    seconds: int,
) -> None:
    """So many readers for so long; prints their row."""
    told = Told()
    cpu, _ = usage(process)
    started = time.monotonic()
    await asyncio.gather(
        *(
            read(address, right, seed, started + seconds, told)
            for seed in range(readers)
        )
    )
    used, memory = usage(process)
    share = (used - cpu) / (time.monotonic() - started)
    times = sorted(told.milliseconds)
    p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    print(
        f"| {readers} | {len(times)} | {statistics.median(times):,.0f} | {p95:,.0f} "
        f"| {times[-1]:,.0f} | {told.errors} | {told.wrong} | {share:.0%} "
        f"| {memory:,.0f} |",
        flush=True,
    )


def main() -> None:
    """Measures every number of readers and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--readers", type=int, nargs="+", default=[1, 10, 25, 50])
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    chosen = views(asked.store)
    process, address = serve(ROOT, asked.store.resolve())
    print(
        "| readers | reruns | median ms | p95 | largest | errors | wrong | CPU | MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    try:
        right = asyncio.run(reference(address, chosen))
        for readers in asked.readers:
            asyncio.run(measure(address, process, right, readers, asked.seconds))
    finally:
        process.terminate()


if __name__ == "__main__":
    main()
