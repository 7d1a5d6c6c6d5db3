"""polars over the extract's Parquet: lazy scans, one plan per question."""

import os
from pathlib import Path

from benchmarks.engines import THREADS, files_of

os.environ["POLARS_MAX_THREADS"] = str(THREADS)  # read once, when polars is imported

import pandas as pd  # noqa: E402
import polars as pl  # noqa: E402

from benchmarks.asking import Asked  # noqa: E402

STAGES = (
    ("started", "started_at"),
    ("submitted", "submitted_at"),
    ("verified", "verified_at"),
    ("assessed", "assessed_at"),
    ("approved", "approved_at"),
    ("signed", "signed_at"),
    ("disbursed", "disbursed_at"),
)
APPROVED = 4
OF_ROWS = ("product", "channel", "risk_grade")
OF_CUSTOMERS = ("segment", "region")
EDGES = (0, 30, 60, 90, 120, 150, 180)


def opened(extract: Path) -> Path:
    """Nothing is kept in memory."""
    return extract


def ask(extract: Path, question: str, asked: Asked) -> pd.DataFrame:
    """Answers one of the four questions."""
    rows = _ANSWERS[question](extract, asked).collect().to_dicts()
    return pd.DataFrame(rows, columns=_COLUMNS[question])


def closed(extract: Path) -> None:
    """Nothing to free."""


def _scan(extract: Path, table: str) -> pl.LazyFrame:
    return pl.scan_parquet(files_of(extract, table))


def _in_months(day: str, asked: Asked) -> pl.Expr:
    first, after = asked.days()
    return (pl.col(day) >= first.to_pydatetime()) & (
        pl.col(day) < after.to_pydatetime()
    )


def _are(chosen: dict[str, str]) -> pl.Expr:
    return pl.all_horizontal(
        pl.lit(True), *(pl.col(d) == value for d, value in chosen.items())
    )


def _chosen(extract: Path, table: str, asked: Asked) -> pl.LazyFrame:
    """Rows of a table that the filters choose, of any month."""
    rows = _scan(extract, table).filter(_are(asked.of(*OF_ROWS)))
    of_customers = asked.of(*OF_CUSTOMERS)
    if not of_customers:
        return rows
    customers = _scan(extract, "customers").filter(_are(of_customers))
    return rows.join(customers, on="customer_id", how="semi")


def _month(column: str) -> pl.Expr:
    """Months since the year 0, as plain numbers."""
    day = pl.col(column).dt
    return day.year().cast(pl.Int64) * 12 + day.month() - 1


def _vintage(extract: Path, asked: Asked) -> pl.LazyFrame:
    loans = (
        _chosen(extract, "loans", asked)
        .filter(_in_months("disbursed_on", asked))
        .select("loan_id", month=_month("disbursed_on"))
    )
    performance = _scan(extract, "performance")
    bad = (
        performance.filter(
            (pl.col("days_past_due") > 30) | (pl.col("status") == "charged_off")
        )
        .group_by("loan_id")
        .agg(pl.col("as_of").min())
        .join(loans, on="loan_id")
        .group_by("month", mob=_month("as_of") - pl.col("month"))
        .agg(bad=pl.len())
    )
    newest = performance.select(newest=_month("as_of").max())
    return (
        loans.group_by("month")
        .agg(loans=pl.len())
        .join(newest, how="cross")
        .with_columns(mob=pl.int_ranges(0, pl.col("newest") - pl.col("month") + 1))
        .explode("mob")
        .join(bad, on=["month", "mob"], how="left")
        .sort("month", "mob")
        .select(
            pl.format(
                "{}-{}",
                pl.col("month") // 12,
                (pl.col("month") % 12 + 1).cast(pl.String).str.zfill(2),
            ).alias("cohort"),
            "mob",
            "loans",
            pl.col("bad").fill_null(0).cum_sum().over("month"),
        )
    )


def _delinquency(extract: Path, asked: Asked) -> pl.LazyFrame:
    late = (pl.col("days_past_due") > edge for edge in EDGES)
    return (
        _scan(extract, "performance")
        .filter((pl.col("status") == "active") & _in_months("as_of", asked))
        .join(_chosen(extract, "loans", asked), on="loan_id", how="semi")
        .group_by("as_of", bucket=pl.sum_horizontal(late))
        .agg(loans=pl.len(), balance=pl.col("balance").sum().cast(pl.Float64))
        .sort("as_of", "bucket")
    )


def _approved_at() -> pl.Expr:
    return pl.when(pl.col("decision") == "approved").then(pl.col("decided_at"))


