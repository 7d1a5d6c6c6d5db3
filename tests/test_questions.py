"""The figures that docs/questions.md reads off the screen are the metrics' own."""

from pathlib import Path

import pytest

from data.publish import publish
from data.sample import make_sample
from metrics import open_book
from tests.metrics.asking import answer, ask, only
from texts import words

TEXT = " ".join(
    (Path(__file__).parents[1] / "docs/questions.md").read_text("utf-8").split()
)
EN = words("en")
LAST_12 = {"first": "2025-11", "last": "2026-10"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample that a first start makes."""
    folder = tmp_path_factory.mktemp("questions")
    make_sample(folder / "sample")
    return open_book(publish(folder / "sample", folder / "store"), threads=1)


def said(*figures: str) -> None:
    for figure in figures:
        assert figure in TEXT, figure


def test_lending_against_the_year_before_and_the_plan(sample):
    now = answer(sample, "conversion", basis="period", **LAST_12).frame
    then = answer(
        sample, "conversion", basis="period", first="2024-11", last="2025-10"
    ).frame
    lent, before = now["disbursed_amount"].sum(), then["disbursed_amount"].sum()
    targets = answer(sample, "targets", **LAST_12).frame
    plan = targets.loc[targets["figure"] == "disbursed_amount", "target"].sum()
    said(EN.amount_short(lent), EN.change(lent / before - 1), EN.amount_short(plan))
    assert f"{(1 - lent / plan) * 100:.1f}% under plan" in TEXT


def test_what_moved_approval(sample):
    rows = answer(sample, "change", by="channel", **LAST_12).frame
    whole = rows.iloc[0]
    said(EN.rate(whole["before_all"], 2), EN.rate(whole["after_all"], 2))
    said(*(EN.points(rows[f"{kind}_effect"].sum(), 2) for kind in ("mix", "rate")))


def test_where_applications_are_lost(sample):
    stages = ask(sample, "funnel", **LAST_12)
    approved = only(stages, stage="approved")
    lowest = min(s["share_of_previous"] for s in stages if s["share_of_previous"])
    assert approved["share_of_previous"] == lowest
    said(EN.count(approved["applications"]), EN.rate(lowest))
    reasons = ask(sample, "declines", **LAST_12)
    said(EN.rate(max(r["share"] for r in reasons)))


def test_channels_with_the_same_months_and_without(sample):
    six = ask(sample, "channel_roi", horizon=6, **LAST_12)
    for channel in ("official_app", "partner_a"):
        said(EN.ratio(only(six, channel=channel)["roi"]))
    so_far = ask(sample, "channel_roi", **LAST_12)
    cheapest = min(
        (r for r in so_far if r["cost_per_lead"]), key=lambda r: r["cost_per_lead"]
    )
    assert cheapest["channel"] == "partner_a"
    said(EN.amount(cheapest["cost_per_lead"]), EN.ratio(cheapest["roi"]))


def test_vintages_at_one_age(sample):
    cohorts = ask(sample, "vintage", **LAST_12)
    for cohort in ("2025-11", "2026-04"):
        row = only(cohorts, cohort=cohort, mob=6)
        said(*(EN.rate(row[name]) for name in ("rate", "low", "high")))
    worst = only(ask(sample, "vintage", by="channel", **LAST_12), by="partner_a", mob=6)
    said(EN.rate(worst["rate"]), EN.rate(worst["low"]), EN.rate(worst["high"]))


def test_lateness_and_where_it_rolls(sample):
    newest = ask(sample, "portfolio", **LAST_12)[-1]
    said(*(EN.rate(newest[name]) for name in ("par1", "par30", "lagged_par30")))
    said(EN.amount(newest["balance"]))
    rolls = ask(sample, "roll_rates", **LAST_12)
    for to in ("31-60", "0", "1-30", "paid_off"):
        said(EN.rate(only(rolls, from_bucket="1-30", to_bucket=to)["rate"]))


def test_the_check_can_fail():
    with pytest.raises(AssertionError, match="12.345"):
        said("12.345")
