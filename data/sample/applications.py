"""From an opened application to a decision and, for some, to the money."""

from dataclasses import dataclass

import numpy as np

from data.sample.campaigns import Campaigns
from data.sample.customers import Customers, Visits
from data.sample.demand import DAY, END, Calendar, day_number
from data.sample.draws import lognormal_seconds, one_of, pick
from data.sample.market import (
    CHANNELS,
    DECLINE_REASONS,
    GRADE_FLOORS,
    MODE_PARTNERS,
    MODES,
    PARTNERS,
    PRODUCTS,
    SEGMENTS,
    column,
)
from data.sample.world import BACKLOG_FACTOR, LOOSE_CUTOFF_DROP, STORIES

NEVER = 2**40
"""A time after every extract: a stage that is not reached, whatever is added to it."""

APPROVED, DECLINED, WITHDRAWN = 0, 1, 2
DECISIONS = ("approved", "declined", "withdrawn")

CUTOFF = 616.0
"""Score from which an application is approved; 15 points either side are judgement."""
POLICY_DECLINES = 0.10
"""Share declined whatever the score, and in the loose months."""
POLICY_DECLINES_LOOSE = 0.05
EXPIRY_DAYS = 30
"""An application that is not submitted is closed as withdrawn after so many days."""


@dataclass(frozen=True)
class Applications:
    """In order of started_at; times in seconds, NEVER (or after END) = not reached."""

    customer: np.ndarray
    product: np.ndarray
    channel: np.ndarray
    campaign: np.ndarray
    mode: np.ndarray
    partner: np.ndarray
    started_at: np.ndarray
    submitted_at: np.ndarray
    verified_at: np.ndarray
    assessed_at: np.ndarray
    decided_at: np.ndarray
    decision: np.ndarray
    by_hand: np.ndarray
    decline_reason: np.ndarray
    signed_at: np.ndarray
    disbursed_at: np.ndarray
    requested: np.ndarray
    """In yuan, as `approved`."""
    approved: np.ndarray
    term_months: np.ndarray
    score: np.ndarray
    grade: np.ndarray

    @property
    def is_disbursed(self) -> np.ndarray:
        """Which of them became a loan by the end of the sample."""
        return self.disbursed_at <= END


