"""The three formulas every metric shares, from the textbook and nothing else.

They are written out here, not imported, so that an error in the product's own
formulas can't hide in both places.
"""

from collections.abc import Iterable
from decimal import Decimal
from math import floor, sqrt
from statistics import NormalDist

Z_95 = NormalDist().inv_cdf(0.975)
"""Two-sided 95 %: 1.959963984540054."""


def ratio(numerator: int | float | Decimal, denominator: int | float | Decimal):
    """numerator / denominator as a float; None where the denominator is 0."""
    if denominator == 0:
        return None
    return float(Decimal(numerator) / Decimal(denominator))


def wilson(successes: int, trials: int) -> tuple[float | None, float | None]:
    """The 95 % Wilson score interval of successes / trials.

    (None, None) without trials, and where successes exceed trials: then the two
    are not one sample, so the quotient is no proportion and has no interval.
    """
    if trials == 0 or successes > trials:
        return None, None
    share = successes / trials
    z2 = Z_95 * Z_95
    centre = share + z2 / (2 * trials)
    spread = Z_95 * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    scale = 1 + z2 / trials
    # The end beside a share of 0 or 1 is that share itself, to the last digit.
    low = 0.0 if successes == 0 else (centre - spread) / scale
    high = 1.0 if successes == trials else (centre + spread) / scale
    return low, high


def percentile(values: Iterable[float], share: float) -> float | None:
    """The exact continuous percentile: linear between the two nearest ranks.

    Rank 0 is the smallest value and rank n - 1 the largest. None without values.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    rank = share * (len(ordered) - 1)
    below = floor(rank)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (rank - below)
