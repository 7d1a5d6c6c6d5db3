"""What can go wrong when a metric is asked for, in words that name what is valid.

It imports nothing, so that every other module can raise it.
"""


class MetricError(Exception):
    """A question that cannot be answered; the message is fit to be shown."""


class UnknownMetric(MetricError):
    """No metric has that name."""


class BadOption(MetricError):
    """An option is unknown, or its value is not valid."""


class WholeMonthsOnly(BadOption):
    """A part of a month was asked of a figure that is known by whole months."""


class UnknownDimension(MetricError):
    """No such dimension, or the metric's rows do not carry it."""

    def __init__(self, message: str, dimension: str, valid: tuple[str, ...]) -> None:
        super().__init__(message)
        self.dimension = dimension
        self.valid = valid


class UnknownValue(MetricError):
    """No row of the extract has that value."""

    def __init__(
        self, message: str, dimension: str, value: str, valid: tuple[str, ...]
    ) -> None:
        super().__init__(message)
        self.dimension = dimension
        self.value = value
        self.valid = valid


class MissingData(MetricError):
    """The extract has no such table or column, and the metric needs it."""

    def __init__(self, message: str, missing: tuple[str, ...]) -> None:
        super().__init__(message)
        self.missing = missing
        """Names like 'performance' or 'applications.decline_reason'."""


class TookTooLong(MetricError):
    """A question was stopped at its time limit; it has no answer, not an empty one."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"This took longer than {seconds:g} seconds and was stopped. "
            "Narrow the filters, for example to fewer months or one product."
        )
        self.seconds = seconds
        """The limit that was reached."""
        self.question = ""
        """The metric, or what else was asked for; empty where nobody has said it."""
