"""Questions to a book as the operator sees them: counted, timed, slow ones logged."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from metrics.errors import MetricError, TookTooLong
from ui import environment
from ui.tally import PROCESS

LIMIT_VARIABLE = "LOAN_DASHBOARD_QUERY_SECONDS"
LIMIT_SECONDS = 30.0
SLOW_VARIABLE = "LOAN_DASHBOARD_SLOW_SECONDS"
SLOW_SECONDS = 3.0

log = logging.getLogger("loan_dashboard")


@cache  # so that a bad value is logged once
def limit_seconds() -> float:
    """After how long a query is stopped, as the operator decided."""
    return environment.number(LIMIT_VARIABLE, LIMIT_SECONDS, 0.1, 3_600, "seconds")


@cache
def slow_seconds() -> float:
    """From how long on an answer is logged as slow, as the operator decided."""
    return environment.number(SLOW_VARIABLE, SLOW_SECONDS, 0.001, 3_600, "seconds")


@contextmanager
def asked(question: str, **told: object) -> Iterator[None]:
    """Watches one question that no cache could answer.

    `question` is a metric's name, or `rows`, `loan`, `application`; `told` are codes
    for the log. A question that is stopped raises TookTooLong with its name in it.
    """
    told = {"question": question} | told
    started = time.perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "computed"
    except TookTooLong as error:
        outcome = "stopped"
        error.question = question
        log.warning(
            "stopped after %g seconds: %s",
            error.seconds,
            question,
            extra={"event": "query_stopped", "told": told},
        )
        raise
    except MetricError:
        outcome = "refused"
        raise
    finally:
        seconds = time.perf_counter() - started
        PROCESS.add(outcome)
        if outcome == "computed":
            PROCESS.took(seconds)
            if seconds >= slow_seconds():
                told["seconds"] = round(seconds, 3)
                log.warning(
                    "slow: %s took %.1f seconds",
                    question,
                    seconds,
                    extra={"event": "slow_answer", "told": told},
                )
