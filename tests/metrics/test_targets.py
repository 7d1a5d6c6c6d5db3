"""Targets: a plan counts only for what it speaks of, and what it lacks stays blank."""

import random
from datetime import date

import pytest

from metrics import CATALOGUE, Filters
from metrics.errors import BadOption, MissingData, UnknownDimension, UnknownValue
from metrics.targets import ADDITIVE
from tests import oracle
from tests.books import clean_book, table_of
from tests.comparing import differences, settings_toml
from tests.metrics.asking import answer, ask, column
from tests.metrics.drawn import applications

PLAN = """
    month       metric            product      channel    segment   value
    2025-01-01  applications      -            -          -         100
    2025-01-01  applications      cash_loan    -          -         70
    2025-01-01  applications      car_loan     -          -         40
    2025-01-01  approval_rate     cash_loan    -          -         0.60
    2025-01-01  approval_rate     car_loan     -          -         0.40
    2025-01-01  disbursed_amount  cash_loan    -          -         700
    2025-01-01  disbursed_amount  car_loan     -          -         200
    2025-01-01  disbursed_amount  credit_line  -          -         50
    2025-01-01  loans             cash_loan    -          -         7
    2025-01-01  loans             car_loan     -          -         2
    2025-01-01  loans             -            branch     -         3
    2025-01-01  loans             -            -          salaried  4
    2025-01-01  loans             cash_loan    branch     -         1
    2025-01-01  par30             -            -          -         0.05
"""
"""The book's products are cash_loan, car_loan and credit_line."""


def planned(rows):
    """The targets of one month by their figures."""
    assert len({row["month"] for row in rows}) <= 1
    return {row["figure"]: row["target"] for row in rows}


@pytest.fixture(scope="module")
def book(shelved):
    return shelved(clean_book() | {"targets": table_of(PLAN)})


@pytest.fixture(scope="module")
def drawn(shelved):
    """A book with another plan, drawn as text."""
    return lambda text: shelved(clean_book() | {"targets": table_of(text)})


def test_without_a_filter_the_plan_for_all_holds_and_parts_only_where_they_are_all(
    book,
):
    assert planned(ask(book, "targets")) == {
        "applications": 100,  # said for all; its parts add up to 110 and do not count
        "disbursed_amount": 700 + 200 + 50,  # every product has its own
        "par30": 0.05,
        # loans: credit_line has none; approval_rate: rates do not add up
    }


def test_a_product_that_the_book_lacks_stands_in_for_none_that_it_has(drawn):
    """Three plans for three products, and one of the three is nobody's: no sum."""
    book = drawn("""
        month       metric  product      value
        2025-01-01  loans   cash_loan    7
        2025-01-01  loans   car_loan     2
        2025-01-01  loans   house_loan   9
    """)
    assert planned(ask(book, "targets")) == {}
    assert planned(ask(book, "targets", where={"product": "car_loan"})) == {"loans": 2}


def test_one_value_has_what_the_plan_says_of_it(book):
    cash = planned(ask(book, "targets", where={"product": "cash_loan"}))
    assert cash == {
        "applications": 70,
        "approval_rate": 0.60,
        "disbursed_amount": 700,
        "loans": 7,
    }
    branch = planned(ask(book, "targets", where={"channel": "branch"}))
    assert branch == {"loans": 3}
    assert planned(ask(book, "targets", where={"segment": "salaried"})) == {"loans": 4}


def test_several_values_add_up_where_each_has_a_target_and_rates_never_do(book):
    both = planned(
        ask(book, "targets", where={"product": ("cash_loan", "credit_line")})
    )
    assert both == {"disbursed_amount": 700 + 50}
    two = planned(ask(book, "targets", where={"product": ("car_loan", "cash_loan")}))
    assert two == {
        "applications": 70 + 40,
        "disbursed_amount": 700 + 200,
        "loans": 7 + 2,
    }


@pytest.mark.parametrize(
    "where",
    [
        {"product": "cash_loan", "channel": "branch"},
        {"region": "north"},
        {"product": "cash_loan", "region": "north"},
        {"collateral": "unsecured"},
        {"decision_mode": "auto"},
        {"channel": "referral"},
        {"channel": ("branch", "referral")},
        {"partner": ""},
    ],
)
def test_what_the_plan_does_not_speak_of_has_no_target(book, where):
    assert ask(book, "targets", where=where) == []


def test_started_and_applications_are_one_figure(drawn):
    plan = drawn("""
        month       metric        product  channel  segment  value
        2025-01-01  started       -        -        -        80
        2025-02-01  applications  -        -        -        90
    """)
    found = column(ask(plan, "targets"), "month", "figure", "target")
    assert found == [("2025-01", "applications", 80), ("2025-02", "applications", 90)]


def test_a_plan_that_says_two_things_says_nothing(drawn):
    plan = drawn("""
        month       metric         product    channel  segment  value
        2025-01-01  started        -          -        -        80
        2025-01-01  applications   -          -        -        90
        2025-01-01  approval_rate  -          -        -        0.5
        2025-01-01  approval_rate  -          -        -        0.5
        2025-01-01  loans          cash_loan  -        -        1
        2025-01-01  loans          cash_loan  -        -        2
    """)
    assert planned(ask(plan, "targets")) == {"approval_rate": 0.5}
    assert ask(plan, "targets", where={"product": "cash_loan"}) == []


