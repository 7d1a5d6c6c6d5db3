"""Random books with every answer recounted beforehand, and what differs from it.

What tests/metrics/test_recount.py asks, made quick for being asked a thousand times:
facts and rollups are made anew from the SQL as it is, without the rest of a
publication; where not a byte of them differs, the answers can't.
"""

import json
import random
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from data.extract import Extract
from data.facts import on_duckdb
from data.publish import make, publish
from data.settings import read_settings
from data.snapshot import EXTENT, Snapshot, fingerprint
from metrics import CATALOGUE, Book, Filters, open_book
from tests import oracle
from tests.books import write_extract
from tests.comparing import differences, settings_toml
from tests.metrics.test_recount import BOOKS, EACH
from tests.twin import is_missing, questions, recounted, sources_for


@dataclass(frozen=True)
class Asked:
    """A question of the recount and its answer."""

    metric: str
    filters: Filters
    by: str | None
    options: dict
    source: str
    expected: list[dict]


@dataclass(frozen=True)
class Recounted:
    """A random book as an extract, as published from the SQL as it is, and asked."""

    seed: int
    extract: Path
    snapshot: Path
    made: dict
    """What `made_again` made of it: each file's size and sum, and the extent."""
    asked: list[Asked]

    @cached_property
    def book(self) -> Book:
        """The snapshot, opened once."""
        return open_book(self.snapshot, threads=1)


def recount(folder: Path, seeds: Iterable[int] = range(BOOKS)) -> list[Recounted]:
    """Publishes the books that test_recount asks, with every answer recounted."""
    books = []
    for seed in seeds:
        rows, settings, _ = oracle.rich_book(seed)
        extract = folder / f"extract-{seed}"
        write_extract(rows, extract, settings_toml(settings))
        snapshot = publish(extract, folder / f"store-{seed}")
        with closing(open_book(snapshot, threads=1)) as book:
            asked = [
                Asked(
                    *(question.metric.name, question.filters, question.by),
                    *(question.options, source, recounted(rows, settings, question)),
                )
                for question in questions(book, random.Random(seed), EACH)
                if not is_missing(question, book)
                for source in sources_for(question)
            ]
        made = _told(made_again(extract, snapshot.path, folder / f"again-{seed}"))
        books.append(Recounted(seed, extract, snapshot.path, made, asked))
    return books


def made_again(extract_path: Path, snapshot: Path, folder: Path) -> Snapshot:
    """The snapshot of an extract, its files made from the SQL as it is now."""
    settings, extract = read_settings(extract_path), Extract.at(extract_path)
    folder.mkdir(parents=True)
    with on_duckdb(extract, settings, folder, threads=1) as maker:
        _, found = make(maker, folder)
    manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
    files = {
        file.relative_to(folder).as_posix(): fingerprint(file)
        for file in sorted(folder.rglob("*.parquet"))
    }
    text = json.dumps(manifest | found | {"files": files})
    (folder / "manifest.json").write_text(text, "utf-8")
    return Snapshot(folder)


def _told(snapshot: Snapshot) -> dict:
    return {name: snapshot.manifest[name] for name in ("files", *EXTENT)}


def noticed(
    books: Sequence[Recounted],
    metrics: Collection[str] = (),
    folder: Path | None = None,
    *,
    is_in_files: bool = False,
) -> str | None:
    """The first difference from the recount; None where nothing differs.

    Asks these metrics alone, where any are named. Makes the snapshots again in
    `folder`, where one is given; `is_in_files` if whatever differs is seen in them.
    """
    for known in books:
        if folder is None:
            found = _differs(known, known.book, metrics)
        else:
            again = folder / str(known.seed)
            snapshot = made_again(known.extract, known.snapshot, again)
            if is_in_files and _told(snapshot) == known.made:
                continue
            with closing(open_book(snapshot, threads=1)) as book:
                found = _differs(known, book, metrics)
        if found:
            return f"recount of {found}, book {known.seed}"
    return None


def _differs(known: Recounted, book: Book, metrics: Collection[str]) -> str | None:
    for asked in known.asked:
        if metrics and asked.metric not in metrics:
            continue
        answer = CATALOGUE[asked.metric].run(
            book, asked.filters, by=asked.by, source=asked.source, **asked.options
        )
        key = "value" if asked.metric == "change" else None
        if differences(answer.frame, asked.expected, key=key):
            return asked.metric
    return None
