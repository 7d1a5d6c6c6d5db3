"""Two answers side by side: rows matched by code, differences, and what is chance."""

import math

import pandas as pd
import pytest

from texts import words
from ui import paired

EN, ZH = words("en"), words("zh")


def rates(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["mob", "rate", "low", "high"])


def test_rows_are_matched_by_code_in_as_order_then_bs():
    a = rates((3, 0.5, 0.4, 0.6), (1, 0.1, 0.0, 0.2))
    b = rates((2, 0.3, 0.2, 0.4), (3, 0.2, 0.1, 0.3))
    rows = paired.paired(a, b, "mob")
    assert list(rows["mob"]) == [3, 1, 2]
    assert rows["A_rate"].tolist()[:2] == [0.5, 0.1]
    assert math.isnan(rows["A_rate"][2]) and math.isnan(rows["B_rate"][1])
    assert rows["B_rate"][0] == 0.2


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ((0.50, 0.45, 0.55), (0.40, 0.35, 0.44), "higher"),
        ((0.40, 0.35, 0.44), (0.50, 0.45, 0.55), "lower"),
        ((0.50, 0.45, 0.55), (0.40, 0.35, 0.45), "within"),  # they touch
        ((0.50, 0.30, 0.70), (0.50, 0.45, 0.55), "within"),
        ((0.50, None, None), (0.40, 0.35, 0.44), None),
    ],
)
@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_intervals_that_overlap_may_be_chance(a, b, verdict, t):
    rows = paired.paired(rates((6, *a)), rates((6, *b)), "mob")
    (row,) = paired.with_difference(t, rows, "rate").to_dict("records")
    assert row["difference"] == pytest.approx(a[0] - b[0])
    expected = t(f"versus.verdict.{verdict}") if verdict else "–"
    assert row["verdict"] == expected


def test_stacked_rows_keep_their_labels_and_say_whose_they_are():
    a, b = rates((0, 0.1, 0, 1), (1, 0.2, 0, 1)), rates((0, 0.3, 0, 1))
    rows = paired.stacked(a, b)
    assert list(zip(rows["by"], rows.index, strict=True)) == [
        ("A", 0),
        ("A", 1),
        ("B", 0),
    ]


def test_the_columns_are_headed_by_their_side():
    quantity = paired.column(EN, "B", "loans", "count")
    assert (quantity.column, quantity.unit, quantity.label) == (
        "B_loans",
        "count",
        "B · Loans",
    )
