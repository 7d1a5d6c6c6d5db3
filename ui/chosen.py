"""What the URL asks for, held against what the data really has.

Values that the data does not have are dropped, and kept apart so that the reader is
told: figures without a filter must not pass for figures with it.

The same keys after the prefix `b.` are a second selection, to hold beside the first.
"""

from dataclasses import dataclass

from metrics import Book, Filters
from metrics.months import between
from texts import LANGUAGES, Words
from ui import period, state
from ui.period import Period

PERIOD_KEYS = ("p", "from", "to")

AGAINST = "vs"
"""The key of what all figures are compared with."""

SECOND = "b."
"""What the keys of the second selection begin with."""

SIDE_BY_SIDE = "ab"
"""The key that says whether the second selection is on."""

ON = "1"


@dataclass(frozen=True)
class Choice:
    """What a filter bar says: the filters, and what of the URL could not be used."""

    filters: Filters
    period: Period
    dropped: tuple[tuple[str, str], ...]
    """Pairs of key, without its prefix, and value that this data does not know."""
    against: str = period.DEFAULT_AGAINST
    """What figures are compared with: one of period.AGAINST."""
    previous: Filters | None = None
    """The earlier period that is compared with; None where there is none."""
    prefix: str = ""
    """What its keys in the URL begin with."""

    @property
    def is_default(self) -> bool:
        """Whether nothing of it stands in the URL."""
        return not (
            self.filters.where
            or self.period.code != period.DEFAULT
            or self.against != period.DEFAULT_AGAINST
        )


def selection_keys(book: Book) -> tuple[str, ...]:
    """The keys that choose a period and values; those of a second one have a prefix."""
    return (*PERIOD_KEYS, *book.dimensions)


def shared_keys(book: Book) -> tuple[str, ...]:
    """URL keys that belong to every page; the others are a page's own."""
    keys = selection_keys(book)
    second = (SECOND + key for key in keys)
    return ("lang", *keys, AGAINST, SIDE_BY_SIDE, *second)


def chosen(book: Book, prefix: str = "") -> Choice:
    """Reads the URL against what the data really has."""
    the_period, dropped = _chosen_period(book, prefix)
    where = []
    for dimension, values in book.dimensions.items():
        codes, unknown = state.read_valid(prefix + dimension, values)
        dropped += [(dimension, code) for code in unknown]
        if codes:
            where.append((dimension, codes))
    filters = Filters(
        from_month=the_period.from_month,
        to_month=the_period.to_month,
        where=tuple(where),
    )
    if prefix:
        return Choice(filters, the_period, tuple(dropped), prefix=prefix)
    codes, unknown = state.read_valid(AGAINST, offered_against(book))
    dropped += [(AGAINST, code) for code in unknown]
    for key, valid in (("lang", tuple(LANGUAGES)), (SIDE_BY_SIDE, (ON,))):
        _, unknown = state.read_valid(key, valid)
        dropped += [(key, code) for code in unknown]
    against = codes[0] if codes else period.DEFAULT_AGAINST
    previous = period.earlier(book, filters, against)
    return Choice(filters, the_period, tuple(dropped), against, previous)


def offered_against(book: Book) -> tuple[str, ...]:
    """What this book's figures can be compared with: targets only where it has any."""
    return tuple(c for c in period.AGAINST if c != "target" or book.has("targets"))


def _chosen_period(book: Book, prefix: str) -> tuple[Period, list[tuple[str, str]]]:
    months = between(book.first_month, book.last_month)
    codes, unknown = state.read_valid(prefix + "p", (*period.PRESETS, period.CUSTOM))
    dropped = [("p", code) for code in unknown]
    if codes[:1] != (period.CUSTOM,):
        code = codes[0] if codes else period.DEFAULT
        return period.preset(code, book.last_month), dropped
    limits = {}
    for key, default in (("from", months[0]), ("to", months[-1])):
        valid, unknown = state.read_valid(prefix + key, months)
        dropped += [(key, value) for value in unknown]
        limits[key] = valid[0] if valid else default
    if limits["from"] > limits["to"]:
        dropped.append(("from", limits["from"]))
        limits["from"] = months[0]
    return Period(period.CUSTOM, limits["from"], limits["to"]), dropped


def sentence(book: Book, t: Words, filters: Filters) -> str:
    """The filters in force in one line of the reader's language."""
    parts = [span(book, t, filters)]
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


def span(book: Book, t: Words, filters: Filters) -> str:
    """The period in words, and how much of its last month where not all of it."""
    if filters.from_month is None or filters.to_month is None:
        return t(
            "frame.filters.all_months",
            first=t.month(filters.from_month or book.first_month),
            last=t.month(filters.to_month or book.last_month),
        )
    said = t(
        "frame.filters.span",
        first=t.month(filters.from_month),
        last=t.month(filters.to_month),
    )
    if filters.last_day is None:
        return said
    return t.plural("frame.filters.first_days", filters.last_day, span=said)
