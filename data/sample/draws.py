"""The few kinds of random draw that the sample needs beside numpy's own."""

import numpy as np


def pick(
    rng: np.random.Generator, shares: np.ndarray, rows: np.ndarray | int
) -> np.ndarray:
    """One position per row, with the odds of shares[row]; `rows` may be a count."""
    if isinstance(rows, int | np.integer):
        cumulative = np.cumsum(shares) / np.sum(shares)
        return np.searchsorted(cumulative, rng.random(rows), side="right").astype(int)
    cumulative = np.cumsum(shares, axis=1) / np.sum(shares, axis=1, keepdims=True)
    return (rng.random(len(rows))[:, None] >= cumulative[rows]).sum(axis=1)


def one_of(
    rng: np.random.Generator, choices: list[tuple[int, ...]], rows: np.ndarray
) -> np.ndarray:
    """One of choices[row] per row, each equally likely."""
    sizes = np.array([len(c) for c in choices])
    table = np.zeros((len(choices), sizes.max()), dtype=np.int64)
    for number, options in enumerate(choices):
        table[number, : len(options)] = options
    return table[rows, (rng.random(len(rows)) * sizes[rows]).astype(int)]


def lognormal_seconds(
    rng: np.random.Generator, median_hours: np.ndarray | float, sigma: float, count: int
) -> np.ndarray:
    """Waiting times with a long tail, in whole seconds, at most three weeks."""
    hours = median_hours * np.exp(sigma * rng.standard_normal(count))
    return (np.minimum(hours, 504.0) * 3_600).astype(np.int64) + 1


def systematic(rng: np.random.Generator, chances: np.ndarray) -> np.ndarray:
    """True with each row's own chance, evenly spread over the rows.

    Any run of neighbouring rows holds as many as its chances add up to, give or take
    one. Rows are in order of disbursement, so that a cohort shows its true rate
    however small the sample; single rows are as random as independent draws.
    """
    passed = np.floor(np.cumsum(chances) + rng.random())
    return np.diff(passed, prepend=0.0) > 0
