"""One filter bar for all pages: widgets, URL and Filters kept in step.

Each filter is a button that says what is on and opens its choices, so that the bar is
one row on a desk and two on a phone. Values that the data does not have are dropped,
and the reader is told: figures without a filter must not pass for figures with it.
"""

from dataclasses import dataclass

import streamlit as st

from data.contract import (
    APPLICATION_DIMENSIONS,
    CUSTOMER_DIMENSIONS,
    LOAN_DIMENSIONS,
)
from metrics import Book, Filters
from texts import Words
from ui import period, state
from ui.period import Period
from ui.plain import plain

EVERYDAY = ("product", "channel", "segment")
"""Dimensions with a button of their own; the extract's others share one."""

_OTHERS = tuple(
    dict.fromkeys((*CUSTOMER_DIMENSIONS, *LOAN_DIMENSIONS, *APPLICATION_DIMENSIONS))
)
"""The order of the others: who the customer is, then what the loan is."""

_PERIOD_KEYS = ("p", "from", "to")
_NAMES_SHOWN = 2
_ICONS = {
    "period": ":material/calendar_month:",
    "product": ":material/category:",
    "channel": ":material/campaign:",
    "segment": ":material/groups:",
}


@dataclass(frozen=True)
class Choice:
    """What the filter bar says: the filters, and what of the URL could not be used."""

    filters: Filters
    period: Period
    dropped: tuple[tuple[str, str], ...]
    """Pairs of URL key and value that this data does not know."""


def shared_keys(book: Book) -> tuple[str, ...]:
    """URL keys that belong to every page; the others are a page's own."""
    return ("lang", *_PERIOD_KEYS, *book.dimensions)


def chosen(book: Book) -> Choice:
    """Reads the URL against what the data really has."""
    the_period, dropped = _chosen_period(book)
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
    months = period.months_between(book.first_month, book.last_month)
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


def draw(book: Book, t: Words, choice: Choice) -> None:
    """The bar itself, and one sentence that says what the figures are about."""
    where = dict(choice.filters.where)
    with st.container(horizontal=True, gap="small", key="filter_bar"):
        _draw_period(book, t, choice.period)
        for dimension in EVERYDAY:
            if dimension in book.dimensions:
                label = button_label(book, t, dimension, where.get(dimension, ()))
                with st.popover(
                    plain(label),
                    icon=_ICONS[dimension],
                    key=f"filter_{dimension}_{t.language}",
                    type=_emphasis(dimension in where),
                ):
                    _draw_dimension(book, t, dimension)
        others = [d for d in _OTHERS if d in book.dimensions and d not in EVERYDAY]
        if others:
            _draw_others(book, t, others, [d for d in others if d in where])
        if where or choice.period.code != period.DEFAULT:
            st.button(
                t("frame.filters.reset"),
                icon=":material/restart_alt:",
                type="tertiary",
                key="filter_reset",
                on_click=_reset,
                args=(book,),
            )
    st.caption(plain(sentence(book, t, choice.filters)))


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
    parts = [span] + [
        t(
            "frame.filters.part",
            dimension=t.dimension(dimension),
            values=t.listed([_name(book, t, dimension, code) for code in codes]),
        )
        for dimension, codes in filters.where
    ]
    return t("values.dot").join(parts)


def button_label(book: Book, t: Words, dimension: str, codes: tuple[str, ...]) -> str:
    """'Product: all', 'Product: Cash loan' or 'Product: 3 chosen'."""
    if not codes:
        return t("frame.filters.button_all", dimension=t.dimension(dimension))
    if len(codes) <= _NAMES_SHOWN:
        values = t.listed([_name(book, t, dimension, code) for code in codes])
        return t("frame.filters.part", dimension=t.dimension(dimension), values=values)
    return t(
        "frame.filters.button_many",
        dimension=t.dimension(dimension),
        n=t.count(len(codes)),
    )


def _draw_period(book: Book, t: Words, the_period: Period) -> None:
    label = (
        t(
            "frame.filters.span",
            first=t.month(the_period.from_month),
            last=t.month(the_period.to_month),
        )
        if the_period.code == period.CUSTOM
        else t(f"frame.period.{the_period.code}")
    )
    changed = the_period.code != period.DEFAULT
    with st.popover(
        label,
        icon=_ICONS["period"],
        key=f"filter_period_{t.language}",
        type=_emphasis(changed),
    ):
        key = state.widget_key("p", t.language)
        st.session_state[key] = (
            None if the_period.code == period.CUSTOM else the_period.code
        )
        st.pills(
            t("frame.filters.period"),
            period.PRESETS,
            key=key,
            format_func=lambda code: t(f"frame.period.{code}"),
            on_change=_take_preset,
            args=(key,),
        )
        _draw_months(book, t, the_period)


def _draw_months(book: Book, t: Words, the_period: Period) -> None:
    months = period.months_between(book.first_month, book.last_month)
    limits = {
        "from": the_period.from_month or months[0],
        "to": the_period.to_month or months[-1],
    }
    keys = {name: state.widget_key(name, t.language) for name in limits}
    for (name, value), column in zip(limits.items(), st.columns(2), strict=True):
        st.session_state[keys[name]] = min(max(value, months[0]), months[-1])
        column.selectbox(
            t(f"frame.filters.{name}"),
            months[::-1],
            key=keys[name],
            format_func=t.month,
            on_change=_take_months,
            args=(keys,),
        )


def _draw_dimension(book: Book, t: Words, dimension: str) -> None:
    key = state.widget_key(dimension, t.language)
    codes, _ = state.read_valid(dimension, book.dimensions[dimension])
    st.session_state[key] = list(codes)
    st.multiselect(
        t.dimension(dimension),
        book.dimensions[dimension],
        key=key,
        format_func=lambda code: _name(book, t, dimension, code),
        placeholder=t("frame.filters.all"),
        select_all=False,
        on_change=_take_codes,
        args=(dimension, key),
    )


def _draw_others(book: Book, t: Words, others: list[str], on: list[str]) -> None:
    label = (
        t("frame.filters.more_on", n=t.count(len(on)))
        if on
        else t("frame.filters.more")
    )
    with st.popover(
        label,
        icon=":material/tune:",
        key=f"filter_more_{t.language}",
        type=_emphasis(bool(on)),
    ):
        st.caption(t("frame.filters.more_hint"))
        for dimension in others:
            _draw_dimension(book, t, dimension)


def _emphasis(on: bool) -> str:
    return "primary" if on else "secondary"


def _name(book: Book, t: Words, dimension: str, code: str) -> str:
    return t.name(dimension, code, book.settings.names)


def _take_codes(dimension: str, key: str) -> None:
    state.write(**{dimension: tuple(st.session_state[key])})


def _take_preset(key: str) -> None:
    code = st.session_state[key] or period.DEFAULT
    url = () if code == period.DEFAULT else (code,)
    state.write(**{"p": url, "from": (), "to": ()})


def _take_months(keys: dict[str, str]) -> None:
    first, last = sorted(st.session_state[key] for key in keys.values())
    state.write(**{"p": (period.CUSTOM,), "from": (first,), "to": (last,)})


def _reset(book: Book) -> None:
    keys = (*_PERIOD_KEYS, *book.dimensions)
    state.write(**dict.fromkeys(keys, ()))
    state.revise()
