"""The second selection: on and off, its own keys, swapped with the first."""

import pytest

from tests.ui.drawing import draw, words_on
from tests.ui.test_frame import chips, url, widget
from texts import words

EN = words("en")


def button(test, name: str):
    """A button of the second selection's."""
    return test.button(key=f"second_{name}")


def test_it_begins_as_the_first_one_and_says_that_they_are_the_same(sample_book):
    channel = sample_book.dimensions["channel"][0]
    test = draw("funnel", sample_book, channel=channel, p="3m")
    button(test, "on").click().run()
    assert url(test, "ab") == ["1"]
    assert (url(test, "b.channel"), url(test, "b.p")) == ([channel], ["3m"])
    assert not test.error and not test.exception


def test_taken_off_it_leaves_none_of_its_keys_and_all_of_the_firsts(sample_book):
    one, other = sample_book.dimensions["channel"][:2]
    asked = {"channel": one, "b.channel": other, "b.p": "6m", "ab": "1", "window": "7"}
    test = draw("funnel", sample_book, **asked)
    button(test, "off").click().run()
    assert [key for key in test.query_params if key.startswith("b.")] == []
    assert "ab" not in test.query_params
    assert (url(test, "channel"), url(test, "window")) == ([one], ["7"])


def test_a_and_b_are_swapped_and_swapped_back(sample_book):
    one, other = sample_book.dimensions["channel"][:2]
    asked = {"channel": one, "p": "custom", "from": "2026-01", "to": "2026-03"}
    asked |= {"b.channel": other, "ab": "1"}
    test = draw("funnel", sample_book, **asked)
    button(test, "swap").click().run()
    assert (url(test, "channel"), url(test, "b.channel")) == ([other], [one])
    assert (url(test, "p"), url(test, "b.p")) == ([], ["custom"])
    assert (url(test, "b.from"), url(test, "b.to")) == (["2026-01"], ["2026-03"])
    button(test, "swap").click().run()
    assert {key: url(test, key) for key in asked} == {k: [v] for k, v in asked.items()}


def test_its_widgets_write_its_own_keys(sample_book):
    code = sample_book.dimensions["product"][0]
    test = draw("funnel", sample_book, ab="1")
    widget(test, "b.product").set_value([code]).run()
    assert url(test, "b.product") == [code]
    assert "product" not in test.query_params
    widget(test, "b.p").set_value("6m").run()
    assert (url(test, "b.p"), url(test, "p")) == (["6m"], [])
    assert len(chips(test)) == 2  # the value's, and that which clears B's
    test.button(key="b.filter_reset").click().run()
    assert (url(test, "b.product"), url(test, "b.p")) == ([], [])
    assert url(test, "ab") == ["1"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_data_does_not_have_is_said_of_it_as_well(sample_book, lang):
    test = draw("funnel", sample_book, lang=lang, ab="1", **{"b.product": "moon"})
    said = [warning.value.replace("\\", "") for warning in test.warning]
    assert [text for text in said if "moon" in text]


def test_a_selection_without_rows_is_named(sample_book):
    # None of the last three months' loans is twelve months old.
    asked = {"ab": "1", "b.p": "3m", "horizon": "12"}
    test = draw("channel_roi", sample_book, **asked)
    assert EN("versus.empty", side="B") in words_on(test)
    assert EN("versus.empty", side="A") not in words_on(test)
    assert not test.error and not test.exception
