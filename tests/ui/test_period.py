"""Presets count back from the data's last month, whole months, both ends included."""

from datetime import date, datetime

import pytest

from metrics import Filters
from metrics.months import between, shifted
from ui import period


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("1m", "2026-02", "2026-02"),
        ("3m", "2025-12", "2026-02"),
        ("12m", "2025-03", "2026-02"),
        ("this_year", "2026-01", "2026-02"),
        ("last_year", "2025-01", "2025-12"),
        ("all", None, None),
    ],
)
def test_a_preset_counts_back_from_the_datas_last_month(code, first, last):
    found = period.preset(code, "2026-02")
    assert (found.from_month, found.to_month) == (first, last)


def test_the_period_before_is_as_long_and_ends_the_month_before():
    now = Filters("2026-01", "2026-03", (("product", ("cash",)),))
    before = period.before(now, "2025-01")
    assert (before.from_month, before.to_month) == ("2025-10", "2025-12")
    assert before.where == now.where


def test_a_period_that_reaches_before_the_data_is_not_compared_with():
    # October to December would be needed, and the data begins in November.
    assert period.before(Filters("2026-01", "2026-03"), "2025-11") is None
    assert period.before(Filters("2026-01", "2026-03"), "2025-10") is not None


def test_without_limits_there_is_nothing_before():
    assert period.before(Filters(), "2025-01") is None
    assert period.before(Filters(None, "2026-06"), "2020-01") is None


def test_the_same_months_of_the_year_before_lie_in_the_data_or_there_is_none():
    quarter = Filters("2026-04", "2026-06", (("channel", ("web",)),))
    found = period.before(quarter, "2025-04", "year")
    assert found == Filters("2025-04", "2025-06", quarter.where)
    assert period.before(quarter, "2025-05", "year") is None


@pytest.mark.parametrize("against", ["target", "none"])
def test_a_target_and_nothing_are_no_earlier_period(against):
    assert period.before(Filters("2026-04", "2026-06"), "2020-01", against) is None


NEWEST = datetime(2026, 10, 17, 15, 30)


@pytest.mark.parametrize(
    ("to_month", "newest", "as_of", "days"),
    [
        ("2026-10", NEWEST, None, 17),
        ("2026-10", NEWEST, date(2026, 9, 30), 17),
        ("2026-09", NEWEST, None, None),  # the period ends before the running month
        (None, NEWEST, None, None),
        ("2026-10", None, None, None),  # no applications at all
        ("2026-10", datetime(2026, 9, 30), None, None),  # none of the last month
        ("2026-10", datetime(2026, 10, 30, 23, 59), None, 30),
        ("2026-10", datetime(2026, 10, 31), None, None),  # the month is over
        ("2026-10", NEWEST, date(2026, 10, 31), None),  # so says its month-end
    ],
)
def test_a_running_month_has_had_so_many_days(to_month, newest, as_of, days):
    assert period.elapsed_days(to_month, "2026-10", newest, as_of) == days


def test_the_earlier_period_has_as_many_days_of_its_last_month():
    now = Filters("2026-09", "2026-10")
    before = period.before(now, "2025-01", "previous", 17)
    assert before == Filters("2026-07", "2026-08", (), 17)
    before = period.before(now, "2025-01", "year", 17)
    assert before == Filters("2025-09", "2025-10", (), 17)


def test_months_between_crosses_the_year():
    assert between("2025-11", "2026-02") == (
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    )
    assert shifted("2026-01", -13) == "2024-12"
