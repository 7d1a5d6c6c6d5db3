"""From '30+' to days, under both rules: each border once, by hand."""

import pytest

from data.past_due import (
    BUCKET_STATES,
    CHARGED_OFF_STATE,
    PAID_OFF_STATE,
    THRESHOLDS,
    bucket_labels,
    first_late_day,
    state_labels,
)


@pytest.mark.parametrize(
    ("threshold", "over", "at_least"),
    [
        (1, 1, 1),
        (30, 31, 30),
        (60, 61, 60),
        (90, 91, 90),
        (120, 121, 120),
        (150, 151, 150),
        (180, 181, 180),
    ],
)
def test_the_first_late_day(threshold, over, at_least):
    assert first_late_day(threshold, "over") == over
    assert first_late_day(threshold, "at_least") == at_least


def test_labels_of_the_buckets():
    assert bucket_labels("over") == (
        ("0", "1-30", "31-60", "61-90", "91-120", "121-150", "151-180", "181+")
    )
    assert bucket_labels("at_least") == (
        ("0", "1-29", "30-59", "60-89", "90-119", "120-149", "150-179", "180+")
    )


@pytest.mark.parametrize("rule", ["over", "at_least"])
def test_every_day_falls_into_one_bucket_and_the_thresholds_cut_them(rule):
    labels = bucket_labels(rule)
    first_days = [int(label.rstrip("+").split("-")[0]) for label in labels]

    assert first_days[1:] == [first_late_day(t, rule) for t in THRESHOLDS]
    covered = []
    for label, following in zip(labels, [*first_days[1:], None], strict=True):
        last = following - 1 if following else first_days[-1] + 10
        covered += range(int(label.rstrip("+").split("-")[0]), last + 1)
        if "-" in label:
            assert int(label.split("-")[1]) == last
    assert covered == list(range(covered[-1] + 1))


def test_a_state_code_is_the_place_of_its_label():
    labels = state_labels("over")

    assert [labels[state] for state in BUCKET_STATES] == list(bucket_labels("over"))
    assert labels[PAID_OFF_STATE] == "paid_off"
    assert labels[CHARGED_OFF_STATE] == "charged_off"
    assert len(labels) == len(BUCKET_STATES) + 2
