"""A made-up lender: a clean extract of any size, with six stories hidden in it.

The sample shows what the dashboard can do before a lender's own data is there, and
gives tests and benchmarks a book whose truth is known.
"""

from data.sample.make import make_sample
from data.sample.world import AS_OF, STORIES

__all__ = ["AS_OF", "STORIES", "make_sample"]
