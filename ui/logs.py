"""The log: one JSON object a line, for an operator's tools, with nothing of a reader.

Of a request it has the page, the snapshot and the codes of the URL that a list of ours
knows. Of an error it has the whole traceback, but what stands in quotes in its message,
and long numbers, are left out: they may come from a row.
"""

import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.contract import TABLES
from ui import state

FILE_VARIABLE = "LOAN_DASHBOARD_LOG"

_PLACE = "log_place"
_OURS = {
    *TABLES,
    *(column.name for table in TABLES.values() for column in table.columns),
}
_MAY_BE_OF_A_ROW = re.compile(r"'([^']*)'|\"([^\"]*)\"|\d{5,}")

log = logging.getLogger("loan_dashboard")


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: when, how bad, which event, in words, where, and what else."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat("T", "seconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "message"),
            "message": record.getMessage(),
            **_place(),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = type(record.exc_info[1]).__name__
            line["traceback"] = "".join(trace(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, default=str)


def begin() -> None:
    """Sends the dashboard's log where the operator wants it; once per process."""
    if any(isinstance(handler.formatter, Lines) for handler in log.handlers):
        return
    name = os.environ.get(FILE_VARIABLE)
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    unusable: OSError | None = None
    if name:
        try:
            handler = logging.FileHandler(name, encoding="utf-8")
        except OSError as error:
            unusable = error
    handler.setFormatter(Lines())
    log.addHandler(handler)
    # mishaps.uncaught logs the same error with an id, and without values of rows.
    logging.getLogger("streamlit.error_util").addFilter(
        lambda record: record.getMessage() != "Uncaught app execution"
    )
    log.setLevel(logging.INFO)
    if unusable is not None:
        log.warning(
            "%s can't be written, and the log goes to stderr: %s. Correct it and "
            "restart.",
            FILE_VARIABLE,
            unusable.strerror,
        )


def at(page: str, snapshot_id: str | None = None) -> None:
    """Says where this session is, for all that it logs from here on."""
    place = {"page": page}
    if snapshot_id is not None:
        place["snapshot"] = snapshot_id
    st.session_state[_PLACE] = place


def _place() -> dict:
    """Page, snapshot and codes of the session whose run logs; {} outside of any."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return {}
    place = dict(st.session_state.get(_PLACE, {}))
    codes = state.codes()
    return place | ({"codes": codes} if codes else {})


def trace(error: BaseException) -> Iterator[str]:
    """The traceback of an error and of what caused it, without values of rows."""
    earlier = error.__cause__ or (
        None if error.__suppress_context__ else error.__context__
    )
    if earlier is not None:
        yield from trace(earlier)
        yield "\nand then:\n\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__name__}: {_harmless(str(error))}\n"


def _harmless(text: str) -> str:
    """A message without what may be of a row; names of the contract stay."""
    return _MAY_BE_OF_A_ROW.sub(
        lambda found: found[0] if (found[1] or found[2]) in _OURS else "…", text
    )
