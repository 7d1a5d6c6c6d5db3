"""The loans that applications became, with their price and their hidden risk."""

from dataclasses import dataclass

import numpy as np

from data.sample.applications import Applications
from data.sample.demand import DAY, Calendar, day_number, loose_risk
from data.sample.draws import pick
from data.sample.market import CHANNELS, GRADE_RATE, GRADE_RISK, PRODUCTS, column
from data.sample.schedule import Schedule, make_schedule
from data.sample.world import PRICE_CAPS

LAST_DUE_DAY = 28
"""Instalments fall due on the day of disbursement, but never after the 28th."""
COHORT_NOISE = 0.06
"""Chance variation of a month's risk, as no two months are alike."""


@dataclass(frozen=True)
class Loans:
    """In order of disbursement; money in whole cents."""

    application: np.ndarray
    customer: np.ndarray
    product: np.ndarray
    channel: np.ndarray
    partner: np.ndarray
    mode: np.ndarray
    grade: np.ndarray
    disbursed_day: np.ndarray
    month: np.ndarray
    """Number of the month of disbursement in the calendar."""
    due_day: np.ndarray
    principal: np.ndarray
    term_months: np.ndarray
    annual_rate: np.ndarray
    method: np.ndarray
    upfront_fee: np.ndarray
    monthly_fee: np.ndarray
    miss_risk: np.ndarray
    """Chance of missing an instalment, times the ordinary one of that age."""
    severity: np.ndarray
    prepayment: np.ndarray
    schedule: Schedule

    def __len__(self) -> int:
        return len(self.month)


def make_loans(
    rng: np.random.Generator, calendar: Calendar, applications: Applications
) -> Loans:
    """One loan per disbursed application, ordered by the time of disbursement."""
    a = applications
    rows = np.flatnonzero(a.is_disbursed)
    rows = rows[np.argsort(a.disbursed_at[rows], kind="stable")]
    product, channel, grade = a.product[rows], a.channel[rows], a.grade[rows]
    day = a.disbursed_at[rows] // DAY
    month = calendar.month_at(a.disbursed_at[rows])
    principal = a.approved[rows] * 100
    term = a.term_months[rows]
    capped = day >= day_number(PRICE_CAPS[-1][0])
    rate = _annual_rate(product, grade, capped)
    monthly_fee_rate = column(PRODUCTS, "monthly_fee")[product]
    monthly_fee_rate = np.where(capped & (grade >= 3), 0.0, monthly_fee_rate)
    method = pick(rng, column(PRODUCTS, "methods"), product)
    noise = 1.0 + COHORT_NOISE * (2.0 * rng.random(calendar.months) - 1.0)
    risk = (
        column(PRODUCTS, "risk")[product]
        * column(CHANNELS, "risk")[channel]
        * GRADE_RISK[grade]
        * (calendar.risk * noise)[month]
        * loose_risk(calendar, calendar.month_at(a.decided_at[rows]))
    )
    severity = (
        column(PRODUCTS, "severity")[product] * column(CHANNELS, "severity")[channel]
    )
    columns = min(int(term.max(initial=1)), calendar.months + 1)
    cycle = rng.integers(4, 9, len(rows)).astype(float)
    return Loans(
        application=rows,
        customer=a.customer[rows],
        product=product,
        channel=channel,
        partner=a.partner[rows],
        mode=a.mode[rows],
        grade=grade,
        disbursed_day=day,
        month=month,
        due_day=np.minimum(day - calendar.starts[month] + 1, LAST_DUE_DAY),
        principal=principal,
        term_months=term,
        annual_rate=rate,
        method=method,
        upfront_fee=_share(principal, column(PRODUCTS, "upfront_fee")[product]),
        monthly_fee=_share(principal, monthly_fee_rate),
        miss_risk=risk,
        severity=severity,
        prepayment=column(PRODUCTS, "prepayment")[product],
        schedule=make_schedule(principal, rate, term, method, cycle, columns),
    )


def _annual_rate(product, grade, capped) -> np.ndarray:
    rate = column(PRODUCTS, "rate")[product] * (1.0 + GRADE_RATE[grade])
    return np.round(np.where(capped, np.minimum(rate, 0.205), rate), 4)


def _share(principal: np.ndarray, share: np.ndarray) -> np.ndarray:
    return np.rint(principal * share).astype(np.int64)
