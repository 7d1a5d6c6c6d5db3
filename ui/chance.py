"""How far chance alone could move a share: the interval that goes with it.

The metrics print one for the rates they have room for; the others get theirs here, by
the same formula, from the same counts.
"""

import pandas as pd

_Z = 1.959963984540054
"""The normal distribution's 97.5 % point: 95 % lie within."""

FEW = 30
"""Below so many, an interval is so wide that a rate says little."""


def interval(hits: pd.Series, n: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Wilson's 95 % interval of hits / n (Wilson 1927), row by row.

    NaN where hits are no share of n: n is 0 or unknown, or hits are more than n.
    """
    hits, n = hits.astype(float), n.astype(float)
    fits = (n > 0) & (hits >= 0) & (hits <= n)
    hits, n = hits.where(fits), n.where(fits)
    centre = (hits + _Z**2 / 2) / (n + _Z**2)
    half = _Z / (n + _Z**2) * (hits * (n - hits) / n + _Z**2 / 4) ** 0.5
    return (centre - half).clip(lower=0.0), (centre + half).clip(upper=1.0)
