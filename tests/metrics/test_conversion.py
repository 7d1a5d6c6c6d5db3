"""Conversion by cohort and by period, and the reasons of declines."""

import pytest

from metrics.errors import BadOption
from tests.metrics.asking import answer, ask, column, only, plain
from tests.metrics.drawn import applications, loans


@pytest.fixture(scope="module")
def eight_applications(shelved):
    """A1 became a loan of 1,000; A2 was disbursed at the 300 granted and has no loan in
    the extract, nor a time of submission. A3 starts in the last second of January. Of
    A5 neither reason nor mode is known. The newest time is 5 March 9:00."""
    return shelved(
        {
            "applications": applications("""
                application_id  started_at           submitted_at         decided_at           decision   decision_mode  decline_reason  disbursed_at         approved_amount  partner
                A1              2026-01-10T09:00     2026-01-10T10:00     2026-01-12T09:00     approved   auto           -               2026-02-01T09:00     900              north
                A2              2026-01-20T09:00     -                    2026-02-02T09:00     approved   manual         -               2026-02-03T09:00     300              -
                A3              2026-01-31T23:59:59  2026-02-01T00:00:00  2026-02-10T09:00     declined   auto           score           -                    -                north
                A4              2026-02-05T09:00     2026-02-05T09:30     2026-02-06T09:00     withdrawn  manual         -               -                    -                -
                A5              2026-02-10T09:00     2026-02-11T09:00     2026-02-20T09:00     declined   -              -               -                    -                -
                A6              2026-02-11T09:00     2026-02-11T09:30     2026-02-11T09:31     declined   auto           score           -                    -                -
                A7              2026-02-27T09:00     -                    -                    -          -              -               -                    -                -
                A8              2026-03-05T09:00     -                    -                    -          -              -               -                    -                -
            """),  # noqa: E501
            "loans": loans("""
                loan_id  application_id  disbursed_on
                L1       A1              2026-02-01
                bought   -               2026-02-01
            """),
        }
    )


def test_a_cohort_follows_its_applications_wherever_they_end(eight_applications):
    rows = ask(eight_applications, "conversion")
    counts = ("started", "submitted", "approved", "declined", "withdrawn", "open")
    assert column(rows, "month", *counts, "disbursed") == [
        ("2026-01", 3, 3, 2, 1, 0, 0, 2),
        ("2026-02", 4, 3, 0, 2, 1, 1, 0),
        ("2026-03", 1, 0, 0, 0, 0, 1, 0),
    ]
    assert column(rows, "approval_rate") == [2 / (2 + 1), 0 / (0 + 2), None]
    assert column(rows, "take_up_rate") == [2 / 2, None, None]
    assert column(rows, "conversion_rate") == [2 / 3, 0 / 4, 0 / 1]
    # A1 and A3 of three; A6 of A4, A5, A6: a withdrawal is decided, no mode is no auto.
    assert column(rows, "auto_rate") == [2 / 3, 1 / 3, None]


def test_amounts_are_the_loans_principal_or_what_was_granted(eight_applications):
    january, february, _ = ask(eight_applications, "conversion")
    assert january["disbursed_amount"] == 1000 + 300
    assert january["average_amount"] == 1300 / 2
    assert (february["disbursed_amount"], february["average_amount"]) == (0, None)


def test_the_period_basis_counts_each_event_in_its_own_month(eight_applications):
    rows = ask(eight_applications, "conversion", basis="period")
    counts = ("started", "submitted", "approved", "declined", "withdrawn", "disbursed")
    assert column(rows, "month", *counts) == [
        ("2026-01", 3, 1, 1, 0, 0, 0),  # A1 submitted and approved
        # Submitted: A2 by its approval, A3, A4, A5, A6. Declined: A3, A5, A6.
        ("2026-02", 4, 5, 1, 3, 1, 2),
        ("2026-03", 1, 0, 0, 0, 0, 0),
    ]
    february = rows[1]
    assert february["approval_rate"] == 1 / (1 + 3)
    assert february["take_up_rate"] == 2 / 1  # such a rate can pass 1
    assert february["conversion_rate"] == 2 / 4
    assert february["auto_rate"] == 2 / 5  # A3, A6 of A2, A3, A4, A5, A6
    assert (february["disbursed_amount"], february["average_amount"]) == (1300, 650)
    assert column(rows, "open") == [None] * 3


