"""Roll rates and flow rates on six loans with gaps."""

from datetime import date

import pytest

from tests.metrics.asking import answer, ask, column, only
from tests.metrics.drawn import histories, loans

FEB, MAR, JUN = date(2026, 2, 28), date(2026, 3, 31), date(2026, 6, 30)


@pytest.fixture(scope="module")
def six_loans(shelved):
    """No loan has a row in April. C has none in March either, while others do. F was
    charged off in January, and something came back in February."""
    return shelved(
        {
            "loans": loans("""
                loan_id  disbursed_on  channel
                A        2026-01-05    web
                B        2026-01-06    web
                C        2026-01-07    shop
                D        2026-02-08    shop
                E        2026-05-09    web
                F        2026-01-09    web
            """),
            "performance": histories("""
                loan  2026-01  2026-02  2026-03  2026-05  2026-06
                A     100      90/10    90/40    90/100   off:90
                B     200      150      100      paid     -
                C     300      300      -        300      300
                D     -        400/35   400      400/5    400/36
                E     -        -        -        50       paid
                F     off:70   back:20  -        -        -
            """),
        }
    )


def test_pairs_of_month_ends_are_pooled_loan_by_loan(six_loans):
    rows = ask(six_loans, "roll_rates")
    # Bucket 0 at t-1: A, B, C in January; B in February; C, E in May. C's pair of
    # February has no row at t.
    n, balance = 6, 100 + 200 + 300 + 150 + 300 + 50
    stayed = 200 + 300 + 150 + 300
    assert column(rows, "from_bucket", "to_bucket", "loans", "balance", "rate") == [
        ("0", "0", 4, stayed, 4 / n),
        ("0", "1-30", 1, 100, 1 / n),
        ("0", "paid_off", 1, 50, 1 / n),
        ("1-30", "31-60", 2, 90 + 400, 2 / 2),
        ("31-60", "0", 1, 400, 1 / 1),
        ("91-120", "charged_off", 1, 90, 1 / 1),
    ]
    assert rows[0]["rate_balance"] == stayed / balance
    assert rows[1]["rate_balance"] == 100 / balance


def test_a_loan_with_no_row_a_month_later_is_left_out_and_counted(six_loans):
    march = answer(six_loans, "roll_rates", first="2026-03", last="2026-03")
    assert [(note.code, note.values) for note in march.notes] == [
        ("left_out_loans", {"n": 1})
    ]
    rows = ask(six_loans, "roll_rates", first="2026-03", last="2026-03")
    assert column(rows, "from_bucket", "to_bucket", "loans", "rate") == [
        ("0", "0", 1, 1.0),  # B; C is in neither number
        ("1-30", "31-60", 1, 1.0),
        ("31-60", "0", 1, 1.0),
    ]
    assert answer(six_loans, "roll_rates", last="2026-02").notes == ()


def test_the_period_is_that_of_the_later_month_end(six_loans):
    rows = ask(six_loans, "roll_rates", first="2026-02", last="2026-02")
    assert column(rows, "from_bucket", "to_bucket", "loans") == [
        ("0", "0", 2),  # January to February: B and C
        ("0", "1-30", 1),
    ]
    assert ask(six_loans, "roll_rates", first="2026-04", last="2026-05") == []


def test_a_loan_that_has_left_rolls_no_further(six_loans):
    rows = ask(six_loans, "roll_rates")
    assert {"paid_off", "charged_off"}.isdisjoint(column(rows, "from_bucket"))


def test_a_split_has_rows_that_add_up_to_one(six_loans):
    rows = ask(six_loans, "roll_rates", by="channel")
    shop = [row for row in rows if row["by"] == "shop"]
    assert column(shop, "from_bucket", "to_bucket", "rate") == [
        ("0", "0", 1.0),
        ("1-30", "31-60", 1.0),
        ("31-60", "0", 1.0),
    ]
    web = only(rows, by="web", from_bucket="0", to_bucket="0")
    assert web["rate"] == 2 / (2 + 1 + 1)  # B stays twice; A is late; E pays off


def test_flow_rates_divide_the_next_bucket_by_this_one_a_month_before(six_loans):
    rows = ask(six_loans, "flow_rates")
    assert {row["as_of"] for row in rows} == {FEB, MAR, JUN}  # May has no April
    rates = {
        as_of: [row["rate"] for row in rows if row["as_of"] == as_of]
        for as_of in (FEB, MAR, JUN)
    }
    assert rates[FEB] == [90 / (100 + 200 + 300), *[None] * 6]  # D's 400 / 0 is empty
    assert rates[MAR] == [0 / (150 + 300), 90 / 90, 0 / 400, *[None] * 4]
    assert rates[JUN] == [0 / (300 + 50), 400 / 400, None, None, 0 / 90, None, None]


def test_flow_rates_name_both_buckets_under_the_lenders_rule(opened):
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on
                A        2026-01-05
            """),
            "performance": histories("""
                loan  2026-01   2026-02
                A     1000/29   900/30
            """),
        },
        'past_due_rule = "at_least"',
    )
    rows = ask(book, "flow_rates")
    starts = ["0", "1-29", "30-59", "60-89", "90-119", "120-149", "150-179", "180+"]
    assert column(rows, "from_bucket") == starts[:-1]
    assert column(rows, "to_bucket") == starts[1:]
    assert rows[1]["rate"] == 900 / 1000
    (roll,) = ask(book, "roll_rates")
    assert (roll["from_bucket"], roll["to_bucket"]) == ("1-29", "30-59")
