"""What changes are against is said once, and a wrong comparison is none."""

from dataclasses import replace

import pytest

from charts import theme
from metrics import Filters
from metrics.errors import BadOption, WholeMonthsOnly
from texts import words
from ui import compared
from ui.view import View

NOW = Filters("2026-09", "2026-10")
BEFORE = Filters("2026-07", "2026-08")


@pytest.fixture
def seen(sample_book):
    """A view of a book, in a language, with what it is compared with."""

    def view(previous, against="previous", lang="en") -> View:
        looks = {"t": words(lang), "look": theme.light()}
        return View("overview", sample_book, NOW, previous, against=against, **looks)

    return view


def test_the_compared_months_are_said(seen):
    assert "against Jul 2026 to Aug 2026, the equally" in compared.sentence(
        seen(BEFORE)
    )
    year = seen(Filters("2025-09", "2025-10"), "year")
    assert "against Sep 2025 to Oct 2025, the same" in compared.sentence(year)
    assert "2026年7月至2026年8月（等长" in compared.sentence(seen(BEFORE, lang="zh"))


def test_a_part_of_a_month_is_said_as_such(seen):
    part = seen(replace(BEFORE, last_day=17))
    assert "Aug 2026 (first 17 days of the last month)" in compared.sentence(part)
    part = seen(replace(BEFORE, last_day=17), lang="zh")
    assert "（最后一个月仅计前 17 天）" in compared.sentence(part)


def test_without_an_earlier_period_it_says_so_and_with_none_asked_nothing(seen):
    assert compared.sentence(seen(None)).startswith("No changes are shown")
    assert "target of the period" in compared.sentence(seen(None, "target"))
    assert compared.sentence(seen(None, "none")) == ""
    assert compared.span(seen(None, "none")) == ""


def test_a_figure_of_whole_months_is_not_compared_with_a_part_of_one(seen):
    part = seen(replace(BEFORE, last_day=17))

    def balance(then):
        return part.ask("portfolio", filters=then).frame["balance"].iloc[-1]

    assert compared.earlier(part, balance) is None
    assert compared.earlier(seen(BEFORE), balance) > 0
    assert compared.earlier(seen(None), balance) is None
    with pytest.raises(WholeMonthsOnly):
        balance(part.previous)


def test_other_mistakes_are_not_swallowed(seen):
    with pytest.raises(BadOption, match="horizon"):
        compared.earlier(
            seen(BEFORE),
            lambda then: seen(None).ask("funnel", filters=then, horizon=3),
        )


@pytest.mark.parametrize(
    ("against", "expected"),
    [
        ("previous", ("previous", BEFORE)),
        ("year", ("year", Filters("2025-09", "2025-10"))),
        ("target", ("previous", BEFORE)),
        ("none", ("previous", BEFORE)),
    ],
)
def test_a_change_always_has_an_earlier_period(seen, against, expected):
    assert compared.of_change(seen(None, against)) == expected
