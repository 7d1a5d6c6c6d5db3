"""Whom the sample's lender serves, with what, and where it finds them.

The tables of segments, products, channels and grades: codes with all that makes one
behave unlike another. The other modules draw from them and add no opinion.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Segment:
    """A customer segment, its share of demand and what it is like."""

    share: float
    quality: float
    """Shift of the score's standardised value."""
    income_step: float
    """Mean position in INCOME_BANDS."""
    ages: tuple[float, ...]
    occupations: tuple[str, ...]
    products: tuple[float, ...]
    """Share of its applications by product, in the order of PRODUCTS."""


SEGMENTS = {
    "micro_small_business": Segment(
        0.16, 0.0, 2.6, (0.02, 0.26, 0.38, 0.24, 0.10),
        ("business_owner",), (0.10, 0.05, 0.07, 0.01, 0.03, 0.42, 0.24, 0.08),
    ),
    "self_employed": Segment(
        0.14, -0.15, 2.0, (0.05, 0.31, 0.34, 0.20, 0.10),
        ("shop_owner", "driver", "craftsperson"),
        (0.22, 0.14, 0.10, 0.02, 0.04, 0.27, 0.17, 0.04),
    ),
    "salaried": Segment(
        0.28, 0.15, 1.9, (0.0, 0.0, 0.52, 0.32, 0.16),
        ("office_staff", "factory_worker", "public_sector", "teacher"),
        (0.38, 0.26, 0.15, 0.09, 0.12, 0.0, 0.0, 0.0),
    ),
    "young_professional": Segment(
        0.20, 0.05, 1.6, (0.30, 0.70, 0.0, 0.0, 0.0),
        ("office_staff", "engineer", "sales"),
        (0.34, 0.32, 0.07, 0.12, 0.15, 0.0, 0.0, 0.0),
    ),
    "high_net_worth": Segment(
        0.04, 0.7, 4.0, (0.0, 0.12, 0.33, 0.36, 0.19),
        ("executive", "business_owner"),
        (0.25, 0.05, 0.20, 0.05, 0.10, 0.10, 0.05, 0.20),
    ),
    "property_investor": Segment(
        0.04, 0.3, 3.4, (0.0, 0.15, 0.37, 0.32, 0.16),
        ("investor", "executive"),
        (0.15, 0.05, 0.10, 0.02, 0.05, 0.18, 0.05, 0.40),
    ),
    "other_consumer": Segment(
        0.14, -0.3, 0.9, (0.22, 0.22, 0.20, 0.18, 0.18),
        ("freelancer", "student", "retired"),
        (0.37, 0.35, 0.07, 0.09, 0.12, 0.0, 0.0, 0.0),
    ),
}  # fmt: skip

AGE_BANDS = ("18-24", "25-34", "35-44", "45-54", "55+")
INCOME_BANDS = ("under_5k", "5k-8k", "8k-15k", "15k-30k", "over_30k")
REGIONS = {
    "east": 0.30,
    "south": 0.21,
    "north": 0.15,
    "central": 0.14,
    "southwest": 0.11,
    "northeast": 0.05,
    "northwest": 0.04,
}


@dataclass(frozen=True)
class Product:
    """A product: what it costs, how long it runs, how it is repaid and lost."""

    amount: float
    """Median of what is asked for, in yuan."""
    spread: float
    """Standard deviation of the logarithm of the amount."""
    terms: tuple[int, ...]
    rate: float
    """Annual rate at grade C."""
    methods: tuple[float, ...]
    """Share by repayment method, in the order of METHODS."""
    collateral: str
    upfront_fee: float
    """Share of the principal."""
    monthly_fee: float
    """Share of the principal, with each instalment."""
    risk: float
    """Chance of missing an instalment, times the ordinary one."""
    severity: float
    """Above 1: arrears get worse more often than ordinary ones."""
    prepayment: float
    """Chance of paying off early in a month."""
    manual: float
    """Share of its decisions that a person takes."""
    channels: tuple[float, ...]
    """Share of its applications by channel, in the order of CHANNELS."""


METHODS = ("equal_instalment", "equal_principal", "interest_only", "revolving")

