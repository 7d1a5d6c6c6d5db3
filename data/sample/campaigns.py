"""Which campaigns run when, and which of them an application is credited to."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.sample.demand import Calendar, day_number
from data.sample.market import CHANNELS, column
from data.sample.world import STORIES

FESTIVALS = (("new_year", 1, 2, 1, 20), ("618", 6, 1, 6, 20), ("1111", 10, 24, 11, 13))
"""Festival campaigns: code, first month and day, last month and day."""
FESTIVAL_SHARE = 0.45
EMPTY_SHARE = 0.012
"""Share of its channel's opened applications that the empty campaign brings."""


@dataclass(frozen=True)
class Campaigns:
    """All campaigns of the calendar, by position; first and last day from 1970."""

    codes: tuple[str, ...]
    titles: tuple[str, ...]
    channel: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray
    standing: np.ndarray
    """By channel and day of the calendar: the half-year's campaign, or -1."""
    festival: np.ndarray
    """By channel and day of the calendar: the festival's campaign, or -1."""
    start: int
    empty: int
    """Position of the campaign that brings nothing; -2 where it lies outside."""

    def credit(
        self, rng: np.random.Generator, channel: np.ndarray, day: np.ndarray
    ) -> np.ndarray:
        """The campaign of applications of these channels and days; -1 is none."""
        offset = day - self.start
        luck = rng.random(len(channel))
        festival = self.festival[channel, offset]
        chosen = np.where(
            (festival >= 0) & (rng.random(len(channel)) < FESTIVAL_SHARE),
            festival,
            self.standing[channel, offset],
        )
        chosen[luck < column(CHANNELS, "organic")[channel]] = -1
        if self.empty >= 0:
            runs = (day >= self.first_day[self.empty]) & (
                day <= self.last_day[self.empty]
            )
            falls = (channel == self.channel[self.empty]) & (luck > 1.0 - EMPTY_SHARE)
            chosen[runs & falls] = self.empty
        return chosen


def plan_campaigns(calendar: Calendar) -> Campaigns:
    """A standing campaign per half-year and paying channel, and the festivals'."""
    start, end = int(calendar.starts[0]), int(calendar.starts[calendar.months]) - 1
    shape = (len(CHANNELS), end - start + 1)
    standing, festival = np.full(shape, -1), np.full(shape, -1)
    rows: list[tuple[str, str, int, int, int]] = []

    def add(code: str, channel: int, first: date, last: date) -> tuple[int, slice]:
        begin, stop = max(day_number(first), start), min(day_number(last), end)
        if begin > stop:
            return -1, slice(0, 0)
        title = code.replace("_", " ").capitalize()
        rows.append((code, title, channel, begin, stop))
        return len(rows) - 1, slice(begin - start, stop - start + 1)

    years = range(int(calendar.labels[0][:4]), int(calendar.labels[-1][:4]) + 1)
    for number, (name, channel) in enumerate(CHANNELS.items()):
        if not channel.cost_per_lead:
            continue
        for year in years:
            for half, first, last in (
                ("h1", date(year, 1, 1), date(year, 6, 30)),
                ("h2", date(year, 7, 1), date(year, 12, 31)),
            ):
                position, days = add(f"{name}_{year}{half}", number, first, last)
                standing[number, days] = position
            for festival_code, m1, d1, m2, d2 in FESTIVALS if channel.festivals else ():
                position, days = add(
                    f"{name}_{festival_code}_{year}",
                    number,
                    date(year, m1, d1),
                    date(year, m2, d2),
                )
                festival[number, days] = position
    empty, _ = add(
        STORIES.empty_campaign,
        list(CHANNELS).index(STORIES.empty_campaign_channel),
        STORIES.empty_campaign_from,
        STORIES.empty_campaign_to,
    )
    codes, titles, channels, firsts, lasts = zip(*rows, strict=True)
    return Campaigns(
        codes,
        titles,
        np.array(channels),
        np.array(firsts),
        np.array(lasts),
        standing,
        festival,
        start,
        empty if empty >= 0 else -2,
    )
