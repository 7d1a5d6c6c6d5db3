"""The filter bar: the widgets that show and change what is chosen.

Each filter is a button that says what is on and opens its choices, so that the bar is
one row on a desk and two or three on a phone. All pages share one; a second selection
has a bar of its own, whose keys have a prefix.
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
from ui import chips, chosen, period, state
from ui.chosen import Choice
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
    "vs": ":material/compare_arrows:",
}


def draw(book: Book, t: Words, choice: Choice) -> None:
    """The bar, then the period in words and a chip for each value that is on."""
    where, prefix = dict(choice.filters.where), choice.prefix
    with st.container(horizontal=True, gap="small", key=f"{prefix}filter_bar"):
        _draw_period(book, t, choice.period, prefix)
        for dimension in EVERYDAY_DIMENSIONS:
            if dimension in book.dimensions:
                label = button_label(book, t, dimension, where.get(dimension, ()))
                with st.popover(
                    plain(label),
                    icon=_ICONS[dimension],
                    key=f"{prefix}filter_{dimension}_{t.language}",
                ):
                    _draw_dimension(book, t, dimension, prefix)
        others = [
            d for d in _OTHERS if d in book.dimensions and d not in EVERYDAY_DIMENSIONS
        ]
        if others:
            _draw_others(book, t, others, [d for d in others if d in where], prefix)
        if not prefix:
            _draw_against(book, t, choice.against)
    with st.container(
        horizontal=True,
        gap="small",
        vertical_alignment="center",
        key=f"{prefix}filters_on",
    ):
        st.caption(plain(chosen.span(book, t, choice.filters)), width="content")
        chips.draw(book, t, choice)
        if not choice.is_default:
            st.button(
                t("frame.filters.reset"),
                icon=":material/restart_alt:",
                type="tertiary",
                key=f"{prefix}filter_reset",
                on_click=_reset,
                args=(book, prefix),
            )
    _say_dropped(t, choice.dropped)


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


def _draw_period(book: Book, t: Words, the_period: Period, prefix: str) -> None:
    label = (
        t(
            "frame.filters.span",
            first=t.month(the_period.from_month),
            last=t.month(the_period.to_month),
        )
        if the_period.code == period.CUSTOM
        else t(f"frame.period.{the_period.code}")
    )
    with st.popover(
        label,
        icon=_ICONS["period"],
        key=f"{prefix}filter_period_{t.language}",
    ):
        key = state.widget_key(f"{prefix}p", t.language)
        st.session_state[key] = (
            None if the_period.code == period.CUSTOM else the_period.code
        )
        st.pills(
            t("frame.filters.period"),
            period.PRESETS,
            key=key,
            format_func=lambda code: t(f"frame.period.{code}"),
            on_change=_take_preset,
            args=(key, prefix),
        )
        _draw_months(book, t, the_period, prefix)


def _draw_months(book: Book, t: Words, the_period: Period, prefix: str) -> None:
    months = between(book.first_month, book.last_month)
    limits = {
        "from": the_period.from_month or months[0],
        "to": the_period.to_month or months[-1],
    }
    keys = {name: state.widget_key(f"{prefix}{name}", t.language) for name in limits}
    for (name, value), column in zip(limits.items(), st.columns(2), strict=True):
        st.session_state[keys[name]] = min(max(value, months[0]), months[-1])
        column.selectbox(
            t(f"frame.filters.{name}"),
            months[::-1],
            key=keys[name],
            format_func=t.month,
            on_change=_take_months,
            args=(keys, prefix),
        )


def _draw_dimension(book: Book, t: Words, dimension: str, prefix: str) -> None:
    key = state.widget_key(f"{prefix}{dimension}", t.language)
    codes, _ = state.read_valid(prefix + dimension, book.dimensions[dimension])
    st.session_state[key] = list(codes)
    st.multiselect(
        t.dimension(dimension),
        book.dimensions[dimension],
        key=key,
        format_func=lambda code: _name(book, t, dimension, code),
        placeholder=t("frame.filters.all"),
        select_all=False,
        on_change=_take_codes,
        args=(prefix + dimension, key),
    )


def _draw_others(
    book: Book, t: Words, others: list[str], on: list[str], prefix: str
) -> None:
    label = (
        t("frame.filters.more_on", n=t.count(len(on)))
        if on
        else t("frame.filters.more")
    )
    with st.popover(
        label,
        icon=":material/tune:",
        key=f"{prefix}filter_more_{t.language}",
    ):
        st.caption(t("frame.filters.more_hint"))
        with st.grid(2, min_column_width=200, gap="small"):
            for dimension in others:
                _draw_dimension(book, t, dimension, prefix)


def _draw_against(book: Book, t: Words, against: str) -> None:
    with st.popover(
        t("frame.against.button", what=t(f"frame.against.{against}")),
        icon=_ICONS["vs"],
        key=f"filter_vs_{t.language}",
    ):
        key = state.widget_key(chosen.AGAINST, t.language)
        st.session_state[key] = against
        st.pills(
            t("frame.against.label"),
            chosen.offered_against(book),
            required=True,
            key=key,
            format_func=lambda code: t(f"frame.against.{code}"),
            on_change=_take_against,
            args=(key,),
        )


def _say_dropped(t: Words, dropped: tuple[tuple[str, str], ...]) -> None:
    if not dropped:
        return
    parts = [
        t(
            "frame.filters.part",
            dimension=t(f"frame.filters.key.{key}")
            if t.has(f"frame.filters.key.{key}")
            else t.dimension(key),
            values=value or t("values.not_given"),
        )
        for key, value in dropped
    ]
    st.warning(
        plain(t("frame.filters.dropped", values=t.listed(parts))),
        icon=":material/filter_alt_off:",
    )


def _name(book: Book, t: Words, dimension: str, code: str) -> str:
    return t.name(dimension, code, book.settings.names)


def _take_codes(url_key: str, key: str) -> None:
    state.write(**{url_key: tuple(st.session_state[key])})


def _take_preset(key: str, prefix: str) -> None:
    code = st.session_state[key] or period.DEFAULT
    url = () if code == period.DEFAULT else (code,)
    state.write(**{f"{prefix}p": url, f"{prefix}from": (), f"{prefix}to": ()})


def _take_months(keys: dict[str, str], prefix: str) -> None:
    first, last = sorted(st.session_state[key] for key in keys.values())
    chosen_months = {"p": (period.CUSTOM,), "from": (first,), "to": (last,)}
    state.write(**{prefix + key: codes for key, codes in chosen_months.items()})


def _take_against(key: str) -> None:
    code = st.session_state[key]
    url = () if code == period.DEFAULT_AGAINST else (code,)
    state.write(**{chosen.AGAINST: url})


def _reset(book: Book, prefix: str) -> None:
    keys = [prefix + key for key in chosen.selection_keys(book)]
    if not prefix:
        keys.append(chosen.AGAINST)
    state.write(**dict.fromkeys(keys, ()))
    state.revise()