def test_an_empty_code_is_for_all(shelved):
    rows = table_of("""
        month       metric  product  channel  segment  value
        2025-01-01  par30   -        -        -        0.05
    """)
    rows[0] |= {"product": "", "channel": " "}
    plan = shelved(clean_book() | {"targets": rows})
    assert planned(ask(plan, "targets")) == {"par30": 0.05}


def test_a_day_within_the_month_stands_for_the_month(drawn):
    plan = drawn("""
        month       metric  product  channel  segment  value
        2025-01-31  par30   -        -        -        0.05
    """)
    assert ask(plan, "targets")[0]["month"] == "2025-01"
    assert ask(plan, "targets", first="2025-01", last="2025-01")
    assert not ask(plan, "targets", first="2025-02")


def test_a_split_is_refused_with_what_to_do(book):
    with pytest.raises(BadOption, match="Filter by one value"):
        ask(book, "targets", by="product")


def test_wrong_filters_are_errors_as_everywhere(book):
    with pytest.raises(UnknownDimension, match="weather"):
        ask(book, "targets", where={"weather": "fine"})
    with pytest.raises(UnknownValue, match="cash_loan"):
        ask(book, "targets", where={"product": "gold"})


def test_an_extract_without_a_plan_is_named(shelved):
    without = clean_book()
    del without["targets"]
    with pytest.raises(MissingData, match="targets"):
        ask(shelved(without), "targets")


def test_applications_alone_can_have_targets(shelved):
    """Their dimensions are enough: no table of loans is asked for."""
    rows = clean_book()
    tables = {"applications": rows["applications"], "targets": table_of(PLAN)}
    alone = shelved(tables)
    found = planned(ask(alone, "targets", where={"product": "car_loan"}))
    assert found["disbursed_amount"] == 200


def test_the_sum_of_single_products_is_that_of_all_chosen_together(book):
    names = book.dimensions["product"]
    together = planned(ask(book, "targets", where={"product": names}))
    single = [planned(ask(book, "targets", where={"product": n})) for n in names]
    for figure in ADDITIVE:
        if all(figure in targets for targets in single):
            assert together[figure] == sum(targets[figure] for targets in single)
        else:
            assert figure not in together
    assert "disbursed_amount" in together


@pytest.mark.parametrize("seed", range(4))
def test_no_target_differs_from_the_recount(seed, shelved):
    rng = random.Random(seed)
    rows, settings = oracle.random_book(seed)
    rows["targets"] = oracle.random_plan(rng, rows)
    book = shelved(rows, settings_toml(settings))
    compared = 0
    for _ in range(40):
        dimensions = [*("product", "channel", "segment") * 3, *book.dimensions]
        known = [d for d in dimensions if d in book.dimensions]
        where = {
            d: tuple(rng.sample(book.dimensions[d], rng.choice([1, 1, 2])))
            for d in rng.sample(known, rng.choice([0, 1, 1, 1, 2]))
            if len(book.dimensions[d]) > 1
        }
        period = rng.choice([(None, None), ("2024-03", "2024-08"), ("2024-11", None)])
        asked = dict(zip(("from", "to"), period, strict=True))
        asked |= {d: list(values) for d, values in where.items()}
        filters = Filters(*period, tuple(where.items()))
        ours = CATALOGUE["targets"].run(book, filters).frame
        theirs = oracle.targets(rows, asked)
        assert not differences(ours, theirs), (seed, filters)
        compared += len(theirs)
    assert compared > 100


def test_the_answer_says_what_it_was_asked_under(book):
    asked = answer(book, "targets", first="2025-01", where={"product": "car_loan"})
    assert asked.filters.from_month == "2025-01"
    assert list(asked.frame.columns) == ["month", "figure", "target"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"loans": 7, "applications": 3}),  # of all products: there is one
        ({"product": "vip"}, {"loans": 7, "applications": 3}),
        ({"channel": "vip"}, {}),
        ({"segment": "vip"}, {}),  # 5 are those of the channel
    ],
)
def test_a_code_that_is_a_product_a_channel_and_a_segment_is_three_things(
    shelved, filters, expected
):
    book = shelved(
        {
            "customers": table_of("""
                customer_id  segment
                C1           vip
            """),
            "applications": applications("""
                application_id  product  channel  started_at
                A               vip      vip      2025-01-10T09:00
            """),
            "targets": table_of("""
                month       metric        product  channel  segment  value
                2025-01-01  loans         vip      -        -        7
                2025-01-01  loans         -        vip      vip      5
                2025-01-01  applications  vip      -        -        3
            """),
        }
    )
    assert planned(ask(book, "targets", where=filters)) == expected


@pytest.mark.parametrize("dimension", ["product", "channel", "segment"])
def test_a_blank_is_no_code(shelved, dimension):
    plan = {"month": date(2025, 1, 1), "metric": "loans", "value": 7}
    blank = dict.fromkeys(("product", "channel", "segment")) | {dimension: " "}
    book = shelved(clean_book() | {"targets": [plan | blank]})
    assert planned(ask(book, "targets")) == {"loans": 7}
