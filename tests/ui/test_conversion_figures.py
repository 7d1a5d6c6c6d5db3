"""Rates over months are ratios of totals, over the same final months for all groups."""

import pandas as pd
import pytest

from metrics import CATALOGUE, Filters
from tests.books import table_of
from ui.conversion_figures import in_months, mature_months, pooled, with_intervals
from ui.conversion_groups import TOTAL, Groups

TWO_MONTHS = pd.DataFrame(
    table_of("""
        by   month   started submitted approved declined withdrawn disbursed disbursed_amount mature
        app  2025-01 100     90        40       40       10        20        2000             yes
        app  2025-02 10      9         9        1        0         9         900              no
        web  2025-01 20      20        10       0        10        0         0                yes
    """)  # noqa: E501
).assign(mature=lambda rows: rows["mature"] == "yes")


def test_a_rate_over_months_is_the_ratio_of_the_totals():
    rows = pooled(TWO_MONTHS).set_index("by")
    assert rows.loc["app", "started"] == 110
    assert rows.loc["app", "approval_rate"] == pytest.approx(49 / 90)
    assert rows.loc["app", "take_up_rate"] == pytest.approx(29 / 49)
    assert rows.loc["app", "conversion_rate"] == pytest.approx(29 / 110)
    assert rows.loc["app", "average_amount"] == pytest.approx(100)


def test_what_has_no_denominator_is_blank_and_what_is_small_is_marked():
    rows = pooled(TWO_MONTHS).set_index("by")
    assert pd.isna(rows.loc["web", "average_amount"])
    assert rows.loc["web", "take_up_rate"] == 0
    assert rows["is_small"].to_dict() == {"app": False, "web": True}


def test_the_largest_group_comes_first_and_a_missing_value_is_kept():
    frame = TWO_MONTHS.assign(by=["app", None, "web"])
    assert list(pooled(frame)["by"]) == ["app", "web", ""]


def test_only_months_past_their_window_are_compared():
    months = mature_months(TWO_MONTHS)
    assert set(months) == {"2025-01"}
    rows = pooled(in_months(TWO_MONTHS, months)).set_index("by")
    assert rows.loc["app", "conversion_rate"] == pytest.approx(20 / 100)


def test_the_table_ends_with_the_total_of_its_rows():
    total = pooled(TWO_MONTHS.drop(columns="by"))
    groups = Groups(None, ["2025-01"], pooled(TWO_MONTHS), total)
    last = groups.table.iloc[-1]
    assert (last["by"], bool(last["is_total"])) == (TOTAL, True)
    assert last["started"] == groups.rows["started"].sum() == 130
    assert groups.overall("conversion_rate") == pytest.approx(29 / 130)


def test_the_parts_of_a_split_add_up_to_the_whole(sample_book):
    run = CATALOGUE["conversion"].run
    whole = run(sample_book, Filters()).frame
    split = run(sample_book, Filters(), by="channel").frame
    total, rows = pooled(whole).iloc[0], pooled(split)
    for column in ("started", "approved", "declined", "withdrawn", "disbursed"):
        assert rows[column].sum() == total[column] > 0
    assert rows["disbursed_amount"].sum() == pytest.approx(total["disbursed_amount"])


def test_each_rate_has_the_interval_of_its_own_counts():
    row = with_intervals(TWO_MONTHS).iloc[0]
    assert row["decided"] == 80
    for rate, value in (("approval_rate", 0.5), ("take_up_rate", 0.5)):
        assert row[f"{rate}_low"] < value < row[f"{rate}_high"]
    width = row["approval_rate_high"] - row["approval_rate_low"]
    assert width < row["take_up_rate_high"] - row["take_up_rate_low"]  # 80 against 40
