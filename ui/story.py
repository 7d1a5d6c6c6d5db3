"""The story of one loan or application: its stages, then its months."""

from datetime import datetime

import pandas as pd
import streamlit as st

from charts.strip import strip
from data.contract import STAGES
from data.past_due import bucket_labels
from metrics import Book
from metrics.rows import application_story, loan_story
from ui import plotted, raw, watched
from ui.named import buckets, quantity
from ui.plain import plain
from ui.view import View

_STORIES_KEPT = 200

_OF_APPLICATION = (
    "application_id",
    "product",
    "channel",
    "campaign_id",
    "segment",
    "requested_amount",
    "approved_amount",
    "decision",
    "decline_reason",
)
_OF_LOAN = ("loan_id", "product", "channel", "disbursed_on", "principal")

_PAYMENTS = ("principal_paid", "interest_paid", "fees_paid", "charged_off", "recovered")


def draw(view: View, id_column: str, code: str, *, key: str) -> None:
    """The application with that id and its loans, or the loan and its application."""
    if id_column == "loan_id":
        loan, _ = _loan(view.book.snapshot_id, code, view.book)
        application_id = loan["application_id"].iloc[0] if len(loan) else None
        loan_ids = [code]
    else:
        application_id = code
        told = _application(view.book.snapshot_id, code, view.book)["loan_ids"]
        loan_ids = [i for ids in told.dropna() for i in ids]
    with st.container(border=True):
        if pd.notna(application_id) and view.book.has("applications"):
            _draw_application(view, application_id, key=key)
        for loan_id in loan_ids:
            _draw_loan(view, loan_id, key=f"{key}_{loan_id}")


def steps_of(application: pd.Series) -> pd.DataFrame:
    """When an application reached each stage, and hours since the one before.

    Grain: one row per stage with a time of its own, in the stages' order, then the
    decision that ended it, where that was not an approval. Columns: stage,
    reached_at, hours.
    """
    steps = []
    for stage, column in STAGES:
        at = application["approved_at" if stage == "approved" else column]
        if pd.notna(at):
            hours = application.get(f"{stage}_hours")
            steps.append({"stage": stage, "reached_at": at, "hours": hours})
    decision, decided_at = application["decision"], application["decided_at"]
    if decision in ("declined", "withdrawn") and pd.notna(decided_at):
        steps.append(
            {
                "stage": decision,
                "reached_at": decided_at,
                "hours": _hours_between(steps[-1]["reached_at"], decided_at),
            }
        )
    return pd.DataFrame(steps, columns=["stage", "reached_at", "hours"])


def _hours_between(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600


def _draw_application(view: View, application_id: str, *, key: str) -> None:
    t = view.t
    found = _application(view.book.snapshot_id, application_id, view.book)
    if found.empty:
        return
    application = found.iloc[0]
    st.markdown(f"**{t('rows.story.application')}**")
    _facts(view, application, _OF_APPLICATION)
    steps = steps_of(application)
    raw.table(view, steps, key=f"{key}_steps", alt=t("rows.story.application"))


def _draw_loan(view: View, loan_id: str, *, key: str) -> None:
    t, look = view.t, view.look
    found, months = _loan(view.book.snapshot_id, loan_id, view.book)
    if found.empty:
        return
    st.markdown(f"**{t('rows.story.loan')}**")
    _facts(view, found.iloc[0], _OF_LOAN)
    if months.empty:
        st.caption(t("rows.story.no_months"))
        return
    codes = bucket_labels(view.book.settings.past_due_rule)
    late = dict(zip(codes, look.lateness(len(codes)), strict=True))
    plotted.chart(
        strip(
            months,
            t,
            look,
            state="bucket",
            colours=late | {"paid_off": look.neutral, "charged_off": look.text},
            names=buckets(view, codes),
            behind=[quantity(view, "balance")],
        ),
        key=f"{key}_strip",
        alt=t("rows.story.loan"),
    )
    columns = ["as_of", "mob", "bucket", "days_past_due", "balance", *_PAYMENTS]
    raw.table(view, months[columns], key=f"{key}_months", alt=t("rows.story.loan"))


def _facts(view: View, row: pd.Series, columns: tuple[str, ...]) -> None:
    """What is known of it in one line; what isn't known is left out."""
    t = view.t
    st.caption(
        plain(
            t("values.dot").join(
                t(
                    "rows.story.fact",
                    name=raw.heading(t, column),
                    value=raw.writer(view, column)(row[column]),
                )
                for column in columns
                if pd.notna(row[column])
            )
        )
    )


@st.cache_data(max_entries=_STORIES_KEPT, show_spinner=False)
def _loan(
    snapshot_id: str, loan_id: str, _book: Book
) -> tuple[pd.DataFrame, pd.DataFrame]:
    with watched.asked("loan"):
        return loan_story(_book, loan_id)


@st.cache_data(max_entries=_STORIES_KEPT, show_spinner=False)
def _application(snapshot_id: str, application_id: str, _book: Book) -> pd.DataFrame:
    with watched.asked("application"):
        return application_story(_book, application_id)
