"""How loans are repaid: a month-to-month Markov chain over instalments in arrears."""

from dataclasses import dataclass

import numpy as np

from data.sample.demand import Calendar
from data.sample.draws import systematic
from data.sample.loans import Loans
from data.sample.market import METHODS

BASE_MISS = 0.035
"""Chance that an ordinary borrower misses an instalment in the riskiest months."""
WORSENS = np.array((0.0, 0.28, 0.62, 0.74, 0.80, 0.84, 0.87, 0.90))
"""Chance that a loan with so many instalments in arrears pays none in a month."""
HOLDS = np.array((0.0, 0.14, 0.30, 0.22, 0.17, 0.14, 0.11, 0.08))
"""Chance that it pays just one; otherwise it pays all it owes."""
PARTIAL = 0.15
"""Chance that a borrower who pays no instalment pays at least the interest of one."""
CHARGE_OFF_AFTER_DAYS = 180
RECOVERING = 0.55
"""Share of the charged-off loans that bring something later."""
RECOVERED = (0.10, 0.42)
"""Least and most of the charged-off amount that such a loan brings."""
PAYMENT_SHARES = (0.5, 0.3, 0.2)

ACTIVE, PAID_OFF, CHARGED_OFF = 0, 1, 2
STATUSES = ("active", "paid_off", "charged_off")


@dataclass(frozen=True)
class Book:
    """One row per loan, one column per month on book; money in whole cents.

    Columns after `last_mob` mean nothing.
    """

    balance: np.ndarray
    days_past_due: np.ndarray
    principal_paid: np.ndarray
    interest_paid: np.ndarray
    fees_paid: np.ndarray
    charged_off: np.ndarray
    recovered: np.ndarray
    status: np.ndarray
    paid: np.ndarray
    """Instalments fully paid by then, of those that were due."""
    part_paid: np.ndarray
    """By loan: what was paid of the oldest unpaid instalment, in the end."""
    last_mob: np.ndarray
    """By loan: the last month with a row."""

    def is_row(self) -> np.ndarray:
        """Which loan has a row in which month."""
        return np.arange(self.balance.shape[1])[None, :] <= self.last_mob[:, None]


def age_shape(mob: int) -> float:
    """Risk by months on book: it is highest after seven months and then falls."""
    return 0.18 + 0.82 * mob / 7.0 * float(np.exp(1.0 - mob / 7.0))


def run_book(rng: np.random.Generator, calendar: Calendar, loans: Loans) -> Book:
    """All months of all loans up to the calendar's last month-end."""
    count, months = len(loans), calendar.months
    newest = months - 1 - loans.month
    money = {
        name: np.zeros((count, months), dtype=np.int64)
        for name in ("balance", "principal", "interest", "fees", "lost", "recovered")
    }
    late_days = np.zeros((count, months), dtype=np.int32)
    paid_by = np.zeros((count, months), dtype=np.int16)
    status = np.zeros((count, months), dtype=np.int8)
    money["balance"][:, 0] = loans.principal
    money["fees"][:, 0] = loans.upfront_fee
    paid = np.zeros(count, dtype=np.int64)
    part = np.zeros(count, dtype=np.int64)
    open_ = np.ones(count, dtype=bool)
    last_mob = newest.copy()
    revolving = loans.method == METHODS.index("revolving")

    for mob in range(1, months):
        seen = np.searchsorted(loans.month, months - 1 - mob, side="right")
        row = np.flatnonzero(open_[:seen])
        if not len(row):
            break
        before = paid[row]
        due = np.minimum(mob, loans.term_months[row])
        owed = due - before
        late = before < np.minimum(mob - 1, loans.term_months[row])
        pays, early = _payments(rng, loans, row, mob, owed, late)
        after = before + pays
        closes = early | (after == loans.term_months[row])

        old = loans.schedule.balance_after(row, before)
        new = np.where(closes, 0, loans.schedule.balance_after(row, after))
        principal = np.where(revolving[row], np.maximum(old - new, 0), old - new)
        interest = loans.schedule.interest_until(
            row, after
        ) - loans.schedule.interest_until(row, before)
        interest = np.where(pays > 0, interest - part[row], 0)
        part[row[pays > 0]] = 0
        interest += _part_payments(rng, loans, row[pays == 0], pays == 0, part, before)

        oldest = np.minimum(after, due)
        due_on = calendar.starts[loans.month[row] + oldest + 1] + loans.due_day[row] - 1
        as_of = calendar.ends[loans.month[row] + mob]
        days = np.where(closes | (after >= due), 0, as_of - due_on)
        lost = days > CHARGE_OFF_AFTER_DAYS

        money["balance"][row, mob] = np.where(lost, 0, new)
        money["principal"][row, mob] = principal
        money["interest"][row, mob] = interest
        money["fees"][row, mob] = pays * loans.monthly_fee[row]
        money["lost"][row, mob] = np.where(lost, new, 0)
        late_days[row, mob] = days
        status[row, mob] = np.where(
            lost, CHARGED_OFF, np.where(closes, PAID_OFF, ACTIVE)
        )
        paid[row] = after
        paid_by[row, mob] = after
        ended = row[closes | lost]
        open_[ended] = False
        last_mob[ended] = mob

    _recover(rng, calendar, loans, newest, last_mob, money, late_days, status, paid_by)
    return Book(
        balance=money["balance"],
        days_past_due=late_days,
        principal_paid=money["principal"],
        interest_paid=money["interest"],
        fees_paid=money["fees"],
        charged_off=money["lost"],
        recovered=money["recovered"],
        status=status,
        paid=paid_by,
        part_paid=part,
        last_mob=last_mob,
    )


