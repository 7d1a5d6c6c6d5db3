"""One filter bar for all pages: the widgets that show and change what is chosen.

Each filter is a button that says what is on and opens its choices, so that the bar is
one row on a desk and two or three on a phone.
"""

import streamlit as st

from data.contract import (
    APPLICATION_DIMENSIONS,
    CUSTOMER_DIMENSIONS,
    EVERYDAY_DIMENSIONS,
    LOAN_DIMENSIONS,
)
from metrics import Book
from metrics.months import between
from texts import Words
from ui import period, state
from ui.chosen import PERIOD_KEYS, Choice, sentence
from ui.period import Period
from ui.plain import plain

_OTHERS = tuple(
    dict.fromkeys((*CUSTOMER_DIMENSIONS, *LOAN_DIMENSIONS, *APPLICATION_DIMENSIONS))
)
"""The order of the others: who the customer is, then what the loan is."""

_NAMES_SHOWN = 2
_ICONS = {
    "period": ":material/calendar_month:",
    "product": ":material/category:",
    "channel": ":material/campaign:",
    "segment": ":material/groups:",
}


def draw(book: Book, t: Words, choice: Choice) -> None:
    """The bar itself, and one sentence that says what the figures are about."""
    where = dict(choice.filters.where)
    with st.container(horizontal=True, gap="small", key="filter_bar"):
        _draw_period(book, t, choice.period)
        for dimension in EVERYDAY_DIMENSIONS:
            if dimension in book.dimensions:
                label = button_label(book, t, dimension, where.get(dimension, ()))
                with st.popover(
                    plain(label),
                    icon=_ICONS[dimension],
                    key=f"filter_{dimension}_{t.language}",
                    type=_emphasis(dimension in where),
                ):
                    _draw_dimension(book, t, dimension)
        others = [
            d for d in _OTHERS if d in book.dimensions and d not in EVERYDAY_DIMENSIONS
        ]
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
    months = between(book.first_month, book.last_month)
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
        with st.grid(2, min_column_width=200, gap="small"):
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
    keys = (*PERIOD_KEYS, *book.dimensions)
    state.write(**dict.fromkeys(keys, ()))
    state.revise()
