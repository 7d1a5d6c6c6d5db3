"""Figures that two metrics tell are equal, on random books and to the cent."""

import pytest

from metrics import CATALOGUE, Filters
from metrics.agreement import Agreement, agreements
from metrics.errors import TookTooLong
from tests import oracle
from tests.books import clean_book
from tests.comparing import settings_toml

CODES = ["started", "submitted", "disbursed", "declined", "loans", "balance", "late"]
CODES += ["moved", "spend"]


def test_every_figure_of_the_clean_book_is_told_twice_and_the_same(opened):
    found = {pair.code: pair for pair in agreements(opened(clean_book()))}
    assert list(found) == CODES
    assert all(pair.holds for pair in found.values())
    # June: L3, L4 and L5 are active; 550 was spent
    assert (found["loans"].told, found["spend"].otherwise) == (3, 550)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("draw", [oracle.random_book, oracle.rich_book])
def test_no_two_pages_differ_on_a_random_book(opened, draw, seed):
    rows, settings, *_ = draw(seed)
    found = agreements(opened(rows, settings_toml(settings)))
    assert [pair for pair in found if not pair.holds] == []
    assert {pair.code for pair in found} > {"started", "balance"}


def test_one_loan_more_on_one_page_is_apart(opened):
    book = opened(clean_book())

    def ask(name, *, filters=None):
        answer = CATALOGUE[name].run(book, filters or Filters())
        if name == "delinquency":
            answer.frame.loc[answer.frame.index[-8], "loans"] += 1
        return answer

    apart = [pair.code for pair in agreements(book, ask) if not pair.holds]
    assert apart == ["loans"]


def test_a_cent_is_apart_and_the_last_digit_of_a_double_is_not():
    def money(told):
        return Agreement("balance", "amount", "a", "b", told, 1_234_567.89)

    assert money(1_234_567.89 * (1 + 1e-15)).holds
    assert not money(1_234_567.90).holds
    assert not Agreement("moved", "count", "a", "b", 3, 3, parts_beyond=1).holds


def test_a_pair_that_took_too_long_has_not_agreed(opened):
    def ask(name, *, filters=None):
        raise TookTooLong(30)

    with pytest.raises(TookTooLong):
        agreements(opened(clean_book()), ask)


def test_what_is_missing_is_left_out(opened):
    rows = clean_book()
    loans = {name: rows[name] for name in ("customers", "loans", "performance")}
    assert [pair.code for pair in agreements(opened(loans))] == [
        "loans",
        "balance",
        "late",
        "moved",
    ]
