"""Readers while one snapshot follows another: does any see two of them at once?

    python -m benchmarks.readers --publications 100 --readers 2

Publication n adds n cents to one loan's principal. All the while each reader, a process
of its own, opens what is served and asks three places for the money that was lent: the
manifest, the facts and a rollup. A read is torn where the three differ, backwards where
its snapshot is older than one that the reader saw before.
"""

import argparse
import collections
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from data.publish import publish
from data.sample import make_sample
from data.snapshot import Snapshot
from data.store import Store

ROOT = Path(__file__).parents[1]
CENT = Decimal("0.01")

LENT = {
    "facts": "select sum(principal) from loan_facts",
    "rollup": "select sum(principal) from loan_rollup",
}


def lent(snapshot: Snapshot) -> dict[str, Decimal]:
    """What three places of a snapshot say was lent."""
    with closing(snapshot.connect(threads=1)) as con:
        found = {place: con.execute(sql).fetchone()[0] for place, sql in LENT.items()}
    told = snapshot.manifest["profile"]["loans"]["sums"]["principal"]
    return found | {"manifest": Decimal(told)}


def read_on(store: Path, out: Path) -> None:
    """Reads until `out` is there; writes into it how many reads ended in which way."""
    ended, newest, ids = collections.Counter(), "", set()
    while not out.exists():
        try:
            snapshot = Store(store).current()
            amounts = lent(snapshot)
            published_at = snapshot.manifest["published_at"]
        except Exception as error:
            ended[f"failed: {type(error).__name__}"] += 1
            continue
        if len(set(amounts.values())) > 1:
            ended["torn"] += 1
        elif published_at < newest:
            ended["backwards"] += 1
        else:
            ended["whole"] += 1
        newest = max(newest, published_at)
        ids.add(snapshot.id)
    out.write_text(json.dumps({"ended": ended, "snapshots": len(ids)}))


def add_a_cent(file: Path) -> None:
    """Adds a cent to the principal of the first loan."""
    loans = parquet.read_table(file)
    place = loans.schema.get_field_index("principal")
    column = loans.column(place).combine_chunks()
    is_first = pa.array([i == 0 for i in range(len(column))])
    more = pa.scalar(column[0].as_py() + CENT).cast(column.type)
    changed = pc.if_else(is_first, more, column)
    parquet.write_table(loans.set_column(place, "principal", changed), file)


def watched(
    folder: Path, publications: int, readers: int, write: Callable = publish
) -> tuple[collections.Counter, int]:
    """How the reads ended, by outcome, and the most snapshots that one reader saw.

    `write` publishes an extract into a store; a careless one must be seen.
    """
    extract, store = folder / "extract", folder / "store"
    make_sample(extract, loans=200, months=6)
    publish(extract, store)
    outs = [folder / f"reader-{n}.json" for n in range(readers)]
    command = [sys.executable, "-m", "benchmarks.readers", "--read"]
    started = [subprocess.Popen([*command, store, out], cwd=ROOT) for out in outs]
    try:
        for _ in range(publications):
            add_a_cent(extract / "loans.parquet")
            write(extract, store)
    finally:
        for process, out in zip(started, outs, strict=True):
            out.touch()
            process.wait()
    told = [json.loads(out.read_text()) for out in outs]
    ended = sum((collections.Counter(t["ended"]) for t in told), collections.Counter())
    return ended, max(t["snapshots"] for t in told)


def main() -> None:
    """Prints how the reads ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--publications", type=int, default=100)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--read", nargs=2, type=Path, help="be one of the readers")
    asked = parser.parse_args()
    if asked.read:
        read_on(*asked.read)
        return
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        ended, most = watched(Path(folder), asked.publications, asked.readers)
    print(f"{asked.publications} publications in {time.monotonic() - start:,.0f} s")
    for outcome, reads in sorted(ended.items()):
        print(f"{reads:,} reads {outcome}")
    print(f"one reader saw {most} snapshots")


if __name__ == "__main__":
    main()
