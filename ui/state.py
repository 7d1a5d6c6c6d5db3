"""What the reader has chosen: the URL is the truth, in codes, never in labels.

Every choice that differs from its constant default stands in the query string, so a
link that is sent, reloaded or gone back to shows the same figures in either language.
Widgets are drawn from here on every run and write here when they change. Their keys
contain the language, because a widget that keeps its key while its labels change
mixes up its selection; and a revision, because a browser keeps what a widget in a
closed popover last was, and would send it again after the choice has been changed by
a link, by 'back' or by a reset.
"""

import streamlit as st

Query = dict[str, tuple[str, ...]]

_STATE = "query"
_WRITTEN = "query_written"
_REVISION = "query_revision"
_REVISIONS = 16
_PLACES = "page_queries"
_VALID = "query_codes"


def begin() -> None:
    """Takes the URL over at the start of a run.

    A run that a choice of ours has caused keeps what that choice wrote: the browser
    may have sent its query string before it heard of it.
    """
    if st.session_state.pop(_WRITTEN, False):
        return
    params = st.query_params
    query = {key: tuple(params.get_all(key)) for key in params}
    if query != _query():
        revise()
    st.session_state[_STATE] = query


def revise() -> None:
    """Makes every widget a new one: choices changed, and not through their widgets.

    The numbers go round: Streamlit keeps what it knows of every widget that a session
    ever had, and a browser nothing of one that was gone for so long.
    """
    st.session_state[_REVISION] = (st.session_state.get(_REVISION, 0) + 1) % _REVISIONS


def widget_key(name: str, lang: str) -> str:
    """The key of the widget that shows a choice."""
    return f"w_{name}_{lang}_{st.session_state.get(_REVISION, 0)}"


def read(key: str) -> tuple[str, ...]:
    """The values that the URL carries for a key, as they are; none: ()."""
    return _query().get(key, ())


def read_valid(
    key: str, allowed: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The values of a key that are among the allowed ones, and those that aren't."""
    given = tuple(dict.fromkeys(read(key)))
    valid = tuple(value for value in given if value in allowed)
    st.session_state.setdefault(_VALID, {})[key] = valid
    return valid, tuple(value for value in given if value not in allowed)


def codes() -> Query:
    """What the URL carries and a list of ours has; free text is left out."""
    valid = st.session_state.get(_VALID, {})
    found = {
        key: tuple(value for value in values if value in valid.get(key, ()))
        for key, values in _query().items()
    }
    return {key: values for key, values in found.items() if values}


def query() -> Query:
    """Everything that the URL carries, as it is."""
    return _query()


def write(**values: tuple[str, ...]) -> None:
    """Puts choices into the URL at once; () takes a key out. For callbacks."""
    query = _query()
    for key, codes in values.items():
        query.pop(key, None)
        if codes:
            query[key] = tuple(codes)
    st.session_state[_STATE] = query
    st.session_state[_WRITTEN] = True
    st.query_params.from_dict({key: list(codes) for key, codes in query.items()})


def remember(page: str, shared: tuple[str, ...]) -> None:
    """Keeps a page's own choices, so that the menu's link back to it carries them."""
    own = {key: codes for key, codes in _query().items() if key not in shared}
    st.session_state.setdefault(_PLACES, {})[page] = own


def link(page: str, shared: tuple[str, ...], **changes: tuple[str, ...]) -> dict:
    """The query string of a link to a page: what all pages share, and its own."""
    query = {key: codes for key, codes in _query().items() if key in shared}
    query |= st.session_state.get(_PLACES, {}).get(page, {})
    query |= changes
    return {key: list(codes) for key, codes in query.items() if codes}


def _query() -> Query:
    return dict(st.session_state.get(_STATE, {}))
