"""What every ratio is made of: its columns over and under the line, filled in.

A ratio that is shown without its two sides can't be checked. Here each one names them,
so that a reader sees 61.6 % = 11,420 ÷ (11,420 + 7,122), and so that a test holds every
printed ratio against its own parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from metrics.definition import Answer

Place = Literal["row", "first", "previous", "group"]
"""Where the columns under the line stand: in the figure's own row, in that of the
first stage or of the stage before, or in all rows of its group together."""

GROUPS: dict[str, tuple[str, ...]] = {
    "declines": (),
    "delinquency": ("as_of",),
    "roll_rates": ("from_bucket",),
}
"""The columns, beside the split, that hold together the rows of one whole."""


@dataclass(frozen=True)
class Formula:
    """Columns that are added up over the line, and under it; '-' subtracts one."""

    above: tuple[str, ...]
    below: tuple[str, ...] = ()
    """None: the figure is a sum, no ratio."""
    place: Place = "row"
    times: int = 1
    """What the ratio is multiplied by: 12 makes a month's rate a year's."""


FORMULAS: dict[str, dict[str, Formula]] = {
    "funnel": {
        "share_of_first": Formula(("applications",), ("applications",), "first"),
        "share_of_previous": Formula(("applications",), ("applications",), "previous"),
    },
    "conversion": {
        "approval_rate": Formula(("approved",), ("approved", "declined")),
        "take_up_rate": Formula(("disbursed",), ("approved",)),
        "conversion_rate": Formula(("disbursed",), ("started",)),
        "average_amount": Formula(("disbursed_amount",), ("disbursed",)),
    },
    "declines": {
        "share": Formula(("applications",), ("applications",), "group"),
    },
    "vintage": {"rate": Formula(("bad",), ("size",))},
    "delinquency": {
        "share_of_loans": Formula(("loans",), ("loans",), "group"),
        "share_of_balance": Formula(("balance",), ("balance",), "group"),
    },
    "portfolio": {
        "par1": Formula(("par1_balance",), ("balance",)),
        "par30": Formula(("par30_balance",), ("balance",)),
        "par60": Formula(("par60_balance",), ("balance",)),
        "par90": Formula(("par90_balance",), ("balance",)),
        "lagged_par30": Formula(("par30_balance",), ("opening_balance",)),
        "net_charge_off_rate": Formula(
            ("charged_off", "-recovered"), ("mean_balance",), times=12
        ),
    },
    "roll_rates": {
        "rate": Formula(("loans",), ("loans",), "group"),
        "rate_balance": Formula(("balance",), ("balance",), "group"),
    },
    "flow_rates": {"rate": Formula(("balance_after",), ("balance_before",))},
    "first_payment_default": {"rate": Formula(("defaulted",), ("due",))},
    "channel_roi": {
        "contribution": Formula(
            (
                "revenue",
                "-funding_cost",
                "-servicing_cost",
                "-credit_loss",
                "-provision",
                "-spend",
            )
        ),
        "roi": Formula(("contribution",), ("spend",)),
        "roas": Formula(("revenue",), ("spend",)),
        "cost_per_lead": Formula(("spend",), ("leads",)),
        "cost_per_application": Formula(("spend",), ("submitted",)),
        "cost_per_approval": Formula(("spend",), ("approved",)),
        "cost_per_loan": Formula(("spend",), ("loans",)),
    },
    "change": {
        "effect": Formula(("mix_effect", "rate_effect")),
    },
}
"""By metric and column. A column that no answer has (`par30_balance`) is handed in."""


@dataclass(frozen=True)
class Worked:
    """A formula with a figure's own numbers."""

    above: tuple[tuple[str, float], ...]
    """Column and value; what is subtracted has a minus before its name."""
    below: tuple[tuple[str, float], ...]
    times: int
    value: float | None
    """What the numbers give; None where they are divided by 0."""


def worked(
    answer: Answer,
    column: str,
    at: int | None,
    known: Mapping[str, float] | None = None,
) -> Worked | None:
    """The formula of a column filled in for the answer's row `at`, or for all rows.

    `known` gives parts that the answer does not carry. None where the column has no
    formula, or where a part of it is not known. All rows together make the ratio of
    the totals; a ratio that has its other side in another row has none.
    """
    formula = FORMULAS.get(answer.metric, {}).get(column)
    if formula is None or answer.frame.empty:
        return None
    frame = answer.frame if at is None else answer.frame.iloc[[at]]
    if at is None and formula.place != "row" and len(answer.frame) > 1:
        return None
    under = frame if at is None else _rows_below(answer, at, formula.place)
    above = _terms(answer, frame, formula.above, known or {})
    below = _terms(answer, under, formula.below, known or {})
    if above is None or below is None:
        return None
    value = sum(-v if c.startswith("-") else v for c, v in above) * formula.times
    if formula.below:
        whole = sum(v for _, v in below)
        value = value / whole if whole else None
    return Worked(above, below, formula.times, value)


def _terms(
    answer: Answer,
    rows: pd.DataFrame | None,
    names: tuple[str, ...],
    known: Mapping[str, float],
) -> tuple[tuple[str, float], ...] | None:
    if rows is None or rows.empty:
        return None if names else ()
    terms = []
    for name in names:
        column = _column(answer, name.removeprefix("-"))
        if column in known:
            terms.append((name, float(known[column])))
            continue
        if column not in rows or rows[column].isna().any():
            return None
        named = column if name[0] != "-" else "-" + column
        terms.append((named, float(rows[column].sum())))
    return tuple(terms)


def _column(answer: Answer, name: str) -> str:
    """A vintage's whole is its loans or their principal, as its basis says."""
    if name != "size":
        return name
    is_count = answer.params.get("basis", "count") == "count"
    return "loans" if is_count else "principal"


def _rows_below(answer: Answer, at: int, place: Place) -> pd.DataFrame | None:
    frame, row = answer.frame, answer.frame.iloc[at]
    if place == "row":
        return frame.iloc[[at]]
    keys = (*(("by",) if answer.by else ()), *GROUPS.get(answer.metric, ()))
    same = pd.Series(True, index=frame.index)
    for key in keys:
        same &= (frame[key] == row[key]) | (frame[key].isna() & pd.isna(row[key]))
    group = frame[same]
    if place == "group":
        return group
    if place == "first":
        return group.iloc[[0]]
    before = list(group.index).index(frame.index[at]) - 1
    return group.iloc[[before]] if before >= 0 else None