def _reached(stage: int) -> pl.Expr:
    """Whether an application has that stage's time or a later one's."""
    later = [pl.col(column).is_not_null() for _, column in STAGES[stage:]]
    if stage <= APPROVED:
        later.append((pl.col("decision") == "approved").fill_null(False))
    return pl.any_horizontal(later)


def _hours(stage: int, share: float) -> pl.Expr:
    """A percentile of the time from the latest earlier stage, in microseconds."""
    earlier = [pl.col(column) for _, column in reversed(STAGES[:stage])]
    took = pl.col(STAGES[stage][1]) - pl.coalesce(earlier)
    return took.dt.total_microseconds().quantile(share, "linear")


def _funnel(extract: Path, asked: Asked) -> pl.LazyFrame:
    rows = (
        _chosen(extract, "applications", asked)
        .filter(_in_months("started_at", asked))
        .with_columns(approved_at=_approved_at())
    )
    nothing = pl.lit(None, dtype=pl.Float64)
    return rows.select(
        pl.concat_list(
            pl.struct(
                stage=pl.lit(name),
                applications=_reached(number).sum(),
                median_us=_hours(number, 0.5) if number else nothing,
                p90_us=_hours(number, 0.9) if number else nothing,
            )
            for number, (name, _) in enumerate(STAGES)
        ).alias("stages")
    ).select(pl.col("stages").explode().struct.unnest())


def _channel_roi(extract: Path, asked: Asked) -> pl.LazyFrame:
    every = _of_channel(extract, asked)
    rows = every.filter("is_in")
    earned = (
        _scan(extract, "performance")
        .join(
            _scan(extract, "loans")
            .join(rows, on="application_id")
            .select("loan_id", channel="channel_right"),
            on="loan_id",
        )
        .group_by("channel")
        .agg(
            loans=pl.col("loan_id").n_unique(),
            revenue=(pl.col("interest_paid") + pl.col("fees_paid")).sum(),
            credit_loss=pl.col("charged_off").sum() - pl.col("recovered").sum(),
        )
    )
    counted = rows.group_by("channel").agg(applications=pl.len())
    return (
        counted.join(
            _spent(extract, asked, every), on="channel", how="full", coalesce=True
        )
        .join(earned, on="channel", how="full", coalesce=True)
        .select(
            "channel",
            pl.col(_COLUMNS["channel_roi"][1:]).cast(pl.Float64).fill_null(0),
        )
        .sort("channel")
    )


def _of_channel(extract: Path, asked: Asked) -> pl.LazyFrame:
    """Applications of the months and the channel; `is_in` those of all filters."""
    rows = (
        _scan(extract, "applications")
        .filter(_are(asked.of("channel")) & _in_months("started_at", asked))
        .with_columns(approved_at=_approved_at())
    )
    of_customers = asked.of(*OF_CUSTOMERS)
    if of_customers:
        customers = _scan(extract, "customers").select("customer_id", *of_customers)
        rows = rows.join(customers, on="customer_id")
    return rows.select(
        "application_id",
        "channel",
        "campaign_id",
        month=_month("started_at"),
        is_submitted=_reached(1),
        is_in=_are(asked.of("product", "risk_grade", *OF_CUSTOMERS)).fill_null(False),
    )


def _spent(extract: Path, asked: Asked, every: pl.LazyFrame) -> pl.LazyFrame:
    """Spend by channel: shared out where anything but a channel is chosen."""
    spend = _scan(extract, "campaign_spend").filter(
        _are(asked.of("channel")) & _in_months("spend_date", asked)
    )
    amount = pl.col("spend").cast(pl.Float64)
    if not set(dict(asked.chosen)) - {"channel"}:
        return spend.group_by("channel").agg(amount.sum())
    keys = ["channel", "campaign_id", "month"]
    shares = every.filter("is_submitted").group_by(keys).agg(pl.col("is_in").mean())
    return (
        spend.with_columns(month=_month("spend_date"))
        .join(shares, on=keys)
        .group_by("channel")
        .agg((amount * pl.col("is_in")).sum())
    )


_ANSWERS = {
    "vintage": _vintage,
    "delinquency": _delinquency,
    "funnel": _funnel,
    "channel_roi": _channel_roi,
}

_COLUMNS = {
    "vintage": ["cohort", "mob", "loans", "bad"],
    "delinquency": ["as_of", "bucket", "loans", "balance"],
    "funnel": ["stage", "applications", "median_us", "p90_us"],
    "channel_roi": [
        "channel",
        "spend",
        "applications",
        "loans",
        "revenue",
        "credit_loss",
    ],
}
