"""How far chance alone could move a share: the interval that goes with it.

The metrics print one for the rates they have room for; the others get theirs here, by
the same formula, from the same counts.
"""

import pandas as pd

_Z = 1.959963984540054
"""The normal distribution's 97.5 % point: 95 % lie within."""

_UNKNOWN = float("nan")

FEW = 30
"""Below so many, an interval is so wide that a rate says little."""


def interval(hits: pd.Series, n: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Wilson's 95 % interval of hits / n (Wilson 1927), row by row.

    NaN where hits are no share of n: n is 0 or unknown, or hits are more than n.
    """
    index = hits.index
    # As arrays: on a dozen rows, a series takes fifty times as long for each step.
    hits, n = (part.to_numpy(float, na_value=_UNKNOWN, copy=True) for part in (hits, n))
    fits = (n > 0) & (hits >= 0) & (hits <= n)
    hits[~fits] = n[~fits] = _UNKNOWN
    centre = (hits + _Z**2 / 2) / (n + _Z**2)
    half = _Z / (n + _Z**2) * (hits * (n - hits) / n + _Z**2 / 4) ** 0.5
    low, high = (centre - half).clip(min=0.0), (centre + half).clip(max=1.0)
    return pd.Series(low, index), pd.Series(high, index)
