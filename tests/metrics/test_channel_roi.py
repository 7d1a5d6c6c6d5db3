"""Channel ROI on a campaign small enough for a sheet of paper."""

import pytest

from tests.books import clean_book, table_of
from tests.metrics.asking import answer, ask, column, only
from tests.metrics.drawn import a_month, applications, histories, loans
from tests.oracle.rows import FEB, JAN, MAR

SETTINGS = "funding_rate = 0.12\nservicing_cost_per_loan_month = 2.0"


@pytest.fixture(scope="module")
def a_campaign(shelved):
    """Web spends 120 on `spring` and 30 on `summer` in January, 60 on `spring` in
    February. A1 became a loan of 1,000 that earns 40, 100 and 60; A3 and A6 are a
    student's; A5 and A6 were never submitted; broker brings A4 for nothing. The loan
    of 9,000 was bought. Seen on 31 March, where L is 20 days late with 900 left."""
    return shelved(
        {
            "customers": table_of("""
                customer_id  segment
                C1           salaried
                C2           student
            """),
            "applications": applications("""
                application_id  customer_id  channel  campaign_id  started_at        submitted_at      decision  decided_at        disbursed_at
                A1              C1           web      spring       2026-01-10T09:00  2026-01-10T09:10  approved  2026-01-11T09:00  2026-01-12T09:00
                A2              C1           web      spring       2026-01-11T09:00  2026-01-11T09:10  approved  2026-01-12T09:00  -
                A3              C2           web      spring       2026-01-12T09:00  2026-01-12T09:10  -         -                 -
                A4              C1           broker   -            2026-01-13T09:00  2026-01-13T09:10  -         -                 -
                A5              C2           web      spring       2026-01-14T09:00  -                 -         -                 -
                A6              C2           web      spring       2026-02-20T09:00  -                 -         -                 -
            """),  # noqa: E501
            "campaign_spend": table_of("""
                spend_date  channel  campaign_id  spend   leads
                2026-01-01  web      spring       80      4
                2026-01-15  web      spring       40      2
                2026-01-01  web      summer       30      0
                2026-02-01  web      spring       60      3
            """),
            "loans": loans("""
                loan_id  application_id  disbursed_on  principal
                L        A1              2026-01-12    1000
                bought   -               2026-01-12    9000
            """),
            "performance": [
                a_month("L", JAN, interest_paid=40),
                a_month("L", FEB, balance=900, interest_paid=90, fees_paid=10),
                a_month("L", MAR, balance=900, days_past_due=20, interest_paid=60),
                a_month("bought", MAR, balance=9000, interest_paid=500),
            ],
        },
        SETTINGS,
    )


def test_what_a_channel_cost_brought_and_earned_so_far(a_campaign):
    broker, web = ask(a_campaign, "channel_roi")
    assert (broker["channel"], web["channel"]) == ("broker", "web")
    assert (web["spend"], web["leads"]) == (80 + 40 + 30 + 60, 4 + 2 + 0 + 3)
    assert (web["impressions"], web["clicks"]) == (None, None)  # not in the extract
    assert (web["applications"], web["approved"]) == (5, 2)
    assert (web["loans"], web["disbursed"]) == (1, 1000)
    assert web["revenue"] == 40 + (90 + 10) + 60
    assert web["funding_cost"] == pytest.approx((1000 + 900 + 900) * 0.12 / 12)
    assert web["servicing_cost"] == 3 * 2
    assert (web["credit_loss"], web["provision"]) == (0, 900 * 0.02)
    contribution = 200 - 28 - 6 - 0 - 18 - 210
    assert web["contribution"] == pytest.approx(contribution)
    assert web["roi"] == pytest.approx(contribution / 210)
    assert web["roas"] == 200 / 210
    assert web["cost_per_lead"] == 210 / 9
    assert web["cost_per_application"] == 210 / 3  # those submitted: A1, A2, A3
    assert web["cost_per_approval"] == 210 / 2
    assert web["cost_per_loan"] == 210 / 1
    assert web["payback_mob"] is None  # 28, 117, 166 by MOB 0, 1, 2
    assert (web["months"], web["excluded"]) == (2, 0)


def test_a_channel_that_spent_nothing_has_no_cost_no_return_and_no_payback(a_campaign):
    broker = only(ask(a_campaign, "channel_roi"), channel="broker")
    assert (broker["spend"], broker["applications"], broker["contribution"]) == (
        0,
        1,
        0,
    )
    costs = ("cost_per_lead", "cost_per_application", "cost_per_approval")
    nothing = (*costs, "cost_per_loan", "roi", "roas", "payback_mob")
    assert [broker[name] for name in nothing] == [None] * 7


