"""Publishing many small books: the check without a process of its own each time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from data.check import check
from data.extract import Extract
from data.findings import Finding
from data.settings import Settings


@contextmanager
def checked_here() -> Iterator[None]:
    """Publications check in this process: to start one takes most of a second.

    That both find the same, and what limits the one apart, is tests/data/test_gates.py.
    """
    with patch("data.publish.check_apart", _here):
        yield


def _here(
    extract: Extract,
    settings: Settings,
    *,
    on_progress: Callable[[float, str], None] | None = None,
) -> list[Finding]:
    return check(extract, settings, on_progress=on_progress)
