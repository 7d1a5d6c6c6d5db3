"""Laws that hold whatever the book: parts add up, shares are shares, order is nothing.

They are tried on a seeded random book full of NULLs, gaps and charge-offs.
"""

from datetime import date, datetime
from decimal import Decimal

import pytest

from data.contract import TABLES
from metrics import CATALOGUE
from metrics.scope import ROLLUP_DIMENSIONS
from tests.comparing import settings_toml
from tests.metrics.asking import answer, ask, plain
from tests.metrics.drawn import a_month, applications, loans
from tests.metrics.laws import (
    ADDITIVE,
    KEYS,
    MONEY,
    PAIRWISE,
    SHARES,
    options_of,
    sums,
    times,
)
from tests.oracle import random_book
from tests.oracle.months import month_end

SEED = 202
ROLLUP_READERS = (
    "funnel",
    "conversion",
    "vintage",
    "portfolio",
    "roll_rates",
    "channel_roi",
)
"""Each reads a rollup, or columns of it, that the others do not."""


def make():
    return random_book(SEED, loans=60, months=14)


@pytest.fixture(scope="module")
def world(shelved):
    """A random book, published: 120 applications, 60 loans, 14 month-ends."""
    rows, settings = make()
    return shelved(rows, settings_toml(settings))


@pytest.fixture(scope="module")
def everything_of_world(world):
    return everything(world)


def everything(book, **asked):
    """Every metric's rows, those of vintage by every measure."""
    asked_of = {name: ask(book, name, **asked) for name in KEYS}
    for measure in ("point", "net_loss"):
        asked_of[measure] = ask(
            book, "vintage", measure=measure, basis="balance", **asked
        )
    asked_of["horizon"] = ask(book, "channel_roi", horizon=3, level="campaign", **asked)
    return asked_of


def same(ours, theirs, factor=1):
    """Whether two answers agree, money multiplied by the factor."""
    assert ours.keys() == theirs.keys()
    for name, rows in theirs.items():
        assert len(rows) == len(ours[name]), name
        money = MONEY | ({"disbursed"} if name in ("channel_roi", "horizon") else set())
        money |= {"bad"} if name in ("point", "net_loss") else set()
        for mine, other in zip(ours[name], rows, strict=True):
            for col, value in other.items():
                if isinstance(value, float) and value is not None:
                    value *= factor if col in money else 1
                    # Provisions are rounded to a ten-thousandth loan by loan.
                    loose = 0.05 if col in money else 1e-6
                    value = pytest.approx(value, rel=1e-6, abs=loose)
                assert mine[col] == value, (name, col, mine, other)


@pytest.mark.parametrize("name", list(ADDITIVE))
def test_a_split_by_any_dimension_adds_up_to_the_whole(world, name):
    options = options_of(name)
    whole = sums(ask(world, name, **options), name)
    assert whole
    for dimension in world.dimensions_of(CATALOGUE[name].rows):
        parts = sums(ask(world, name, by=dimension, **options), name)
        assert parts.keys() == whole.keys(), dimension
        for key, line in whole.items():
            assert parts[key] == pytest.approx(line, rel=1e-9, abs=1e-3), (
                dimension,
                key,
            )


def test_the_channels_add_up_to_the_total(world):
    total = sums(ask(world, "channel_roi", level="total"), "channel_roi")
    for level in ("channel", "campaign"):
        parts = sums(ask(world, "channel_roi", level=level), "channel_roi")
        assert parts[()] == pytest.approx(total[()])


@pytest.mark.parametrize("name", list(KEYS))
@pytest.mark.parametrize("dimension", ["segment", "partner"])
def test_a_filter_gives_the_rows_that_the_split_has_for_its_value(
    world, name, dimension
):
    """So a filter is a part of the whole, and no page and export can disagree."""
    options = options_of(name)
    split = ask(world, name, by=dimension, **options)
    for value in world.dimensions[dimension][:2]:
        filtered = ask(world, name, where={dimension: value}, **options)
        for row in filtered:
            row.pop("campaign", None)
        expected = [
            {col: cell for col, cell in row.items() if col != "by"}
            for row in split
            if row["by"] == (value or None)
            or (row["by"] == "(unallocated)" and name == "channel_roi")
        ]
        assert filtered == [
            {
                col: pytest.approx(c) if isinstance(c, float) else c
                for col, c in r.items()
            }
            for r in expected
        ], value


