"""The funnel and the reasons for declines by month: each month as if asked alone."""

import pytest

from tests.comparing import settings_toml
from tests.metrics.asking import ask, column
from tests.metrics.drawn import applications
from tests.oracle.books import random_book


@pytest.fixture(scope="module")
def two_months(shelved):
    """A1 and A2 start in January, on its first and last day, A3 on 1 February."""
    return shelved(
        {
            "applications": applications("""
                application_id  started_at        submitted_at      decided_at        decision  disbursed_at      decline_reason
                A1              2026-01-01T00:00  2026-01-01T06:00  2026-01-02T00:00  approved  2026-02-03T00:00  -
                A2              2026-01-31T23:59  2026-02-01T09:59  2026-02-02T00:00  declined  -                 low_income
                A3              2026-02-01T00:00  2026-02-01T04:00  2026-02-03T00:00  declined  -                 -
            """),  # noqa: E501
        }
    )


@pytest.mark.parametrize("source", [None, "facts"])
def test_an_application_is_in_the_month_of_its_start_whatever_follows(
    two_months, source
):
    rows = ask(two_months, "funnel", by="month", source=source)
    assert column(rows, "by", "stage", "applications", "share_of_first") == [
        ("2026-01", "started", 2, 2 / 2),
        ("2026-01", "submitted", 2, 2 / 2),
        ("2026-01", "approved", 1, 1 / 2),
        ("2026-01", "disbursed", 1, 1 / 2),  # in February, and yet of January
        ("2026-02", "started", 1, 1 / 1),
        ("2026-02", "submitted", 1, 1 / 1),
        ("2026-02", "approved", 0, 0 / 1),
        ("2026-02", "disbursed", 0, 0 / 1),
    ]
    submitted = [row["median_hours"] for row in rows if row["stage"] == "submitted"]
    assert submitted == [(6 + 10) / 2, 4]


def test_a_decline_is_in_the_month_its_application_started(two_months):
    rows = ask(two_months, "declines", by="month")
    assert column(rows, "by", "reason", "applications", "share") == [
        ("2026-01", "low_income", 1, 1 / 1),
        ("2026-02", None, 1, 1 / 1),
    ]


@pytest.fixture(scope="module", params=[301, 304])
def drawn(request, shelved):
    rows, settings = random_book(request.param)
    return shelved(rows, settings_toml(settings))


@pytest.mark.parametrize("source", [None, "facts"])
@pytest.mark.parametrize("name", ["funnel", "declines"])
def test_months_beside_each_other_are_each_month_alone(drawn, name, source):
    every = ask(drawn, name, by="month", source=source)
    months = list(dict.fromkeys(column(every, "by")))
    assert len(months) > 2 and months == sorted(months)
    for month in months:
        alone = ask(drawn, name, first=month, last=month, source=source)
        assert alone
        assert [row for row in every if row["by"] == month] == [
            {"by": month} | row for row in alone
        ]