def test_money_that_brought_nobody_is_all_lost_and_has_no_cost_per_head(a_campaign):
    rows = ask(a_campaign, "channel_roi", level="campaign")
    assert column(rows, "channel", "campaign", "spend") == [
        ("broker", None, 0),
        ("web", "spring", 180),
        ("web", "summer", 30),
    ]
    summer = rows[2]
    assert (summer["roas"], summer["roi"]) == (0 / 30, -30 / 30)
    costs = ("cost_per_lead", "cost_per_application", "cost_per_approval")
    assert [summer[name] for name in costs] == [None] * 3


def test_the_period_is_that_of_the_applications_and_of_the_spend(a_campaign):
    web = only(ask(a_campaign, "channel_roi", last="2026-01"), channel="web")
    assert (web["spend"], web["applications"], web["months"]) == (150, 4, 1)
    assert web["revenue"] == 200  # also what came in after January
    assert web["payback_mob"] == 2  # 117 by MOB 1 is short of 150, 166 is not
    (web,) = ask(a_campaign, "channel_roi", first="2026-02")
    assert (web["spend"], web["applications"], web["loans"]) == (60, 1, 0)


def test_the_total_is_one_row_of_everything(a_campaign):
    (total,) = ask(a_campaign, "channel_roi", level="total")
    assert (total["channel"], total["spend"], total["applications"]) == ("all", 210, 6)
    assert total["cost_per_application"] == 210 / 4


def test_a_split_shares_each_campaign_month_by_submitted_applications(a_campaign):
    """Spring's 120 of January by A1, A2, A3: 40 each. Nobody was submitted for summer,
    nor in February: their 30 and 60 stay with nobody."""
    rows = ask(a_campaign, "channel_roi", by="segment")
    assert column(rows, "by", "channel", "spend", "applications") == [
        ("salaried", "broker", 0, 1),
        ("salaried", "web", 80, 2),
        ("student", "web", 40, 3),
        ("(unallocated)", "(unallocated)", 30 + 60, 0),
    ]
    assert column(rows, "leads") == [0, 4, 2, 0 + 3]
    assert rows[3]["contribution"] == -90
    assert sum(column(rows, "spend")) == 210


def test_a_filter_that_spend_does_not_carry_shares_it_as_well(a_campaign):
    rows = ask(a_campaign, "channel_roi", where={"segment": "student"})
    assert column(rows, "channel", "spend", "applications") == [
        ("web", 40, 3),
        ("(unallocated)", 90, 0),
    ]
    assert rows[0]["cost_per_application"] == 40 / 1  # A3


def test_a_filter_that_spend_carries_applies_to_it_directly(a_campaign):
    rows = ask(a_campaign, "channel_roi", where={"campaign_id": "summer"})
    assert column(rows, "channel", "spend", "applications") == [("web", 30, 0)]
    rows = ask(a_campaign, "channel_roi", where={"channel": "broker"})
    assert column(rows, "channel", "spend", "applications") == [("broker", 0, 1)]
    rows = ask(a_campaign, "channel_roi", by="campaign_id")
    assert column(rows, "by", "spend") == [("spring", 180), ("summer", 30), (None, 0)]


def test_a_horizon_cuts_what_came_later(a_campaign):
    web = only(ask(a_campaign, "channel_roi", horizon=1), channel="web")
    assert web["revenue"] == 40 + 100
    assert web["funding_cost"] == pytest.approx(10 + 9)
    assert web["servicing_cost"] == 2 * 2
    assert web["provision"] == 900 * 0.01  # at MOB 1 it was not late yet
    assert (web["months"], web["excluded"]) == (2, 0)


def test_a_month_that_has_not_reached_the_horizon_is_excluded_spend_and_all(a_campaign):
    """February's MOB 2 is April, after the last month-end."""
    told = answer(a_campaign, "channel_roi", horizon=2)
    web = only(ask(a_campaign, "channel_roi", horizon=2), channel="web")
    assert (web["spend"], web["applications"], web["revenue"]) == (150, 4, 200)
    assert (web["months"], web["excluded"], web["payback_mob"]) == (1, 1, 2)
    assert [(n.code, n.values) for n in told.notes] == [
        ("excluded_months", {"n": 1, "horizon": 2})
    ]
    assert ask(a_campaign, "channel_roi", horizon=3) == []


PROVISIONED = {0: 0.01, 1: 0.02, 90: 0.02, 91: 0.25, 270: 0.25, 271: 0.5, 361: 1.0}
"""Days past due and the default rate put aside for them."""


