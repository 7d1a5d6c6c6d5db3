"""Values drawn for random books, with ties and edges made likely."""

import random
from datetime import datetime
from decimal import Decimal

from .months import month_end


def maybe(rng: random.Random, values: tuple):
    """One of the values, or NULL one time in eight."""
    return None if rng.random() < 0.125 else rng.choice(values)


def amount(rng: random.Random, is_large: bool) -> Decimal:
    """Often a round thousand, so that amounts tie; 10^9 and odd cents if large."""
    if is_large and rng.random() < 0.3:
        return Decimal("1000000000.37") * rng.randint(1, 3)
    if rng.random() < 0.4:
        return Decimal(1000)
    return Decimal(rng.randint(50_000, 3_000_000)) / 100


def moment(rng: random.Random, month: int) -> datetime:
    """A moment of the month; often at noon or at its very first or last second."""
    last = month_end(month)
    edges = [
        datetime(last.year, last.month, 1),
        datetime(last.year, last.month, last.day, 23, 59, 59),
        datetime(last.year, last.month, 15, 12),
    ]
    if rng.random() < 0.2:
        return rng.choice(edges)
    day = rng.randint(1, last.day)
    return datetime(last.year, last.month, day, rng.randrange(24), rng.randrange(60))