def draw_applications(
    rng: np.random.Generator,
    calendar: Calendar,
    campaigns: Campaigns,
    customers: Customers,
    visits: Visits,
) -> Applications:
    """One application per visit, followed to its end or to the end of the extract."""
    count = len(visits.started_at)
    started = visits.started_at
    month = calendar.month_at(started)
    segment = customers.segment[visits.customer]
    product = pick(rng, column(SEGMENTS, "products"), segment)
    channel = pick(rng, column(PRODUCTS, "channels"), product)
    moves_to_app = ~visits.is_first & (rng.random(count) < 0.45)
    channel = np.where(moves_to_app, list(CHANNELS).index("official_app"), channel)
    campaign = campaigns.credit(rng, channel, started // DAY)

    score = _score(rng, customers, visits, segment, channel)
    grade = np.searchsorted(-np.array(GRADE_FLOORS), -score, side="left")
    requested, term = _request(rng, product, calendar.amounts[month])

    submit_chance = column(CHANNELS, "submit")[channel]
    submit_chance = np.where(campaign == campaigns.empty, 0.01, submit_chance)
    submits = rng.random(count) < submit_chance
    submitted = started + lognormal_seconds(rng, 0.45, 1.5, count)
    submitted = np.where(submits, submitted, NEVER)

    hand_chance = column(PRODUCTS, "manual")[product]
    by_hand = rng.random(count) < np.where(requested > 150_000, 1.0, hand_chance)
    checking = lognormal_seconds(rng, np.where(by_hand, 9.0, 2.5), 0.95, count)
    checking = np.where(_in_backlog(submitted), checking * BACKLOG_FACTOR, checking)
    checking = checking.astype(np.int64)
    verified = submitted + checking
    assessed = verified + lognormal_seconds(
        rng, np.where(by_hand, 5.0, 0.3), 0.8, count
    )
    decided = assessed + lognormal_seconds(
        rng, np.where(by_hand, 22.0, 0.08), 0.85, count
    )

    loose = calendar.loose[month]
    decision, reason = _decide(rng, score, loose, product)
    leaves = rng.random(count) < np.where(checking > 2 * DAY, 0.10, 0.035)
    bad_papers = ~leaves & (rng.random(count) < np.where(loose, 0.015, 0.04))
    decision = np.where(leaves, WITHDRAWN, np.where(bad_papers, DECLINED, decision))
    reason = np.where(bad_papers, DECLINE_REASONS.index("documents_invalid"), reason)
    decided = np.where(bad_papers, verified, decided)
    left_at = submitted + (checking * rng.random(count)).astype(np.int64) + 300
    decided = np.where(leaves, left_at, decided)
    stops_early = leaves | bad_papers
    verified = np.where(stops_early, NEVER, verified)
    assessed = np.where(stops_early, NEVER, assessed)
    decided = np.where(submits, decided, started + EXPIRY_DAYS * DAY)
    decision = np.where(submits, decision, WITHDRAWN)
    reason = np.where(decision == DECLINED, reason, -1)

    waited_long = decided - submitted > 4 * DAY
    signs = rng.random(count) < np.where(waited_long, 0.72, 0.84)
    signs &= decision == APPROVED
    signed = np.where(signs, decided + lognormal_seconds(rng, 7.0, 1.1, count), NEVER)
    disbursed = signed + lognormal_seconds(
        rng, np.where(by_hand, 16.0, 2.0), 0.9, count
    )
    disbursed = np.where(rng.random(count) < 0.965, disbursed, NEVER)

    granted = pick(rng, np.array((0.68, 0.20, 0.12)), count)
    approved = np.array((1.0, 0.8, 0.6))[granted] * requested
    mode = pick(rng, column(CHANNELS, "modes"), channel)
    return Applications(
        customer=visits.customer,
        product=product,
        channel=channel,
        campaign=campaign,
        mode=mode,
        partner=_partner(rng, mode),
        started_at=started,
        submitted_at=submitted,
        verified_at=verified,
        assessed_at=assessed,
        decided_at=decided,
        decision=np.where(decided <= END, decision, -1),
        by_hand=by_hand,
        decline_reason=np.where(decided <= END, reason, -1),
        signed_at=signed,
        disbursed_at=disbursed,
        requested=requested,
        approved=np.maximum(np.rint(approved / 100) * 100, 1_000).astype(np.int64),
        term_months=term,
        score=score,
        grade=grade,
    )


def _score(rng, customers, visits, segment, channel) -> np.ndarray:
    quality = (
        0.75 * customers.quality[visits.customer]
        + 0.6 * rng.standard_normal(len(channel))
        + column(SEGMENTS, "quality")[segment]
        + column(CHANNELS, "quality")[channel]
        + np.where(visits.is_first, 0.0, 0.35)
    )
    return np.clip(np.rint(638.0 + 56.0 * quality), 350.0, 850.0)


def _request(rng, product, level) -> tuple[np.ndarray, np.ndarray]:
    spread = column(PRODUCTS, "spread")[product]
    amount = (
        level
        * column(PRODUCTS, "amount")[product]
        * np.exp(spread * np.clip(rng.standard_normal(len(product)), -2.2, 2.2))
    )
    step = np.where(amount < 50_000, 100, 1_000)
    amount = np.maximum(np.rint(amount / step) * step, 1_000).astype(np.int64)
    terms = [p.terms for p in PRODUCTS.values()]
    return amount, one_of(rng, terms, product)


def _in_backlog(submitted: np.ndarray) -> np.ndarray:
    begin = day_number(STORIES.verification_backlog_from) * DAY
    end = (day_number(STORIES.verification_backlog_to) + 1) * DAY
    return (submitted >= begin) & (submitted < end)


def _decide(rng, score, loose, product) -> tuple[np.ndarray, np.ndarray]:
    """Decision by score, and the reason where it is a decline."""
    count = len(score)
    cutoff = CUTOFF - LOOSE_CUTOFF_DROP * loose
    passes = score + 15.0 * (2.0 * rng.random(count) - 1.0) >= cutoff
    policy = np.where(loose, POLICY_DECLINES_LOOSE, POLICY_DECLINES)
    barred = rng.random(count) < policy
    secured = np.array([p.collateral != "unsecured" for p in PRODUCTS.values()])
    by_policy = np.array((0.0, 0.1, 0.2, 0.15, 0.25, 0.15, 0.0, 0.05, 0.1))
    with_pledge = by_policy + np.eye(len(by_policy))[6] * 0.3
    by_score = np.array((0.52, 0.22, 0.12, 0.14, 0.0, 0.0, 0.0, 0.0, 0.0))
    tables = np.vstack((by_score, by_policy, with_pledge))
    reason = pick(rng, tables, np.where(barred, 1 + secured[product], 0))
    return np.where(passes & ~barred, APPROVED, DECLINED), reason


def _partner(rng, mode) -> np.ndarray:
    options = [
        tuple(PARTNERS.index(p) for p in MODE_PARTNERS[m]) or (-1,) for m in MODES
    ]
    return one_of(rng, options, mode)
