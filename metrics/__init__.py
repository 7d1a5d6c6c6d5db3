"""A metric answers one question and knows nothing of screens."""

from metrics.book import Book, open_book
from metrics.catalogue import CATALOGUE, metric
from metrics.definition import Answer, Metric, Note
from metrics.filters import Filters

__all__ = [
    "CATALOGUE",
    "Answer",
    "Book",
    "Filters",
    "Metric",
    "Note",
    "metric",
    "open_book",
]
