"""One loan on each side of every border of days past due, under both rules.

Over 30 is 31 days or more; with `at_least` it is 30. Over 1 is one day under both, and
the five-tier classes are days of the calendar under both.
"""

from datetime import date

import pytest

from tests.metrics.asking import ask, column
from tests.metrics.drawn import a_month, loans

DAYS = (
    *(0, 1, 6, 7, 8, 29, 30, 31, 59, 60, 61, 89, 90, 91, 119, 120, 121),
    *(149, 150, 151, 179, 180, 181, 270, 271, 360, 361),
)
BALANCE = {days: 1000 + days for days in DAYS}
TOTAL = sum(BALANCE.values())
JAN = date(2026, 1, 31)

BUCKETS = {
    "over": {
        "0": [0],
        "1-30": [1, 6, 7, 8, 29, 30],
        "31-60": [31, 59, 60],
        "61-90": [61, 89, 90],
        "91-120": [91, 119, 120],
        "121-150": [121, 149, 150],
        "151-180": [151, 179, 180],
        "181+": [181, 270, 271, 360, 361],
    },
    "at_least": {
        "0": [0],
        "1-29": [1, 6, 7, 8, 29],
        "30-59": [30, 31, 59],
        "60-89": [60, 61, 89],
        "90-119": [90, 91, 119],
        "120-149": [120, 121, 149],
        "150-179": [150, 151, 179],
        "180+": [180, 181, 270, 271, 360, 361],
    },
}


@pytest.fixture(scope="module", params=["over", "at_least"])
def ruled(request, shelved):
    """The rule and a book of one loan for each of DAYS, all disbursed in January."""
    header = "loan_id disbursed_on principal\n"
    drawing = header + "\n".join(f"D{days} 2026-01-02 2000" for days in DAYS)
    book = {
        "loans": loans(drawing),
        "performance": [
            a_month(f"D{days}", JAN, balance=BALANCE[days], days_past_due=days)
            for days in DAYS
        ],
    }
    return request.param, shelved(book, f'past_due_rule = "{request.param}"')


def over(threshold, rule):
    """The days of DAYS that are over a threshold, spelled out where they differ."""
    return [d for d in DAYS if d > threshold or (d == threshold and rule == "at_least")]


@pytest.mark.parametrize("threshold", [7, 30, 60, 90, 180])
def test_over_n_excludes_day_n_and_at_least_includes_it(ruled, threshold):
    rule, book = ruled
    bad = over(threshold, rule)
    assert (threshold in bad) == (rule == "at_least")
    (row,) = ask(book, "vintage", dpd=threshold)
    assert (row["bad"], row["rate"]) == (len(bad), len(bad) / len(DAYS))
    (row,) = ask(book, "vintage", dpd=threshold, measure="point", basis="balance")
    assert row["bad"] == sum(BALANCE[d] for d in bad)
    assert row["rate"] == row["bad"] / (2000 * len(DAYS))


def test_over_1_is_one_day_or_more_under_either_rule(ruled):
    _, book = ruled
    late = len(DAYS) - 1
    for measure in ("ever", "point"):
        (row,) = ask(book, "vintage", dpd=1, measure=measure)
        assert row["bad"] == late
    (row,) = ask(book, "portfolio")
    assert row["par1"] == (TOTAL - BALANCE[0]) / TOTAL


def test_buckets_cut_where_the_rule_says(ruled):
    rule, book = ruled
    rows = ask(book, "delinquency")
    assert column(rows, "bucket") == list(BUCKETS[rule])
    for row in rows:
        held = BUCKETS[rule][row["bucket"]]
        assert row["loans"] == len(held)
        assert row["balance"] == sum(BALANCE[d] for d in held)
        assert row["share_of_loans"] == len(held) / len(DAYS)
        assert row["share_of_balance"] == sum(BALANCE[d] for d in held) / TOTAL


@pytest.mark.parametrize("threshold", [30, 60, 90])
def test_par_cuts_where_the_rule_says(ruled, threshold):
    rule, book = ruled
    (row,) = ask(book, "portfolio")
    held = sum(BALANCE[d] for d in over(threshold, rule))
    assert row[f"par{threshold}"] == held / TOTAL


def test_the_five_tiers_cut_at_90_270_and_360_days_under_either_rule(ruled):
    _, book = ruled
    (row,) = ask(book, "portfolio")
    tiers = {
        "special_mention": [d for d in DAYS if 1 <= d <= 90],
        "substandard": [91, 119, 120, 121, 149, 150, 151, 179, 180, 181, 270],
        "doubtful": [271, 360],
        "loss": [361],
    }
    for name, held in tiers.items():
        assert row[name] == sum(BALANCE[d] for d in held) / TOTAL, name
