"""What a reader sees when something can't be shown: plain words, never a traceback.

What is missing from the data, or can't be asked of it, is named. What is our fault is
logged under an id that the reader can quote.
"""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from data.errors import DataError
from metrics.errors import MetricError, MissingData, UnknownDimension
from texts import Words
from ui.plain import plain

log = logging.getLogger("loan_dashboard")


@contextmanager
def guarded(t: Words) -> Iterator[None]:
    """Shows what goes wrong inside it in place of the rest of its body."""
    try:
        yield
    except MissingData as error:
        missing(t, error)
    except UnknownDimension as error:
        st.info(
            t("frame.error.dimension", dimension=t.dimension(error.dimension)),
            icon=":material/filter_alt_off:",
        )
    except (MetricError, DataError) as error:
        st.warning(plain(t("frame.error.metric", message=str(error))))
    except Exception:
        failed(t)


def missing(t: Words, error: MissingData) -> None:
    """Says which tables or columns the extract lacks, and where to read more."""
    st.info(
        t(
            "frame.missing.body",
            what=t.listed([need(t, name) for name in error.missing]),
        ),
        icon=":material/database_off:",
    )


def failed(t: Words) -> None:
    """Logs the exception being handled; shows the reader an id, and no more."""
    error_id = uuid.uuid4().hex[:8]
    log.exception("error %s", error_id)
    st.error(t("frame.error.failed", id=error_id), icon=":material/error:")


def need(t: Words, name: str) -> str:
    """What a metric needs, in words: 'loans', 'loans.first_due_on', 'this or that'."""
    alternatives = []
    for part in name.split(" or "):
        table, _, column = part.partition(".")
        alternatives.append(
            t(
                "frame.missing.column" if column else "frame.missing.table",
                name=t(f"values.table.{table}"),
                table=table,
                column=column,
            )
        )
    return t("frame.missing.or").join(alternatives)
