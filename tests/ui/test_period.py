"""Presets count back from the data's last month, whole months, both ends included."""

import pytest

from metrics import Filters
from metrics.months import between, shifted
from ui import period


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
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


def test_months_between_crosses_the_year():
    assert between("2025-11", "2026-02") == (
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    )
    assert shifted("2026-01", -13) == "2024-12"
