"""What the operator decides by environment variables: numbers within bounds."""

import logging
import os

log = logging.getLogger("loan_dashboard")


def number(variable: str, usual: float, least: float, most: float, unit: str) -> float:
    """The number that a variable holds; what is usual where it is unset or nonsense.

    Nonsense is logged, with what is valid; `unit` is what the number counts.
    """
    text = os.environ.get(variable, "").strip()
    if not text:
        return usual
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if least <= value <= most:
        return value
    log.warning(
        "%s must be a number of %s from %g to %g, and is %r: %g is used. "
        "Correct it and restart.",
        variable,
        unit,
        least,
        most,
        text,
        usual,
    )
    return usual