@pytest.fixture(scope="module")
def many_channels(shelved):
    """Each channel has one application of January that became a loan of 1,000, which
    earns 40, 100 and 60 as in `a_campaign`; their rates, spend and ends differ. The
    channel `late` applied in December and was paid out in March."""
    rates = {"exact": 117, "short": 117.01, "north": 0, "car": 0, "both": 0, "lost": 50}
    names = [*rates, *(f"d{days}" for days in PROVISIONED)]
    applied = "application_id channel started_at\n" + "\n".join(
        f"A{name} {name} 2026-01-10T09:00" for name in names
    )
    lent = "loan_id application_id channel disbursed_on partner product\n" + "\n".join(
        f"L{name} A{name} {name} 2026-01-12"
        f" {'north' if name in ('north', 'both') else '-'}"
        f" {'car' if name in ('car', 'both') else 'cash'}"
        for name in names
    )
    performance = []
    for name in rates:
        loan = f"L{name}"
        performance += [
            a_month(loan, JAN, interest_paid=40),
            a_month(loan, FEB, balance=900, interest_paid=90, fees_paid=10),
            a_month(loan, MAR, balance=900, interest_paid=60),
        ]
    performance += [
        a_month(f"Ld{days}", MAR, balance=1000, days_past_due=days)
        for days in PROVISIONED
    ]
    lost = [row for row in performance if row["loan_id"] == "Llost"]
    lost[1].update(balance=0, status="charged_off", charged_off=900, days_past_due=51)
    lost[2].update(balance=0, status="charged_off", recovered=250, days_past_due=82)
    return shelved(
        {
            "applications": applications(applied)
            + applications("""
                application_id  channel  started_at
                Alate           late     2025-12-31T23:00
            """),
            "campaign_spend": table_of(
                "spend_date channel campaign_id spend\n"
                + "\n".join(f"2026-01-01 {c} any {spend}" for c, spend in rates.items())
                + "\n2025-12-01 late any 10"
            ),
            "loans": loans(lent)
            + loans("""
                loan_id  application_id  channel  disbursed_on  partner
                Llate    Alate           late     2026-03-02    -
            """),
            "performance": performance
            + histories("""
                loan   2026-03
                Llate  1000
            """),
        },
        SETTINGS + "\n[funding_rates]\nnorth = 0.36\ncar = 0.24",
    )


@pytest.fixture(scope="module")
def two_campaigns(shelved):
    """Web spent 1 on each campaign in January. A's loan earns 2 a month and B's 1; a
    loan costs 0.5 and a few millionths a month, and nothing to fund."""
    ids = ("A", "B")
    return shelved(
        {
            "applications": applications(
                "application_id channel campaign_id started_at submitted_at decision"
                " decided_at\n"
                + "\n".join(
                    f"{n} web {n} 2026-01-10T09:00 2026-01-10T09:30 approved"
                    " 2026-01-10T10:00"
                    for n in ids
                )
            ),
            "campaign_spend": table_of("""
                spend_date  channel  campaign_id  spend  leads
                2026-01-01  web      A            1      4
                2026-01-01  web      B            1      4
            """),
            "loans": loans(
                "loan_id application_id channel disbursed_on\n"
                + "\n".join(f"L{n} {n} web 2026-01-12" for n in ids)
            ),
            "performance": [
                a_month(f"L{n}", month, interest_paid=paid)
                for n, paid in zip(ids, (2, 1), strict=True)
                for month in (JAN, FEB)
            ],
        },
        "funding_rate = 0\nservicing_cost_per_loan_month = 0.500004",
    )


def test_a_spend_of_one_has_its_costs_too(two_campaigns):
    for row in ask(two_campaigns, "channel_roi", by="campaign_id"):
        assert row["spend"] == 1
        assert row["cost_per_lead"] == 1 / 4
        assert row["cost_per_application"] == row["cost_per_approval"] == 1
        assert row["cost_per_loan"] == 1


def test_payback_of_a_channel_is_that_of_its_campaigns_together(two_campaigns):
    """A earns 2 - 0.500004 = 1.499996 a month and B 0.499996: A has its 1 back at once,
    B not in two months, and both together their 2 in the second month."""
    by_campaign = ask(two_campaigns, "channel_roi", by="campaign_id")
    assert column(by_campaign, "by", "payback_mob") == [("A", 0), ("B", None)]
    (web,) = ask(two_campaigns, "channel_roi")
    assert (web["payback_mob"], web["spend"]) == (1, 2)
    assert web["servicing_cost"] == 4 * 0.500004


