"""pandas over the extract's Parquet: reads the columns of a question, then answers.

What can be left out while reading is left out there. Dates and amounts become numbers
in Arrow, before pandas makes a Python object of each.
"""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.asking import Asked

APPLICATION_TIMES = (
    "started_at",
    "submitted_at",
    "verified_at",
    "assessed_at",
    "approved_at",
    "signed_at",
    "disbursed_at",
)
APPROVED = APPLICATION_TIMES.index("approved_at")
OF_ROWS = ("product", "channel", "risk_grade")
OF_CUSTOMERS = ("segment", "region")


def opened(extract: Path) -> Path:
    """Nothing is kept in memory."""
    return extract


def ask(extract: Path, question: str, asked: Asked) -> pd.DataFrame:
    """Answers one of the four questions."""
    return _ANSWERS[question](extract, asked)


def closed(extract: Path) -> None:
    """Nothing to free."""


def _read(
    extract: Path, table: str, columns: list[str], filters: list | None = None
) -> pd.DataFrame:
    path = extract / table
    read = pq.read_table(
        path if path.is_dir() else path.with_suffix(".parquet"),
        columns=columns,
        filters=filters or None,
    )
    fields = [field.with_type(_plain(field.type)) for field in read.schema]
    return read.cast(pa.schema(fields)).to_pandas()


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_decimal(kind):
        return pa.float64()
    return pa.timestamp("us") if pa.types.is_date(kind) else kind


def _chosen(
    extract: Path,
    table: str,
    columns: list[str],
    asked: Asked,
    *,
    day: str | None = None,
) -> pd.DataFrame:
    """Rows of a table that the filters choose, by `day` within the months."""
    filters = [(d, "==", value) for d, value in asked.of(*OF_ROWS).items()]
    if day is not None:
        first, after = asked.days()
        if table == "loans":
            first, after = first.date(), after.date()
        filters += [(day, ">=", first), (day, "<", after)]
    rows = _read(extract, table, columns, filters)
    wanted = _customers(extract, asked)
    return rows if wanted is None else rows[rows["customer_id"].isin(wanted)]


def _customers(extract: Path, asked: Asked) -> pd.Series | None:
    """The customers that the filters choose; None where they choose all."""
    chosen = asked.of(*OF_CUSTOMERS)
    if not chosen:
        return None
    filters = [(d, "==", value) for d, value in chosen.items()]
    return _read(extract, "customers", ["customer_id"], filters)["customer_id"]


def _month(days: pd.Series) -> pd.Series:
    """Months since the year 0, as plain numbers."""
    return days.dt.year.astype("int64") * 12 + days.dt.month - 1


def _vintage(extract: Path, asked: Asked) -> pd.DataFrame:
    columns = ["loan_id", "customer_id", "disbursed_on"]
    loans = _chosen(extract, "loans", columns, asked, day="disbursed_on")
    loans["cohort"] = _month(loans["disbursed_on"])
    late = [[("days_past_due", ">", 30)], [("status", "==", "charged_off")]]
    hits = _read(extract, "performance", ["loan_id", "as_of"], late)
    hits = hits.merge(loans[["loan_id", "cohort"]], on="loan_id")
    hits["mob"] = _month(hits["as_of"]) - hits["cohort"]
    hits = hits.sort_values("mob").drop_duplicates("loan_id")
    bad = hits.groupby(["cohort", "mob"]).size().rename("bad")
    newest = _month(_read(extract, "performance", ["as_of"])["as_of"]).max()
    cells = loans.groupby("cohort").size().rename("loans").reset_index()
    cells["mob"] = [range(newest - cohort + 1) for cohort in cells["cohort"]]
    cells = cells.explode("mob").astype({"mob": "int64"})
    cells = cells.join(bad, on=["cohort", "mob"])
    cells["bad"] = cells["bad"].fillna(0).groupby(cells["cohort"]).cumsum()
    names = [f"{cohort // 12}-{cohort % 12 + 1:02}" for cohort in cells["cohort"]]
    return cells.assign(cohort=names)


def _delinquency(extract: Path, asked: Asked) -> pd.DataFrame:
    loans = _chosen(extract, "loans", ["loan_id", "customer_id"], asked)
    first, after = asked.days()
    months = _read(
        extract,
        "performance",
        ["loan_id", "as_of", "days_past_due", "balance"],
        [
            ("status", "==", "active"),
            ("as_of", ">=", first.date()),
            ("as_of", "<", after.date()),
        ],
    )
    months = months[months["loan_id"].isin(loans["loan_id"])]
    edges = [-1, 0, 30, 60, 90, 120, 150, 180, float("inf")]
    bucket = pd.cut(months["days_past_due"], edges, labels=False)
    grouped = months["balance"].groupby([months["as_of"], bucket.rename("bucket")])
    found = grouped.agg(["size", "sum"]).reset_index()
    found.columns = ["as_of", "bucket", "loans", "balance"]
    return found


