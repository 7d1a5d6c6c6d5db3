"""Two answers of one metric, A's and B's, as one frame; computes only differences.

Both letters are the same in every language, and both colours on every page.
"""

import pandas as pd

from charts.quantity import Quantity
from charts.theme import Look
from texts import Words
from texts.formats import UNKNOWN

A, B = SIDES = ("A", "B")

SIDE = "by"
"""The column of `stacked` that says whose row it is."""


def colours(look: Look) -> dict[str, str]:
    """A's colour and B's."""
    return dict(zip(SIDES, look.categorical, strict=False))


def stacked(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Both under each other, told apart by SIDE, for a chart.

    Rows keep their labels, which lead a click back to the row of the side's own answer.
    """
    return pd.concat([a.assign(**{SIDE: A}), b.assign(**{SIDE: B})])


def paired(a: pd.DataFrame, b: pd.DataFrame, on: str) -> pd.DataFrame:
    """Both beside each other, one row per value of `on`: columns A_rate, B_rate, ...

    In A's order, then what B alone has; blank where a side has no such row.
    """
    codes = pd.Index(dict.fromkeys([*a[on], *b[on]]), name=on)
    sides = [
        frame.set_index(on).add_prefix(f"{side}_").reindex(codes)
        for side, frame in ((A, a), (B, b))
    ]
    return pd.concat(sides, axis=1).reset_index()


def with_difference(t: Words, rows: pd.DataFrame, rate: str) -> pd.DataFrame:
    """`difference`, A less B of a share, and `verdict`: whether it may be chance.

    Two 95 % intervals (columns low and high) that overlap may stand for one rate.
    """
    difference = rows[f"A_{rate}"].astype(float) - rows[f"B_{rate}"].astype(float)
    verdicts = [_verdict(t, row) for row in rows.to_dict("records")]
    return rows.assign(difference=difference, verdict=verdicts)


def column(t: Words, side: str, column: str, unit: str) -> Quantity:
    """A column of one side of `paired`, headed 'A · Loans'."""
    heading = t("versus.column", side=side, what=t.column(column))
    return Quantity(f"{side}_{column}", unit, heading)


def differences(t: Words) -> list[Quantity]:
    """The columns that `with_difference` adds."""
    return [
        Quantity("difference", "points", t("versus.difference")),
        Quantity("verdict", "label", t("versus.verdict")),
    ]


def _verdict(t: Words, row: dict) -> str:
    ends = [row[f"{side}_{end}"] for side in SIDES for end in ("low", "high")]
    if any(pd.isna(end) for end in ends):
        return UNKNOWN
    a_low, a_high, b_low, b_high = ends
    if a_low > b_high:
        return t("versus.verdict.higher")
    if a_high < b_low:
        return t("versus.verdict.lower")
    return t("versus.verdict.within")