def test_a_range_of_days_may_be_put_aside_less_for_than_the_one_before(shelved):
    """Rates are the lender's: the latest range that is reached counts, not the most."""
    book = shelved(
        {
            "applications": applications("""
                application_id  channel  started_at
                A               web      2026-01-10T09:00
            """),
            "loans": loans("""
                loan_id  application_id  channel  disbursed_on
                L        A               web      2026-01-12
            """),
            "campaign_spend": table_of("""
                spend_date  channel  campaign_id  spend
                2026-01-01  web      spring       10
            """),
            "performance": [a_month("L", MAR, balance=1000, days_past_due=40)],
        },
        '[provision_rates]\n"0" = 0.01\n"1-30" = 0.5\n"31+" = 0.2',
    )
    (web,) = ask(book, "channel_roi")
    assert web["provision"] == 1000 * 0.2


def test_payback_is_the_month_in_which_earnings_cover_the_spend_exactly(many_channels):
    """40 - 10 - 2 = 28 by MOB 0, 28 + 100 - 9 - 2 = 117 by MOB 1, 166 by MOB 2."""
    rows = ask(many_channels, "channel_roi")
    assert only(rows, channel="exact")["payback_mob"] == 1
    assert only(rows, channel="short")["payback_mob"] == 2  # 117.01 were spent


def test_the_funding_rate_of_a_partner_wins_over_its_products(many_channels):
    rows = ask(many_channels, "channel_roi")
    funded = 1000 + 900 + 900
    expected = {"exact": 0.12, "car": 0.24, "north": 0.36, "both": 0.36}
    for channel, rate in expected.items():
        cost = only(rows, channel=channel)["funding_cost"]
        assert cost == pytest.approx(funded * rate / 12), channel


def test_provision_goes_by_the_days_past_due_at_the_last_month_end(many_channels):
    rows = ask(many_channels, "channel_roi")
    assert {
        days: only(rows, channel=f"d{days}")["provision"] for days in PROVISIONED
    } == {days: 1000 * rate for days, rate in PROVISIONED.items()}


def test_a_charge_off_less_what_came_back_is_the_credit_loss(many_channels):
    row = only(ask(many_channels, "channel_roi"), channel="lost")
    assert (row["credit_loss"], row["provision"]) == (900 - 250, 0)
    assert row["servicing_cost"] == 1 * 2  # active at one month-end only
    assert row["contribution"] == pytest.approx(200 - 10 - 2 - 650 - 50)
    assert row["payback_mob"] is None
    early = only(ask(many_channels, "channel_roi", horizon=1), channel="lost")
    assert early["credit_loss"] == 900


def test_one_young_loan_excludes_its_month_whatever_the_filter(many_channels):
    """December's own MOB 1 is January, but its loan's is April."""
    for where in ({}, {"channel": "exact"}):
        rows = ask(many_channels, "channel_roi", horizon=1, where=where)
        assert "late" not in column(rows, "channel")
        assert column(rows, "months", "excluded") == [(1, 1)] * len(rows)
    late = only(ask(many_channels, "channel_roi", horizon=0), channel="late")
    assert (late["spend"], late["excluded"], late["funding_cost"]) == (10, 0, 10)


def test_a_horizon_that_no_month_has_reached_says_so_though_no_row_is_left(opened):
    told = answer(opened(clean_book()), "channel_roi", horizon=60)
    assert told.frame.empty
    notes = [(note.code, note.values) for note in told.notes]
    assert notes == [("excluded_months", {"n": 6, "horizon": 60})]


@pytest.mark.parametrize(("spend", "payback_mob"), [(1, 0), (32, 1), (33, 2)])
def test_a_payback_bears_the_costs_of_every_campaign(opened, spend, payback_mob):
    """Two campaigns, a loan of 1,000 each: 20 of interest a month, 1 % for funds, 2 to
    serve it. 2 x (20 - 10 - 2) = 16 by MOB 0, 32 by MOB 1, 48 by MOB 2."""
    book = opened(
        {
            "applications": applications("""
                application_id campaign_id started_at       submitted_at     decision
                A1             spring      2026-01-10T09:00 2026-01-10T09:10 approved
                A2             summer      2026-01-10T09:00 2026-01-10T09:10 approved
            """),
            "campaign_spend": [
                {
                    "spend_date": JAN,
                    "channel": "web",
                    "campaign_id": "spring",
                    "spend": spend,
                }
            ],
            "loans": loans("""
                loan_id  application_id  disbursed_on
                L1       A1              2026-01-12
                L2       A2              2026-01-12
            """),
            "performance": [
                a_month(loan, as_of, interest_paid=20)
                for loan in ("L1", "L2")
                for as_of in (JAN, FEB, MAR)
            ],
        },
        SETTINGS,
    )
    for level in ("channel", "total"):
        (row,) = ask(book, "channel_roi", level=level)
        assert row["payback_mob"] == payback_mob
        costs = ("cost_per_application", "cost_per_approval", "cost_per_loan")
        assert [row[cost] for cost in costs] == [spend / 2] * 3
