"""The recount of change, on decisions small enough to count."""

from datetime import date, datetime

import pytest

from . import Settings, change
from .months import month_end
from .rows import OVER, a_loan, a_month, an_application, only


def decided(number, month, channel, decision):
    at = datetime(2026, month, 5)
    return an_application(number, at, channel=channel, decision=decision, decided_at=at)


@pytest.fixture
def two_months():
    """January: web approves 3 of 4, branch 1 of 4. February: web 3 of 4, branch 1 of 2;
    radio, new, 2 of 2."""
    rows = []
    for month, channel, approved, declined in (
        *((1, "web", 3, 1), (1, "branch", 1, 3)),
        *((2, "web", 3, 1), (2, "branch", 1, 1), (2, "radio", 2, 0)),
    ):
        for decision in ["approved"] * approved + ["declined"] * declined:
            rows.append(decided(len(rows), month, channel, decision))
    return {"applications": rows}


FEBRUARY = {"from": "2026-02", "to": "2026-02"}


def asked(book, metric, period=FEBRUARY, **more):
    return change(book, OVER, period, by="channel", metric=metric, **more)


def test_a_rate_changes_by_mix_and_rate(two_months):
    rows = asked(two_months, "approval_rate")
    before, after = 4 / 8, 6 / 8
    middle = (before + after) / 2
    branch = only(rows, value="branch")
    assert branch["mix_effect"] == (2 / 8 - 4 / 8) * ((1 / 4 + 1 / 2) / 2 - middle)
    assert branch["rate_effect"] == (1 / 2 - 1 / 4) * (2 / 8 + 4 / 8) / 2
    web = only(rows, value="web")
    assert (web["mix_effect"], web["rate_effect"]) == (0, 0)
    radio = only(rows, value="radio")
    assert (radio["before"], radio["rate_effect"]) == (None, 0)
    assert radio["mix_effect"] == (2 / 8 - 0) * (1 - middle)
    assert sum(row["effect"] for row in rows) == after - before == web["change"]
    assert [row["value"] for row in rows] == ["branch", "radio", "web"]


def test_a_total_changes_by_its_differences(two_months):
    rows = asked(two_months, "applications")
    assert {row["value"]: row["effect"] for row in rows} == {
        "branch": 2 - 4,
        "radio": 2 - 0,
        "web": 4 - 4,
    }
    assert {row["change"] for row in rows} == {8 - 8}


def test_before_the_data_nothing_is_known(two_months):
    january = {"from": "2026-01", "to": "2026-01"}
    for metric in ("approval_rate", "applications"):
        rows = asked(two_months, metric, january)
        assert {row["effect"] for row in rows} == {None}
        assert {row["before_all"] for row in rows} == {None}


def test_young_months_stay_out_of_what_needs_time(two_months):
    """The newest timestamp is 5 February: with 30 days only January is mature."""
    rows = asked(two_months, "conversion_rate")
    assert {row["denominator_after"] for row in rows} == {0}
    settings = Settings(conversion_window_days=0)
    rows = change(
        two_months, settings, FEBRUARY, by="channel", metric="conversion_rate"
    )
    assert only(rows, value="web")["denominator_after"] == 4


def test_par_is_read_at_the_last_month_end_of_each_period():
    """28 February 999 of 1,000 late, 31 March 300 of 500; January is not read."""
    ends = [month_end(2026 * 12 + n) for n in range(3)]
    book = {
        "loans": [a_loan("A", date(2026, 1, 1)), a_loan("B", date(2026, 1, 1))],
        "performance": [
            *(a_month("A", ends[0], 100, 31), a_month("B", ends[0], 300, 30)),
            *(a_month("A", ends[1], 999, 99), a_month("B", ends[1], 1, 0)),
            *(a_month("A", ends[2], 200, 0), a_month("B", ends[2], 300, 61)),
        ],
    }
    march = {"from": "2026-03", "to": "2026-03"}
    row = asked(book, "par30", march)[0]
    assert (row["before_all"], row["after_all"]) == (999 / 1000, 300 / 500)
    two = {"from": "2026-02", "to": "2026-03"}
    assert asked(book, "balance", two)[0]["before_all"] is None  # December: no data
