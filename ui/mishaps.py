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
from metrics.errors import MetricError, MissingData, TookTooLong, UnknownDimension
from texts import Words, words
from ui import language
from ui.plain import plain
from ui.tally import PROCESS

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
    except TookTooLong as error:
        st.warning(plain(too_long(t, error)), icon=":material/timer_off:")
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


def too_long(t: Words, error: TookTooLong) -> str:
    """What was stopped at its time limit, and what a reader can do about it."""
    label = f"metrics.{error.question}.label"
    return t(
        "frame.error.too_long",
        what=t(label) if t.has(label) else t("frame.error.too_long.rows"),
        seconds=f"{error.seconds:g}",
    )


def failed(t: Words) -> None:
    """Logs the exception being handled; shows the reader an id, and no more."""
    error_id = uuid.uuid4().hex[:8]
    PROCESS.add("errors")
    log.exception(
        "error %s", error_id, extra={"event": "error", "told": {"id": error_id}}
    )
    st.error(t("frame.error.failed", id=error_id), icon=":material/error:")


def uncaught(error: Exception) -> bool:
    """For what goes wrong outside every page, as in a button's callback: an id as well.

    Streamlit calls it with the error in place of showing its own words.
    """
    try:
        raise error
    except Exception:
        failed(words(language.chosen()))
    return True


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
