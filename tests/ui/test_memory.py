"""Who has left leaves nothing behind: the short form of benchmarks/memory.py."""

import pytest

from benchmarks.memory import arriving, kept, rerunning
from ui.view import View

TIMES = 30
"""More than the ways through pages and periods, so that some are gone twice."""
ALIVE = 3
"""The last run's own, which goes with the next one."""


@pytest.fixture(autouse=True)
def served(sample_store, monkeypatch):
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(sample_store))


@pytest.mark.parametrize("loop", [rerunning, arriving], ids=["reruns", "sessions"])
def test_reruns_and_sessions_keep_no_views_alive(loop):
    before = kept()
    assert len(list(loop(TIMES))) == TIMES
    assert kept() - before <= ALIVE


def test_a_view_that_is_held_is_found(sample_book):
    before = kept()
    held = [
        View("overview", sample_book, None, None, None, None) for _ in range(ALIVE + 1)
    ]
    assert kept() - before == len(held)
