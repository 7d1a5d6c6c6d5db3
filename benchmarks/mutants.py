"""Do the tests notice a mistake in the SQL? Every file, one small mistake at a time.

    python -m benchmarks.mutants [--files change vintage] [--sample 900] [--workers 2]
                                 [--results FILE] [--only-survivors] [--ask recount]

Makes the mutants of every SQL file of data/ and metrics/ (benchmarks/mutating.py has
the mistakes), puts each into a copy of the project, and lets the tests that concern the
file run until one fails. Prints, by family of files, how many were killed, and each
survivor; survivors.toml says of those that are known why no test can tell them apart.
`--sample` takes that many: one of every file and operator, the rest by chance, the same
ones in every run. `--results` keeps the verdicts, and takes up where a run ended;
`--only-survivors` asks those once more that it says survived for no known reason.
`--ask recount` asks no test but tests/metrics/test_recount.py, which is a tenth of the
work; after it `--only-survivors --ask tests` asks the other tests.
"""

import argparse
import json
import pickle
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

from benchmarks.concerned import family, job_of
from benchmarks.killing import Verdict
from benchmarks.mutating import Mutant, mutants_of
from benchmarks.recounting import recount

ROOT = Path(__file__).parents[1]
SEED = 20260101
COPIED = ("benchmarks", "data", "metrics", "tests")
KEY = ("file", "operator", "source", "change")


@cache
def all_mutants() -> tuple[Mutant, ...]:
    """Every mutant of every SQL file of data/ and metrics/."""
    return tuple(
        mutant
        for folder in ("data/sql", "metrics/sql")
        for path in sorted((ROOT / folder).rglob("*.sql"))
        for mutant in mutants_of(
            path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
        )
    )


def sampled(mutants: Sequence[Mutant], size: int) -> list[Mutant]:
    """One of every file and operator, the rest by chance; the same in every run."""
    rng = random.Random(SEED)
    strata = defaultdict(list)
    for place, mutant in enumerate(mutants):
        strata[mutant.file, mutant.operator].append(place)
    chosen = {rng.choice(places) for places in strata.values()}
    rest = [place for place in range(len(mutants)) if place not in chosen]
    chosen |= set(rng.sample(rest, min(len(rest), max(0, size - len(chosen)))))
    return [mutants[place] for place in sorted(chosen)]


# --- running them -------------------------------------------------------------


def _copy_of_project(folder: Path) -> Path:
    """Its own code and tests, as they are when the run begins."""
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name in COPIED:
            leave = shutil.ignore_patterns("store", "__pycache__", "*.sqlite")
            shutil.copytree(path, folder / path.name, ignore=leave)
        elif not path.name.startswith(".") and path.name != "conftest.py":
            (folder / path.name).symlink_to(path)
    return folder


class _Worker(threading.Thread):
    def __init__(self, copy: Path, books: Path, jobs: queue.Queue, told) -> None:
        super().__init__(daemon=True)
        self.jobs, self.told = jobs, told
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.killing", str(books)],
            cwd=copy,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self) -> None:
        while True:
            try:
                place, mutant, job = self.jobs.get_nowait()
            except queue.Empty:
                break
            self.process.stdin.write(json.dumps(asdict(job)) + "\n")
            self.process.stdin.flush()
            self.told(
                place, mutant, Verdict(**json.loads(self.process.stdout.readline()))
            )
        self.process.stdin.close()
        self.process.wait()


def run(mutants: list[Mutant], workers: int, ask: str, told) -> None:
    """Judges every mutant; `told` gets its place, the mutant and the verdict."""
    left_out = {"recount": {"tests": ()}, "tests": {"recount": ""}}.get(ask, {})
    with tempfile.TemporaryDirectory() as folder:
        books = Path(folder) / "books"
        books.mkdir()
        held = [] if ask == "tests" else recount(books)
        (books / "recount.pickle").write_bytes(pickle.dumps(held))
        jobs: queue.Queue = queue.Queue()
        for place in random.Random(SEED).sample(range(len(mutants)), len(mutants)):
            job = replace(job_of(mutants[place]), **left_out)
            jobs.put((place, mutants[place], job))
        running = [
            _Worker(_copy_of_project(Path(folder) / f"copy-{n}"), books, jobs, told)
            for n in range(workers)
        ]
        for worker in running:
            worker.start()
        for worker in running:
            worker.join()


