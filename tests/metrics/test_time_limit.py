"""A statement that runs too long is stopped, and it alone."""

import threading

import pytest

from metrics import CATALOGUE, Filters, definition, open_book
from metrics.errors import TookTooLong
from tests.books import clean_book
from tests.limits import ENDLESS, patient

__all__ = ["patient"]


@pytest.fixture(scope="module")
def folder(shelved):
    return shelved(clean_book()).snapshot.path


@pytest.fixture
def limited(folder, patient):
    book = open_book(folder, threads=1, seconds=0.3)
    yield book
    book.close()


@pytest.mark.parametrize("source", ["rollup", "facts"])
def test_a_statement_is_stopped_at_its_limit_and_the_error_says_so(limited, source):
    with pytest.raises(TookTooLong, match="longer than 0.3 seconds.*Narrow the filt"):
        limited.fetch(ENDLESS, source=source)


def test_the_same_book_answers_others_meanwhile_and_afterwards(limited, folder):
    alone = CATALOGUE["funnel"].run(open_book(folder)).frame
    limited.seconds = 1.0  # long enough to be asked something else meanwhile
    errors = []

    def ask_for_too_much():
        try:
            limited.fetch(ENDLESS)
        except TookTooLong as error:
            errors.append(error)

    thread = threading.Thread(target=ask_for_too_much)
    thread.start()
    answers = []
    while thread.is_alive():
        answers.append(CATALOGUE["funnel"].run(limited).frame)
    thread.join()
    answers.append(CATALOGUE["funnel"].run(limited).frame)

    assert [error.seconds for error in errors] == [1.0]
    assert len(answers) > 1
    assert all(answer.equals(alone) for answer in answers)


def test_a_metric_is_stopped_like_any_statement(limited, tmp_path, monkeypatch):
    (tmp_path / "funnel.sql").write_text(ENDLESS)
    monkeypatch.setattr(definition, "SQL", tmp_path)
    with pytest.raises(TookTooLong):
        CATALOGUE["funnel"].run(limited, Filters())


def test_a_limit_that_is_not_reached_changes_nothing_and_leaves_no_timer(folder):
    threads = threading.active_count()
    book = open_book(folder, seconds=60)
    for _ in range(20):
        book.fetch("select 1 as n")
    book.close()
    assert book.seconds == 60
    assert threading.active_count() <= threads + 1  # one may still be ending


def test_another_error_of_a_limited_book_stays_what_it_is(limited):
    import duckdb

    with pytest.raises(duckdb.BinderException):
        limited.fetch("select nothing_of_the_kind")
