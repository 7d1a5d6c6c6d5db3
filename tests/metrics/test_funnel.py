"""The funnel on four applications: what counts as reached, how fast, how much."""

import pytest

from tests.books import table_of
from tests.metrics.asking import answer, ask, column, only
from tests.metrics.drawn import applications


@pytest.fixture(scope="module")
def four_applications(shelved):
    """A1 goes all the way with no time of submission. A2 is declined, A3 is open. A4
    is approved, nobody knows when. The extract has no assessed_at and no signed_at."""
    return shelved(
        {
            "applications": applications("""
                application_id  started_at        submitted_at      verified_at       decided_at        decision  disbursed_at      requested_amount  partner
                A1              2026-01-01T00:00  -                 2026-01-03T00:00  2026-01-04T00:00  approved  2026-01-11T00:00  100               north
                A2              2026-01-01T00:00  2026-01-02T00:00  -                 2026-01-05T00:00  declined  -                 200               -
                A3              2026-01-01T00:00  -                 -                 -                 -         -                 -                 -
                A4              2026-01-02T00:00  2026-01-03T00:00  2026-01-03T00:00  -                 approved  -                 400               south
            """),  # noqa: E501
        }
    )


def test_a_stage_is_reached_through_any_later_stage(four_applications):
    rows = ask(four_applications, "funnel")
    assert column(rows, "stage", "applications", "amount") == [
        ("started", 4, 100 + 200 + 400),  # nobody knows what A3 asked for
        ("submitted", 3, 100 + 200 + 400),  # A1 through its verification
        ("verified", 2, 100 + 400),  # a decline does not show a verification
        ("approved", 2, 100 + 400),  # A4 by its decision alone
        ("disbursed", 1, 100),
    ]
    assert column(rows, "share_of_first") == [4 / 4, 3 / 4, 2 / 4, 2 / 4, 1 / 4]
    assert column(rows, "share_of_previous") == [None, 3 / 4, 2 / 3, 2 / 2, 1 / 2]


def test_hours_are_from_the_nearest_earlier_stage_that_has_a_time(four_applications):
    rows = ask(four_applications, "funnel")
    assert column(rows, "stage", "median_hours") == [
        ("started", None),
        ("submitted", 24),  # A2 and A4, a day each
        ("verified", (48 + 0) / 2),  # A1 from its start, A4 from its submission
        ("approved", 24),  # A1 alone: A2 was declined, A4 has no time
        ("disbursed", 7 * 24),
    ]
    assert rows[2]["p90_hours"] == pytest.approx(0 + 0.9 * (48 - 0))


def test_a_split_has_a_funnel_for_each_value_and_the_unknown_last(four_applications):
    rows = ask(four_applications, "funnel", by="partner")
    started = [row for row in rows if row["stage"] == "started"]
    assert column(started, "by", "applications") == [
        ("north", 1),
        ("south", 1),
        (None, 2),
    ]
    unknown = only(rows, by=None, stage="submitted")
    assert (unknown["applications"], unknown["share_of_first"]) == (1, 1 / 2)
    south = only(rows, by="south", stage="disbursed")
    assert (south["applications"], south["share_of_previous"]) == (0, 0 / 1)


def test_nothing_of_nothing_is_empty_not_zero(four_applications):
    rows = ask(four_applications, "funnel", by="partner")
    unknown = only(rows, by=None, stage="approved")  # none was verified before
    assert (unknown["applications"], unknown["share_of_previous"]) == (0, None)


def test_an_empty_value_chooses_the_applications_without_one(four_applications):
    rows = ask(four_applications, "funnel", where={"partner": ("", "south")})
    assert rows[0]["applications"] == 2 + 1


def test_applications_belong_to_the_month_of_their_start(four_applications):
    assert ask(four_applications, "funnel", first="2026-02") == []
    assert ask(four_applications, "funnel", last="2026-01")[-1]["applications"] == 1


def test_a_window_leaves_out_what_is_still_inside_it(four_applications):
    """The newest time is 11 January 0:00. A4, of 2 January, has had 9 days."""
    nine = answer(four_applications, "funnel", window_days=9)
    # A1 was disbursed on the tenth day; nobody knows when A4 was approved.
    assert nine.frame["applications"].tolist() == [4, 3, 2, 1, 0]
    assert nine.notes == ()
    ten = answer(four_applications, "funnel", window_days=10)
    assert ten.frame["applications"].tolist() == [3, 2, 1, 1, 1]
    assert [(n.code, n.values) for n in ten.notes] == [
        ("pending_applications", {"n": 1})
    ]
    eleven = answer(four_applications, "funnel", window_days=11)
    assert eleven.frame["applications"].tolist() == [0, 0, 0, 0, 0]
    assert eleven.frame["share_of_first"].isna().all()


def test_hours_count_only_stages_reached_within_the_window(four_applications):
    rows = ask(four_applications, "funnel", window_days=2)
    assert only(rows, stage="verified")["median_hours"] == (48 + 0) / 2
    assert only(rows, stage="approved")["median_hours"] is None  # A1 after three days
    assert only(rows, stage="disbursed")["median_hours"] is None


def test_segments_of_customers_reach_their_applications(opened):
    """C2's row has no region; C1 applied twice."""
    book = opened(
        {
            "customers": table_of("""
                customer_id  segment   region
                C1           salaried  south
                C2           student   -
            """),
            "applications": applications("""
                application_id  customer_id  started_at        submitted_at
                A1              C1           2026-01-01T08:00  2026-01-01T09:00
                A2              C1           2026-01-02T08:00  -
                A3              C2           2026-01-03T08:00  2026-01-03T11:00
            """),
        }
    )
    rows = ask(book, "funnel", by="region")
    assert column(rows, "by", "stage", "applications") == [
        *(("south", "started", 2), ("south", "submitted", 1)),
        *(("south", "approved", 0), ("south", "disbursed", 0)),
        *((None, "started", 1), (None, "submitted", 1)),
        *((None, "approved", 0), (None, "disbursed", 0)),
    ]
    students = ask(book, "funnel", where={"segment": "student"})
    assert students[1]["median_hours"] == 3
    assert students[0]["amount"] is None  # the extract has no requested_amount