PRODUCTS = {
    "credit_loan": Product(
        26_000, 0.55, (12, 12, 18, 24, 36), 0.172, (1, 0, 0, 0), "unsecured",
        0.0, 0.0015, 1.0, 1.0, 0.016, 0.22,
        (0.20, 0.16, 0.18, 0.05, 0.12, 0.06, 0.15, 0.0, 0.08),
    ),
    "instalment": Product(
        9_000, 0.55, (6, 12, 12, 18, 24), 0.168, (1, 0, 0, 0), "unsecured",
        0.010, 0.0, 0.85, 1.0, 0.010, 0.12,
        (0.06, 0.12, 0.10, 0.02, 0.09, 0.39, 0.16, 0.0, 0.06),
    ),
    "car_loan": Product(
        60_000, 0.35, (24, 36, 36, 48, 60), 0.092, (0.9, 0.1, 0, 0), "vehicle",
        0.015, 0.0, 0.8, 0.9, 0.009, 0.55,
        (0.06, 0.04, 0.10, 0.12, 0.03, 0.0, 0.03, 0.54, 0.08),
    ),
    "education_loan": Product(
        18_000, 0.45, (12, 18, 24, 36), 0.128, (0.7, 0.3, 0, 0), "guarantee",
        0.0, 0.0, 0.55, 0.9, 0.012, 0.30,
        (0.22, 0.18, 0.20, 0.08, 0.07, 0.04, 0.11, 0.0, 0.10),
    ),
    "travel_loan": Product(
        10_000, 0.45, (12, 12, 18, 24), 0.072, (1, 0, 0, 0), "unsecured",
        0.0, 0.0, 2.1, 1.35, 0.014, 0.12,
        (0.14, 0.26, 0.18, 0.02, 0.08, 0.12, 0.14, 0.0, 0.06),
    ),
    "business_loan": Product(
        60_000, 0.45, (12, 12, 18, 24, 36), 0.148, (0.45, 0.35, 0.2, 0), "guarantee",
        0.008, 0.0, 1.05, 0.95, 0.014, 0.80,
        (0.18, 0.06, 0.16, 0.28, 0.07, 0.04, 0.09, 0.0, 0.12),
    ),
    "working_capital": Product(
        45_000, 0.45, (12, 12, 18), 0.148, (0, 0, 0, 1), "unsecured",
        0.0, 0.0005, 1.0, 0.95, 0.010, 0.65,
        (0.12, 0.04, 0.22, 0.24, 0.05, 0.06, 0.15, 0.0, 0.12),
    ),
    "secured_business": Product(
        120_000, 0.3, (24, 36, 60), 0.092, (0.6, 0, 0.4, 0), "property",
        0.005, 0.0, 0.6, 0.8, 0.008, 0.95,
        (0.10, 0.03, 0.10, 0.59, 0.02, 0.0, 0.02, 0.0, 0.14),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Channel:
    """An acquisition channel: its share of demand, its costs and its risk."""

    risk: float
    severity: float
    quality: float
    submit: float
    """Share of the opened applications that are submitted."""
    leads: float
    """Leads for each opened application."""
    cost_per_lead: float
    """In yuan; 0: the channel has no campaigns."""
    click_rate: float
    """Clicks for each impression; 0: not counted there."""
    organic: float
    """Share of its applications that no campaign is credited with."""
    daily_spend: bool
    """Spend is booked by day; otherwise on the first of the month."""
    festivals: bool
    """Extra campaigns around the shopping festivals."""
    modes: tuple[float, ...]
    """Share of business modes, in the order of MODES."""


MODES = ("own_book", "co_lending", "platform", "referral")
PARTNERS = ("bank_a", "bank_b", "bank_c", "consumer_finance_d", "guarantor_g")
MODE_PARTNERS = {
    "own_book": (),
    "co_lending": ("bank_a", "bank_b"),
    "platform": ("bank_c", "consumer_finance_d", "guarantor_g"),
    "referral": ("bank_b", "consumer_finance_d"),
}

CHANNELS = {
    "search_ads": Channel(
        1.0, 1.0, 0.0, 0.80, 1.7, 140.0, 0.035, 0.08, True, True,
        (0.55, 0.25, 0.15, 0.05),
    ),
    "social_media": Channel(
        1.1, 1.0, -0.1, 0.73, 2.1, 48.0, 0.014, 0.08, True, True,
        (0.55, 0.2, 0.2, 0.05),
    ),
    "official_app": Channel(
        0.7, 0.95, 0.15, 0.88, 1.25, 180.0, 0.05, 0.45, True, False,
        (0.75, 0.25, 0.0, 0.0),
    ),
    "branch": Channel(
        0.65, 0.9, 0.15, 0.92, 1.3, 460.0, 0.0, 0.35, False, False,
        (0.8, 0.2, 0.0, 0.0),
    ),
    "partner_a": Channel(
        3.6, 1.8, -0.05, 0.88, 1.3, 22.0, 0.0, 0.0, False, False,
        (0.0, 0.0, 0.9, 0.1),
    ),
    "ecommerce_platform": Channel(
        0.85, 1.0, 0.0, 0.82, 1.5, 55.0, 0.022, 0.05, True, True,
        (0.4, 0.4, 0.15, 0.05),
    ),
    "payment_platform": Channel(
        0.9, 1.0, 0.05, 0.84, 1.5, 95.0, 0.026, 0.05, True, True,
        (0.4, 0.4, 0.1, 0.1),
    ),
    "car_dealer": Channel(
        0.8, 0.9, 0.1, 0.93, 1.2, 350.0, 0.0, 0.1, False, False,
        (0.6, 0.3, 0.0, 0.1),
    ),
    "referral": Channel(
        0.75, 0.95, 0.1, 0.90, 1.0, 0.0, 0.0, 1.0, False, False,
        (0.7, 0.2, 0.1, 0.0),
    ),
}  # fmt: skip

GRADES = ("A", "B", "C", "D", "E")
GRADE_FLOORS = (705.0, 670.0, 640.0, 610.0)
"""Lowest score of grades A to D."""
GRADE_RISK = np.array((0.45, 0.7, 1.0, 1.5, 2.2))
GRADE_RATE = np.array((-0.20, -0.10, 0.0, 0.14, 0.25))
"""What a grade adds to the product's rate, as a share of it."""

DECLINE_REASONS = (
    "score_below_cutoff",
    "credit_history",
    "income_or_dti",
    "over_indebted",
    "policy_age_or_region",
    "fraud_suspected",
    "collateral_short",
    "documents_invalid",
    "other",
)


def column(table: dict[str, object], name: str) -> np.ndarray:
    """One field of a table of this module as an array, in the table's order."""
    return np.array([getattr(row, name) for row in table.values()])
