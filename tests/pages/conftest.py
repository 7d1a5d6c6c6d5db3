"""The small published books that these tests draw pages of."""

from tests.ui.drawing import (
    applications_only_book,
    loans_only_book,
    sample_book,
    sample_extract,
    sample_store,
)

__all__ = [
    "applications_only_book",
    "loans_only_book",
    "sample_book",
    "sample_extract",
    "sample_store",
]
