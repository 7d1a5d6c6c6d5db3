"""The glossary is drawn in both languages, searched by its link, and needs no table."""

import pytest
from streamlit.testing.v1 import AppTest

from metrics import CATALOGUE
from tests.ui.drawing import draw, words_on
from texts import words
from ui import glossary


def said(test: AppTest) -> str:
    return words_on(test).replace("\\", "")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_term_is_told_in_the_language_of_the_page(sample_book, lang):
    test = draw("glossary", sample_book, lang=lang)
    assert not test.exception and not test.error
    on_page = said(test)
    for term in glossary.terms():
        assert term.names["en"] in on_page
        assert term.names["zh"] in on_page
        assert term.meanings[lang] in on_page


def test_a_metric_is_told_with_what_it_must_not_be_compared_with(sample_book):
    on_page = said(draw("glossary", sample_book))
    for name in CATALOGUE:
        assert words("en")(f"metrics.{name}.not_comparable") in on_page


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [("en", "迁徙率", "**Flow rates**"), ("zh", "roll rate", "**滚动率**")],
)
def test_either_language_is_searched_from_a_page_in_the_other(
    sample_book, lang, text, name
):
    test = draw("glossary", sample_book, lang=lang, q=text)
    assert said(test).index(name) >= 0
    number = len(glossary.found(text))
    assert 0 < number < len(glossary.terms())
    assert test.caption[0].value == words(lang).plural("glossary.found", number)


def test_typing_writes_the_search_into_the_link_and_clearing_takes_it_out(sample_book):
    test = draw("glossary", sample_book)
    test.text_input[0].set_value(" PAR30 ").run()
    assert test.query_params["q"] in ("PAR30", ["PAR30"])
    assert len(test.header) == 0
    assert "**PAR30**" in said(test)
    test.text_input[0].set_value("").run()
    assert "q" not in test.query_params
    assert len(test.header) == 5


def test_a_search_without_a_hit_says_so_and_shows_no_markup_of_the_reader(sample_book):
    test = draw("glossary", sample_book, q="**<b>zzz</b>**")
    assert "\\*\\*\\<b\\>zzz" in test.info[0].value
    assert len(test.markdown) == 0


def test_a_lender_without_any_of_the_other_tables_reads_it_all(
    applications_only_book, loans_only_book
):
    for book in (applications_only_book, loans_only_book):
        test = draw("glossary", book)
        number = len(glossary.terms())
        assert test.caption[0].value == words("en").plural("glossary.found", number)