def _applications(extract: Path, columns: list[str], asked: Asked) -> pd.DataFrame:
    """Applications of the months, with approved_at."""
    times = [name for name in APPLICATION_TIMES if name != "approved_at"]
    columns = [*columns, "customer_id", *times, "decided_at", "decision"]
    rows = _chosen(extract, "applications", columns, asked, day="started_at")
    return _with_approval(rows)


def _with_approval(rows: pd.DataFrame) -> pd.DataFrame:
    is_approved = rows["decision"] == "approved"
    return rows.assign(
        is_approved=is_approved, approved_at=rows["decided_at"].where(is_approved)
    )


def _reached(rows: pd.DataFrame, stage: int) -> pd.Series:
    """Whether an application has that stage's time or a later one's."""
    found = rows[list(APPLICATION_TIMES[stage:])].notna().any(axis=1)
    return found | rows["is_approved"] if stage <= APPROVED else found


def _funnel(extract: Path, asked: Asked) -> pd.DataFrame:
    rows = _applications(extract, [], asked)
    stages = []
    before = rows["started_at"]
    for number, column in enumerate(APPLICATION_TIMES):
        at = rows[column]
        took = (at - before).dropna() if number else at[:0] - at[:0]
        quantiles = took.astype("int64").quantile([0.5, 0.9]).tolist()
        name = column.removesuffix("_at")
        stages.append((name, int(_reached(rows, number).sum()), *quantiles))
        before = at.fillna(before)
    return pd.DataFrame(
        stages, columns=["stage", "applications", "median_us", "p90_us"]
    )


def _channel_roi(extract: Path, asked: Asked) -> pd.DataFrame:
    every = _of_channel(extract, asked)
    spent = _spent(extract, asked, every)
    rows = every[every["is_in"]]
    loans = _read(extract, "loans", ["loan_id", "application_id"])
    loans = loans.merge(rows[["application_id", "channel"]], on="application_id")
    money = ["interest_paid", "fees_paid", "charged_off", "recovered"]
    months = _read(extract, "performance", ["loan_id", *money])
    months = months.merge(loans[["loan_id", "channel"]], on="loan_id")
    sums = months.groupby("channel")[money].sum()
    counted = rows.groupby("channel").size()
    return (
        pd.DataFrame(
            {
                "spend": spent,
                "applications": counted,
                "loans": months.drop_duplicates("loan_id").groupby("channel").size(),
                "revenue": sums["interest_paid"] + sums["fees_paid"],
                "credit_loss": sums["charged_off"] - sums["recovered"],
            }
        )
        .astype(float)
        .fillna(0.0)
        .sort_index()
        .rename_axis("channel")
        .reset_index()
    )


def _of_channel(extract: Path, asked: Asked) -> pd.DataFrame:
    """Applications of the months and the channel; `is_in` those of all filters."""
    first, after = asked.days()
    times = [name for name in APPLICATION_TIMES if name != "approved_at"]
    filters = [("started_at", ">=", first), ("started_at", "<", after)]
    filters += [("channel", "==", value) for value in asked.of("channel").values()]
    others = asked.of("product", "risk_grade")
    ids = ["application_id", "customer_id", "channel", "campaign_id"]
    columns = [*ids, *others, *times, "decided_at", "decision"]
    rows = _with_approval(_read(extract, "applications", columns, filters))
    is_in = pd.Series(True, index=rows.index)
    for dimension, value in others.items():
        is_in &= rows[dimension] == value
    wanted = _customers(extract, asked)
    if wanted is not None:
        is_in &= rows["customer_id"].isin(wanted)
    return rows.assign(is_in=is_in, is_submitted=_reached(rows, 1))


def _spent(extract: Path, asked: Asked, every: pd.DataFrame) -> pd.Series:
    """Spend by channel: shared out where anything but a channel is chosen."""
    first, after = asked.days()
    filters = [("spend_date", ">=", first.date()), ("spend_date", "<", after.date())]
    filters += [("channel", "==", value) for value in asked.of("channel").values()]
    columns = ["channel", "campaign_id", "spend_date", "spend"]
    spend = _read(extract, "campaign_spend", columns, filters)
    if not set(dict(asked.chosen)) - {"channel"}:
        return spend.groupby("channel")["spend"].sum()
    keys = ["channel", "campaign_id", "month"]
    spend["month"] = _month(spend["spend_date"])
    submitted = every[every["is_submitted"]].assign(
        month=lambda rows: _month(rows["started_at"])
    )
    share = submitted.groupby(keys)["is_in"].mean().rename("share")
    spend = spend.join(share, on=keys)
    return (spend["spend"] * spend["share"]).groupby(spend["channel"]).sum()


_ANSWERS = {
    "vintage": _vintage,
    "delinquency": _delinquency,
    "funnel": _funnel,
    "channel_roi": _channel_roi,
}
