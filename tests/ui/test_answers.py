"""Cached answers: asked once, and nobody's writing reaches another reader."""

import gc
import weakref

import pandas as pd
import pytest

from data.publish import publish
from metrics import CATALOGUE, Filters, open_book
from metrics.errors import UnknownValue
from tests.books import clean_book, write_extract
from ui.answers import ask

MAY = Filters("2025-05", "2025-05")


@pytest.fixture
def book(tmp_path):
    extract = write_extract(clean_book(), tmp_path / "extract")
    book = open_book(publish(extract, tmp_path / "store"))
    yield book
    book.close()


def test_a_reader_who_writes_into_an_answer_changes_only_his_own(book):
    mine = ask(book, "conversion", Filters())
    before = mine.frame.copy()
    mine.frame["started"] = 0
    mine.frame.loc[:, "approved"] = 99
    mine.options["basis"] = "period"
    mine.params["as_of"] = None

    yours = ask(book, "conversion", Filters())
    assert yours.frame.equals(before)
    assert yours.options["basis"] == "cohort"
    assert yours.params["as_of"] == book.as_of


def test_a_question_is_asked_of_the_book_once(book, monkeypatch):
    asked = []
    monkeypatch.setattr(
        type(book), "fetch", counting(type(book).fetch, asked), raising=True
    )
    for _ in range(3):
        ask(book, "funnel", MAY, None, window_days=10)
    assert len(asked) == 1


@pytest.mark.parametrize("name", sorted(set(CATALOGUE) - {"change"}))
def test_a_kept_answer_is_the_metrics_own_to_the_type(book, name):
    alone = CATALOGUE[name].run(book, Filters()).frame
    for _ in range(2):
        kept = ask(book, name, Filters()).frame
        pd.testing.assert_frame_equal(kept, alone, check_exact=True)
        assert kept.columns.dtype == alone.columns.dtype


def test_readers_leave_no_notes_in_what_is_kept(book):
    ask(book, "conversion", Filters())
    before = weak_references()
    for _ in range(300):
        ask(book, "conversion", Filters())
    assert weak_references() - before < 100


def weak_references() -> int:
    gc.collect()
    return sum(isinstance(found, weakref.ref) for found in gc.get_objects())


def counting(fetch, asked):
    def counted(self, sql, *args):
        asked.append(sql)
        return fetch(self, sql, *args)

    return counted


@pytest.mark.parametrize(
    "other",
    [
        {"metric": "vintage"},
        {"filters": Filters("2025-04", "2025-05")},
        {"filters": Filters("2025-05", "2025-05", (("channel", ("app_store",)),))},
        {"by": "channel"},
        {"options": {"window_days": 11}},
    ],
    ids=str,
)
def test_another_question_has_another_answer(book, other):
    usual = {"metric": "funnel", "filters": MAY, "by": None, "options": {}}
    one, two = (
        ask(book, q["metric"], q["filters"], q["by"], **q["options"])
        for q in (usual, usual | other)
    )
    alone = CATALOGUE[two.metric].run(
        book, two.filters, by=two.by, **(usual | other)["options"]
    )
    assert two.frame.equals(alone.frame)
    assert (one.metric, one.filters, one.by, one.options) != (
        two.metric,
        two.filters,
        two.by,
        two.options,
    )


def test_an_error_is_told_each_time(book):
    nobody = Filters(where=(("product", ("nobody",)),))
    for _ in range(2):
        with pytest.raises(UnknownValue, match="nobody"):
            ask(book, "funnel", nobody)
