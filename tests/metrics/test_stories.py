"""The sample's six hidden stories, found with nothing but the metrics.

Whoever reads the dashboard must be able to find them; so must a test. What was hidden
is in data.sample.STORIES, and each threshold here is looser than what was put in.
"""

from statistics import mean

import pytest

from data.publish import publish
from data.sample import STORIES, make_sample
from metrics import open_book
from tests.metrics.asking import ask, column, only


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The default sample, seed 7."""
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder / "extract")
    book = open_book(publish(folder / "extract", folder / "store"), threads=1)
    yield book
    book.close()


def test_the_channel_with_the_cheapest_leads_loses_the_most(sample):
    paying = [row for row in ask(sample, "channel_roi", horizon=12) if row["spend"]]
    cheapest = min(paying, key=lambda row: row["cost_per_lead"])
    assert cheapest["channel"] == STORIES.cheap_leads_channel
    assert cheapest["roi"] == min(column(paying, "roi")) < 0
    losses = {r["channel"]: r["credit_loss"] / r["disbursed"] for r in paying}
    worst = losses.pop(STORIES.cheap_leads_channel)
    assert worst > 2 * max(losses.values())


def test_the_channel_with_the_cheapest_leads_has_by_far_the_worst_vintages(sample):
    rows = [r for r in ask(sample, "vintage", by="channel") if r["mob"] == 9]
    rates = {row["by"]: row["rate"] for row in rows}
    worst = only(rows, by=STORIES.cheap_leads_channel)
    rates.pop(STORIES.cheap_leads_channel)
    assert worst["low"] > 2 * max(rates.values())


def test_two_months_of_loose_policy_approve_more_and_go_bad_more_often(sample):
    loose = set(STORIES.loose_policy_months)
    applied = ask(sample, "conversion", first="2024-09", last="2025-02")
    approvals = {row["month"]: row["approval_rate"] for row in applied}
    assert min(approvals[m] for m in loose) > 1.2 * max(
        rate for month, rate in approvals.items() if month not in loose
    )
    lent = ask(sample, "vintage", first="2024-06", last="2025-05")
    bad = {row["cohort"]: row["rate"] for row in lent if row["mob"] == 6}
    others = [rate for month, rate in bad.items() if month not in loose]
    assert min(bad[m] for m in loose) > 1.4 * max(others)


def test_documents_waited_several_times_as_long_during_the_backlog(sample):
    def hours(first, last):
        rows = ask(sample, "funnel", first=first, last=last)
        return {row["stage"]: row["median_hours"] for row in rows}

    start, end = STORIES.verification_backlog_from, STORIES.verification_backlog_to
    during = hours(f"{start:%Y-%m}", f"{end:%Y-%m}")
    usual = hours("2025-09", "2026-02")
    after = hours("2026-05", "2026-08")
    assert during["verified"] > 2.5 * usual["verified"]
    assert after["verified"] == pytest.approx(usual["verified"], rel=0.15)
    for stage in ("submitted", "assessed", "approved", "signed", "disbursed"):
        assert during[stage] == pytest.approx(usual[stage], rel=0.25), stage


def test_one_campaign_spent_much_and_brought_next_to_nobody(sample):
    rows = ask(sample, "channel_roi", level="campaign")
    empty = only(rows, campaign=STORIES.empty_campaign)
    assert empty["channel"] == STORIES.empty_campaign_channel
    others = [r for r in rows if r["campaign"] != STORIES.empty_campaign]
    dearest = max(row["cost_per_application"] or 0 for row in others)
    assert empty["cost_per_application"] > 10 * dearest
    of_its_channel = [r for r in others if r["channel"] == empty["channel"]]
    assert empty["spend"] > mean(row["spend"] for row in of_its_channel)
    assert empty["applications"] < 0.1 * mean(
        row["applications"] for row in of_its_channel
    )


def test_par30_falls_in_the_growth_while_vintages_get_worse(sample):
    book = {f"{row['as_of']:%Y-%m}": row for row in ask(sample, "portfolio")}
    before, last = book[STORIES.growth_from], book["2026-10"]
    assert last["balance"] > 2 * before["balance"]
    assert last["par30"] < 0.8 * before["par30"]
    cohorts = {
        row["cohort"]: row["rate"]
        for row in ask(sample, "vintage", cohort="quarter")
        if row["mob"] == 6
    }
    assert cohorts["2026-Q1"] > 1.4 * cohorts["2025-Q1"]
    assert cohorts["2025-Q4"] > 1.2 * cohorts["2025-Q2"]


def test_one_product_does_not_earn_what_it_loses_and_all_others_do(sample):
    rows = ask(sample, "channel_roi", by="product", level="total", horizon=12)
    assert (
        min(rows, key=lambda r: r["contribution"])["by"] == STORIES.underpriced_product
    )
    for row in rows:
        if row["channel"] != "(unallocated)":
            is_losing = row["by"] == STORIES.underpriced_product
            assert (row["contribution"] < 0) == is_losing, row["by"]
            earned = row["revenue"] - row["funding_cost"] - row["credit_loss"]
            assert (earned < 0) == is_losing, row["by"]
