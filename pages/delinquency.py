"""Delinquency: how late is the book today, and where is it moving?

A growing book hides its losses in its denominator. So beside PAR30 stands the same
balance over last month's book, and roll rates follow single loans from month to month.
"""

import streamlit as st

from pages.delinquency_parts import headline, moves, state
from ui.view import View


def render(view: View) -> None:
    """The state of the book, its months, and how loans move between the buckets."""
    portfolio, bucketed = view.ask("portfolio"), view.ask("delinquency")
    codes = list(bucketed.frame["bucket"].drop_duplicates())
    headline.draw(view, portfolio)
    state.balance(view, bucketed, codes)
    state.par(view, portfolio)
    left, right = st.columns(2, gap="small")
    with left:
        state.tiers(view, portfolio)
    with right:
        state.losses(view, portfolio)
    moves.rolls(view, codes)
    moves.flows(view, codes)
    moves.first_payment(view)


if __name__ == "__main__":
    from app import main

    main()