RATIOS = {
    "conversion": {
        "approval_rate": ("approved", ("approved", "declined")),
        "take_up_rate": ("disbursed", ("approved",)),
        "conversion_rate": ("disbursed", ("started",)),
        "average_amount": ("disbursed_amount", ("disbursed",)),
    },
    "first_payment_default": {"rate": ("defaulted", ("due",))},
    "channel_roi": {
        "roi": ("contribution", ("spend",)),
        "roas": ("revenue", ("spend",)),
        "cost_per_lead": ("spend", ("leads",)),
        "cost_per_approval": ("spend", ("approved",)),
        "cost_per_loan": ("spend", ("loans",)),
    },
    "vintage": {"rate": ("bad", ("loans",))},
}


@pytest.mark.parametrize("name", list(RATIOS))
def test_a_ratio_is_made_of_the_totals_that_stand_beside_it(world, name):
    options = options_of(name)
    for by in (None, "segment"):
        for row in ask(world, name, by=by, **options):
            for ratio, (above, below) in RATIOS[name].items():
                denominator = sum(row[col] for col in below)
                cost = name == "channel_roi" and not row["spend"]
                expected = (
                    None
                    if not denominator or cost
                    else pytest.approx(row[above] / denominator)
                )
                assert row[ratio] == expected, (ratio, row)


@pytest.mark.parametrize("name", list(SHARES))
def test_shares_lie_between_0_and_1_and_inside_their_interval(world, name):
    for by in (None, "channel"):
        for row in ask(world, name, by=by):
            for col in SHARES[name]:
                assert row[col] is None or 0 <= row[col] <= 1, (col, row)
            if row.get("low") is not None:
                of = {"funnel": "share_of_first", "conversion": "conversion_rate"}
                assert row["low"] <= row[of.get(name, "rate")] <= row["high"]


def test_a_funnel_never_widens(world):
    for asked in ({}, {"window_days": 7}, {"window_days": 30}, {"by": "product"}):
        rows = ask(world, "funnel", **asked)
        for before, after in zip(rows, rows[1:], strict=False):
            if after["stage"] != "started":
                assert after["applications"] <= before["applications"]
                assert after["amount"] <= before["amount"]


def test_ever_grows_with_age_and_covers_point_and_shrinks_with_the_threshold(world):
    found = {
        (measure, dpd): {
            (row["cohort"], row["mob"]): row["bad"]
            for row in ask(world, "vintage", measure=measure, dpd=dpd)
        }
        for measure in ("ever", "point")
        for dpd in (30, 60)
    }
    ever = found["ever", 30]
    assert any(found["point", 30][cell] < bad for cell, bad in ever.items())
    for (cohort, mob), bad in ever.items():
        assert bad >= ever.get((cohort, mob - 1), 0)
        assert bad >= found["point", 30][cohort, mob]
        assert bad >= found["ever", 60][cohort, mob]


def test_a_cohorts_denominator_never_changes_with_age(world):
    for measure in ("ever", "point"):
        seen = {}
        for row in ask(world, "vintage", measure=measure, basis="balance"):
            size = (row["loans"], row["principal"])
            assert seen.setdefault(row["cohort"], size) == size


def test_each_row_of_the_roll_matrix_adds_up_to_one(world):
    for by in (None, "product"):
        totals = {}
        for row in ask(world, "roll_rates", by=by):
            key = (row.get("by"), row["from_bucket"])
            rate, balance = totals.get(key, (0, 0))
            totals[key] = (rate + row["rate"], balance + (row["rate_balance"] or 0))
        for key, (rate, balance) in totals.items():
            assert rate == pytest.approx(1), key
            assert balance == pytest.approx(1) or balance == 0, key


