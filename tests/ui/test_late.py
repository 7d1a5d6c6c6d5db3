"""A late rate's parts are exactly what it was made of, by hand and everywhere."""

import pandas as pd
import pytest

from charts import theme
from metrics import Filters
from tests.pages.four_loans import FOUR_LOANS, published
from texts import words
from ui import late
from ui.view import View


@pytest.fixture(scope="module")
def four_loans(tmp_path_factory):
    return published(tmp_path_factory.mktemp("late"))


def view(book, first=None, last=None, **where):
    chosen = tuple((d, (code,)) for d, code in where.items())
    filters = Filters(first, last, chosen)
    return View("delinquency", book, filters, None, words("en"), theme.light())


def at(frame, day):
    """The one row of a month-end."""
    rows = frame[[f"{as_of}" == day for as_of in frame["as_of"]]]
    assert len(rows) == 1
    return rows.iloc[0]


def portfolio(v):
    return late.with_balances(v, v.ask("portfolio"))


def test_balances_of_late_loans_are_sums_over_the_buckets(four_loans):
    """March: B 800 is 35 days late, D 900 is 95; April's opening is March's 3,400."""
    march = at(portfolio(view(four_loans)), "2025-03-31")
    parts = [march[f"par{days}_balance"] for days in (1, 30, 60, 90)]
    assert parts == [800 + 900, 800 + 900, 900, 900]
    april = at(portfolio(view(four_loans)), "2025-04-30")
    assert april["opening_balance"] == 800 + 800 + 900 + 900
    assert april["mean_balance"] == (3400 + 3150) / 2


def test_the_first_month_end_has_no_opening(four_loans):
    january = at(portfolio(view(four_loans)), "2025-01-31")
    assert pd.isna(january["opening_balance"]) and pd.isna(january["mean_balance"])


def test_a_period_knows_the_month_before_it(four_loans):
    april = at(portfolio(view(four_loans, "2025-04", "2025-04")), "2025-04-30")
    assert april["opening_balance"] == 3400


def test_a_flow_has_the_balances_on_both_sides(four_loans):
    """May to June: C's 800 of M1 stands in M2."""
    v = view(four_loans)
    flows = late.with_flows(v, v.ask("flow_rates"))
    rows = flows[[f"{day}" == "2025-06-30" for day in flows["as_of"]]]
    row = rows[rows["from_bucket"] == "1-30"].iloc[0]
    assert (row["balance_before"], row["balance_after"]) == (800, 800)
    nothing = rows[rows["from_bucket"] == "31-60"].iloc[0]
    assert (nothing["balance_before"], nothing["balance_after"]) == (0, 0)


@pytest.mark.parametrize("filters", [{}, {"first": "2025-01"}, {"channel": "branch"}])
def test_every_rate_of_the_sample_is_its_parts_divided(sample_book, filters):
    if "channel" in filters:
        filters = {"channel": sample_book.dimensions["channel"][0]}
    v = view(sample_book, **filters)
    frame = portfolio(v)
    pairs = {"lagged_par30": ("par30_balance", "opening_balance")}
    pairs |= {f"par{d}": (f"par{d}_balance", "balance") for d in (1, 30, 60, 90)}
    compared = 0
    for rate, (above, below) in pairs.items():
        for row in frame.to_dict("records"):
            if pd.notna(row[rate]):
                assert row[rate] == pytest.approx(row[above] / row[below], abs=1e-9)
                compared += 1
    assert compared > 50
    net = frame["charged_off"] - frame["recovered"]
    made = (12 * net / frame["mean_balance"])[1:]
    assert list(made) == pytest.approx(list(frame["net_charge_off_rate"][1:]))
    flows = late.with_flows(v, v.ask("flow_rates"))
    known = flows[flows["rate"].notna()]
    rates = known["balance_after"] / known["balance_before"]
    assert list(rates) == pytest.approx(list(known["rate"]))
    assert len(known) > 50


def test_the_rows_stay_those_of_the_answer(sample_book):
    v = view(sample_book)
    answer = v.ask("portfolio")
    frame = portfolio(v)
    assert list(frame.index) == list(answer.frame.index)
    assert frame[list(answer.frame.columns)].equals(answer.frame)


def test_what_is_behind_a_rate_names_its_columns(sample_book):
    v = view(sample_book)
    columns = set(portfolio(v).columns)
    behind = late.behind(v)
    assert set(behind) == {"par1", "par30", "par60", "par90", "lagged_par30"}
    named = {part.column for parts in behind.values() for part in parts}
    assert named | {late.mean_balance(v).column} <= columns


def test_a_book_in_which_nobody_owes_anything_has_no_late_balance(tmp_path):
    rows = [dict(row) for row in FOUR_LOANS["performance"]]
    for row in rows:
        row |= {"balance": 0, "days_past_due": 0, "status": "paid_off"}
    rows = [row for row in rows if str(row["as_of"]) == "2025-01-31"]
    book = published(tmp_path, FOUR_LOANS | {"performance": rows})
    frame = portfolio(view(book))
    assert list(frame["par30_balance"]) == [0]
    v = view(book)
    assert len(late.with_flows(v, v.ask("flow_rates"))) == 0
