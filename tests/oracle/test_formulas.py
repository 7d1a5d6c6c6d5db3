"""The formulas, labels and borders that all recounts share, against known values."""

import pytest

from .delinquency import bucket, is_over
from .earnings import provision_rate
from .maths import percentile, ratio, wilson
from .months import cohort_label
from .rows import AT_LEAST, OVER


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # 0 of n: high is z^2 / (n + z^2) = 3.8415 / 13.8415; 5 of 10 is symmetric.
        (0, 10, 0.0, 0.277533),
        (1, 10, 0.017876, 0.404150),
        (5, 10, 0.236593, 0.763407),
        (10, 10, 0.722467, 1.0),
    ],
)
def test_wilson_against_published_intervals(successes, trials, low, high):
    assert wilson(successes, trials) == pytest.approx((low, high), abs=1e-6)


def test_a_rate_of_nothing_is_empty():
    assert ratio(0, 0) is None
    assert wilson(0, 0) == (None, None)
    assert percentile([], 0.5) is None


def test_percentiles_lie_between_ranks():
    assert percentile([4, 1, 3, 2], 0.5) == 2 + (3 - 2) * 0.5  # rank 1.5
    assert percentile([4, 1, 3, 2], 0.9) == pytest.approx(3 + (4 - 3) * 0.7)  # 2.7
    assert percentile([7], 0.9) == 7


def test_cohort_labels():
    march = 2026 * 12 + 2
    assert cohort_label(march, "month") == "2026-03"
    assert cohort_label(march, "quarter") == "2026-Q1"
    assert cohort_label(march, "half") == "2026-H1"
    assert cohort_label(march + 4, "half") == "2026-H2"
    assert cohort_label(march, "year") == "2026"


def test_bucket_borders_under_both_rules():
    days = (0, 1, 29, 30, 31, 60, 61, 90, 91, 120, 150, 151, 180, 181)
    over = "0 1-30 1-30 1-30 31-60 31-60 61-90 61-90 91-120 91-120 121-150"
    over += " 151-180 151-180 181+"
    at_least = "0 1-29 1-29 30-59 30-59 60-89 60-89 90-119 90-119 120-149 150-179"
    at_least += " 150-179 180+ 180+"
    assert [bucket(d, OVER) for d in days] == over.split()
    assert [bucket(d, AT_LEAST) for d in days] == at_least.split()


def test_over_n_under_both_rules():
    assert [is_over(d, 30, OVER) for d in (29, 30, 31)] == [False, False, True]
    assert [is_over(d, 30, AT_LEAST) for d in (29, 30, 31)] == [False, True, True]
    for settings in (OVER, AT_LEAST):
        assert [is_over(d, 1, settings) for d in (0, 1, 2)] == [False, True, True]


def test_provision_rates_at_their_borders():
    days = (0, 1, 90, 91, 270, 271, 360, 361)
    expected = [0.01, 0.02, 0.02, 0.25, 0.25, 0.5, 0.5, 1]
    assert [float(provision_rate(d, OVER)) for d in days] == expected
    assert [float(provision_rate(d, AT_LEAST)) for d in days] == expected
