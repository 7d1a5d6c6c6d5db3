"""The recount of channel_roi, on one campaign small enough for a sheet of paper."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from . import Settings, channel_roi
from .rows import APR, FEB, JAN, MAR, MAY, a_loan, a_month, an_application, only


@pytest.fixture
def a_campaign():
    """January, web: 120 spent on `spring`, three submitted applications of it, one
    of them of a student; one of them became a loan of 1,000. Another 30 went into
    `summer`, which nobody answered; and broker brings one application for nothing.
    """
    start = datetime(2026, 1, 10)

    def submitted(number, customer, **columns):
        return an_application(
            *(number, start),
            customer_id=customer,
            submitted_at=start,
            **({"campaign_id": "spring"} | columns),
        )

    def spent(campaign, spend, leads, month=1):
        return {
            "spend_date": date(2026, month, 1),
            "channel": "web",
            "campaign_id": campaign,
            "spend": Decimal(spend),
            "leads": leads,
        }

    approved = {"decision": "approved", "decided_at": start}
    return {
        "customers": [
            {"customer_id": "c1", "segment": "salaried"},
            {"customer_id": "c2", "segment": "student"},
        ],
        "applications": [
            submitted(1, "c1", disbursed_at=start, **approved),
            submitted(2, "c1", **approved),
            submitted(3, "c2"),
            submitted(4, "c1", channel="broker", campaign_id=None),
        ],
        "campaign_spend": [spent("spring", 120, 6), spent("summer", 30, 0)],
        "loans": [
            a_loan("L", date(2026, 1, 12), application_id="a1"),
            a_loan("bought", date(2026, 1, 12), 9000),
        ],
        "performance": [
            a_month("L", JAN, 1000, interest_paid=40),
            a_month("L", FEB, 900, interest_paid=90, fees_paid=10),
            a_month("L", MAR, 900, 20, interest_paid=60),
            a_month("bought", MAR, 9000),
        ],
    }


COSTS = Settings(funding_rate=0.12, servicing_cost_per_loan_month=2.0)


def test_roi_of_a_channel(a_campaign):
    rows = channel_roi(a_campaign, COSTS, {})
    assert [row["channel"] for row in rows] == ["broker", "web"]
    web = rows[1]
    assert (web["spend"], web["leads"], web["impressions"]) == (150, 6, None)
    assert (web["applications"], web["approved"]) == (3, 2)
    assert (web["loans"], web["disbursed"]) == (1, 1000)
    assert web["revenue"] == 40 + 90 + 10 + 60
    assert web["funding_cost"] == 10 + 9 + 9  # 1 % a month of 1000, 900, 900
    assert web["servicing_cost"] == 3 * 2
    assert web["provision"] == Decimal("0.02") * 900
    assert web["contribution"] == 200 - 28 - 6 - 0 - 18 - 150
    assert web["roi"] == pytest.approx(-2 / 150)
    assert web["roas"] == 200 / 150
    assert web["cost_per_lead"] == 150 / 6
    assert web["cost_per_application"] == 150 / 3
    assert web["cost_per_approval"] == 150 / 2
    assert web["cost_per_loan"] == 150 / 1
    # 40-10-2 = 28, then 28+100-9-2 = 117, then 117+60-9-2 = 166 >= 150
    assert web["payback_mob"] == 2
    assert (web["months"], web["excluded"]) == (1, 0)


def test_a_channel_that_spent_nothing_has_no_cost_or_return(a_campaign):
    broker = channel_roi(a_campaign, COSTS, {})[0]
    assert broker["spend"] == 0
    empty = ("roi", "roas", "cost_per_lead", "cost_per_application", "cost_per_loan")
    assert [broker[name] for name in (*empty, "payback_mob")] == [None] * 6


def test_roi_by_campaign_and_in_total(a_campaign):
    rows = channel_roi(a_campaign, COSTS, {}, level="campaign")
    assert [(row["channel"], row["campaign"], row["spend"]) for row in rows] == [
        ("broker", None, 0),
        ("web", "spring", 120),
        ("web", "summer", 30),
    ]
    assert rows[1]["payback_mob"] == 2
    total = only(channel_roi(a_campaign, COSTS, {}, level="total"), channel="all")
    assert (total["spend"], total["applications"], total["loans"]) == (150, 4, 1)


def test_a_split_shares_the_spend_by_submitted_applications(a_campaign):
    """120 / 3 for each of the three; `summer` has nobody to carry its 30."""
    rows = channel_roi(a_campaign, COSTS, {}, by="segment")
    assert [(row["by"], row["channel"], row["spend"]) for row in rows] == [
        ("salaried", "broker", 0),
        ("salaried", "web", 80),
        ("student", "web", 40),
        ("(unallocated)", "(unallocated)", 30),
    ]
    assert rows[3]["contribution"] == -30
    assert sum(row["spend"] for row in rows) == 150

    students = channel_roi(a_campaign, COSTS, {"segment": ["student"]})
    assert [(row["channel"], row["spend"]) for row in students] == [
        ("web", 40),
        ("(unallocated)", 30),
    ]
    assert students[0]["leads"] == 6 / 3
    direct = channel_roi(a_campaign, COSTS, {"campaign_id": ["summer"]})
    assert [(row["channel"], row["spend"]) for row in direct] == [("web", 30)]


def test_a_horizon_cuts_earnings_and_leaves_out_young_months(a_campaign):
    """At MOB 1: revenue 140, 19 of funding, 4 of servicing, 1 % of 900 put aside."""
    a_campaign["applications"].append(
        an_application(5, datetime(2026, 2, 28), campaign_id="spring")
    )
    web = only(channel_roi(a_campaign, COSTS, {}, horizon=1), channel="web")
    assert (web["revenue"], web["funding_cost"], web["servicing_cost"]) == (140, 19, 4)
    assert (web["provision"], web["payback_mob"]) == (9, None)
    assert (web["applications"], web["months"], web["excluded"]) == (4, 2, 0)
    web = only(channel_roi(a_campaign, COSTS, {}, horizon=2), channel="web")
    assert (web["applications"], web["months"], web["excluded"]) == (3, 1, 1)
    assert channel_roi(a_campaign, COSTS, {}, horizon=3) == []


def test_one_late_loan_excludes_its_month_whatever_the_filter(a_campaign):
    """Broker's application of January becomes a loan only in March."""
    a_campaign["loans"].append(a_loan("late", date(2026, 3, 1), application_id="a4"))
    assert channel_roi(a_campaign, COSTS, {"channel": ["web"]}, horizon=1) == []


