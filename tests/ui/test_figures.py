"""Totals and changes are taken from exact figures; what isn't known stays unknown."""

import pandas as pd
import pytest

from ui import figures
from ui.figures import Reading, change

MONTHS = pd.DataFrame(
    {
        "started": pd.array([100, 50], dtype="Int64"),
        "approved": pd.array([40, 30], dtype="Int64"),
        "declined": pd.array([40, 10], dtype="Int64"),
        "disbursed": pd.array([20, 25], dtype="Int64"),
        "disbursed_amount": [1000.0, None],
    }
)


def test_a_rate_over_months_is_the_ratio_of_the_totals_not_the_mean_of_the_rates():
    # (20 + 25) / (100 + 50) = 0.30; the mean of 0.20 and 0.50 would be 0.35.
    assert figures.pooled(MONTHS, "conversion_rate") == 45 / 150
    # (40 + 30) / (40 + 30 + 40 + 10)
    assert figures.pooled(MONTHS, "approval_rate") == 70 / 120
    assert figures.pooled(MONTHS, "take_up_rate") == 45 / 70


def test_a_rate_over_nothing_is_not_known():
    assert figures.pooled(MONTHS.iloc[:0], "conversion_rate") is None


def test_a_total_leaves_out_what_is_not_known_and_is_none_where_nothing_is():
    assert figures.total(MONTHS, "disbursed_amount") == 1000.0
    assert figures.total(MONTHS.iloc[1:], "disbursed_amount") is None


@pytest.mark.parametrize(
    ("now", "before", "kind", "expected"),
    [
        (150, 100, "relative", 0.5),
        (50, 100, "relative", -0.5),
        (-50, -100, "relative", 0.5),
        (5, 0, "relative", None),
        (0.25, 0.20, "points", 0.05),
        (1.5, 2.0, "absolute", -0.5),
        (None, 1, "points", None),
        (1, None, "points", None),
    ],
)
def test_a_change_is_against_the_earlier_figure(now, before, kind, expected):
    found = change(Reading(now, before), kind)
    assert found == (None if expected is None else pytest.approx(expected))


def test_the_rates_that_can_be_pooled_agree_with_the_metric(sample_book):
    from metrics import CATALOGUE

    frame = CATALOGUE["conversion"].run(sample_book).frame
    for rate in figures.RATIOS:
        for at in range(len(frame)):
            ours, theirs = figures.pooled(frame.iloc[[at]], rate), frame[rate].iloc[at]
            assert ours == pytest.approx(theirs) or (ours is None and pd.isna(theirs))
