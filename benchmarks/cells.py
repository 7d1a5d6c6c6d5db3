"""Rollups as a mutant makes them, cell by cell, on the books whose cells are known.

tests/data/test_rollups.py and test_books.py hold every cell of every rollup of these
books against sums in plain Python. So a mutant that gives other rows on one of them
fails there; to see that takes one query, not a publication and pytest.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from data.extract import Extract
from data.facts import on_duckdb
from data.publish import make
from data.settings import read_settings
from data.snapshot import ROLLUPS, SQL
from tests.books import write_extract
from tests.comparing import settings_toml
from tests.data.test_books import RECOUNTED
from tests.data.test_rollups import BOOKS
from tests.oracle import Settings


class Cells:
    """The books, made and held open, and the rows of every rollup of them."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._made = {
            name: self._make(*book) for name, book in (BOOKS | RECOUNTED).items()
        }
        self._known = {
            (rollup, name): _rows(
                self._made[name], (SQL / "rollups" / f"{rollup}.sql").read_text("utf-8")
            )
            for rollup in ROLLUPS
            for name in _books_of(rollup)
        }

    def _make(self, rows: dict, settings: Settings) -> duckdb.DuckDBPyConnection:
        folder = Path(self._open.enter_context(TemporaryDirectory()))
        extract = write_extract(rows, folder / "extract", settings_toml(settings))
        made = folder / "made"
        made.mkdir()
        engine = on_duckdb(Extract.at(extract), read_settings(extract), made, threads=1)
        maker = self._open.enter_context(engine)
        make(maker, made)
        return maker.con

    def noticed(self, rollup: str, text: str) -> str | None:
        """The book on which `text` gives other rows than the rollup; None if none."""
        for name in _books_of(rollup):
            if _rows(self._made[name], text) != self._known[rollup, name]:
                return f"cells of {rollup}, {name}"
        return None


def _books_of(rollup: str) -> Iterable[str]:
    return RECOUNTED if rollup == "books" else BOOKS


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> Counter:
    return Counter(con.execute(query).fetchall())
