"""The hints of a first visit: when they come, and when they stay away."""

import pytest
from streamlit.testing.v1 import AppTest

from texts import LANGUAGES, words
from ui import hints


@pytest.mark.parametrize(
    ("cookies", "shown", "due"),
    [
        ({}, None, True),
        ({hints.COOKIE: "seen"}, None, False),
        ({hints.COOKIE: ""}, None, False),
        # What this session knows comes first: the cookie is written as they show.
        ({hints.COOKIE: "seen"}, True, True),
        ({}, False, False),
        ({"other": "1"}, None, True),
    ],
)
def test_hints_are_due_on_a_first_visit_until_they_are_closed(cookies, shown, due):
    assert hints.is_due(cookies, shown) is due


def _script(lang):
    from texts import words
    from ui import hints

    hints.draw(words(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_at_most_three_hints_are_shown_and_go_for_good_when_closed(lang):
    t = words(lang)
    test = AppTest.from_function(_script, kwargs={"lang": lang}).run()
    said = [line.value for line in test.markdown]
    assert len(said) == len(hints.HINTS) == 3
    for name, line in zip(hints.HINTS, said, strict=True):
        assert t(f"views.hint.{name}") in line
    assert test.button(key="hints_close").label == t("views.hint.close")

    test.run()
    assert len(test.markdown) == 3
    test.button(key="hints_close").click().run()
    assert not test.markdown and not test.button
    test.run()
    assert not test.markdown
