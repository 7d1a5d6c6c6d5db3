"""Whether the project's tests notice a mutant: a process that is told one at a time.

    python -m benchmarks.killing BOOKS        (benchmarks/mutants.py starts it)

It runs in a copy of the project. For each line of JSON on its input it writes the
mutated file, forks, asks in the child, and prints a line with the verdict. The child
asks first what tests/metrics/test_recount.py asks, the answers recounted beforehand; a
rollup is asked for its rows, without a child (benchmarks/cells.py). What that does not
notice is left to pytest, file by file, until a test fails.
"""

import json
import os
import pickle
import resource
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from benchmarks.cells import Cells
from benchmarks.recounting import Recounted, noticed
from tests.checking import checked_here

IS_NO_SQL = ("Binder Error", "Parser Error", "Catalog Error")
"""What DuckDB says of a statement that never ran: no test can be praised for that."""

CELLS = "cells"

FEW_BOOKS = (3, 0, 8)
"""Where each has to be made anew or asked everything: one whose dimensions have
one code each, so that the cells of rollups hold many rows, and two of the largest."""


@dataclass(frozen=True)
class Job:
    """One file of the copy as mutated, and what is to notice it."""

    file: str
    text: str
    recount: str
    """'' for none, 'files' or 'files and questions' where files of a snapshot differ,
    and perhaps more, CELLS for a rollup; else the metrics, by spaces."""
    tests: tuple[str, ...]
    only: str
    """As of pytest's -k; '' for all tests of the files."""
    cpu_seconds: int


@dataclass(frozen=True)
class Verdict:
    """`by` is what noticed it: the recount or a test."""

    outcome: str
    """killed, survived, no_sql, or unknown."""
    by: str
    seconds: float


# --- pytest -------------------------------------------------------------------


class _FirstFailure:
    test, text = "", ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.test:
            self.test, self.text = report.nodeid, report.longreprtext

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.test:
            self.test, self.text = report.nodeid, report.longreprtext


def _noticed_by_tests(job: Job, scratch: Path) -> tuple[str | None, str]:
    if not job.tests:
        return None, ""
    first = _FirstFailure()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # a second of each mutant's time
    options = ["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-o", "addopts="]
    options += ["--basetemp", str(scratch / "tests")]
    options += ["-k", job.only] if job.only else []
    pytest.main([*options, *job.tests], plugins=[first])
    return first.test or None, first.text


# --- one mutant, in a child of its own ----------------------------------------


def _asked_the_recount(
    job: Job, books: Sequence[Recounted], made: Path | None
) -> tuple[str, str] | None:
    names = job.recount.split() if made is None else ()
    try:
        if job.recount == CELLS:
            found = _cells().noticed(Path(job.file).stem, job.text)
        else:
            found = noticed(books, names, made, is_in_files=job.recount == "files")
    except Exception as error:
        texts, cause = "", error
        while cause is not None:
            texts, cause = texts + repr(cause), cause.__cause__ or cause.__context__
        if any(word in texts for word in _names_of_no_sql()):
            return "no_sql", texts[:300]
        found = f"recount: {type(error).__name__}"
    return ("killed", found) if found else None


def _asked_in_child(job: Job, books: list[Recounted], scratch: Path) -> tuple[str, str]:
    if job.recount and not _is_asked_here(job):
        few = [replace(books[seed]) for seed in FEW_BOOKS]
        made = scratch / "made" if job.recount.startswith("files") else None
        verdict = _asked_the_recount(job, few, made)
        if verdict:
            return verdict
    test, text = _noticed_by_tests(job, scratch)
    if test is None:
        return "survived", ""
    if any(word in text for word in IS_NO_SQL):
        return "no_sql", test
    return "killed", test


def _is_asked_here(job: Job) -> bool:
    """Whether it needs no child: a query, or an open book that reads the file anew."""
    return job.recount in (CELLS, Path(job.file).stem)


@cache
def _cells() -> Cells:
    return Cells()


def _names_of_no_sql() -> tuple[str, ...]:
    return (*IS_NO_SQL, "BinderException", "ParserException", "CatalogException")


def judged(job: Job, books: list, scratch: Path) -> Verdict:
    """Writes the mutant, asks in a child, and puts the file back."""
    if job.recount == CELLS:
        _cells()  # of the files as they are
    file, began = Path(job.file), time.monotonic()
    original = file.read_bytes()
    file.write_text(job.text, "utf-8")
    if _is_asked_here(job):
        verdict = _asked_the_recount(job, books, None)
        if verdict or not job.tests:
            file.write_bytes(original)
            seconds = round(time.monotonic() - began, 2)
            return Verdict(*(verdict or ("survived", "")), seconds)
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (job.cpu_seconds, job.cpu_seconds))
        log = os.open(scratch / "log", os.O_WRONLY | os.O_CREAT)
        os.dup2(log, 1)
        os.dup2(log, 2)
        try:
            verdict = _asked_in_child(job, books, scratch)
        except BaseException as error:
            verdict = ("failed", repr(error))
        os.write(writing, json.dumps(verdict).encode())
        os._exit(0)
    os.close(writing)
    try:
        answer = os.read(reading, 65_536)  # ends with the child, whatever ends it
        outcome, by = json.loads(answer or '["unknown", "out of time, or a crash"]')
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        file.write_bytes(original)
    return Verdict(outcome, by, round(time.monotonic() - began, 2))


def main() -> None:
    """Judges a mutant for each line of input, until there is none."""
    books = pickle.loads((Path(sys.argv[1]) / "recount.pickle").read_bytes())
    scratch = Path("scratch").absolute()
    with checked_here():
        for line in sys.stdin:
            job = Job(**json.loads(line))
            print(json.dumps(asdict(judged(job, books, scratch))), flush=True)


if __name__ == "__main__":
    main()
