"""The balances behind the rates of `portfolio` and `flow_rates`, for every month-end.

They are sums over the buckets of `delinquency`, so that a tooltip's parts are exactly
those that its rate was made of.
"""

from dataclasses import replace

import pandas as pd

from charts.quantity import Quantity
from metrics import Answer, Filters
from metrics.months import shifted
from ui.view import View

_FIRST_LATE = {"par1": 1, "par30": 2, "par60": 3, "par90": 4}
"""The first bucket that counts, by its place."""


def with_balances(view: View, answer: Answer) -> pd.DataFrame:
    """Rows of `portfolio` with the late balances, and those of the month before.

    Adds par1_balance ... par90_balance, opening_balance (the month before's balance;
    blank without a month before) and mean_balance (of the two).
    """
    frame, wide = answer.frame, _balances(view, answer)
    added = {}
    for rate, first in _FIRST_LATE.items():
        late = wide.iloc[:, first:].sum(axis=1)
        added[f"{rate}_balance"] = _month(frame).map(late).fillna(0.0)
    added["opening_balance"] = _month(frame, -1).map(wide.sum(axis=1))
    added["mean_balance"] = (added["opening_balance"] + frame["balance"]) / 2
    return frame.assign(**added)


def with_flows(view: View, answer: Answer) -> pd.DataFrame:
    """Rows of `flow_rates` with what was in the bucket and what is in the next one.

    Adds balance_before (of from_bucket, the month before) and balance_after (of
    to_bucket, at as_of); 0 where a bucket was empty.
    """
    frame, wide = answer.frame, _balances(view, answer)
    cells = {(m, b): balance for (m, b), balance in wide.stack().items()}
    before = zip(_month(frame, -1), frame["from_bucket"], strict=True)
    after = zip(_month(frame), frame["to_bucket"], strict=True)
    return frame.assign(
        balance_before=[cells.get(cell, 0.0) for cell in before],
        balance_after=[cells.get(cell, 0.0) for cell in after],
    )


def behind(view: View) -> dict[str, tuple[Quantity, ...]]:
    """What is over what, by the rate: columns of `with_balances`."""
    balance = Quantity("balance", "amount", view.t("late.balance"))
    opening = Quantity("opening_balance", "amount", view.t("late.opening_balance"))
    parts = {rate: (_late(view, rate), balance) for rate in _FIRST_LATE}
    return parts | {"lagged_par30": (_late(view, "par30"), opening)}


def behind_flows(view: View) -> tuple[Quantity, ...]:
    """What is over what in a flow rate: columns of `with_flows`."""
    return tuple(
        Quantity(column, "amount", view.t(f"late.{column}"))
        for column in ("balance_after", "balance_before")
    )


def mean_balance(view: View) -> Quantity:
    """What a month's losses are over: the mean of its opening and closing balance."""
    return Quantity("mean_balance", "amount", view.t("late.mean_balance"))


def _late(view: View, rate: str) -> Quantity:
    words = view.t("late.late_balance", rate=view.t.column(rate))
    return Quantity(f"{rate}_balance", "amount", words)


def _balances(view: View, answer: Answer) -> pd.DataFrame:
    """Month by bucket, in the order of the buckets, from the month before on."""
    frame = view.ask("delinquency", filters=_from_before(answer.filters)).frame
    order = list(frame["bucket"].drop_duplicates())
    wide = frame.assign(month=_month(frame)).pivot(
        index="month", columns="bucket", values="balance"
    )
    return wide[order].astype(float)


def _from_before(filters: Filters) -> Filters:
    if filters.from_month is None:
        return filters
    return replace(filters, from_month=shifted(filters.from_month, -1))


def _month(frame: pd.DataFrame, by: int = 0) -> pd.Series:
    return frame["as_of"].map(lambda day: shifted(f"{day:%Y-%m}", by))
