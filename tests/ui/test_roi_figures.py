"""The order of the channels, their total, and the warning about cheap leads."""

import pandas as pd
import pytest

from metrics import CATALOGUE, Filters
from texts import UNALLOCATED
from ui import roi_figures

LEAGUE = pd.DataFrame(
    {
        "channel": ["ads", "branch", "friends", "partner", UNALLOCATED],
        "spend": [100.0, 300.0, 0.0, 50.0, 7.0],
        "cost_per_lead": [5.0, 30.0, None, 1.0, None],
        "roi": [0.2, 0.9, None, -2.0, -1.0],
    }
)


def test_the_best_come_first_and_what_has_no_figure_last():
    by_roi = list(roi_figures.ranked(LEAGUE, "roi")["channel"])
    assert by_roi == ["branch", "ads", "partner", "friends", UNALLOCATED]
    by_lead = list(roi_figures.ranked(LEAGUE, "cost_per_lead")["channel"])
    assert by_lead == ["partner", "ads", "branch", "friends", UNALLOCATED]


def test_the_warning_names_the_cheapest_lead_and_the_best_return():
    found = roi_figures.disagreement(LEAGUE)
    assert (found.cheapest["channel"], found.best["channel"]) == ("partner", "branch")


@pytest.mark.parametrize(
    "rows",
    [
        LEAGUE[LEAGUE["channel"].isin(["ads", "partner"])].assign(roi=[0.1, 0.3]),
        LEAGUE[LEAGUE["channel"].isin(["partner", "friends"])],
        LEAGUE[LEAGUE["channel"] == UNALLOCATED],
        LEAGUE.assign(roi=0.5),
    ],
    ids=["one has both", "one has no cost", "nothing allocated", "all earn the same"],
)
def test_there_is_no_warning_where_the_rankings_agree(rows):
    assert roi_figures.disagreement(rows) is None


def test_the_total_row_is_the_metrics_own(sample_book):
    run = CATALOGUE["channel_roi"].run
    league = run(sample_book).frame
    total = run(sample_book, level="total").frame
    table = roi_figures.with_total(roi_figures.ranked(league, "roi"), total)
    assert list(table["is_total"]) == [False] * len(league) + [True]
    last, rows = table.iloc[-1], table.iloc[:-1]
    for column in ("spend", "applications", "loans", "disbursed", "contribution"):
        assert rows[column].astype(float).sum() == pytest.approx(float(last[column]))
    assert last["roi"] == pytest.approx(last["contribution"] / last["spend"])
    assert last["roi"] != pytest.approx(league["roi"].mean())


def test_shared_out_spend_and_the_rest_are_all_of_the_spend(
    sample_book,
):
    run = CATALOGUE["channel_roi"].run
    products = sample_book.dimensions["product"]
    whole = float(run(sample_book, level="total").frame["spend"].iloc[0])
    shared, rest = 0.0, set()
    for product in products:
        answer = run(sample_book, Filters(where=(("product", (product,)),)))
        shared += float(roi_figures.allocated(answer.frame)["spend"].sum())
        rest.add(round(roi_figures.unallocated(answer.frame), 4))
    assert len(rest) == 1
    assert shared + rest.pop() == pytest.approx(whole)


def test_the_notes_name_the_horizon_and_the_unallocated_spend(sample_book):
    product = sample_book.dimensions["product"][0]
    filters = Filters(where=(("product", (product,)),))
    answer = CATALOGUE["channel_roi"].run(sample_book, filters, horizon=6)
    notes = {n.code: n.values for n in answer.notes}
    assert notes["excluded_months"]["horizon"] == 6
    left = roi_figures.unallocated(answer.frame)
    assert ("unallocated_spend" in notes) == bool(left)