def test_a_period_takes_the_events_of_its_months_and_no_others(eight_applications):
    (row,) = ask(
        eight_applications,
        "conversion",
        basis="period",
        first="2026-02",
        last="2026-02",
    )
    assert (row["month"], row["disbursed"], row["started"]) == ("2026-02", 2, 4)
    (row,) = ask(eight_applications, "conversion", first="2026-02", last="2026-02")
    assert (row["month"], row["disbursed"], row["started"]) == ("2026-02", 0, 4)


def test_a_month_matures_thirty_days_after_its_last_start(eight_applications):
    # 5 March 9:00 less 30 days is 3 February 9:00.
    rows = ask(eight_applications, "conversion")
    assert column(rows, "mature") == [True, False, False]


def test_a_window_and_the_period_basis_exclude_each_other(eight_applications):
    with pytest.raises(BadOption, match="window_days"):
        ask(eight_applications, "conversion", basis="period", window_days=30)


def test_pending_applications_are_counted_apart(eight_applications):
    told = answer(eight_applications, "conversion", window_days=30)
    # A4 to A8 were started after 3 February 9:00.
    assert [(n.code, n.values) for n in told.notes] == [
        ("pending_applications", {"n": 5})
    ]
    assert told.frame["started"].tolist() == [3, 0, 0]


def test_a_split_keeps_applications_without_a_value(eight_applications):
    rows = ask(eight_applications, "conversion", by="partner")
    assert column(rows, "by", "month", "started", "disbursed") == [
        ("north", "2026-01", 2, 1),
        (None, "2026-01", 1, 1),
        (None, "2026-02", 4, 0),
        (None, "2026-03", 1, 0),
    ]
    assert only(rows, by="north")["approval_rate"] == 1 / (1 + 1)


def test_declines_keep_those_without_a_reason(eight_applications):
    rows = ask(eight_applications, "declines")
    assert column(rows, "reason", "applications", "share") == [
        ("score", 2, 2 / 3),
        (None, 1, 1 / 3),
    ]


def test_declines_belong_to_the_month_of_start(eight_applications):
    rows = ask(eight_applications, "declines", first="2026-02")
    # A3 was declined in February, but started in January. The unknown come last.
    assert column(rows, "reason", "applications", "share") == [
        ("score", 1, 1 / 2),
        (None, 1, 1 / 2),
    ]
    assert ask(eight_applications, "declines", first="2026-03") == []


def test_shares_of_declines_add_up_within_each_value_of_a_split(eight_applications):
    rows = ask(eight_applications, "declines", by="partner")
    assert column(rows, "by", "reason", "applications", "share") == [
        ("north", "score", 1, 1 / 1),
        (None, "score", 1, 1 / 2),
        (None, None, 1, 1 / 2),
    ]


def test_a_month_is_mature_once_its_youngest_has_had_every_second(opened):
    """A1 starts 30 days before the newest time to the second; A2 a second later."""
    drawing = """
        application_id  started_at           submitted_at
        A1              2026-01-30T09:00:00  2026-03-01T09:00:00
    """
    (january,) = ask(opened({"applications": applications(drawing)}), "conversion")
    assert january["mature"] is True
    later = drawing + "    A2  2026-01-30T09:00:01  -\n"
    (january,) = ask(opened({"applications": applications(later)}), "conversion")
    assert january["mature"] is False


def test_a_month_of_decisions_in_which_nothing_starts_has_nothing_pending(opened):
    """By period February has A1's decision and no start: 0 pending, not 1."""
    book = opened(
        {
            "applications": applications("""
                application_id  started_at        submitted_at      decided_at        decision
                A1              2026-01-10T09:00  2026-01-10T09:30  2026-02-10T09:00  declined
            """)  # noqa: E501
        }
    )
    found = answer(book, "conversion", basis="period")
    assert column(plain(found.frame), "month", "started") == [
        ("2026-01", 1),
        ("2026-02", 0),
    ]
    assert found.notes == ()