def _payments(rng, loans, row, mob, owed, late) -> tuple[np.ndarray, np.ndarray]:
    """Instalments that each loan pays in this month, and which pay all off early."""
    pays = owed.copy()
    on_time = np.flatnonzero(~late)
    chance = np.minimum(
        BASE_MISS * age_shape(mob) * loans.miss_risk[row[on_time]], 0.45
    )
    misses = systematic(rng, chance)
    pays[on_time[misses]] = 0
    leaves = rng.random(len(on_time)) < loans.prepayment[row[on_time]]
    early = np.zeros(len(row), dtype=bool)
    early[on_time[leaves & ~misses & (mob > 2)]] = True

    behind = np.flatnonzero(late)
    arrears = np.minimum(owed[behind] - (mob <= loans.term_months[row[behind]]), 7)
    worsens = WORSENS[arrears] ** (1.0 / loans.severity[row[behind]])
    order = np.argsort(arrears, kind="stable")
    nothing = np.zeros(len(behind), dtype=bool)
    nothing[order] = systematic(rng, worsens[order])
    one = rng.random(len(behind)) < HOLDS[arrears] / (1.0 - WORSENS[arrears])
    pays[behind] = np.where(nothing, 0, np.where(one, 1, owed[behind]))
    return pays, early


def _part_payments(rng, loans, idle, is_idle, part, before) -> np.ndarray:
    """Interest that some of the idle loans pay; noted in `part`, one value per row."""
    received = np.zeros(len(is_idle), dtype=np.int64)
    owed = loans.schedule.interest_until(
        idle, before[is_idle] + 1
    ) - loans.schedule.interest_until(idle, before[is_idle])
    gives = (rng.random(len(idle)) < PARTIAL) & (part[idle] == 0)
    received[is_idle] = np.where(gives, owed, 0)
    part[idle] += received[is_idle]
    return received


def _recover(
    rng, calendar, loans, newest, last_mob, money, late_days, status, paid_by
) -> None:
    """Adds the rows after a charge-off, up to the last recovery in the extract."""
    lost_at = last_mob.copy()
    row = np.flatnonzero(status[np.arange(len(loans)), last_mob] == CHARGED_OFF)
    begin = lost_at[row]
    amount = money["lost"][row, begin]
    low, high = RECOVERED
    share = low + (high - low) * rng.random(len(row))
    total = amount * share * (rng.random(len(row)) < RECOVERING)
    mob = begin
    for payment_share in PAYMENT_SHARES:
        mob = mob + rng.integers(1, 5, len(row))
        received = np.floor(total * payment_share).astype(np.int64)
        comes = (mob <= newest[row]) & (received > 0)
        money["recovered"][row[comes], mob[comes]] = received[comes]
        last_mob[row[comes]] = mob[comes]
    for later in range(1, 4 * len(PAYMENT_SHARES) + 1):
        still = begin + later <= last_mob[row]
        r, at = row[still], (begin + later)[still]
        status[r, at] = CHARGED_OFF
        paid_by[r, at] = paid_by[r, at - 1]
        month_end = calendar.ends[loans.month[r] + at]
        late_days[r, at] = late_days[r, at - 1] + (
            month_end - calendar.ends[loans.month[r] + at - 1]
        )
