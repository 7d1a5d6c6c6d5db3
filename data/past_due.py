"""The one place that turns '30+' into days, under either past-due rule.

Buckets, PAR and vintage thresholds all cut at the same days; if each had its own
comparison, one of them would be off by a day.
"""

from typing import Literal

Rule = Literal["over", "at_least"]

THRESHOLDS = (1, 30, 60, 90, 120, 150, 180)
"""The thresholds that rollups hold and that cut the buckets M0 to M7."""

BUCKET_STATES = range(8)
"""State codes of active loans: 0 is current, 1 is M1, ... 7 is M7."""

PAID_OFF_STATE = 8
CHARGED_OFF_STATE = 9


def first_late_day(threshold: int, rule: Rule) -> int:
    """The fewest days past due that count as over `threshold`.

    Over 30 is 31 days or more; with `at_least` it is 30. Over 1 is one day under both.
    """
    return threshold if rule == "at_least" or threshold == 1 else threshold + 1


def bucket_labels(rule: Rule) -> tuple[str, ...]:
    """Day ranges of the buckets M0 ... M7: '0', '1-30', ... '181+' (or '180+')."""
    starts = [first_late_day(threshold, rule) for threshold in THRESHOLDS]
    closed = [f"{a}-{b - 1}" for a, b in zip(starts, starts[1:], strict=False)]
    return ("0", *closed, f"{starts[-1]}+")


def state_labels(rule: Rule) -> tuple[str, ...]:
    """Labels of every state a loan can be in at a month-end, by state code."""
    return (*bucket_labels(rule), "paid_off", "charged_off")
