"""Every word the pages use is explained once, and found in either language."""

from collections import Counter

import pytest

from app import PAGES
from metrics import CATALOGUE
from metrics.formulas import FORMULAS
from texts import LANGUAGES, words
from ui import glossary

GENERAL = {
    *("rate", "rate_balance", "share", "share_of_first", "share_of_loans"),
    *("share_of_balance", "effect"),
}
"""Ratios with no name of their own: their metric is the term."""


def codes(text: str) -> list[str]:
    return [term.code for term in glossary.found(text)]


def test_every_metric_of_the_catalogue_has_an_entry_with_its_own_definition():
    terms = {term.code: term for term in glossary.terms()}
    for name in CATALOGUE:
        for language in LANGUAGES:
            told = words(language)(f"metrics.{name}.definition")
            assert terms[name].meanings[language] == told


def test_every_ratio_with_a_name_of_its_own_has_an_entry_and_a_formula():
    ratios = {column for columns in FORMULAS.values() for column in columns}
    terms = {term.code for term in glossary.terms()}
    assert ratios - GENERAL <= terms
    for column in ratios - GENERAL:
        assert glossary.formula(words("en"), column)


def test_no_term_stands_there_twice():
    terms = glossary.terms()
    assert len(terms) >= 60
    assert [c for c, n in Counter(t.code for t in terms).items() if n > 1] == []
    for language in LANGUAGES:
        names = Counter(term.names[language] for term in terms)
        assert [name for name, n in names.items() if n > 1] == []


def test_every_link_names_a_page_of_the_menu():
    pages = {page.name for page in PAGES}
    assert {term.page for term in glossary.terms()} <= pages - {"glossary"}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("迁徙率", "flow_rates"),
        ("滚动率", "roll_rates"),
        ("roll rate", "roll_rates"),
        ("Roll Rates", "roll_rates"),
        ("roll_rates", "roll_rates"),
        ("ＰＡＲ３０", "par30"),
        ("PAR 30", "par30"),
        ("入催率", "entry_rate"),
        ("五级分类", "five_tier"),
        ("首期逾期", "first_payment_default"),
        ("FPD", "first_payment_default"),
        ("不良率", "npl"),
        ("逾期率", "delinquency_rate"),
        ("在贷余额", "balance"),
        ("核销", "charged_off"),
        ("回款率", "collection_rate"),
        ("催回率", "collection_rate"),
        ("获客成本", "cost_per_loan"),
        ("CAC", "cost_per_loan"),
        ("投产比", "roi"),
        ("助贷", "facilitation"),
        ("资金方", "partner"),
        ("通过率", "approval_rate"),
        ("账龄", "mob"),
        ("MOB", "mob"),
        ("DPD", "dpd"),
        ("同比", "year_earlier"),
    ],
)
def test_the_name_a_team_uses_finds_its_term_first(text, first):
    assert codes(text)[0] == first


def test_a_search_finds_words_in_the_meaning_after_those_in_the_name():
    found = codes("charged off")
    assert found[0] == "charged_off"
    assert "credit_loss" in found


def test_nothing_finds_everything_and_nonsense_finds_nothing():
    assert codes("") == codes("  ") == [term.code for term in glossary.terms()]
    assert codes("no such word 12345") == []


def test_a_formula_is_made_of_the_names_of_its_columns():
    told = "Approval rate = Approved ÷ (Approved + Declined)"
    assert glossary.formula(words("en"), "approval_rate") == told
    en = words("en")
    assert glossary.formula(en, "net_charge_off_rate").startswith(
        f"{en.column('net_charge_off_rate')} = 12 × ({en.column('charged_off')} − "
    )
    assert glossary.formula(words("en"), "snapshot") == ""
