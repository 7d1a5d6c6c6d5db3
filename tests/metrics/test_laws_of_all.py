"""Seven laws of every metric by a random dimension, each on a random book of its own.

The long form, with every dimension of every metric, is benchmarks/laws.py.
"""

import pytest

from metrics import CATALOGUE
from tests.laws import LAWS, Asked, apart, tried

SEED = 5


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.replace(" ", "-"))
def test_no_metric_breaks_a_law(law, tmp_path):
    found = tried(SEED + LAWS.index(law), tmp_path, (law,))
    assert found.breaks == []
    metrics = {name for _, name, _ in found.pairs}
    assert len(metrics) > 5
    assert metrics <= set(CATALOGUE)


def test_a_cent_too_much_and_another_rate_are_breaks():
    asked = Asked("portfolio", "product")
    row = {"balance": 700.07, "par30": 0.25, "loans": 3}
    assert apart([row], [row | {"balance": 100.01}], asked, factor=7) == []
    (found,) = apart([row], [row | {"balance": 100.02}], asked, factor=7)
    assert found.startswith("balance 700.07, not 700.14")
    (found,) = apart([row], [row | {"par30": 0.25000000001}], asked)
    assert found.startswith("par30")
    (found,) = apart([row], [row | {"loans": 4}], asked)
    assert found.startswith("loans 3, not 4")
    assert apart([row], [], asked) == ["1 rows, not 0"]
