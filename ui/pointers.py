"""Where to look next: the one product, channel, stage or cohort that stands out.

Each pointer is a comparison of two answers of a metric, said in a sentence, with a
link to the page that shows it. Groups too small to tell from chance are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from metrics.errors import MetricError, TookTooLong
from ui import figures
from ui.headlines import ROI_HORIZON
from ui.view import View

LEAST_LOANS = 100
"""Active loans, and applications, that a group needs on both sides of a comparison."""
LEAST_FINANCED = 30
"""Loans that a channel needs before its return says anything."""
EARLY_MOB = 3


@dataclass(frozen=True)
class Pointer:
    """One sentence, and where it leads."""

    text: str
    page: str
    changes: dict[str, str] = field(default_factory=dict)
    """What the link adds to the filters."""


def found(view: View) -> list[Pointer]:
    """Every pointer that this data allows, losses first."""
    pointers: list[Pointer] = []
    for look in (_late_product, _young_cohort, _weak_channel, _fallen, _slow_stage):
        try:
            pointers.extend(look(view))
        except TookTooLong:
            raise
        except MetricError:
            continue  # what the extract or the filters do not allow has no pointer
    return pointers


def _late_product(view: View) -> Iterator[Pointer]:
    if view.previous is None:
        return
    now = _ends(view.ask("portfolio", by="product").frame)
    before = _ends(view.ask("portfolio", by="product", filters=view.previous).frame)
    rise = _differences(now, before, "par30", "loans")
    if rise.empty or rise.max() <= 0:
        return
    product = rise.idxmax()
    yield Pointer(
        view.t(
            "overview.pointer.par30",
            product=view.name("product", product),
            now=view.t.rate(now.loc[product, "par30"]),
            change=view.t.points(rise[product]),
        ),
        "delinquency",
        {"product": product},
    )


def _young_cohort(view: View) -> Iterator[Pointer]:
    frame = view.ask("vintage", cohort="quarter", dpd=30).frame
    rows = frame[(frame["mob"] == EARLY_MOB) & frame["complete"].astype(bool)]
    if len(rows) < 2:
        return
    before, now = rows.iloc[-2], rows.iloc[-1]
    if min(before["loans"], now["loans"]) < LEAST_LOANS:
        return
    yield Pointer(
        view.t(
            "overview.pointer.vintage",
            cohort=view.t.cohort(now["cohort"]),
            earlier=view.t.cohort(before["cohort"]),
            mob=EARLY_MOB,
            now=view.t.rate(now["rate"]),
            before=view.t.rate(before["rate"]),
        ),
        "vintage",
    )


def _weak_channel(view: View) -> Iterator[Pointer]:
    frame = view.ask("channel_roi", horizon=ROI_HORIZON).frame
    frame = frame[(frame["loans"] >= LEAST_FINANCED) & frame["roi"].notna()]
    if len(frame) < 2:
        return
    worst = frame.loc[frame["roi"].idxmin()]
    yield Pointer(
        view.t(
            "overview.pointer.roi",
            channel=view.name("channel", worst["channel"]),
            roi=view.t.ratio(worst["roi"]),
            horizon=ROI_HORIZON,
        ),
        "channel_roi",
    )


def _fallen(view: View) -> Iterator[Pointer]:
    if view.previous is None:
        return
    now = _conversions(view.ask("conversion", by="channel").frame)
    before = _conversions(
        view.ask("conversion", by="channel", filters=view.previous).frame
    )
    fall = _differences(now, before, "conversion_rate", "started")
    if fall.empty or fall.min() >= 0:
        return
    channel = fall.idxmin()
    yield Pointer(
        view.t(
            "overview.pointer.conversion",
            channel=view.name("channel", channel),
            now=view.t.rate(now.loc[channel, "conversion_rate"]),
            change=view.t.points(fall[channel]),
        ),
        "conversion",
        {"channel": channel},
    )


def _slow_stage(view: View) -> Iterator[Pointer]:
    frame = view.ask("funnel").frame
    frame = frame[frame["p90_hours"].notna()]
    if frame.empty:
        return
    slowest = frame.loc[frame["p90_hours"].idxmax()]
    yield Pointer(
        view.t(
            "overview.pointer.stage",
            stage=view.t.name("stage", slowest["stage"]),
            p90=view.t.hours(slowest["p90_hours"]),
            median=view.t.hours(slowest["median_hours"]),
        ),
        "funnel",
    )


def _ends(frame: pd.DataFrame) -> pd.DataFrame:
    """Each group's last month-end, by group."""
    return frame.groupby("by").last()


def _conversions(frame: pd.DataFrame) -> pd.DataFrame:
    """Each group's conversion over its mature months, with what it is counted on."""
    mature = frame[frame["mature"].astype(bool)]
    rows = {
        group: {
            "started": figures.total(months, "started"),
            "conversion_rate": figures.pooled(months, "conversion_rate"),
        }
        for group, months in mature.groupby("by")
    }
    columns = ["started", "conversion_rate"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def _differences(
    now: pd.DataFrame, before: pd.DataFrame, column: str, size: str
) -> pd.Series:
    """The change of a column, for groups large enough on both sides."""
    large = now.index[now[size] >= LEAST_LOANS].intersection(
        before.index[before[size] >= LEAST_LOANS]
    )
    difference = now.loc[large, column] - before.loc[large, column]
    return difference.astype(float).dropna()
