"""What happens to the sample's lender: its time, its growth and its six stories.

Everything hidden in the made-up book stands here as a named constant, so that a test
(or a demonstration) can look for what was put in.
"""

from dataclasses import dataclass
from datetime import date

AS_OF = date(2026, 10, 31)
"""The newest month-end of every sample: fixed, so that samples never age."""

DEFAULT_MONTHS = 36
DEFAULT_APPLICATIONS = 40_000
"""Applications of a sample of DEFAULT_MONTHS where no number of loans is asked for."""


@dataclass(frozen=True)
class Stories:
    """What is hidden in the book, each findable with the standard metrics."""

    cheap_leads_channel: str = "partner_a"
    """The lowest cost per lead of all paying channels, and by far the worst loans."""
    loose_policy_months: tuple[str, ...] = ("2024-11", "2024-12")
    """More approvals of worse grades; these vintages stand out."""
    verification_backlog_from: date = date(2026, 3, 10)
    verification_backlog_to: date = date(2026, 4, 20)
    """Documents submitted between these days wait several times as long."""
    empty_campaign: str = "social_media_livestream_2026"
    empty_campaign_channel: str = "social_media"
    empty_campaign_from: date = date(2026, 5, 1)
    empty_campaign_to: date = date(2026, 6, 30)
    """A large budget that brings next to no submitted application."""
    growth_from: str = "2025-11"
    """New lending grows fast from here on, so that PAR30 falls ..."""
    worsening_from: str = "2025-01"
    worsening_to: str = "2026-03"
    """... although vintages get worse month by month between these two."""
    underpriced_product: str = "travel_loan"
    """Its price doesn't cover its losses; every other product earns money."""


STORIES = Stories()

BACKLOG_FACTOR = 5.0
"""Verification hours during the backlog, times the ordinary ones."""
LOOSE_CUTOFF_DROP = 45.0
"""Points by which the approval cut-off fell under the loose policy."""
LOOSE_RISK = 2.1
"""Extra risk of loans approved then: checks were skipped that no score sees."""
WORSENING_RISK = 2.15
"""Risk of a loan of `worsening_to` and later, times one before `worsening_from`."""
GROWTH_BEFORE = 0.010
GROWTH_AFTER = 0.125
"""Monthly growth of applications before and after `growth_from`."""
AMOUNT_GROWTH = 0.03
"""Monthly growth of the amounts asked for, from `growth_from` on."""

PRICE_CAPS = ((date(2023, 1, 1), 0.36), (date(2025, 10, 1), 0.24))
LUNAR_NEW_YEARS = (
    date(2022, 2, 1),
    date(2023, 1, 22),
    date(2024, 2, 10),
    date(2025, 1, 29),
    date(2026, 2, 17),
)
SEASON = (0.97, 0.94, 1.0, 0.98, 1.0, 1.14, 0.97, 0.95, 1.02, 0.98, 1.2, 1.05)
"""Demand by calendar month, January first: the shopping festivals of 6-18 and 11-11."""
WEEKDAY = (1.08, 1.08, 1.06, 1.05, 1.04, 0.88, 0.81)
