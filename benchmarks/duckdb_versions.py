"""Are a snapshot and its answers the same on another DuckDB, and with more threads?

    make other-duckdb
    python -m benchmarks.duckdb_versions [--loans 40000] [--other .venv/other-duckdb]

Publishes one sample with each version and with 1 and 4 threads, asks each snapshot
every metric by several splits, again with each version and 1 and 4 threads, and
compares the bytes of all answers. Says also whether the files of facts and rollups have
the same bytes, by version. A difference is printed with its first line, and ends it
with exit 1.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from data.sample import make_sample
from data.store import Store

ROOT = Path(__file__).parents[1]
OTHER = ROOT / ".venv" / "other-duckdb"
PINNED = "pinned"
THREADS = (1, 4)


Side = tuple[str, int]
"""PINNED or the folder that holds the other DuckDB, and how many threads it has."""


@dataclass
class Compared:
    """What was seen of every pair of a publisher and a reader."""

    versions: set[str] = field(default_factory=set)
    snapshots: set[str] = field(default_factory=set)
    """Ids: one, if all publications are of one extract."""
    files: dict[str, set[str]] = field(default_factory=dict)
    """By version: sizes and sums of the files that it published, as one text each."""
    questions: int = 0
    answers: int = 0
    differences: list[str] = field(default_factory=list)


def sides_of(other: Path) -> list[Side]:
    """Both versions, each with each of THREADS."""
    return list(product((PINNED, str(other)), THREADS))


def compare(
    extract: Path,
    folder: Path,
    publishers: list[Side],
    readers: list[Side],
    *more: str,
) -> Compared:
    """Publishes with every publisher, and asks each snapshot with every reader.

    `more` are options of benchmarks.answering.
    """
    found = Compared()
    first: dict[str, list[str]] = {}
    for number, (side, threads) in enumerate(publishers):
        store = folder / f"store-{number}"
        version = _run(side, threads, "publish", extract, store)
        snapshot = Store(store).current()
        found.versions.add(version)
        found.snapshots.add(snapshot.id)
        files = json.dumps(snapshot.manifest["files"], sort_keys=True)
        found.files.setdefault(version, set()).add(files)
        made = f"published by {version}, {threads} threads"
        for side, threads in readers:
            out = folder / "answers.json"
            version = _run(side, threads, "ask", store, out, *more)
            found.versions.add(version)
            answers = json.loads(out.read_text("utf-8"))
            first = first or answers
            found.questions = len(first)
            found.answers += len(answers)
            where = f"{made}, read by {version}, {threads} threads"
            found.differences += differing(first, answers, where)
    return found


def differing(first: dict, answers: dict, where: str) -> list[str]:
    """Questions whose bytes differ, each with the first line that does."""
    found = [f"{where}: {asked} was not asked" for asked in first.keys() - answers]
    for asked, texts in answers.items():
        for ours, theirs in zip(first.get(asked, ("", "")), texts, strict=True):
            if ours != theirs:
                pairs = zip(ours.splitlines(), theirs.splitlines(), strict=False)
                line = next((pair for pair in pairs if len(set(pair)) > 1), "a length")
                found.append(f"{where}: {asked}: {line}")
    return found


def _run(side: str, threads: int, step: str, *given: str | Path) -> str:
    """One step in a process of its own; the version of DuckDB that it found."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    if side != PINNED:
        environment["PYTHONPATH"] = side
    command = [sys.executable, "-m", "benchmarks.answering", step, *map(str, given)]
    process = subprocess.run(
        [*command, "--threads", str(threads)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return process.stdout.strip()


def main() -> None:
    """Compares, and prints what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--loans", type=int, default=40_000)
    parser.add_argument("--other", type=Path, default=OTHER)
    asked = parser.parse_args()
    if not (asked.other / "duckdb").is_dir():
        sys.exit(f"{asked.other} has no duckdb. Install it with: make other-duckdb")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_sample(folder / "extract", loans=asked.loans)
        sides = sides_of(asked.other)
        found = compare(folder / "extract", folder, sides, sides)
    print("| | |\n|---|---|")
    print(f"| DuckDB | {' and '.join(sorted(found.versions))} |")
    print(f"| threads, publishing and reading | {' and '.join(map(str, THREADS))} |")
    print(f"| snapshot ids | {len(found.snapshots)} |")
    for version, files in sorted(found.files.items()):
        print(f"| sets of files published by {version} | {len(files)} |")
    print(f"| questions | {found.questions} |")
    print(f"| answers compared, each as CSV and JSON | {found.answers:,} |")
    print(f"| answers with other bytes | {len(found.differences)} |")
    for difference in found.differences[:40]:
        print(difference)
    sys.exit(bool(found.differences))


if __name__ == "__main__":
    main()
