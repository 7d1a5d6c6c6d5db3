"""The last second of a window, in the funnel and in conversion.

Ten days from 1 January 0:00. The newest time of any stage is 11 January 0:00:01, so an
application that was started at 0:00:01 has had its ten days, one of 0:00:02 has not.
"""

import pytest

from tests.books import table_of
from tests.metrics.asking import answer, ask, column, only
from tests.metrics.drawn import applications, histories, loans


@pytest.fixture(scope="module")
def five_channels(shelved):
    """One application per channel; the lender's own window is ten days too."""
    return shelved(
        {
            "applications": applications("""
                application_id  channel      started_at           decided_at           decision  disbursed_at
                A1              in_time      2026-01-01T00:00     2026-01-02T00:00     approved  2026-01-11T00:00:00
                A2              too_late     2026-01-01T00:00     2026-01-02T00:00     approved  2026-01-11T00:00:01
                A3              late_no      2026-01-01T00:00     2026-01-11T00:00:01  declined  -
                A4              old_enough   2026-01-01T00:00:01  -                    -         -
                A5              too_young    2026-01-01T00:00:02  2026-01-01T00:00:03  approved  -
            """),  # noqa: E501
        },
        "conversion_window_days = 10",
    )


def test_a_stage_counts_up_to_the_last_second_of_the_window(five_channels):
    rows = ask(five_channels, "funnel", by="channel", window_days=10)
    disbursed = {r["by"]: r["applications"] for r in rows if r["stage"] == "disbursed"}
    assert disbursed["in_time"] == 1
    assert disbursed["too_late"] == 0
    assert only(rows, by="too_late", stage="approved")["applications"] == 1


def test_an_application_is_pending_until_it_has_had_every_second(five_channels):
    rows = ask(five_channels, "funnel", by="channel", window_days=10)
    assert only(rows, by="old_enough", stage="started")["applications"] == 1
    assert only(rows, by="too_young", stage="started")["applications"] == 0
    notes = answer(five_channels, "funnel", window_days=10).notes
    assert [(n.code, n.values) for n in notes] == [("pending_applications", {"n": 1})]


def test_a_decision_after_the_window_leaves_the_application_open(five_channels):
    rows = ask(five_channels, "conversion", by="channel", window_days=10)
    late = only(rows, by="late_no")
    assert (late["started"], late["declined"], late["open"]) == (1, 0, 1)
    assert (late["submitted"], late["approval_rate"]) == (0, None)
    whole = only(ask(five_channels, "conversion", by="channel"), by="late_no")
    assert (whole["declined"], whole["open"], whole["approval_rate"]) == (1, 0, 0 / 1)


def test_conversion_within_a_window(five_channels):
    (row,) = ask(five_channels, "conversion", window_days=10)
    assert (row["started"], row["approved"], row["disbursed"]) == (4, 2, 1)
    assert row["conversion_rate"] == 1 / 4
    assert row["take_up_rate"] == 1 / 2
    assert not row["mature"]


def test_a_month_that_is_all_pending_has_a_row_with_empty_rates(five_channels):
    rows = ask(five_channels, "conversion", by="channel", window_days=10)
    young = only(rows, by="too_young")
    assert (young["started"], young["approved"], young["open"]) == (0, 0, 0)
    rates = ("approval_rate", "take_up_rate", "conversion_rate", "low", "auto_rate")
    assert [young[name] for name in rates] == [None] * 5
    assert not young["mature"]


@pytest.mark.parametrize("window_days", [10, None])
def test_a_month_is_mature_once_its_last_start_is_a_whole_window_old(
    five_channels, window_days
):
    rows = ask(five_channels, "conversion", by="channel", window_days=window_days)
    assert dict(column(rows, "by", "mature")) == {
        "in_time": True,
        "too_late": True,
        "late_no": True,
        "old_enough": True,
        "too_young": False,
    }


def test_another_window_moves_the_border(five_channels):
    (nine,) = ask(five_channels, "conversion", window_days=9)
    assert (nine["started"], nine["disbursed"], nine["mature"]) == (5, 0, True)
    (eleven,) = ask(five_channels, "conversion", window_days=11)
    assert (eleven["started"], eleven["mature"]) == (0, False)


def test_the_values_to_choose_from_stand_in_the_order_of_their_rows(opened):
    """Phone has 2 applications and a loan, web 2 applications, app 1, radio none."""
    book = opened(
        {
            "customers": table_of("""
                customer_id  segment
                C1           salaried
            """),
            "applications": applications("""
                application_id  channel  started_at
                A1              web      2026-01-05T09:00
                A2              phone    2026-01-05T09:00
                A3              app      2026-01-05T09:00
                A4              phone    2026-01-05T09:00
                A5              web      2026-01-05T09:00
            """),
            "campaign_spend": table_of("""
                spend_date  channel  campaign_id  spend
                2026-01-01  radio    x            10
            """),
            "loans": loans("""
                loan_id  channel  disbursed_on
                L1       phone    2026-01-07
            """),
            "performance": histories("""
                loan  2026-01
                L1    1000
            """),
        }
    )
    assert book.dimensions["channel"] == ("phone", "web", "app", "radio")
