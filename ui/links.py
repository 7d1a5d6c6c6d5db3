"""Links between pages that keep the filters."""

import streamlit as st

from ui import state
from ui.view import View


def link(
    view: View, page: str, label: str, *, icon: str | None = None, **changes: str
) -> None:
    """A link to another page that keeps the filters, with some of them changed.

    `changes` are URL keys and codes: `product="cash_loan"`, `dpd="60"`.
    """
    if page not in view.pages:
        st.markdown(label)
        return
    st.page_link(
        view.pages[page],
        label=label,
        icon=icon,
        query_params=state.link(
            page, view.shared_keys, **{key: (code,) for key, code in changes.items()}
        )
        or None,
    )
