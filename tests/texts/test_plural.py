"""One loan is a loan, two are loans; Chinese has one form for both."""

import re

import pytest

from tests.texts.test_words import placeholders
from texts import numbered, words

COUNTED = re.compile(
    r"\{(?:n|count)\} (?:applications?|loans?|(?:loan-)?months?|rows?|days?|terms?)\b"
)


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("en", 0, "0 loans"),
        ("en", 1, "1 loan"),
        ("en", 2, "2 loans"),
        ("en", 2340, "2,340 loans"),
        ("zh", 1, "1 笔贷款"),
        ("zh", 2340, "2,340 笔贷款"),
    ],
)
def test_a_count_is_said_as_the_language_says_it(language, n, said):
    assert words(language).plural("rows.count.loan_id", n) == said


def test_other_placeholders_are_filled_beside_the_number():
    said = words("en").plural("frame.note.excluded_months", 1, horizon="6")
    assert said.startswith("1 month whose loans")
    assert "6 months on book" in said


def test_a_missing_key_is_an_error_that_names_it():
    with pytest.raises(KeyError, match="nothing.of_that_name"):
        words("en").plural("nothing.of_that_name", 1)


def test_texts_that_count_have_a_form_for_one_in_english_and_only_there():
    counting = {key for key, forms in numbered("en").items() if len(forms) == 2}
    assert counting
    assert {len(forms) for forms in numbered("zh").values()} == {1}
    assert {len(forms) for forms in numbered("en").values()} == {1, 2}


def test_no_english_text_counts_without_a_form_for_one():
    broken = [
        key
        for key, forms in numbered("en").items()
        if len(forms) == 1 and COUNTED.search(forms[0])
    ]
    assert broken == []


def test_the_form_for_one_asks_for_nothing_that_the_other_does_not():
    differ = [
        key
        for key, forms in numbered("en").items()
        if not placeholders(forms[-1]) - {"n"}
        <= placeholders(forms[0])
        <= placeholders(forms[-1])
    ]
    assert differ == []
