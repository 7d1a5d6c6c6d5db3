"""A lender's own codes are shown as they are, whatever Markdown would make of them."""

from ui.plain import plain


def test_signs_of_markdown_are_escaped():
    assert plain("a*b_c [x](y) $1 <i>") == "a\\*b\\_c \\[x\\]\\(y\\) \\$1 \\<i\\>"


def test_other_words_stay_as_they_are():
    assert plain("现金贷 30% · Cash loan, 1.5") == "现金贷 30% · Cash loan, 1.5"