def test_the_partners_funding_rate_wins_over_the_products(a_campaign):
    rates = {"cash_loan": 0.24, "north": 0.36}
    settings = Settings(funding_rate=0.12, funding_rates=rates)
    funding = [row["funding_cost"] for row in channel_roi(a_campaign, settings, {})]
    assert funding == [0, Decimal("0.02") * 2800]
    a_campaign["loans"][0]["partner"] = "north"
    funding = [row["funding_cost"] for row in channel_roi(a_campaign, settings, {})]
    assert funding == [0, Decimal("0.03") * 2800]


def test_without_loans_the_money_is_empty(a_campaign):
    del a_campaign["loans"], a_campaign["performance"]
    web = only(channel_roi(a_campaign, COSTS, {}), channel="web")
    assert (web["spend"], web["cost_per_application"]) == (150, 50)
    money = ("loans", "disbursed", "revenue", "contribution", "roi", "payback_mob")
    assert [web[name] for name in money] == [None] * 6


def test_payback_is_reached_when_earnings_equal_the_spend(a_campaign):
    """By MOB 1 the loan has earned 28 + 89 = 117, see above."""
    a_campaign["campaign_spend"][0]["spend"] = Decimal(117 - 30)
    web = only(channel_roi(a_campaign, COSTS, {}), channel="web")
    assert (web["spend"], web["payback_mob"]) == (117, 1)


def test_a_charge_off_less_recoveries_is_the_credit_loss(a_campaign):
    """Charged off in April at 900 of which 250 came back: no provision is left."""
    a_campaign["performance"] += [
        a_month("L", APR, 0, 51, "charged_off", charged_off=900),
        a_month("L", MAY, 0, 82, "charged_off", recovered=250),
    ]
    web = only(channel_roi(a_campaign, COSTS, {}), channel="web")
    assert (web["credit_loss"], web["provision"]) == (900 - 250, 0)
    assert web["contribution"] == 200 - 28 - 6 - 650 - 0 - 150
    assert web["payback_mob"] == 2  # it was paid back before the loss


def test_only_submitted_applications_carry_spend(a_campaign):
    """A student's application of `spring` that was never submitted changes nothing;
    one of `summer` leaves its 30 with nobody to carry it."""
    for number, campaign in ((6, "spring"), (7, "summer")):
        a_campaign["applications"].append(
            an_application(
                *(number, datetime(2026, 1, 11)), campaign_id=campaign, customer_id="c2"
            )
        )
    rows = channel_roi(a_campaign, COSTS, {}, by="segment")
    assert [(row["by"], row["spend"], row["applications"]) for row in rows] == [
        *(("salaried", 0, 1), ("salaried", 80, 2), ("student", 40, 3)),
        ("(unallocated)", 30, 0),
    ]
    assert rows[2]["cost_per_application"] == 40 / 1


def test_a_loss_delays_the_payback(a_campaign):
    """10 written off in February: 107 earned by MOB 1, no longer 117; then 156."""
    a_campaign["performance"][1]["charged_off"] = Decimal(10)
    a_campaign["campaign_spend"][0]["spend"] = Decimal(110 - 30)
    web = only(channel_roi(a_campaign, COSTS, {}), channel="web")
    assert (web["spend"], web["payback_mob"]) == (110, 2)
