"""When data count as late: the borders, and what an operator may set."""

import logging
from datetime import date, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from texts import LANGUAGES, words
from ui import freshness

END = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("today", "age_days", "is_late"),
    [
        (date(2026, 12, 10), 40, False),
        (date(2026, 12, 11), 41, True),
        (date(2026, 10, 31), 0, False),
        (date(2026, 10, 1), -30, False),  # a projection, or a wrong clock
    ],
)
def test_data_are_late_from_the_day_after_the_last_day_allowed(
    today, age_days, is_late
):
    found = freshness.of(END, today, 40)

    assert (found.age_days, found.is_late) == (age_days, is_late)


def test_a_moment_counts_as_its_day():
    found = freshness.of(datetime(2026, 10, 31, 23, 59), date(2026, 11, 1), 0)

    assert found == freshness.Freshness(END, 1, True)


@pytest.mark.parametrize(("text", "days"), [("7", 7), (" 0 ", 0), ("3650", 3650)])
def test_the_operator_decides_how_late_is_late(monkeypatch, text, days):
    monkeypatch.setenv(freshness.LATE_VARIABLE, text)

    assert freshness.late_after_days() == days


@pytest.mark.parametrize("text", ["soon", "-1", "3651", "4.5", "1e3"])
def test_nonsense_is_the_default_and_is_logged_once(monkeypatch, caplog, text):
    monkeypatch.setenv(freshness.LATE_VARIABLE, text)
    freshness._days.cache_clear()

    with caplog.at_level(logging.WARNING):
        assert [freshness.late_after_days() for _ in range(3)] == [40] * 3
    assert caplog.text.count(freshness.LATE_VARIABLE) == 1
    assert repr(text) in caplog.text


def test_without_the_variable_forty_days_are_allowed(monkeypatch):
    monkeypatch.delenv(freshness.LATE_VARIABLE, raising=False)

    assert freshness.late_after_days() == 40


def _script(folder, lang):
    from pathlib import Path

    from texts import words
    from ui import answers, freshness

    book = answers.book(Path(folder).name, folder)
    freshness.draw(book.snapshot, book, words(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("days", "is_late"), [(40, False), (41, True)])
def test_late_data_are_said_to_be_late_in_words_and_in_colour(
    sample_book, monkeypatch, lang, days, is_late
):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.combine(sample_book.as_of, datetime.min.time(), tz) + (
                timedelta(days=days)
            )

    monkeypatch.setattr(freshness, "datetime", Clock)
    monkeypatch.delenv(freshness.LATE_VARIABLE, raising=False)
    folder = str(sample_book.snapshot.path)
    test = AppTest.from_function(_script, kwargs={"folder": folder, "lang": lang}).run()

    t = words(lang)
    badge = test.markdown[0]
    key = "frame.data_late" if is_late else "frame.data_to"
    assert t(key, date=t.date(sample_book.as_of)) in badge.value
    assert ("orange" in badge.value) == is_late
    assert not test.exception
