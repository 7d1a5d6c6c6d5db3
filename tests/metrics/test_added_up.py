"""Counts of rows that a rollup keeps in more than one cell are added up.

In a book where each month has one channel, a sum, a mean and the largest are the same.
"""

import pytest

from metrics import CATALOGUE, Filters
from tests.books import table_of
from tests.metrics.asking import answer, ask, only, plain
from tests.metrics.drawn import applications, histories, loans


@pytest.fixture(scope="module")
def desk(shelved):
    """January: four withdrew, three of them at the web; the newest event is of 1 March:
    of February B1 to B3 are still within 30 days."""
    return shelved(
        {
            "applications": applications("""
                application_id  channel  started_at        submitted_at      decided_at        decision
                A1              web      2026-01-05T09:00  2026-01-05T09:10  2026-01-06T09:00  withdrawn
                A2              web      2026-01-05T09:00  2026-01-05T09:10  2026-01-06T09:00  withdrawn
                A3              web      2026-01-05T09:00  2026-01-05T09:10  2026-01-06T09:00  withdrawn
                A4              app      2026-01-05T09:00  2026-01-05T09:10  2026-01-06T09:00  withdrawn
                B1              web      2026-02-05T09:00  2026-02-05T12:00  -                 -
                B2              web      2026-02-05T09:00  2026-02-05T12:00  -                 -
                B3              app      2026-02-20T09:00  2026-02-20T12:00  2026-03-01T09:00  declined
            """)  # noqa: E501
        }
    )


def test_withdrawals_of_all_channels(desk):
    january, _ = ask(desk, "conversion")
    assert january["withdrawn"] == 3 + 1


@pytest.mark.parametrize("metric", ["funnel", "conversion"])
def test_what_is_pending_in_all_channels(desk, metric):
    notes = answer(desk, metric, window_days=30).notes
    pending = [note.values for note in notes if note.code == "pending_applications"]
    assert pending == [{"n": 2 + 1}]


def test_a_month_is_as_young_as_its_youngest_channel(shelved):
    """The app's is 28 days old at the newest event, the web's 50."""
    book = shelved(
        {
            "applications": applications("""
                application_id  channel  started_at        decided_at        decision
                A1              web      2026-01-05T09:00  -                 -
                A2              app      2026-01-27T09:00  -                 -
                A3              web      2026-02-24T09:00  -                 -
            """)
        }
    )
    january, _ = ask(book, "conversion")
    assert january["mature"] is False
    asked = {"first": "2026-01", "last": "2026-01", "by": "channel"}
    rows = ask(book, "change", metric="conversion_rate", **asked)
    assert rows == []


def test_hours_are_of_those_that_have_had_the_window(desk):
    """January's took ten minutes, February's, which are pending, three hours."""
    rows = ask(desk, "funnel", window_days=30)
    assert only(rows, stage="submitted")["p90_hours"] == pytest.approx(1 / 6)


def test_hours_of_a_month_so_far(shelved):
    """Up to the 10th one took an hour; later ones took three."""
    book = shelved(
        {
            "applications": applications("""
                application_id  started_at        submitted_at
                A1              2026-01-05T09:00  2026-01-05T10:00
                A2              2026-01-20T09:00  2026-01-20T12:00
                A3              2026-01-21T09:00  2026-01-21T12:00
                A4              2026-02-01T09:00  -
            """)
        }
    )
    filters = Filters("2026-01", "2026-01", (), 10)
    rows = plain(CATALOGUE["funnel"].run(book, filters).frame)
    assert only(rows, stage="submitted")["median_hours"] == pytest.approx(1)


def test_hours_half_way_between_two_microseconds(shelved):
    book = shelved(
        {
            "applications": applications("""
                application_id  started_at                  submitted_at
                A1              2026-01-05T09:00:00.000000  2026-01-05T09:00:00.000001
                A2              2026-01-05T09:00:00.000000  2026-01-05T09:00:00.000002
            """)
        }
    )
    row = only(ask(book, "funnel"), stage="submitted")
    assert row["median_hours"] == pytest.approx(1.5 / 3.6e9, rel=1e-12)
    assert row["p90_hours"] == pytest.approx(1.9 / 3.6e9, rel=1e-12)


@pytest.fixture(scope="module")
def two_products(shelved):
    """Two loans of 1,000 a product. One of each is lost; one of each, on time and late,
    has no row in February; P was paid off in January. Recoveries are not told of."""
    held = histories("""
        loan  2026-01   2026-02
        L1    1000/400  1000/428
        L2    1000      -
        L3    1000/400  1000/428
        L4    1000/31   -
        P     paid      -
        W     1000/200  off:1000/228
    """)
    for row in held:
        del row["recovered"]
    return shelved(
        {
            "loans": loans("""
                loan_id  product  disbursed_on
                L1       cash     2026-01-05
                L2       cash     2026-01-05
                L3       car      2026-01-05
                L4       car      2026-01-05
                P        cash     2026-01-05
                W        cash     2026-01-05
            """),
            "performance": held,
        }
    )


def test_classes_of_loss_of_all_products(two_products):
    january, february = ask(two_products, "portfolio")
    assert january["loss"] == (1000 + 1000) / 5000
    assert february["loss"] == (1000 + 1000) / 2000


def test_charge_offs_without_recoveries_are_net_of_nothing(two_products):
    february = ask(two_products, "portfolio")[1]
    assert (february["charged_off"], february["recovered"]) == (1000, None)
    mean = (5000 + 2000) / 2
    assert february["net_charge_off_rate"] == pytest.approx(12 * 1000 / mean)


def test_loans_left_out_of_all_products_and_none_that_was_paid_off(two_products):
    notes = answer(two_products, "roll_rates").notes
    left_out = [note.values for note in notes if note.code == "left_out_loans"]
    assert left_out == [{"n": 1 + 1}]


def test_a_cohort_up_to_a_day_has_no_losses_of_later_days(shelved):
    """L1 of the 5th stays well, L2 of the 20th of the same month is late at once."""
    book = shelved(
        {
            "loans": loans("""
                loan_id  disbursed_on
                L1       2026-01-05
                L2       2026-01-20
            """),
            "performance": histories("""
                loan  2026-01  2026-02
                L1    1000     1000
                L2    1000/31  1000/62
            """),
        }
    )
    filters = Filters("2026-01", "2026-01", (), 10)
    rows = plain(CATALOGUE["vintage"].run(book, filters, dpd=30).frame)
    assert [(r["mob"], r["loans"], r["bad"]) for r in rows] == [(0, 1, 0), (1, 1, 0)]


def test_a_channel_without_loans_in_the_extract_has_no_count_of_them(shelved):
    book = shelved(
        {
            "applications": applications("""
                application_id  channel  started_at
                A               web      2026-01-10T09:00
            """),
            "campaign_spend": table_of("""
                spend_date  channel  campaign_id  spend
                2026-01-01  web      spring       10
            """),
        }
    )
    (web,) = ask(book, "channel_roi")
    assert (web["loans"], web["disbursed"], web["applications"]) == (None, None, 1)
