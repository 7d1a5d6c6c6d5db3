"""Bytes that flip and files that are cut off: refused by name, harmless, or silent?

    python -m benchmarks.fuzz --damages 1000

Each damage goes to one random byte (or end) of one random file of a small extract. The
check runs apart, as it does for a publication. `silent` is a value that changed without
a word: Parquet as most tools write it has no sums of its own, so only a delivery.json
can tell. With --delivery each extract carries one.
"""

import argparse
import collections
import hashlib
import json
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from pyarrow import parquet

from data.check_apart import check_apart
from data.delivery import FILE_NAME
from data.extract import Extract
from data.findings import Finding, has_errors
from data.sample import make_sample
from data.settings import Settings
from data.typed import create_views

REFUSED, HARMLESS, SILENT, UNNAMED = "refused", "harmless", "silent", "unnamed"


def damaged(whole: Path, target: Path, kind: str, chance: random.Random) -> Path:
    """A copy of an extract with one file damaged; returns that file."""
    shutil.copytree(whole, target)
    file = chance.choice(sorted(target.rglob("*.parquet")))
    content = bytearray(file.read_bytes())
    if kind == "cut":
        content = content[: chance.randrange(len(content))]
    else:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)
    return file


def outcome(
    whole: Path, target: Path, file: Path, look: Callable[[Path], list[Finding]]
) -> str:
    """What became of a damage to a file of `target`, a copy of `whole`."""
    findings = look(target)
    if has_errors(findings):
        name = file.relative_to(target).as_posix()
        errors = [f for f in findings if f.severity == "error"]
        is_named = any(
            name in (f.file, *(row.file for row in f.offending))
            or f.table == Path(name).parts[0].removesuffix(".parquet")
            for f in errors
        )
        return REFUSED if is_named else UNNAMED
    return HARMLESS if values(target) == values(whole) else SILENT


def values(folder: Path) -> dict[str, list]:
    """Every value of an extract's tables as the contract types them."""
    extract = Extract.at(folder)
    with duckdb.connect() as con:
        create_views(con, extract, Settings())
        return {
            name: sorted(map(repr, con.table(name).fetchall()))
            for name in extract.files
        }


def with_delivery(folder: Path) -> Path:
    """The same extract, with the sums of its files in a delivery.json."""
    files = {
        file.relative_to(folder).as_posix(): {
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest()
        }
        for file in folder.rglob("*.parquet")
    }
    (folder / FILE_NAME).write_text(json.dumps({"files": files}), "utf-8")
    return folder


def with_checksums(folder: Path) -> Path:
    """The same extract, with a checksum beside each page of its files."""
    for file in folder.rglob("*.parquet"):
        parquet.write_table(parquet.read_table(file), file, write_page_checksum=True)
    return folder


def main() -> None:
    """Prints how many damages came to what, and what the slowest took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--damages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checksums", action="store_true")
    parser.add_argument("--delivery", action="store_true")
    asked = parser.parse_args()
    chance, counted, slowest = random.Random(asked.seed), collections.Counter(), 0.0
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole")
        make_sample(whole, loans=100, months=8, seed=asked.seed)
        if asked.checksums:
            with_checksums(whole)
        if asked.delivery:
            with_delivery(whole)
        for n in range(asked.damages):
            kind = "cut" if n % 4 == 3 else "flip"
            target = Path(folder, "damaged")
            file = damaged(whole, target, kind, chance)
            start = time.monotonic()
            found = outcome(
                whole, target, file, lambda f: check_apart(Extract.at(f), Settings())
            )
            slowest = max(slowest, time.monotonic() - start)
            counted[kind, found] += 1
            shutil.rmtree(target)
    for (kind, found), times in sorted(counted.items()):
        print(f"{kind:<6} {found:<10} {times:>6}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"slowest {slowest:.1f} s, largest child {peak:,.0f} MB")


if __name__ == "__main__":
    main()
