"""What was spent on whom: campaign spend, contacts before an application, targets."""

import numpy as np
import pyarrow as pa

from data.sample.applications import Applications
from data.sample.campaigns import Campaigns
from data.sample.customers import Customers, Visits
from data.sample.demand import DAY, Calendar
from data.sample.market import CHANNELS, PRODUCTS, column
from data.sample.writing import codes, dates, money, references, stamps

EMPTY_CAMPAIGN_SHARE = 0.5
"""What the empty campaign spends, as a share of its channel's standing campaign."""
FESTIVAL_PREMIUM = 1.12
"""Leads of a festival campaign cost more."""
TOUCH_KINDS = ("impression", "click", "visit", "call")


def spend_columns(
    rng: np.random.Generator,
    calendar: Calendar,
    campaigns: Campaigns,
    started: np.ndarray,
) -> dict:
    """campaign_spend: one row per campaign and day, or month where so booked.

    `started` counts each campaign's opened applications. Leads and spend follow from
    them, spread over the campaign's days as demand is, with some noise.
    """
    leads_wanted, cost_per_lead = _budget(campaigns, started)
    pieces: list[tuple[np.ndarray, ...]] = []
    for number, channel in enumerate(campaigns.channel):
        terms = list(CHANNELS.values())[channel]
        days = np.arange(campaigns.first_day[number], campaigns.last_day[number] + 1)
        weight = calendar.demand[days - calendar.starts[0]]
        if not terms.daily_spend:
            month = calendar.month_of_day[days - calendar.starts[0]]
            weight = (
                np.bincount(month)[month[0] :] * 0.0
                + np.bincount(month, weights=weight)[month[0] :]
            )
            days = calendar.starts[np.unique(month)]
        noise = np.exp(0.12 * rng.standard_normal(len(days)))
        share = weight * noise / np.sum(weight * noise)
        leads = np.diff(np.rint(np.cumsum(share) * leads_wanted[number]), prepend=0)
        cost = leads_wanted[number] * cost_per_lead[number] * share
        spend = np.rint(cost * np.exp(0.08 * rng.standard_normal(len(days))) * 100)
        if number == campaigns.empty:
            leads = np.rint(leads * 0.02)
        clicks = np.rint(leads * rng.uniform(9.0, 13.0, len(days)))
        shown = np.rint(clicks / max(terms.click_rate, 1e-9))
        no_clicks = np.full(len(days), terms.click_rate == 0)
        full = np.full(len(days), number)
        pieces.append((days, full, spend, leads, clicks, shown, no_clicks))
    columns = [np.concatenate(parts) for parts in zip(*pieces, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    days, number, spend, leads, clicks, shown, no_clicks = (c[order] for c in columns)
    whole = np.int64
    return {
        "spend_date": dates(days),
        "channel": codes(campaigns.channel[number], list(CHANNELS)),
        "campaign_id": codes(number, campaigns.codes),
        "campaign_name": codes(number, campaigns.titles),
        "spend": money(spend.astype(whole)),
        "impressions": pa.array(
            np.where(no_clicks, 0, shown).astype(whole), mask=no_clicks
        ),
        "clicks": pa.array(clicks.astype(whole), mask=no_clicks),
        "leads": pa.array(leads.astype(whole)),
    }


def touchpoint_columns(
    rng: np.random.Generator,
    campaigns: Campaigns,
    customers: Customers,
    visits: Visits,
    applications: Applications,
    customer_ids,
) -> dict:
    """touchpoints: one to three contacts before each application, the last credited."""
    count = len(visits.started_at)
    touches = 1 + (rng.random(count) < 0.35) + (rng.random(count) < 0.15)
    visit = np.repeat(np.arange(count), touches)
    place = np.arange(len(visit)) - np.repeat(np.cumsum(touches) - touches, touches)
    is_last = place == touches[visit] - 1
    begin = np.where(
        visits.is_first,
        customers.acquired_at[visits.customer],
        visits.started_at - 10 * DAY,
    )
    span = (visits.started_at - begin)[visit]
    at = begin[visit] + (
        span * (place + rng.random(len(visit))) / touches[visit]
    ).astype(np.int64)
    at = np.where((place == 0) & visits.is_first[visit], begin[visit], at)
    credited = applications.channel[visit]
    online = np.flatnonzero(column(CHANNELS, "click_rate") > 0)
    other = online[rng.integers(0, len(online), len(visit))]
    channel = np.where(is_last, credited, other)
    clicks = column(CHANNELS, "click_rate")[channel] > 0
    kind = np.where(
        clicks,
        np.where(is_last, 1, (rng.random(len(visit)) < 0.4).astype(int)),
        2 + (rng.random(len(visit)) < 0.4),
    )
    return {
        "customer_id": references(customer_ids, visits.customer[visit]),
        "touched_at": stamps(at),
        "channel": codes(channel, list(CHANNELS)),
        "campaign_id": codes(
            np.where(is_last, applications.campaign[visit], -1), campaigns.codes
        ),
        "kind": codes(kind, TOUCH_KINDS),
    }


def target_columns(
    rng: np.random.Generator,
    calendar: Calendar,
    started: np.ndarray,
    disbursed: np.ndarray,
) -> dict:
    """targets: by month for the company; the disbursed amount also by product.

    `started` counts applications by month; `disbursed` sums cents by month and product.
    """
    months = calendar.months
    rows: list[tuple[np.ndarray, str, np.ndarray, np.ndarray]] = []
    every, none = np.arange(months), np.full(months, -1)

    def planned(actual: np.ndarray, step: float) -> np.ndarray:
        """Plans are round numbers, and reality misses them by a few percent."""
        return np.rint(actual * rng.uniform(0.93, 1.1, len(actual)) / step) * step

    amount = disbursed / 100.0
    rows.append((every, "applications", none, planned(started, 10.0)))
    rows.append((every, "disbursed_amount", none, planned(amount.sum(axis=1), 1e4)))
    for product in range(len(PRODUCTS)):
        plan = planned(amount[:, product], 1e4)
        rows.append((every, "disbursed_amount", none + 1 + product, plan))
    rows.append((every, "approval_rate", none, np.full(months, 0.60)))
    rows.append((every, "par30", none, np.full(months, 0.05)))
    names = [metric for _, metric, _, _ in rows]
    month, product, value = (
        np.concatenate([row[i] for row in rows]) for i in (0, 2, 3)
    )
    metric = np.repeat(np.arange(len(rows)), months)
    order = np.lexsort((metric, month))
    nothing = codes(np.full(len(order), -1), ["-"])
    return {
        "month": dates(calendar.starts[month[order]]),
        "metric": pa.array([names[m] for m in metric[order]], pa.string()),
        "product": codes(product[order], list(PRODUCTS)),
        "channel": nothing,
        "segment": nothing,
        "value": pa.array(value[order]),
    }


def _budget(campaigns: Campaigns, started: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leads each campaign has to bring, and what one costs in yuan."""
    channel = campaigns.channel
    leads = np.maximum(started, 1) * column(CHANNELS, "leads")[channel]
    cost = column(CHANNELS, "cost_per_lead")[channel].copy()
    standing = np.isin(np.arange(len(channel)), campaigns.standing)
    cost[~standing] *= FESTIVAL_PREMIUM
    if campaigns.empty >= 0:
        same = (channel == channel[campaigns.empty]) & standing
        runs_then = (
            same
            & (campaigns.last_day >= campaigns.first_day[campaigns.empty])
            & (campaigns.first_day <= campaigns.last_day[campaigns.empty])
        )
        leads[campaigns.empty] = leads[runs_then].sum() * EMPTY_CAMPAIGN_SHARE
    return leads, cost
