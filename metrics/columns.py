"""Unit and good direction of every column of a metric: data, not page logic."""

COUNT, RATE, AMOUNT, HOURS, LABEL, FLAG = (
    "count",
    "rate",
    "amount",
    "hours",
    "label",
    "flag",
)

OF_FIGURE = "of_figure"
"""The unit of the row's figure: of a target, for example."""

UNITS: dict[str, str] = {
    **dict.fromkeys(
        (
            "applications",
            "started",
            "submitted",
            "approved",
            "declined",
            "withdrawn",
            "open",
            "disbursed_loans",
            "loans",
            "mob",
            "due",
            "defaulted",
            "impressions",
            "clicks",
            "leads",
            "payback_mob",
            "months",
            "excluded",
        ),
        COUNT,
    ),
    **dict.fromkeys(
        (
            "share",
            "share_of_first",
            "share_of_previous",
            "share_of_loans",
            "share_of_balance",
            "low",
            "high",
            "rate",
            "rate_balance",
            "approval_rate",
            "take_up_rate",
            "conversion_rate",
            "auto_rate",
            "par1",
            "par30",
            "par60",
            "par90",
            "lagged_par30",
            "net_charge_off_rate",
            "special_mention",
            "substandard",
            "doubtful",
            "loss",
            "roi",
            "roas",
        ),
        RATE,
    ),
    **dict.fromkeys(
        (
            "amount",
            "disbursed_amount",
            "average_amount",
            "principal",
            "balance",
            "charged_off",
            "recovered",
            "spend",
            "revenue",
            "funding_cost",
            "servicing_cost",
            "credit_loss",
            "provision",
            "contribution",
            "cost_per_lead",
            "cost_per_application",
            "cost_per_approval",
            "cost_per_loan",
        ),
        AMOUNT,
    ),
    **dict.fromkeys(("median_hours", "p90_hours"), HOURS),
    **dict.fromkeys(
        (
            "by",
            "stage",
            "month",
            "reason",
            "cohort",
            "as_of",
            "bucket",
            "from_bucket",
            "to_bucket",
            "channel",
            "campaign",
            "dimension",
            "value",
            "figure",
        ),
        LABEL,
    ),
    **dict.fromkeys(("mature", "complete"), FLAG),
    "target": OF_FIGURE,
}
"""Unit by column. `disbursed` and `bad` depend on the metric: see `unit_of`."""

HIGHER, LOWER, NEITHER = "higher", "lower", "neither"

BETTER: dict[str, str] = {
    **dict.fromkeys(
        (
            "applications",
            "started",
            "submitted",
            "approved",
            "disbursed",
            "loans",
            "disbursed_amount",
            "balance",
            "approval_rate",
            "take_up_rate",
            "conversion_rate",
            "share_of_first",
            "share_of_previous",
            "recovered",
            "revenue",
            "contribution",
            "roi",
            "roas",
        ),
        HIGHER,
    ),
    **dict.fromkeys(
        (
            "declined",
            "withdrawn",
            "median_hours",
            "p90_hours",
            "bad",
            "par1",
            "par30",
            "par60",
            "par90",
            "lagged_par30",
            "net_charge_off_rate",
            "charged_off",
            "special_mention",
            "substandard",
            "doubtful",
            "loss",
            "defaulted",
            "credit_loss",
            "provision",
            "funding_cost",
            "servicing_cost",
            "cost_per_lead",
            "cost_per_application",
            "cost_per_approval",
            "cost_per_loan",
            "payback_mob",
        ),
        LOWER,
    ),
}
"""Which direction of a column is good news; a column not named here is NEITHER."""


def unit_of(metric: str, column: str, options: dict | None = None) -> str:
    """The unit of a column in a metric's answer."""
    if column == "disbursed":
        return AMOUNT if metric == "channel_roi" else COUNT
    if metric == "change" and column not in UNITS:
        asked = {"metric": "approval_rate"} | (options or {})
        return _unit_of_change(column, asked.get("figure", asked["metric"]))
    if column == "bad":
        return COUNT if (options or {}).get("basis", "count") == "count" else AMOUNT
    return UNITS[column]


def _unit_of_change(column: str, figure: str) -> str:
    """The figure's own unit; below a rate stand balances for PAR, counts otherwise."""
    unit = UNITS[figure]
    if unit != RATE or not column.startswith(("numerator", "denominator")):
        return unit
    return AMOUNT if figure.startswith("par") else COUNT
