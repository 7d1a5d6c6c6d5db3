"""Do two pages tell the same? Figures that must be equal, each asked of two metrics.

Where they are apart, one of them is wrong, and neither should be believed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.book import Book
from metrics.catalogue import CATALOGUE
from metrics.columns import AMOUNT, COUNT
from metrics.definition import Answer
from metrics.errors import MissingData
from metrics.filters import Filters
from metrics.months import shifted

_AS_MUCH_AS = 1e-13
"""Of a sum of doubles, what its order may change: below a cent up to 10^11."""

_LATE_FROM = 2
"""The first bucket of `delinquency` over 30 days late, by its place."""

Ask = Callable[..., Answer]


@dataclass(frozen=True)
class Agreement:
    """One figure as two metrics tell it."""

    code: str
    unit: str
    first: str
    """The metric that tells `told`."""
    second: str
    """The metric, or the table of the extract, that tells `otherwise`."""
    told: float
    otherwise: float
    parts_beyond: int = 0
    """Of figures of several parts, how many are more than they can be."""

    @property
    def holds(self) -> bool:
        """Whether the two are equal, money to the cent."""
        most = max(abs(self.told), abs(self.otherwise)) * _AS_MUCH_AS
        return not self.parts_beyond and abs(self.told - self.otherwise) <= most


def agreements(book: Book, ask: Ask | None = None) -> list[Agreement]:
    """Every pair that this book can be asked, over all its months and rows.

    `ask` answers a metric by name and filters, for a caller that keeps answers. What it
    raises but MissingData is raised: a pair that was not asked has not agreed.
    """
    found = []
    for pair in (_applications, _declined, _states, _moves, _spend):
        try:
            found += pair(book, ask or _asker(book))
        except MissingData:
            continue  # told by the pages that need it
    return found


def _asker(book: Book) -> Ask:
    def ask(name: str, *, filters: Filters | None = None) -> Answer:
        return CATALOGUE[name].run(book, filters or Filters())

    return ask


def _applications(book: Book, ask: Ask) -> Iterator[Agreement]:
    stages = ask("funnel").frame.set_index("stage")["applications"]
    months = ask("conversion").frame
    for stage in ("started", "submitted", "disbursed"):
        if stage in stages.index:
            told, otherwise = int(stages[stage]), int(months[stage].sum())
            yield Agreement(stage, COUNT, "funnel", "conversion", told, otherwise)


def _declined(book: Book, ask: Ask) -> Iterator[Agreement]:
    reasons = int(ask("declines").frame["applications"].sum())
    months = int(ask("conversion").frame["declined"].sum())
    yield Agreement("declined", COUNT, "declines", "conversion", reasons, months)


def _states(book: Book, ask: Ask) -> Iterator[Agreement]:
    """The book at its newest month-end, and its buckets."""
    months, states = ask("portfolio").frame, ask("delinquency").frame
    if months.empty:
        return
    newest = months.iloc[-1]
    buckets = _at(states, newest["as_of"])
    late = buckets["balance"].iloc[_LATE_FROM:].sum()
    pairs = [
        ("loans", COUNT, newest["loans"], buckets["loans"].sum()),
        ("balance", AMOUNT, newest["balance"], buckets["balance"].sum()),
        ("late", AMOUNT, newest["par30"] * newest["balance"], late),
    ]
    for code, unit, told, otherwise in pairs:
        if pd.notna(told):
            yield Agreement(
                code, unit, "portfolio", "delinquency", float(told), float(otherwise)
            )


def _moves(book: Book, ask: Ask) -> Iterator[Agreement]:
    """Loans of the newest month-end but one: where they went, or that they are lost.

    Those without a row at the newest are counted apart by `roll_rates`, in all.
    """
    states = ask("delinquency").frame
    ends = sorted(set(states["as_of"]))
    if len(ends) < 2:
        return
    before, month = (f"{end:%Y-%m}" for end in ends[-2:])
    if shifted(before, 1) != month:
        return  # a month is missing: nobody's next state is known
    answer = ask("roll_rates", filters=Filters(month, month))
    stood = _at(states, ends[-2]).set_index("bucket")["loans"]
    went = answer.frame.groupby("from_bucket")["loans"].sum()
    beyond = int((went.reindex(stood.index, fill_value=0) > stood).sum())
    lost = sum(n.values["n"] for n in answer.notes if n.code == "left_out_loans")
    sums = float(went.sum() + lost), float(stood.sum())
    yield Agreement("moved", COUNT, "roll_rates", "delinquency", *sums, beyond)


def _spend(book: Book, ask: Ask) -> Iterator[Agreement]:
    """What was spent in all: given to channels, or to none, and as it was delivered."""
    given = float(ask("channel_roi").frame["spend"].sum())
    delivered = book.snapshot.manifest["profile"]["campaign_spend"]["sums"]["spend"]
    yield Agreement(
        "spend", AMOUNT, "channel_roi", "campaign_spend", given, float(delivered)
    )


def _at(states: pd.DataFrame, as_of: date) -> pd.DataFrame:
    return states[states["as_of"] == as_of]
