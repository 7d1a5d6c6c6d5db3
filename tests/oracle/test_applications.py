"""The recounts over applications, on books of a handful."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from . import conversion, declines, funnel, funnel_pending
from .maths import wilson
from .rows import OVER, a_loan, an_application, only


@pytest.fixture
def four_applications():
    """1 goes all the way, without a date of submission; 2 is declined; 3 is open;
    4 is approved by nobody knows whom, and when."""
    start = datetime(2026, 1, 1)

    def days(count):
        return start + timedelta(days=count)

    return {
        "applications": [
            an_application(
                *(1, start),
                verified_at=days(2),
                decided_at=days(3),
                decision="approved",
                disbursed_at=days(10),
                requested_amount=Decimal(100),
            ),
            an_application(
                *(2, start),
                submitted_at=days(1),
                verified_at=None,
                decided_at=days(4),
                decision="declined",
                requested_amount=Decimal(200),
            ),
            an_application(3, start, verified_at=None, requested_amount=None),
            an_application(
                *(4, days(1)),
                submitted_at=days(2),
                verified_at=days(2),
                decision="approved",
                requested_amount=Decimal(400),
            ),
        ]
    }


def test_a_stage_is_reached_through_any_later_stage(four_applications):
    rows = funnel(four_applications, OVER, {})
    assert [(row["stage"], row["applications"], row["amount"]) for row in rows] == [
        ("started", 4, 100 + 200 + 400),
        ("submitted", 3, 100 + 200 + 400),  # 1 through its verification
        ("verified", 2, 100 + 400),
        ("approved", 2, 100 + 400),  # 4 by its decision alone
        ("disbursed", 1, 100),
    ]
    assert [row["share_of_first"] for row in rows] == [1, 3 / 4, 2 / 4, 2 / 4, 1 / 4]
    assert [row["share_of_previous"] for row in rows] == [None, 3 / 4, 2 / 3, 1, 1 / 2]
    assert (rows[4]["low"], rows[4]["high"]) == wilson(1, 4)


def test_hours_are_from_the_nearest_earlier_stage_that_has_a_date(four_applications):
    rows = {row["stage"]: row for row in funnel(four_applications, OVER, {})}
    assert rows["started"]["median_hours"] is None
    assert rows["submitted"]["median_hours"] == 24  # 2 and 4, a day each
    # 1 from its start, 48 hours; 4 from its submission the same moment, 0 hours.
    assert rows["verified"]["median_hours"] == (48 + 0) / 2
    assert rows["verified"]["p90_hours"] == pytest.approx(0 + 0.9 * 48)
    assert rows["approved"]["median_hours"] == 24  # 1 alone: 2 was declined
    assert rows["disbursed"]["median_hours"] == (10 - 3) * 24


def test_a_window_of_9_days(four_applications):
    """Newest is 11 January 0:00, so that starts up to 2 January are followed."""
    rows = funnel(four_applications, OVER, {}, window_days=9)
    # 4's approval has no date, and 1 was disbursed a day late.
    assert [row["applications"] for row in rows] == [4, 3, 2, 1, 0]
    assert rows[4]["median_hours"] is None
    assert funnel_pending(four_applications, OVER, {}, window_days=9) == 0
    ten = funnel(four_applications, OVER, {}, window_days=10)
    assert [row["applications"] for row in ten] == [3, 2, 1, 1, 1]
    assert funnel_pending(four_applications, OVER, {}, window_days=10) == 1


def test_declines_keep_a_missing_reason():
    reasons = ["score", "income", None, "score", "income", None, "fraud"]
    book = {
        "applications": [
            an_application(
                *(n, datetime(2026, 1, 1)), decision="declined", decline_reason=reason
            )
            for n, reason in enumerate(reasons)
        ]
    }
    rows = declines(book, OVER, {})
    assert [(row["reason"], row["applications"]) for row in rows] == [
        *(("income", 2), ("score", 2), (None, 2), ("fraud", 1))
    ]
    assert [row["share"] for row in rows] == [2 / 7, 2 / 7, 2 / 7, 1 / 7]


def test_filters_and_splits_keep_null(four_applications):
    for number, partner in enumerate(["north", None, None, "south"]):
        four_applications["applications"][number]["partner"] = partner
    started = [
        (row["by"], row["applications"])
        for row in funnel(four_applications, OVER, {}, by="partner")
        if row["stage"] == "started"
    ]
    assert started == [("north", 1), ("south", 1), (None, 2)]
    kept = funnel(four_applications, OVER, {"partner": ["", "north"]})
    assert kept[0]["applications"] == 3
    with pytest.raises(LookupError, match="region"):
        funnel(four_applications, OVER, {"region": ["north"]})


def test_auto_rate_and_amounts():
    """Two disbursed: one with a loan of 1,000, one without, approved for 300."""
    start = datetime(2026, 1, 1)
    done = {"decision": "approved", "decided_at": start, "disbursed_at": start}
    book = {
        "applications": [
            an_application(
                *(1, start), decision_mode="auto", approved_amount=Decimal(900), **done
            ),
            an_application(
                *(2, start), decision_mode=None, approved_amount=Decimal(300), **done
            ),
            an_application(*(3, start), decision="withdrawn", decision_mode="manual"),
            an_application(4, start, decision="declined", decision_mode="auto"),
            an_application(5, start, decision_mode=None),
        ],
        "loans": [a_loan("L", date(2026, 1, 1), 1000, application_id="a1")],
    }
    row = only(conversion(book, OVER, {}), month="2026-01")
    assert row["disbursed_amount"] == 1000 + 300
    assert row["average_amount"] == 1300 / 2
    assert row["approval_rate"] == 2 / (2 + 1)
    assert row["take_up_rate"] == 2 / 2
    assert row["auto_rate"] == 2 / 4  # a withdrawal is decided too
    assert row["open"] == 1
