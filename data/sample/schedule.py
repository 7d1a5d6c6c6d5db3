"""What each loan owes when: balances and interest by number of paid instalments."""

from dataclasses import dataclass

import numpy as np

from data.sample.market import METHODS


@dataclass(frozen=True)
class Schedule:
    """In whole cents, one row per loan, column k = after k paid instalments."""

    balance: np.ndarray
    interest: np.ndarray
    """Interest of instalments 1 to k together."""

    def balance_after(self, loan: np.ndarray, paid: np.ndarray) -> np.ndarray:
        """Balance of these loans after so many instalments."""
        return self.balance[loan, np.minimum(paid, self.balance.shape[1] - 1)]

    def interest_until(self, loan: np.ndarray, paid: np.ndarray) -> np.ndarray:
        """Interest due with these loans' first instalments together."""
        return self.interest[loan, np.minimum(paid, self.interest.shape[1] - 1)]


def make_schedule(
    principal: np.ndarray,
    annual_rate: np.ndarray,
    term: np.ndarray,
    method: np.ndarray,
    cycle: np.ndarray,
    columns: int,
) -> Schedule:
    """Schedules for the first `columns` instalments.

    Interest of an instalment is the balance before it times a twelfth of the annual
    rate, to the cent. A revolving line is paid down and drawn again over `cycle`
    months, and paid off at the end of its term.
    """
    k = np.arange(columns + 1)[None, :]
    n = term[:, None]
    left = np.maximum(n - k, 0)
    rate = (annual_rate / 12.0)[:, None]
    growth = (1.0 + rate) ** n
    annuity = (growth - (1.0 + rate) ** np.minimum(k, n)) / (growth - 1.0)
    line = 0.6 + 0.4 * np.cos(2.0 * np.pi * k / cycle[:, None])
    share = np.select(
        [(method == METHODS.index(name))[:, None] for name in METHODS],
        [annuity, left / n, np.ones_like(annuity), line],
    )
    share = np.where(left == 0, 0.0, share)
    balance = np.rint(principal[:, None] * share).astype(np.int64)
    interest = np.zeros_like(balance)
    monthly = np.rint(balance[:, :-1] * rate).astype(np.int64)
    np.cumsum(monthly, axis=1, out=interest[:, 1:])
    return Schedule(balance, interest)
