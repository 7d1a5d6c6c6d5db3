"""The conversion page's own reading of `conversion`: intervals, and rates over months.

A rate over several months is the ratio of its totals, over months past their window.
"""

import pandas as pd

from charts.quantity import Quantity
from metrics import Answer, Filters
from metrics.change import MATURE_ONLY
from metrics.columns import BETTER
from ui import figures, headlines
from ui.cards import Card
from ui.chance import FEW, interval
from ui.explained import Pointed
from ui.figures import RATIOS
from ui.headlines import Found
from ui.view import View

RATES = tuple(RATIOS)

COUNTS = ("started", "submitted", "approved", "declined", "withdrawn", "disbursed")


def with_intervals(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with `decided` (approved or declined) and an interval for each rate.

    The ends of approval_rate are approval_rate_low and approval_rate_high, and so on.
    """
    rows = frame.assign(decided=frame["approved"] + frame["declined"])
    for rate, (numerator, denominator) in RATIOS.items():
        low, high = interval(rows[numerator], rows[list(denominator)].sum(axis=1))
        rows[f"{rate}_low"], rows[f"{rate}_high"] = low, high
    return rows


def marked(view: View, answer: Answer) -> pd.DataFrame:
    """The rows with `mature` for the basis in force.

    Events counted in their own month are final once the data goes past that month.
    """
    frame = answer.frame
    if answer.options["basis"] == "cohort":
        return frame
    return frame.assign(mature=is_whole(view, frame["month"]))


def is_whole(view: View, months: pd.Series) -> list[bool]:
    """For each month, whether the applications go past it: its events are all there."""
    newest = f"{view.book.newest_application:%Y-%m-%d}"
    ends = pd.PeriodIndex(months, freq="M").end_time.strftime("%Y-%m-%d")
    return list(ends <= newest)


def mature_months(frame: pd.DataFrame) -> list[str]:
    """Months in which every application is past its window."""
    return list(frame.loc[frame["mature"].astype(bool), "month"])


def in_months(frame: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """The rows of those months."""
    return frame[frame["month"].isin(months)]


def pooled(frame: pd.DataFrame) -> pd.DataFrame:
    """All months of each value of the split in one row, the largest first.

    Columns: by, the counts, disbursed_amount, average_amount, each rate as the ratio
    of its totals, its interval, and `is_small` where fewer than 30 were started. A
    missing value of the split is ''. Without a split: one row, by ''.
    """
    rows = frame if "by" in frame else frame.assign(by="")
    summed = (
        rows.fillna({"by": ""})
        .groupby("by", sort=False)[[*COUNTS, "disbursed_amount"]]
        .sum()
        .reset_index()
        .sort_values("started", ascending=False, kind="stable", ignore_index=True)
    )
    for rate, (numerator, denominator) in RATIOS.items():
        below = summed[list(denominator)].sum(axis=1)
        summed[rate] = summed[numerator].astype(float) / below.where(below > 0)
    loans = summed["disbursed"]
    summed["average_amount"] = summed["disbursed_amount"] / loans.where(loans > 0)
    return with_intervals(summed).assign(is_small=summed["started"] < FEW)


def cards(view: View, options: dict) -> list[Card]:
    """Each rate over the period, against what is compared.

    What young months would pull down is over the mature ones alone, and not known where
    there are none; approval is of those decided, as on the overview.
    """
    return [_card(view, rate, options) for rate in RATES]


def _card(view: View, rate: str, options: dict) -> Card:
    t = view.t

    def read(filters: Filters) -> Found:
        answer = view.ask("conversion", filters=filters, **options)
        if rate in MATURE_ONLY:
            within = headlines.mature_part(filters, answer.frame)
            if within is None:
                return Found(None)
            answer = view.ask("conversion", filters=within, **options)
        return Found(figures.pooled(answer.frame, rate), Pointed(answer, None, rate))

    found = read(view.filters)
    return Card(
        t.column(rate),
        "rate",
        headlines.against(view, rate, "rate", found, read),
        BETTER[rate],
        t(f"conversion.card.{rate}"),
        missing="" if found.pointed else t("conversion.none_mature_short"),
        pointed=found.pointed,
    )


def behind(view: View, rate: str) -> tuple[Quantity, ...]:
    """Numerator and denominator of a rate, as columns of `with_intervals`."""
    t = view.t
    numerator, denominator = RATIOS[rate]
    below = denominator[0] if len(denominator) == 1 else "decided"
    words = {"decided": t("conversion.decided")}
    return tuple(
        Quantity(column, "count", words.get(column) or t.column(column))
        for column in (numerator, below)
    )
