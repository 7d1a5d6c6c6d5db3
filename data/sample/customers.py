"""Who applies: new customers and those who come back."""

from dataclasses import dataclass

import numpy as np

from data.sample.demand import DAY, Calendar, start_times
from data.sample.draws import one_of, pick
from data.sample.market import INCOME_BANDS, REGIONS, SEGMENTS, column

OCCUPATIONS = tuple(sorted({o for s in SEGMENTS.values() for o in s.occupations}))
RETURN_AFTER_DAYS = 45
RETURNING_SHARE = 0.27
"""Share of applications by earlier customers, once the book has been there a while."""


@dataclass(frozen=True)
class Customers:
    """Customers in the order of their first application; codes by position."""

    segment: np.ndarray
    region: np.ndarray
    age_band: np.ndarray
    income_band: np.ndarray
    occupation: np.ndarray
    quality: np.ndarray
    """Standardised, higher is safer; only the score sees it."""
    acquired_at: np.ndarray
    """First contact, in seconds, before the first application."""


@dataclass(frozen=True)
class Visits:
    """Openings of an application in order of time; customers by position."""

    customer: np.ndarray
    started_at: np.ndarray
    is_first: np.ndarray


def draw_visits(rng: np.random.Generator, calendar: Calendar, count: int) -> Visits:
    """`count` openings; from the first weeks on some are by earlier customers."""
    started_at = start_times(rng, calendar, count)
    day = started_at // DAY
    age_days = day - day[0]
    share = RETURNING_SHARE * (1.0 - np.exp(-age_days / 300.0))
    is_first = (age_days < RETURN_AFTER_DAYS) | (rng.random(count) >= share)
    first_days = day[is_first]
    known = np.searchsorted(first_days, day - RETURN_AFTER_DAYS, side="right")
    earlier = (rng.random(count) * known).astype(np.int64)
    customer = np.where(is_first, np.cumsum(is_first) - 1, earlier)
    return Visits(customer, started_at, is_first)


def draw_customers(rng: np.random.Generator, visits: Visits) -> Customers:
    """The customers behind the visits."""
    first = visits.started_at[visits.is_first]
    count = len(first)
    segment = pick(rng, column(SEGMENTS, "share"), count)
    income = column(SEGMENTS, "income_step")[segment] + 0.9 * rng.standard_normal(count)
    occupations = [
        tuple(OCCUPATIONS.index(o) for o in s.occupations) for s in SEGMENTS.values()
    ]
    return Customers(
        segment=segment,
        region=pick(rng, np.array(list(REGIONS.values())), count),
        age_band=pick(rng, column(SEGMENTS, "ages"), segment),
        income_band=np.clip(np.rint(income), 0, len(INCOME_BANDS) - 1).astype(int),
        occupation=one_of(rng, occupations, segment),
        quality=rng.standard_normal(count) + 0.12 * (income - income.mean()),
        acquired_at=first - (rng.exponential(6.0, count) * DAY).astype(np.int64) - 60,
    )
