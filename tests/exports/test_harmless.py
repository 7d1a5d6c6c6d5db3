"""Text from data never begins a formula."""

import pandas as pd
import pytest

from exports.harmless import harmless, harmless_text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_what_begins_like_a_formula_gets_an_apostrophe(start):
    assert harmless_text(f"{start}1+1") == f"'{start}1+1"


def test_other_text_and_numbers_stay_as_they_are():
    frame = pd.DataFrame({"a": ["Spring", "=1"], "b": [-1, 2.5]})

    assert harmless(frame).to_dict("list") == {"a": ["Spring", "'=1"], "b": [-1, 2.5]}


def test_a_carriage_return_becomes_a_line_feed_before_it_can_begin_a_row():
    assert harmless_text("a\rb") == "a\nb"
    assert harmless_text("\r=1") == "'\n=1"
