"""Service tickets: what customers ask, and how content the answer leaves them."""

import numpy as np
import pyarrow as pa

from data.sample.applications import Applications
from data.sample.customers import Visits
from data.sample.demand import DAY, END
from data.sample.draws import lognormal_seconds, pick
from data.sample.writing import codes, ids, references, stamps

KINDS = ("enquiry", "complaint", "suggestion")
ORDINARY_SHARES = (0.72, 0.18, 0.10)
WAITING_SHARES = (0.45, 0.50, 0.05)
"""Kinds of tickets of those whose documents wait for over two days."""
SATISFACTION = (
    (0.04, 0.07, 0.19, 0.38, 0.32),
    (0.30, 0.27, 0.22, 0.14, 0.07),
    (0.05, 0.10, 0.30, 0.35, 0.20),
)
"""Odds of 1 to 5 by kind."""


def ticket_columns(
    rng: np.random.Generator,
    visits: Visits,
    applications: Applications,
    customer_ids,
    first_number: int,
) -> dict:
    """service_tickets, in order of the applications they follow."""
    a = applications
    reached = np.minimum(np.minimum(a.verified_at, a.decided_at), END)
    waits = (a.submitted_at <= END) & (reached - a.submitted_at > 2 * DAY)
    asks = rng.random(len(waits)) < np.where(waits, 0.42, 0.13)
    row = np.flatnonzero(asks)
    asked_later = (rng.exponential(9.0, len(row)) * DAY).astype(np.int64) + 600
    opened = visits.started_at[row] + asked_later
    row, opened = row[opened <= END], opened[opened <= END]
    count = len(row)
    kind = pick(
        rng, np.array((ORDINARY_SHARES, WAITING_SHARES)), waits[row].astype(int)
    )
    closed = opened + lognormal_seconds(rng, np.where(kind == 1, 30.0, 5.0), 1.0, count)
    csat = 1 + pick(rng, np.array(SATISFACTION), kind)
    nps = np.clip(2 * csat + rng.integers(-2, 2, count), 0, 10)
    unrated = (rng.random(count) < 0.55) | (closed > END)
    return {
        "ticket_id": ids("T", first_number + np.arange(count)),
        "customer_id": references(customer_ids, visits.customer[row]),
        "opened_at": stamps(opened),
        "closed_at": stamps(closed),
        "kind": codes(kind, KINDS),
        "csat": pa.array(csat.astype(np.int32), mask=unrated),
        "nps": pa.array(nps.astype(np.int32), mask=unrated | (rng.random(count) < 0.4)),
    }
