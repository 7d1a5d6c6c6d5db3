"""What does a word on these pages mean, and what is it called in the other language?"""

import streamlit as st

from metrics import CATALOGUE
from ui import glossary, links, state
from ui.glossary import Term
from ui.plain import plain
from ui.view import View

_LONGEST_SEARCH = 60


def render(view: View) -> None:
    """A search over both languages, and the terms by area or as found."""
    t = view.t
    text = _search(view)
    found = glossary.found(text)
    if not found:
        said = t("glossary.none", text=text)
        st.info(plain(said), icon=":material/search_off:")
        return
    st.caption(t.plural("glossary.found", len(found)))
    if text:
        with st.container(border=True):
            _list(view, found)
        return
    for area in dict.fromkeys(term.area for term in found):
        with st.container(border=True):
            st.header(t(f"glossary.area.{area}"), anchor=False)
            _list(view, [term for term in found if term.area == area])


def _search(view: View) -> str:
    """The text to search for, as the URL has it."""
    key = state.widget_key("q", view.lang)
    text = next(iter(state.read("q")), "").strip()[:_LONGEST_SEARCH]
    st.session_state[key] = text
    st.text_input(
        view.t("glossary.search"),
        key=key,
        placeholder=view.t("glossary.search.hint"),
        max_chars=_LONGEST_SEARCH,
        icon=":material/search:",
        on_change=_take,
        args=(key,),
    )
    return text


def _take(key: str) -> None:
    text = st.session_state[key].strip()
    state.write(q=(text,) if text else ())


def _list(view: View, terms: list[Term]) -> None:
    """Each term beside a link to the page that shows it."""
    for term in terms:
        told, shown_on = st.columns((5, 1))
        told.markdown(_told(view, term))
        with shown_on:
            links.link(view, term.page, view.t(f"{term.page}.title"))


def _told(view: View, term: Term) -> str:
    """The names, the meaning and the formula of a term, as Markdown."""
    t, lang = view.t, view.lang
    own = term.names[lang]
    names = [f"**{plain(own)}**"]
    names += [plain(name) for name in term.names.values() if name != own]
    if term.is_code:
        names.append(f"`{term.code}`")
    lines = [t("values.dot").join(names), plain(term.meanings[lang])]
    lines += [f":small[{plain(line)}]" for line in _asides(view, term)]
    return "  \n".join(lines)


def _asides(view: View, term: Term) -> list[str]:
    t, parts = view.t, {}
    formula = glossary.formula(t, term.code)
    if formula:
        parts["formula"] = formula
    if term.code in CATALOGUE:
        parts["not_comparable"] = t(f"metrics.{term.code}.not_comparable")
    said = [
        t("glossary.line", part=t(f"metrics.part.{part}"), text=text)
        for part, text in parts.items()
    ]
    also = t("values.comma").join(name for name in term.also.values() if name)
    return [*said, t("glossary.also", names=also)] if also else said


if __name__ == "__main__":
    from app import main

    main()
