"""What the URL asks for, held against what the data really has.

Values that the data does not have are dropped, and kept apart so that the reader is
told: figures without a filter must not pass for figures with it.
"""

from dataclasses import dataclass

from metrics import Book, Filters
from metrics.months import between
from texts import LANGUAGES, Words
from ui import period, state
from ui.period import Period

PERIOD_KEYS = ("p", "from", "to")


@dataclass(frozen=True)
class Choice:
    """What the filter bar says: the filters, and what of the URL could not be used."""

    filters: Filters
    period: Period
    dropped: tuple[tuple[str, str], ...]
    """Pairs of URL key and value that this data does not know."""


def shared_keys(book: Book) -> tuple[str, ...]:
    """URL keys that belong to every page; the others are a page's own."""
    return ("lang", *PERIOD_KEYS, *book.dimensions)


def chosen(book: Book) -> Choice:
    """Reads the URL against what the data really has."""
    the_period, dropped = _chosen_period(book)
    _, unknown = state.read_valid("lang", tuple(LANGUAGES))
    dropped += [("lang", code) for code in unknown]
    where = []
    for dimension, values in book.dimensions.items():
        codes, unknown = state.read_valid(dimension, values)
        dropped += [(dimension, code) for code in unknown]
        if codes:
            where.append((dimension, codes))
    filters = Filters(
        from_month=the_period.from_month,
        to_month=the_period.to_month,
        where=tuple(where),
    )
    return Choice(filters, the_period, tuple(dropped))


def _chosen_period(book: Book) -> tuple[Period, list[tuple[str, str]]]:
    months = between(book.first_month, book.last_month)
    codes, unknown = state.read_valid("p", (*period.PRESETS, period.CUSTOM))
    dropped = [("p", code) for code in unknown]
    if codes[:1] != (period.CUSTOM,):
        code = codes[0] if codes else period.DEFAULT
        return period.preset(code, book.last_month), dropped
    limits = {}
    for key, default in (("from", months[0]), ("to", months[-1])):
        valid, unknown = state.read_valid(key, months)
        dropped += [(key, value) for value in unknown]
        limits[key] = valid[0] if valid else default
    if limits["from"] > limits["to"]:
        dropped.append(("from", limits["from"]))
        limits["from"] = months[0]
    return Period(period.CUSTOM, limits["from"], limits["to"]), dropped


def sentence(book: Book, t: Words, filters: Filters) -> str:
    """The filters in force in one line of the reader's language."""
    if filters.from_month is None or filters.to_month is None:
        span = t(
            "frame.filters.all_months",
            first=t.month(book.first_month),
            last=t.month(book.last_month),
        )
    else:
        span = t(
            "frame.filters.span",
            first=t.month(filters.from_month),
            last=t.month(filters.to_month),
        )
    parts = [span]
    for dimension, codes in filters.where:
        names = [t.name(dimension, code, book.settings.names) for code in codes]
        parts.append(
            t(
                "frame.filters.part",
                dimension=t.dimension(dimension),
                values=t.listed(names),
            )
        )
    return t("values.dot").join(parts)