def test_the_buckets_add_up_to_the_portfolio(world):
    buckets = {}
    for row in ask(world, "delinquency"):
        loans_, balance = buckets.get(row["as_of"], (0, 0))
        buckets[row["as_of"]] = (loans_ + row["loans"], balance + row["balance"])
    for row in ask(world, "portfolio"):
        expected = buckets.get(row["as_of"], (0, 0))
        assert (row["loans"], row["balance"]) == pytest.approx(expected)


def test_the_triangles_last_diagonal_is_what_the_portfolio_shows_late(world):
    """Over 30 at the last month-end, less the charged-off loans: PAR30 times the book.

    Nothing is 100,000 days late, so that only charge-offs count as over that.
    """
    last = ask(world, "portfolio")[-1]

    def diagonal(dpd):
        rows = ask(world, "vintage", measure="point", basis="balance", dpd=dpd)
        return sum({row["cohort"]: row["bad"] for row in rows}.values())

    assert diagonal(100_000) != 0
    late = diagonal(30) - diagonal(100_000)
    assert late == pytest.approx(last["par30"] * last["balance"]) != 0


def test_the_order_of_rows_and_the_number_of_files_change_nothing(
    everything_of_world, shelved
):
    rows, settings = make()
    turned = {table: lines[::-1] for table, lines in rows.items()}
    other = shelved(turned, settings_toml(settings), parts=dict.fromkeys(rows, 3))
    assert everything(other) == everything_of_world


def test_money_in_another_unit_scales_amounts_and_leaves_rates(
    everything_of_world, shelved
):
    rows, settings = make()
    money = {
        name: tuple(c.name for c in table.columns if c.type == "money")
        for name, table in TABLES.items()
    }
    cost = settings.servicing_cost_per_loan_month * 7
    toml = settings_toml(settings).replace(
        f"month = {settings.servicing_cost_per_loan_month}", f"month = {cost}"
    )
    other = shelved(times(rows, 7, money), toml)
    same(everything(other), everything_of_world, factor=7)


def test_an_older_month_changes_nothing_of_the_later_ones(world, shelved):
    """A loan of 2022 that was late, paid and gone long before the book begins."""
    rows, settings = make()
    start = datetime(2022, 3, 5, 10)
    rows["applications"] += applications("""
        application_id  customer_id  started_at
        old             c000         2022-03-05T10:00
    """)
    rows["applications"][-1] |= {
        "decision": "approved",
        "decided_at": start,
        "disbursed_at": start,
    }
    rows["loans"] += loans("""
        loan_id  application_id  customer_id  disbursed_on
        old      old             c000         2022-03-05
    """)
    march = month_end(2022 * 12 + 2)
    rows["performance"].append(
        a_month("old", march, balance=Decimal(1000), days_past_due=200)
    )
    rows["campaign_spend"].append(
        rows["campaign_spend"][0] | {"spend_date": date(2022, 3, 1)}
    )
    other = shelved(rows, settings_toml(settings))
    assert len(ask(other, "vintage")) > len(ask(world, "vintage"))
    months = {"first": "2023-12"}
    same(everything(other, **months), everything(world, **months))


@pytest.mark.parametrize("name", ROLLUP_READERS)
def test_rollups_and_facts_agree_under_all_everyday_filters(world, name):
    book = world
    everyday = ("product", "channel", "segment")
    assert set(everyday) <= set(ROLLUP_DIMENSIONS[CATALOGUE[name].rows])
    seen = 0
    for *chosen, split in PAIRWISE:
        where = {
            dimension: (
                None,
                book.dimensions[dimension][0],
                book.dimensions[dimension][1:],
            )[choice]
            for dimension, choice in zip(everyday, chosen, strict=True)
            if choice
        }
        asked = {"where": where, "by": (None, "segment", "channel")[split]}
        default = answer(book, name, **asked)
        assert default.source == "rollup"
        by_rollup = plain(default.frame)
        by_facts = ask(book, name, source="facts", **asked)
        same({name: by_rollup}, {name: by_facts})
        seen += len(by_rollup)
    assert seen > 0
