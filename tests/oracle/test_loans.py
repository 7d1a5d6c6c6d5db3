"""The recounts over loans and month-ends, on books of two to five loans."""

from datetime import date

import pytest

from . import first_payment_default, first_payment_default_left_out, portfolio, vintage
from .rows import AT_LEAST, FEB, JAN, MAR, OVER, a_loan, a_month, only

# --- vintage: young cohorts, pooling, charge-offs -----------------------------


def test_a_quarter_pools_only_the_months_that_have_reached_a_mob():
    """Seen at the end of March: January has reached MOB 2, March only MOB 0."""
    book = {
        "loans": [a_loan("J", date(2026, 1, 1)), a_loan("M", date(2026, 3, 31), 500)],
        "performance": [
            a_month("J", JAN, 1000),
            a_month("J", FEB, 900, 31),
            a_month("J", MAR, 900, 62),
            a_month("M", MAR, 500),
        ],
    }
    rows = vintage(book, OVER, {}, cohort="quarter")
    assert [(r["mob"], r["loans"], r["principal"], r["bad"]) for r in rows] == [
        (0, 2, 1500, 0),
        (1, 1, 1000, 1),
        (2, 1, 1000, 1),
    ]
    assert [row["complete"] for row in rows] == [True, False, False]
    assert {row["cohort"] for row in rows} == {"2026-Q1"}

    by_channel = vintage(book, OVER, {}, by="channel")
    assert [tuple(row)[:2] for row in by_channel] == [("by", "mob")] * 3
    monthly = vintage(book, OVER, {})
    assert [(r["cohort"], r["mob"]) for r in monthly] == [
        *(("2026-01", 0), ("2026-01", 1), ("2026-01", 2), ("2026-03", 0))
    ]
    assert all(row["complete"] for row in monthly)


def test_a_charge_off_with_none_seen_before_counts_the_amount_charged_off():
    """X is written off straight from current, and its rows end there."""
    book = {
        "loans": [a_loan("X", date(2026, 1, 1)), a_loan("Y", date(2026, 1, 1))],
        "performance": [
            a_month("X", JAN, 700),
            a_month("X", FEB, 0, 0, "charged_off", charged_off=700),
            a_month("Y", JAN, 1000),
            a_month("Y", FEB, 1000),
            a_month("Y", MAR, 1000, 30),
        ],
    }
    for dpd in (1, 30, 90):
        ever = vintage(book, OVER, {}, dpd=dpd, basis="balance")
        bad = {1: 700 + 1000}.get(dpd, 700)  # Y is 30 days late: over 1, not over 30
        assert [row["bad"] for row in ever] == [0, 700, bad]
    point = vintage(book, OVER, {}, measure="point", basis="balance")
    assert [row["bad"] for row in point] == [0, 700, 700]
    assert [r["bad"] for r in vintage(book, AT_LEAST, {}, measure="point")] == [0, 1, 2]


# --- first payment default ----------------------------------------------------


def test_first_payment_default_from_month_ends():
    """First due on 10 February. P misses it: 18 days late at the end of February,
    49 in March. Q pays it and misses March's: 21 days late. R has no due date."""
    book = {
        "loans": [
            a_loan("P", date(2026, 1, 10), first_due_on=date(2026, 2, 10)),
            a_loan("Q", date(2026, 1, 10), first_due_on=date(2026, 2, 10)),
            a_loan("R", date(2026, 1, 10), first_due_on=None),
            a_loan("S", date(2026, 2, 20), first_due_on=date(2026, 3, 25)),
        ],
        "performance": [
            a_month("P", FEB, 1000, 18),
            a_month("P", MAR, 1000, 49),
            a_month("Q", FEB, 900),
            a_month("Q", MAR, 900, 21),
            a_month("S", MAR, 900, 6),
        ],
    }
    rows = first_payment_default(book, OVER, {}, days=7)
    assert [(row["month"], row["due"], row["defaulted"]) for row in rows] == [
        ("2026-01", 2, 1),
        ("2026-02", 0, 0),  # 25 March + 7 days lies after the last month-end
    ]
    assert rows[0]["rate"] == 1 / 2
    assert rows[1]["rate"] is None
    assert first_payment_default(book, OVER, {}, days=30)[0]["defaulted"] == 1
    assert first_payment_default(book, OVER, {}, days=50)[0]["due"] == 0
    assert first_payment_default_left_out(book, OVER, {}) == 1


def test_first_payment_default_from_instalments():
    """Due on 1 February: paid 7 days late, 6 days late, not at all."""
    loans = [a_loan(name, date(2026, 1, 1), first_due_on=None) for name in "PQR"]
    paid_on = {"P": date(2026, 2, 8), "Q": date(2026, 2, 7), "R": None}
    book = {
        "loans": loans,
        "performance": [a_month(name, MAR, 1000) for name in "PQR"],
        "instalments": [
            {
                "loan_id": name,
                "number": number,
                "due_on": date(2026, number + 1, 1),
                "paid_on": paid_on[name] if number == 1 else None,
            }
            for name in "PQR"
            for number in (1, 2)
        ],
    }
    row = only(first_payment_default(book, OVER, {}, days=7), month="2026-01")
    assert (row["due"], row["defaulted"]) == (3, 2)
    row = only(first_payment_default(book, OVER, {}, days=30), month="2026-01")
    assert (row["due"], row["defaulted"]) == (3, 1)


def test_a_late_loan_that_is_first_seen_charged_off_counts_what_was_written_off():
    """Z's row of the charge-off says 120 days, but it no longer has a balance."""
    book = {
        "loans": [a_loan("Z", date(2026, 1, 1))],
        "performance": [
            a_month("Z", JAN, 1000),
            a_month("Z", FEB, 0, 120, "charged_off", charged_off=1000),
        ],
    }
    rows = vintage(book, OVER, {}, basis="balance")
    assert [row["bad"] for row in rows] == [0, 1000]


@pytest.mark.parametrize("settings", [OVER, AT_LEAST])
def test_classes_have_the_same_borders_under_either_rule(settings):
    days = (0, 1, 90, 91, 270, 271, 360, 361)
    book = {
        "loans": [a_loan(f"{d}", date(2026, 1, 1)) for d in days],
        "performance": [a_month(f"{d}", JAN, 100 + d, d) for d in days],
    }
    row = only(portfolio(book, settings, {}), as_of=JAN)
    total = 8 * 100 + sum(days)
    assert row["special_mention"] == (101 + 190) / total
    assert row["substandard"] == (191 + 370) / total
    assert row["doubtful"] == (371 + 460) / total
    assert row["loss"] == 461 / total
    over_90 = [191, 370, 371, 460, 461] + ([190] if settings == AT_LEAST else [])
    assert row["par90"] == sum(over_90) / total


def test_a_split_of_the_portfolio_has_its_own_opening_balance():
    """Broker's only loan is new in February: its opening is 0, web's is 1,000."""
    book = {
        "loans": [
            a_loan("W", date(2026, 1, 1)),
            a_loan("B", date(2026, 2, 1), channel="broker"),
        ],
        "performance": [
            a_month("W", JAN, 1000),
            a_month("W", FEB, 500, 40),
            a_month("B", FEB, 800, charged_off=200),
        ],
    }
    rows = portfolio(book, OVER, {"from": "2026-02"}, by="channel")
    broker, web = rows
    assert broker["net_charge_off_rate"] == 12 * 200 / ((0 + 800) / 2)
    assert broker["lagged_par30"] is None
    assert web["lagged_par30"] == 500 / 1000
