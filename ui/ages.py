"""A vintage at a few fixed ages, as a table: what a reader compares row by row."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from ui.view import View

FEW_LOANS = 30
"""Below it an interval is so wide that a rate says little."""


def table(
    view: View,
    rows: pd.DataFrame,
    ages: Sequence[int],
    *,
    heading: str,
    names: Callable[[str], str],
    key: str,
    alt: str,
) -> None:
    """One row per code of the column `row`: its loans, and its rate at each age.

    Each cell is the rate with its interval; blank where the age is not known, with an
    asterisk where not every month of the cohort has reached it. Rows with few loans
    are grey.
    """
    t = view.t
    first = rows.drop_duplicates("row")
    columns = {
        heading: [names(code) for code in first["row"]],
        t.column("loans"): [t.count(number) for number in first["loans"]],
    }
    for age in ages:
        cells = rows[rows["mob"] == age].to_dict("records")
        words = {cell["row"]: _cell(view, cell) for cell in cells}
        columns[t("vintage.early.at", age=age)] = [
            words.get(code, "") for code in first["row"]
        ]
    few = (first["loans"] < FEW_LOANS).tolist()
    grey = f"color: {view.look.faded(view.look.muted, 0.4)}"
    st.dataframe(
        pd.DataFrame(columns).style.apply(
            lambda column: [grey if is_few else "" for is_few in few]
        ),
        hide_index=True,
        lazy=False,
        key=f"{view.page}_{key}_{view.lang}",
        alt=alt,
    )


def _cell(view: View, cell: dict) -> str:
    t = view.t
    key = "vintage.early.cell" if cell["complete"] else "vintage.early.cell_open"
    rates = {name: t.rate(cell[name]) for name in ("rate", "low", "high")}
    return t(key, **rates)
