"""Groups of a funnel side by side: one row per group, one column per stage."""

import pandas as pd
import pytest

from metrics import CATALOGUE, Filters
from ui import funnel_figures


def test_a_row_holds_the_groups_shares_as_the_metric_gave_them(sample_book):
    answer = CATALOGUE["funnel"].run(sample_book, by="channel").frame
    rows = funnel_figures.wide(answer).set_index("by")
    assert set(rows.index) == set(answer["by"])
    for line in answer.itertuples():
        shown = rows.loc[line.by, line.stage]
        expected = line.applications if line.stage == "started" else line.share_of_first
        assert shown == pytest.approx(expected)
    ends = answer[answer["stage"] == "disbursed"].set_index("by")
    for column in ("share_of_first", "low", "high"):
        assert rows[column].to_dict() == pytest.approx(ends[column].to_dict())


def test_the_largest_group_comes_first_and_small_ones_are_marked(sample_book):
    answer = CATALOGUE["funnel"].run(sample_book, by="occupation").frame
    rows = funnel_figures.wide(answer)
    assert list(rows["started"]) == sorted(rows["started"], reverse=True)
    assert list(rows["is_small"]) == [started < 30 for started in rows["started"]]


def test_a_missing_value_is_a_group_of_its_own(sample_book):
    answer = CATALOGUE["funnel"].run(sample_book, by="campaign_id").frame
    rows = funnel_figures.wide(answer)
    assert "" in set(rows["by"])
    whole = CATALOGUE["funnel"].run(sample_book).frame["applications"].iloc[0]
    assert rows["started"].sum() == whole


def test_two_periods_stand_under_each_other(sample_book):
    run = CATALOGUE["funnel"].run
    now = run(sample_book, Filters("2026-01", "2026-06"), window_days=30).frame
    before = run(sample_book, Filters("2025-07", "2025-12"), window_days=30).frame
    rows = funnel_figures.wide(funnel_figures.side_by_side(now, before)).set_index("by")
    last = {"now": now, "before": before}
    for code, frame in last.items():
        assert rows.loc[code, "started"] == frame["applications"].iloc[0]
        assert rows.loc[code, "share_of_first"] == frame["share_of_first"].iloc[-1]


def test_no_rows_give_no_groups(sample_book):
    answer = CATALOGUE["funnel"].run(
        sample_book, Filters("2001-01", "2001-02"), by="channel"
    )
    assert funnel_figures.wide(answer.frame).empty


def test_a_period_still_inside_its_window_is_known_as_such():
    zeros = pd.DataFrame({"stage": ["started", "submitted"], "applications": [0, 0]})
    assert funnel_figures.is_all_pending(zeros)
    assert not funnel_figures.is_all_pending(zeros.head(0))
    assert not funnel_figures.is_all_pending(zeros.assign(applications=[3, 0]))
