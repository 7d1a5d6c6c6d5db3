"""Which figures of the past does a later snapshot tell otherwise, and by how much?

Both snapshots are asked the same metrics; what the earlier one did not know yet, and
what was still open in it, is no restatement.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from metrics.book import Book
from metrics.catalogue import CATALOGUE
from metrics.columns import AMOUNT, COUNT, RATE
from metrics.definition import Answer
from metrics.errors import MissingData, UnknownDimension
from metrics.filters import Filters, day_of
from metrics.months import between, shifted

RESTATED = ("changed", "appeared", "gone")
"""Kinds of a month that is restated: another value, a value where there was none
though the month was over, no value any more."""

OPEN = ("open", "not_yet")
"""Kinds of a month that the earlier snapshot could not know: another value by now, as
it could still change, or none yet."""

COLUMNS = ("figure", "unit", "month", "before", "after", "difference", "change", "kind")

_NUMBERS = COLUMNS[3:7]
_LAST_DAY = 31
_DIGITS = {COUNT: 6, AMOUNT: 4, RATE: 12}
"""To which values are compared: money has four, and a rate's own digits are noise."""

_PAR_FROM = {"par30_balance": 2, "par90_balance": 4}
"""The first bucket of `delinquency` that counts, by its place."""


@dataclass(frozen=True)
class Figure:
    """A headline figure by month."""

    code: str
    metric: str
    column: str
    unit: str
    options: dict = field(default_factory=dict)
    month: str = "month"
    """The column with the month, a cohort or a month-end."""
    mob: int = 0
    """Of a vintage: the months on book at which it is read."""
    page: str = ""
    """The page that shows it."""


def _ever_30(mob: int) -> Figure:
    return Figure(
        f"ever30_mob{mob}",
        "vintage",
        "rate",
        RATE,
        {"cohort": "month", "dpd": 30},
        "cohort",
        mob,
        "vintage",
    )


def _of_applications(column: str, unit: str, **options: str) -> Figure:
    return Figure(column, "conversion", column, unit, options, page="conversion")


def _of_cohorts(code: str, column: str, unit: str) -> Figure:
    options = {"cohort": "month", "dpd": 30}
    return Figure(code, "vintage", column, unit, options, "cohort", page="vintage")


def _of_the_book(column: str, unit: str) -> Figure:
    metric = "delinquency" if column in _PAR_FROM else "portfolio"
    return Figure(column, metric, column, unit, {}, "as_of", page="delinquency")


FIGURES: dict[str, Figure] = {
    figure.code: figure
    for figure in (
        _of_applications("started", COUNT),
        _of_applications("approval_rate", RATE),
        _of_applications("conversion_rate", RATE),
        _of_applications("disbursed", COUNT, basis="period"),
        _of_applications("disbursed_amount", AMOUNT, basis="period"),
        _of_cohorts("loans_lent", "loans", COUNT),
        _of_cohorts("principal_lent", "principal", AMOUNT),
        _of_the_book("balance", AMOUNT),
        _of_the_book("par30_balance", AMOUNT),
        _of_the_book("par30", RATE),
        _of_the_book("par90_balance", AMOUNT),
        _of_the_book("par90", RATE),
        _of_the_book("charged_off", AMOUNT),
        _of_the_book("recovered", AMOUNT),
        _of_the_book("net_charge_off_rate", RATE),
        Figure(
            "fpd30",
            "first_payment_default",
            "rate",
            RATE,
            {"days": 30},
            page="delinquency",
        ),
        *map(_ever_30, (3, 6, 12)),
    )
}
"""By code, in the order in which a reader goes through them."""

Ask = Callable[..., Answer]
"""ask(book, metric, filters, None, **options): a metric's answer, maybe a kept one."""


@dataclass(frozen=True)
class Restated:
    """What two snapshots say of the figures that both know."""

    months: pd.DataFrame
    """A row per figure and month, COLUMNS; `difference` is after less before (of rates
    as a fraction), `change` its share of before, `kind` 'same' or one of RESTATED or
    OPEN. Values that are not known are blank."""
    unknown: dict[str, tuple[str, ...]]
    """Figures that one of the two can't tell, with what is missing for it."""

    @property
    def restated(self) -> pd.DataFrame:
        """The months that are restated."""
        return self.months[self.months["kind"].isin(RESTATED)]

    def count(self, kind: str) -> int:
        """So many months of figures are of that kind."""
        return int((self.months["kind"] == kind).sum())


def restated(
    before: Book, after: Book, filters: Filters | None = None, *, ask: Ask | None = None
) -> Restated:
    """Every headline figure by month in both snapshots, under the same filters.

    Only months that both hold, and later ones of `after`. A value of a filter that one
    of them has nowhere chooses nothing there. Raises UnknownDimension where no figure
    can be asked by what is filtered.
    """
    filters = replace(filters or Filters(), last_day=None)
    rows, unknown, refused = [], {}, []
    for figure in FIGURES.values():
        try:
            rows += _months(before, after, figure, filters, ask or _ask)
        except MissingData as error:
            unknown[figure.code] = error.missing
        except UnknownDimension as error:
            unknown[figure.code] = (error.dimension,)
            refused.append(error)
    if refused and not rows:
        raise refused[0]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return Restated(frame.astype(dict.fromkeys(_NUMBERS, float)), unknown)


