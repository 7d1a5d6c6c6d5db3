"""The URL's choices: what is compared with, chips, and a second selection by prefix."""

import pytest

from tests.ui.drawing import words_on
from tests.ui.test_frame import chips, opened, served, url, widget
from ui import chosen

__all__ = ["served"]


def test_figures_are_compared_with_the_period_before_unless_the_link_says_so(
    sample_book,
):
    assert "against Nov 2024 to Oct 2025, the equally long" in words_on(opened())
    year = opened(p="3m", vs="year")
    assert "against Aug 2025 to Oct 2025, the same months" in words_on(year)
    nothing = opened(p="3m", vs="none")
    assert "Changes are against" not in words_on(nothing)
    assert {card.delta for card in nothing.metric} == {""}


def test_what_is_compared_with_stands_in_the_url_and_is_reset(sample_book):
    test = opened(lang="zh")
    widget(test, "vs").set_value("year").run()
    assert url(test, "vs") == ["year"]
    test.button(key="filter_reset").click().run()
    assert "vs" not in test.query_params
    assert widget(test, "vs").value == "previous"


def test_an_unknown_comparison_is_dropped_and_said():
    test = opened(vs="moon")
    assert "Compare with: moon" in test.warning[0].value.replace("\\", "")
    assert widget(test, "vs").value == "previous"


def test_targets_are_offered_only_where_the_data_has_some(
    sample_book, applications_only_book
):
    assert "target" in chosen.offered_against(sample_book)
    assert "target" not in chosen.offered_against(applications_only_book)


def test_without_filters_there_are_no_chips():
    assert chips(opened()) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_chip_takes_its_value_off_and_leaves_the_others(sample_book, lang):
    first, second = sample_book.dimensions["channel"][:2]
    product = sample_book.dimensions["product"][0]
    test = opened(channel=[first, second], product=product, lang=lang)
    assert len(chips(test)) == 3
    test.button(key=f"chip_channel_0_{lang}").click().run()
    assert url(test, "channel") == [second]
    assert url(test, "product") == [product]
    assert widget(test, "channel").value == [second]
    name = sample_book.settings.names["channel"][second][lang]
    assert [chip for chip in chips(test) if name in chip]


def test_clear_all_takes_all_values_off_and_keeps_the_period(sample_book):
    codes = list(sample_book.dimensions["channel"][:2])
    test = opened(channel=codes, partner="", p="3m")
    test.button(key="chip_clear").click().run()
    assert chips(test) == []
    assert "channel" not in test.query_params
    assert "partner" not in test.query_params
    assert url(test, "p") == ["3m"]


def test_every_key_of_both_selections_goes_along_to_other_pages(sample_book):
    keys = chosen.shared_keys(sample_book)
    assert {"lang", "vs", "ab", "p", "b.p", "b.from", "b.to", "b.channel"} <= set(keys)
    assert len(keys) == len(set(keys))
