"""What changed, in one sentence: which values moved a figure, by mix or by rate.

Everything here picks from an answer of `change` and adds its effects up; no effect is
computed here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from metrics.change import TOTALS
from metrics.columns import UNITS
from texts import Words
from ui import figures

FIGURES = (
    "disbursed_amount",
    "loans",
    "applications",
    "approval_rate",
    "conversion_rate",
    "take_up_rate",
    "balance",
    "par30",
    "par90",
)
"""What a reader can choose from, in the order of the cards."""

OTHERS = "(others)"
"""The step that holds what the named ones leave of the change."""

_NAMED = 6
_NO_ROW = -1
"""The label of the others, which are no row of the answer."""
_SAID = 2
_DIGITS = 2
"""Of rates: a part of a change is often below a tenth of a point."""


@dataclass(frozen=True)
class Split:
    """One figure's change between two periods, split by one dimension."""

    figure: str
    dimension: str
    before: float
    after: float
    mix: float | None
    """The sum of all mix effects; None for a total, which has no rates."""
    rate: float | None
    """The sum of all rate effects; None for a total."""
    steps: pd.DataFrame
    """value, effect, mix_effect, rate_effect: the largest effects, then OTHERS. The
    effects add up to the change; '' is the value of rows without one."""
    drivers: tuple[tuple[str, float, str], ...]
    """The two largest: value, effect, and why as share_up, rate_down and so on."""

    @property
    def change(self) -> float:
        """The whole change, in the figure's own unit."""
        return self.after - self.before

    @property
    def direction(self) -> str:
        """rose, fell, or same where a reader would see no difference."""
        whole = abs(self.before) if self.figure in TOTALS else 1.0
        if round(self.change / whole, 3) == 0:
            return "same"
        return "rose" if self.change > 0 else "fell"


def telling(frame: pd.DataFrame) -> str | None:
    """Of all dimensions' splits, the first with two values or more.

    A dimension with one value left, such as one that the filters hold to a single
    value, explains every change whole and says nothing.
    """
    for dimension, rows in frame.groupby("dimension", sort=False):
        if len(rows) > 1:
            return str(dimension)
    return None


def split(frame: pd.DataFrame, figure: str) -> Split | None:
    """The split of one dimension's rows; None where either period has no figure.

    A total that was 0 before has nothing to be compared with: its rows may not have
    been delivered yet.
    """
    if frame.empty:
        return None
    whole = frame.iloc[0]
    then, now = figures.number(whole["before_all"]), figures.number(whole["after_all"])
    if then is None or now is None or (figure in TOTALS and not then):
        return None
    columns = ["value", "effect", "mix_effect", "rate_effect"]
    rows = frame[columns].astype(dict.fromkeys(columns[1:], float))
    rows = rows.assign(value=rows["value"].astype(object).where(rows["value"].notna()))
    rows = rows.fillna({"value": ""})
    is_ratio = figure not in TOTALS
    return Split(
        figure=figure,
        dimension=str(whole["dimension"]),
        before=then,
        after=now,
        mix=float(rows["mix_effect"].sum()) if is_ratio else None,
        rate=float(rows["rate_effect"].sum()) if is_ratio else None,
        steps=_steps(rows, now - then),
        drivers=tuple(
            (rows["value"].iloc[i], rows["effect"].iloc[i], _why(frame, i))
            for i in range(min(_SAID, len(rows)))
            if rows["effect"].iloc[i]
        ),
    )


def sentence(t: Words, parts: Split, name: Callable[[str], str]) -> str:
    """The change and what made it, in the reader's words; `name` says a value."""
    write = writer(t, parts.figure)
    level = leveller(t, parts.figure)
    said = {
        "figure": t.column(parts.figure),
        "dimension": t.dimension(parts.dimension),
        "before": level(parts.before),
        "after": level(parts.after),
        "change": write(parts.change),
        "drivers": t.listed([_driver(t, write, name, *d) for d in parts.drivers])
        or t("changes.no_drivers"),
    }
    if parts.mix is None:
        return t(f"changes.total.{parts.direction}", **said)
    said |= {"mix": write(parts.mix), "rate": write(parts.rate)}
    return t(f"changes.ratio.{parts.direction}", **said)


def writer(t: Words, figure: str) -> Callable[[float], str]:
    """How an effect on a figure is written: with its sign; rates in points."""
    unit = UNITS[figure]
    if unit == "rate":
        return lambda value: t.points(value, _DIGITS)
    write = t.amount_short if unit == "amount" else t.count
    return lambda value: ("+" if value > 0 else "") + write(value)


def leveller(t: Words, figure: str) -> Callable[[float], str]:
    """How the figure itself is written, as finely as the effects on it."""
    unit = UNITS[figure]
    if unit == "rate":
        return lambda value: t.rate(value, _DIGITS)
    return t.amount_short if unit == "amount" else t.count


def _steps(rows: pd.DataFrame, change: float) -> pd.DataFrame:
    if len(rows) <= _NAMED:
        return rows
    named, left = rows.iloc[:_NAMED], rows.iloc[_NAMED:]
    others = {
        "value": OTHERS,
        "effect": change - named["effect"].sum(),
        "mix_effect": left["mix_effect"].sum(min_count=1),
        "rate_effect": left["rate_effect"].sum(min_count=1),
    }
    return pd.concat([named, pd.DataFrame([others], index=[_NO_ROW])])


def _why(frame: pd.DataFrame, place: int) -> str:
    """The larger of a value's two effects, and which way its share or rate went."""
    row = frame.iloc[place]
    mix, rate = figures.number(row["mix_effect"]), figures.number(row["rate_effect"])
    if mix is None or rate is None:
        return ""
    if abs(rate) >= abs(mix):
        return "rate_up" if row["after"] > row["before"] else "rate_down"
    then = row["denominator_before"] / frame["denominator_before"].sum()
    now = row["denominator_after"] / frame["denominator_after"].sum()
    return "share_up" if now > then else "share_down"


def _driver(
    t: Words,
    write: Callable[[float], str],
    name: Callable[[str], str],
    value: str,
    effect: float,
    why: str,
) -> str:
    said = {"name": name(value), "effect": write(effect)}
    if not why:
        return t("changes.driver", **said)
    return t("changes.driver_why", **said, why=t(f"changes.why.{why}"))
