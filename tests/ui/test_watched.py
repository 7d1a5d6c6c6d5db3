"""Questions stopped, slow, refused or known: what readers and operators get."""

import logging
import threading

import pytest
from streamlit.testing.v1 import AppTest

from metrics import Filters, definition, open_book
from metrics.errors import TookTooLong, UnknownValue
from tests.limits import ENDLESS, patient
from tests.ui.drawing import PATIENCE_SECONDS, words_on
from tests.ui.test_frame import APP
from texts import LANGUAGES, words
from ui import answers, tally, watched

__all__ = ["patient"]


@pytest.fixture
def limited(sample_book, patient):
    """The sample under a limit, with an id that no other test's cache has."""
    book = open_book(sample_book.snapshot, threads=1, seconds=0.3)
    answers._answer.clear()
    yield book
    answers._answer.clear()
    book.close()


@pytest.fixture
def counted(monkeypatch):
    fresh = tally.Tally()
    monkeypatch.setattr(watched, "PROCESS", fresh)
    monkeypatch.setattr(answers, "PROCESS", fresh)
    return fresh


@pytest.fixture
def endless_funnel(tmp_path, patient):
    for file in definition.SQL.glob("*.sql"):
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "funnel.sql").write_text(ENDLESS)
    patch = pytest.MonkeyPatch()
    patch.setattr(definition, "SQL", tmp_path)
    yield patch
    patch.undo()


def test_a_stopped_answer_is_not_kept_and_the_next_reader_gets_the_right_one(
    limited, endless_funnel, counted, sample_book
):
    with pytest.raises(TookTooLong) as stopped:
        answers.ask(limited, "funnel", Filters())
    assert stopped.value.question == "funnel"
    endless_funnel.undo()

    frame = answers.ask(limited, "funnel", Filters()).frame
    alone = answers.CATALOGUE["funnel"].run(sample_book).frame
    assert frame.equals(alone)
    answers.ask(limited, "funnel", Filters())
    assert [counted[outcome] for outcome in ("stopped", "computed", "cached")] == [
        1
    ] * 3


def test_two_who_ask_the_same_too_much_are_both_told_and_a_third_is_answered(
    limited, endless_funnel, counted
):
    told, known = [], []

    def ask():
        try:
            answers.ask(limited, "funnel", Filters())
        except TookTooLong as error:
            told.append(error)

    both = [threading.Thread(target=ask) for _ in range(2)]
    for thread in both:
        thread.start()
    known.append(answers.ask(limited, "conversion", Filters()).frame)
    for thread in both:
        thread.join()
    assert len(told) == 2 and counted["stopped"] == 2
    assert known[0].equals(answers.CATALOGUE["conversion"].run(limited).frame)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_says_what_was_stopped_and_what_to_do_and_shows_the_rest(
    sample_store, endless_funnel, monkeypatch, lang
):
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(sample_store))
    monkeypatch.setattr(watched, "limit_seconds", lambda: 0.3)
    answers.book.clear()
    answers._answer.clear()
    test = AppTest.from_file(str(APP), default_timeout=PATIENCE_SECONDS)
    test.query_params["lang"] = lang
    test.switch_page("pages/funnel.py").run()
    answers.book.clear()
    answers._answer.clear()

    t = words(lang)
    expected = t("frame.error.too_long", what=t("metrics.funnel.label"), seconds="0.3")
    shown = [warning.value.replace("\\", "") for warning in test.warning]
    assert expected in shown
    assert test.title[0].value == t("funnel.title")
    assert not test.exception and not test.error
    assert "Traceback" not in words_on(test)


def test_a_slow_answer_is_logged_with_its_codes(limited, monkeypatch, caplog):
    monkeypatch.setattr(watched, "slow_seconds", lambda: 0.0)
    product = limited.dimensions["product"][0]
    with caplog.at_level(logging.WARNING):
        answers.ask(
            limited, "funnel", Filters(where=(("product", (product,)),)), "channel"
        )
    (record,) = [r for r in caplog.records if r.event == "slow_answer"]
    assert record.told["question"] == "funnel"
    assert record.told["by"] == "channel"
    assert record.told["where"] == {"product": (product,)}
    assert record.told["seconds"] >= 0


def test_what_the_data_cannot_answer_is_refused_and_logged_nowhere(
    limited, counted, caplog
):
    with pytest.raises(UnknownValue), caplog.at_level(logging.INFO):
        answers.ask(limited, "funnel", Filters(where=(("product", ("Li Lei",)),)))
    assert counted["refused"] == 1 and counted["failed"] == 0
    assert "Li Lei" not in caplog.text


def test_what_breaks_is_counted_as_failed(limited, counted, monkeypatch):
    def break_down(*_):
        raise RuntimeError("a defect")

    monkeypatch.setattr(type(limited), "fetch", break_down)
    with pytest.raises(RuntimeError):
        answers.ask(limited, "vintage", Filters())
    assert counted["failed"] == 1 and counted.times()[0][-1] == 0


@pytest.mark.parametrize("text", ["0", "-1", "nan", "soon", "3601"])
def test_nonsense_for_a_limit_is_logged_and_the_usual_one_holds(
    monkeypatch, caplog, text
):
    monkeypatch.setenv(watched.LIMIT_VARIABLE, text)
    watched.limit_seconds.cache_clear()
    assert watched.limit_seconds() == watched.LIMIT_SECONDS
    assert watched.LIMIT_VARIABLE in caplog.text and repr(text) in caplog.text
    watched.limit_seconds.cache_clear()


def test_the_operator_sets_the_limit(monkeypatch):
    monkeypatch.setenv(watched.LIMIT_VARIABLE, "12.5")
    watched.limit_seconds.cache_clear()
    assert watched.limit_seconds() == 12.5
    watched.limit_seconds.cache_clear()