# --- what is printed ----------------------------------------------------------


def known_survivors() -> dict[tuple, str]:
    """Why no test can tell a mutant apart, by the mutant's key."""
    entries = tomllib.loads((ROOT / "benchmarks/survivors.toml").read_text("utf-8"))
    return {
        (*(entry[part] for part in KEY), entry.get("nth", 1)): reason
        for reason, group in (
            (group["reason"], group["mutants"]) for group in entries["survivors"]
        )
        for entry in group
    }


def told(mutants: list[Mutant], verdicts: dict[tuple, Verdict]) -> list[str]:
    """The table by family, and each survivor with its reason."""
    known = known_survivors()
    counts: dict[str, Counter] = defaultdict(Counter)
    survivors = []
    for mutant in mutants:
        verdict = verdicts[mutant.key]
        outcome = verdict.outcome
        if outcome == "survived" and mutant.key in known:
            outcome = "equivalent"
        if outcome == "survived":
            survivors.append(
                f"{mutant.file}:{mutant.line} {mutant.operator}: {mutant.change}"
            )
        for row in (family(mutant.file), "all"):
            counts[row][outcome] += 1
    lines = ["| files | mutants | killed | equivalent | survivors | killed % |"]
    lines += ["|---|---:|---:|---:|---:|---:|"]
    for row, of in counts.items():
        made = sum(of.values()) - of["no_sql"]
        share = 100 * of["killed"] / made if made else 0
        lines.append(
            f"| {row} | {made} | {of['killed']} | {of['equivalent']} |"
            f" {of['survived']} | {share:.1f} |"
        )
    dropped = counts["all"]["no_sql"]
    return [*lines, "", f"{dropped} more are no SQL that runs.", "", *survivors]


def main() -> None:
    """Judges what is asked for and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", nargs="+", help="stems or parts of paths")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--only-survivors", action="store_true")
    parser.add_argument("--ask", choices=("all", "recount", "tests"), default="all")
    asked = parser.parse_args()
    mutants = list(all_mutants())
    if asked.files:
        mutants = [m for m in mutants if any(f in m.file for f in asked.files)]
    if asked.sample:
        mutants = sampled(mutants, asked.sample)
    verdicts: dict[tuple, Verdict] = {}
    if asked.results and asked.results.exists():
        for line in asked.results.read_text("utf-8").splitlines():
            kept = json.loads(line)
            key = tuple(kept.pop("key"))
            verdicts[key] = Verdict(**kept)
    if asked.only_survivors:
        survived = {key for key, v in verdicts.items() if v.outcome == "survived"}
        survived -= set(known_survivors())
        mutants = [m for m in mutants if m.key in survived]
        verdicts = {}
    left = [m for m in mutants if m.key not in verdicts]
    out = asked.results.open("a", encoding="utf-8") if asked.results else None

    def keep(place: int, mutant: Mutant, verdict: Verdict) -> None:
        verdicts[mutant.key] = verdict
        if out:
            out.write(json.dumps({"key": mutant.key, **asdict(verdict)}) + "\n")
            out.flush()
        if verdict.outcome != "killed" or place % 50 == 0:
            print(f"{place + 1}/{len(left)} {verdict.outcome} {mutant.file}:"
                  f"{mutant.line} {mutant.change} {verdict.by} {verdict.seconds} s",
                  file=sys.stderr)  # fmt: skip

    run(left, asked.workers, asked.ask, keep)
    print("\n".join(told(mutants, verdicts)))


if __name__ == "__main__":
    main()