def changed_settings(before: Book, after: Book) -> list[tuple[str, object, object]]:
    """Settings that differ, with both values; display names restate no figure.

    A changed past-due rule or rate restates figures though no row has changed.
    """
    one, two = (_flat(book.snapshot.manifest["settings"]) for book in (before, after))
    keys = sorted(one.keys() | two.keys())
    return [(k, one.get(k), two.get(k)) for k in keys if one.get(k) != two.get(k)]


def is_over(book: Book, month: str) -> bool:
    """Whether the snapshot's data reach the end of that month.

    They do where there is its month-end, or an application's event on its last day.
    """
    end = day_of(month, _LAST_DAY)
    newest = book.newest_application
    known = [book.as_of or date.min, newest.date() if newest else date.min]
    return max(known) >= end


def _ask(book: Book, metric: str, filters: Filters, by: None, **options) -> Answer:
    return CATALOGUE[metric].run(book, filters, by=by, **options)


def _months(
    before: Book, after: Book, figure: Figure, filters: Filters, ask: Ask
) -> Iterator[tuple]:
    """A row of COLUMNS for each month of one figure."""
    every = [_values(book, figure, Filters(), ask) for book in (before, after)]
    if not all(every):
        return
    first = max(min(values) for values in every)
    first = max(first, filters.from_month or first)
    last = max(max(values) for values in every)
    last = min(last, filters.to_month or last)
    one, two = (
        _values(book, figure, filters, ask) if filters.where else values
        for book, values in zip((before, after), every, strict=True)
    )
    if not one and not two:
        return
    is_final = _finality(before, after, figure, filters, ask)
    for month in between(first, last):
        then, now = (
            values.get(month, _without_rows(book, figure, month))
            for book, values in ((before, one), (after, two))
        )
        if then is None and now is None:
            continue
        if now is None and not is_over(after, shifted(month, figure.mob)):
            continue  # the later one does not reach as far
        kind = _kind(then, now, figure.unit, is_final(month))
        difference = None if None in (then, now) else now - then
        change = difference / abs(then) if difference is not None and then else None
        yield (
            figure.code,
            figure.unit,
            month,
            then,
            now,
            difference,
            None if figure.unit == RATE else change,
            kind,
        )


def _without_rows(book: Book, figure: Figure, month: str) -> float | None:
    """What no rows mean: none, in a month that was over; a rate is not known."""
    return 0.0 if figure.unit != RATE and is_over(book, month) else None


def _kind(then: float | None, now: float | None, unit: str, is_final: bool) -> str:
    digits = _DIGITS[unit]
    if None not in (then, now) and round(then, digits) == round(now, digits):
        return "same"
    if not is_final:
        return "not_yet" if then is None else "open"
    if then is None:
        return "appeared"
    return "gone" if now is None else "changed"


def _values(
    book: Book, figure: Figure, filters: Filters, ask: Ask, column: str = ""
) -> dict[str, float]:
    """What the snapshot says of each month, where it says anything."""
    within = _known_to(book, filters)
    if within is None:
        return {}
    frame = ask(book, figure.metric, within, None, **figure.options).frame
    if figure.month == "cohort":
        frame = frame[frame["mob"] == figure.mob]
    months = frame[figure.month].map(lambda at: f"{at:%Y-%m}" if _is_day(at) else at)
    if figure.metric == "delinquency":
        buckets = list(frame["bucket"].drop_duplicates())[_PAR_FROM[figure.column] :]
        late = frame["balance"].where(frame["bucket"].isin(buckets), 0.0)
        return {str(m): float(v) for m, v in late.groupby(months).sum().items()}
    values = frame[column or figure.column]
    told = zip(months, values, strict=True)
    return {month: float(value) for month, value in told if pd.notna(value)}


def _finality(
    before: Book, after: Book, figure: Figure, filters: Filters, ask: Ask
) -> Callable[[str], bool]:
    """Whether the earlier snapshot's value of a month could not change any more."""
    if figure.code == "fpd30":
        return _all_due(before, after, figure, filters, ask)
    if figure.metric == "conversion" and not figure.options:
        if figure.unit == RATE:
            mature = _values(before, figure, filters, ask, "mature")
            return lambda month: bool(mature.get(month, is_over(before, month)))
    return lambda month: is_over(before, shifted(month, figure.mob))


def _all_due(
    before: Book, after: Book, figure: Figure, filters: Filters, ask: Ask
) -> Callable[[str], bool]:
    """First payments are final once all are due: no more of them came due later."""
    due, later = (
        _values(book, figure, filters, ask, "due") for book in (before, after)
    )
    try:
        lent = _values(before, FIGURES["loans_lent"], filters, ask)
    except MissingData:
        lent = {}

    def is_final(month: str) -> bool:
        if month not in due:
            return is_over(before, month)
        none_came_due = later.get(month, 0) <= due[month]
        return due[month] > 0 and (none_came_due or due[month] >= lent.get(month, 0))

    return is_final


def _known_to(book: Book, filters: Filters) -> Filters | None:
    """The filters without period, and with values that some row has; None: none has."""
    where = []
    for dimension, values in filters.where:
        known = book.dimensions.get(dimension)
        if known is not None:
            values = tuple(value for value in values if value in known)
            if not values:
                return None
        where.append((dimension, values))
    return Filters(where=tuple(where))


def _flat(settings: dict) -> dict[str, object]:
    flat = {}
    for key, value in settings.items():
        if key == "names":
            continue
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": item for inner, item in value.items()}
        else:
            flat[key] = value
    return flat


def _is_day(value: object) -> bool:
    return isinstance(value, date)
