"""Many readers of one process: each gets what it would get alone.

The control shows that the harness can fail: one connection shared by threads, the
mistake that Book exists to prevent, gives errors or another reader's figures.
"""

import random
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pandas as pd
import pytest

from data.publish import publish
from data.sample import make_sample
from metrics import CATALOGUE, Filters, open_book

READERS = 8
ROUNDS = 6
ASKED = ("conversion", "vintage", "delinquency", "portfolio", "roll_rates", "declines")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    make_sample(folder / "sample", loans=1_500)
    book = open_book(publish(folder / "sample", folder / "store"), resident=True)
    yield book
    book.close()


def questions(book) -> list[tuple[str, Filters, str | None]]:
    """What readers ask: every metric under filters of rollups and of facts."""
    rng = random.Random(5)
    asked = []
    for name in ASKED * ROUNDS:
        dimension = rng.choice(("product", "channel", "segment", "region"))
        value = rng.choice([v for v in book.dimensions[dimension] if v])
        split = rng.choice((None, "product", "channel"))
        asked.append((name, Filters(where=((dimension, (value,)),)), split))
    return asked


def answer(book, question) -> pd.DataFrame:
    """One reader's figures; an error is no answer."""
    name, filters, split = question
    return CATALOGUE[name].run(book, filters, by=split).frame


def wrong_at_once(book) -> int:
    """How many answers of many threads are errors, or not those of a quiet hour."""
    asked = questions(book)
    alone = [answer(book, question) for question in asked]
    order = list(range(len(asked))) * 2
    random.Random(6).shuffle(order)

    def is_wrong(number: int) -> bool:
        try:
            return not answer(book, asked[number]).equals(alone[number])
        except Exception:  # whatever it is, the reader has no figure
            return True

    with ThreadPoolExecutor(READERS) as readers:
        return sum(readers.map(is_wrong, order))


def test_every_reader_gets_the_figures_of_a_quiet_hour(book):
    assert wrong_at_once(book) == 0


def test_the_same_harness_catches_a_connection_that_threads_share(book, monkeypatch):
    def fetch(self, sql, params=None, source="rollup"):
        con = self._connection(source)
        names = duckdb.extract_statements(sql)[0].named_parameters
        values = {name: (params or {})[name] for name in names}
        return con.execute(sql, values or None).df()

    monkeypatch.setattr(type(book), "fetch", fetch)
    assert wrong_at_once(book) > 0
