"""Every metric, in the order of the menu, and nothing else."""

from metrics.change import CHANGE
from metrics.channel_roi import CHANNEL_ROI
from metrics.definition import Metric
from metrics.delinquency import (
    DELINQUENCY,
    FIRST_PAYMENT_DEFAULT,
    FLOW_RATES,
    PORTFOLIO,
    ROLL_RATES,
)
from metrics.errors import UnknownMetric
from metrics.funnel import CONVERSION, DECLINES, FUNNEL
from metrics.targets import TARGETS
from metrics.vintage import VINTAGE

CATALOGUE: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        FUNNEL,
        CONVERSION,
        DECLINES,
        VINTAGE,
        DELINQUENCY,
        PORTFOLIO,
        ROLL_RATES,
        FLOW_RATES,
        FIRST_PAYMENT_DEFAULT,
        CHANNEL_ROI,
        CHANGE,
        TARGETS,
    )
}


def metric(name: str) -> Metric:
    """The metric of that name; raises UnknownMetric that names the valid ones."""
    if name not in CATALOGUE:
        raise UnknownMetric(
            f"There is no metric {name!r}. The metrics are: {', '.join(CATALOGUE)}."
        )
    return CATALOGUE[name]
