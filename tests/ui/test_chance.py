"""The interval of a share, against values worked out by hand and the metrics' own."""

import pandas as pd
import pytest

from metrics import CATALOGUE
from ui.chance import interval


def test_it_is_wilsons_interval():
    # 5 of 10: z = 1.96; centre (5 + 1.9207) / 13.8415 = 0.5;
    # half 1.96 / 13.8415 * sqrt(2.5 + 0.9604) = 0.2634
    low, high = interval(pd.Series([5]), pd.Series([10]))
    assert low[0] == pytest.approx(0.2366, abs=5e-5)
    assert high[0] == pytest.approx(0.7634, abs=5e-5)


def test_what_is_no_share_has_none():
    low, high = interval(pd.Series([0, 3, None]), pd.Series([0, 2, 5]))
    assert low.isna().all() and high.isna().all()


def test_none_and_all_stay_between_0_and_1():
    low, high = interval(pd.Series([0, 7]), pd.Series([7, 7]))
    assert low[0] == 0 and high[1] == 1
    assert 0 < high[0] < 1 and 0 < low[1] < 1


def test_it_agrees_with_what_the_metric_prints(sample_book):
    months = CATALOGUE["conversion"].run(sample_book).frame
    low, high = interval(months["disbursed"], months["started"])
    assert len(months) > 12
    assert list(low) == pytest.approx(list(months["low"]), abs=1e-12)
    assert list(high) == pytest.approx(list(months["high"]), abs=1e-12)
