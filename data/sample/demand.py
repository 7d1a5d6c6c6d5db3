"""When applications come in: the sample's calendar, its growth and its seasons."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.sample.world import (
    AMOUNT_GROWTH,
    AS_OF,
    GROWTH_AFTER,
    GROWTH_BEFORE,
    LOOSE_RISK,
    LUNAR_NEW_YEARS,
    SEASON,
    STORIES,
    WEEKDAY,
    WORSENING_RISK,
)

DAY = 86_400
"""Seconds of a day: timestamps are kept as whole seconds since 1970."""
END = (np.datetime64(AS_OF) + 1).astype(int) * DAY - 1
"""The last second the extract knows of."""

HOURS = np.array(
    [1, 0.6, 0.4, 0.3, 0.3, 0.5, 1, 2, 4, 6, 7, 6.5]
    + [5, 5.5, 6, 6, 5.5, 5, 5, 6, 7, 6.5, 4, 2]
)
"""Demand by hour of the day."""


def day_number(day: date) -> int:
    """Days since 1970."""
    return int(np.datetime64(day, "D").astype(int))


@dataclass(frozen=True)
class Calendar:
    """The months of a sample, with what holds for each; days count from 1970."""

    labels: tuple[str, ...]
    starts: np.ndarray
    """First day of each month, and of the two after the last."""
    demand: np.ndarray
    """Relative demand by day, from starts[0] on."""
    month_of_day: np.ndarray
    amounts: np.ndarray
    """By month: amounts asked for, times the ordinary ones."""
    loose: np.ndarray
    """By month: is the policy the loose one?"""
    risk: np.ndarray
    """By month of disbursement: risk of its loans, times the ordinary one."""

    @property
    def months(self) -> int:
        """How many months the calendar covers."""
        return len(self.labels)

    @property
    def ends(self) -> np.ndarray:
        """Month-ends, one per month."""
        return self.starts[1 : self.months + 1] - 1

    def month_at(self, seconds: np.ndarray) -> np.ndarray:
        """Month number of timestamps, which must lie inside the calendar."""
        return self.month_of_day[seconds // DAY - self.starts[0]]


def make_calendar(months: int) -> Calendar:
    """The `months` months up to AS_OF."""
    last = np.datetime64(AS_OF, "M")
    axis = last + np.arange(1 - months, 3)
    starts = axis.astype("datetime64[D]").astype(np.int64)
    labels = axis[:months]
    days = np.arange(starts[0], starts[months])
    month_of_day = np.searchsorted(starts, days, side="right") - 1
    since_turn = (labels - np.datetime64(STORIES.growth_from, "M")).astype(int)
    return Calendar(
        labels=tuple(str(label) for label in labels),
        starts=starts,
        demand=_demand(since_turn, labels, days, month_of_day),
        month_of_day=month_of_day,
        amounts=(1 + AMOUNT_GROWTH) ** np.maximum(since_turn + 1, 0),
        loose=np.isin(labels.astype(str), STORIES.loose_policy_months),
        risk=_worsening(labels),
    )


def start_times(rng: np.random.Generator, calendar: Calendar, count: int) -> np.ndarray:
    """`count` timestamps in ascending order, spread evenly over the demand."""
    edges = np.cumsum(calendar.demand)
    places = (np.arange(count) + rng.random(count)) / count * edges[-1]
    days = np.minimum(np.searchsorted(edges, places), len(edges) - 1)
    hours = np.searchsorted(np.cumsum(HOURS) / HOURS.sum(), rng.random(count))
    seconds = hours * 3_600 + rng.integers(0, 3_600, count)
    return np.sort((calendar.starts[0] + days) * DAY + seconds)


def loose_risk(calendar: Calendar, decided_month: np.ndarray) -> np.ndarray:
    """Extra risk of loans by the month in which they were approved."""
    return np.where(calendar.loose[decided_month], LOOSE_RISK, 1.0)


def _demand(
    since_turn: np.ndarray, labels: np.ndarray, days: np.ndarray, month: np.ndarray
) -> np.ndarray:
    level = np.where(
        since_turn < 0,
        (1 + GROWTH_BEFORE) ** since_turn.astype(float),
        (1 + GROWTH_AFTER) ** (since_turn + 1.0),
    )
    season = np.array(SEASON)[labels.astype(int) % 12]
    weekday = np.array(WEEKDAY)[(days + 3) % 7]
    demand = (level * season)[month] * weekday
    for new_year in LUNAR_NEW_YEARS:
        distance = days - day_number(new_year)
        demand[(distance >= -6) & (distance <= 9)] *= 0.4
    return demand


def _worsening(labels: np.ndarray) -> np.ndarray:
    begin = np.datetime64(STORIES.worsening_from, "M")
    length = (np.datetime64(STORIES.worsening_to, "M") - begin).astype(int)
    share = np.clip((labels - begin).astype(int) / length, 0.0, 1.0)
    return WORSENING_RISK**share
