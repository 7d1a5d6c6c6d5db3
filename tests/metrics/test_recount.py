"""Every metric against an independent recount in plain Python, on random books.

The recount (tests/oracle) shares no code with the product. Each book is asked the same
questions from the rollups, from the facts and by the recount; no cell may differ. The
long form is benchmarks/twin.py.
"""

import pytest

from metrics import CATALOGUE
from tests.comparing import differences
from tests.metrics.asking import answer
from tests.metrics.drawn import applications
from tests.twin import OPTIONS, compared

BOOKS = 10
EACH = 4


def test_every_metric_has_a_recount():
    assert set(OPTIONS) == set(CATALOGUE)


@pytest.mark.parametrize("seed", range(BOOKS))
def test_no_cell_differs_from_the_recount(seed, tmp_path):
    seen = compared(seed, tmp_path, EACH)
    assert seen.differences == []
    assert seen.answers.total() > EACH * len(OPTIONS) / 2


def test_a_cent_that_differs_is_a_difference(opened):
    """1,000,000,000.37 asked for twice; a recount of one cent less is another."""
    book = opened(
        {
            "applications": applications("""
                application_id  started_at        requested_amount
                a1              2026-01-05T10:00  1000000000.37
                a2              2026-01-06T10:00  1000000000.37
            """)
        }
    )
    frame = answer(book, "funnel").frame.head(1)[["stage", "amount"]]
    assert differences(frame, [{"stage": "started", "amount": 2_000_000_000.74}]) == []
    (found,) = differences(frame, [{"stage": "started", "amount": 2_000_000_000.73}])
    assert "amount: 2000000000.74, recounted 2000000000.73" in found
