"""The everyday questions in pandas, over the same files, columns read each time.

What an analyst's notebook would do; one function per question, with the columns of
benchmarks/sql/<question>.sql.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

STAGES = ("submitted", "verified", "assessed", "approved", "signed", "disbursed")


def read(extract: Path, table: str, columns: list[str]) -> pd.DataFrame:
    """Some columns of a table; money as floating point, as notebooks have it."""
    folder = extract / table
    path = folder if folder.is_dir() else extract / f"{table}.parquet"
    return pd.read_parquet(path, columns=columns)


def chosen(frame: pd.DataFrame, asked: dict, date: str) -> pd.DataFrame:
    """The rows that the filters and the period leave."""
    for dimension in ("product", "channel", "segment", "risk_grade"):
        if asked.get(dimension):
            frame = frame[frame[dimension] == asked[dimension]]
    day = pd.to_datetime(frame[date])
    end = pd.Timestamp(asked["last"]) + pd.DateOffset(months=1)
    return frame[(day >= pd.Timestamp(asked["first"])) & (day < end)]


def _months(day: pd.Series) -> pd.Series:
    day = pd.to_datetime(day)
    return day.dt.year * 12 + day.dt.month


def vintage(extract: Path, asked: dict) -> pd.DataFrame:
    """Ever over 30 days by cohort and months on book."""
    names = ["loan_id", "customer_id", "product", "channel", "risk_grade"]
    loans = read(extract, "loans", [*names, "disbursed_on"]).merge(
        read(extract, "customers", ["customer_id", "segment"]), on="customer_id"
    )
    loans = chosen(loans, asked, "disbursed_on")[["loan_id", "disbursed_on"]]
    loans["cohort"] = _months(loans["disbursed_on"])
    months = read(
        extract, "performance", ["loan_id", "as_of", "days_past_due", "status"]
    )
    last = _months(months["as_of"].drop_duplicates()).max()
    bad = (months["days_past_due"] > 30) | (months["status"] == "charged_off")
    hits = months[bad].merge(loans, on="loan_id")
    hits["mob"] = _months(hits["as_of"]) - hits["cohort"]
    first = hits.groupby(["cohort", "loan_id"])["mob"].min().reset_index()
    counts = first.groupby(["cohort", "mob"]).size()
    rows = []
    for cohort, size in loans.groupby("cohort").size().items():
        bad_so_far = 0
        for mob in range(last - cohort + 1):
            bad_so_far += counts.get((cohort, mob), 0)
            label = f"{(cohort - 1) // 12}-{(cohort - 1) % 12 + 1:02d}"
            rows.append((label, mob, size, float(bad_so_far)))
    return pd.DataFrame(rows, columns=["cohort", "mob", "loans", "bad"])


def delinquency(extract: Path, asked: dict) -> pd.DataFrame:
    """Active loans and balances by month-end and bucket."""
    names = ["loan_id", "customer_id", "product", "channel", "risk_grade"]
    loans = read(extract, "loans", names).merge(
        read(extract, "customers", ["customer_id", "segment"]), on="customer_id"
    )
    months = read(
        extract,
        "performance",
        ["loan_id", "as_of", "days_past_due", "balance", "status"],
    )
    months = months[months["status"] == "active"].merge(loans, on="loan_id")
    months = chosen(months, asked, "as_of")
    edges = [-1, 0, 30, 60, 90, 120, 150, 180, 10**9]
    months["bucket"] = pd.cut(months["days_past_due"], edges, labels=range(8))
    months["balance"] = months["balance"].astype(float)
    found = months.groupby(["as_of", "bucket"], observed=True)["balance"].agg(
        ["size", "sum"]
    )
    found = found.reset_index().sort_values(["as_of", "bucket"])
    return found.rename(columns={"size": "loans", "sum": "balance"}).astype(
        {"bucket": int}
    )


def funnel(extract: Path, asked: dict) -> pd.DataFrame:
    """How many reached each stage, and the hours it took."""
    times = ["submitted_at", "verified_at", "assessed_at", "decided_at", "signed_at"]
    names = [
        "customer_id",
        "product",
        "channel",
        "risk_grade",
        "started_at",
        "decision",
    ]
    every = read(extract, "applications", [*names, *times, "disbursed_at"]).merge(
        read(extract, "customers", ["customer_id", "segment"]), on="customer_id"
    )
    every = chosen(every, asked, "started_at")
    is_approved = every["decision"] == "approved"
    every["approved_at"] = every["decided_at"].where(is_approved)
    rows = [("started", len(every), float("nan"), float("nan"))]
    before = every["started_at"]
    for place, stage in enumerate(STAGES):
        own = every[f"{stage}_at"]
        later = [every[f"{name}_at"].notna() for name in STAGES[place:]]
        reached = pd.concat(later, axis=1).any(axis=1)
        if place <= STAGES.index("approved"):
            reached |= is_approved
        hours = (own - before).dt.total_seconds().dropna() / 3600
        quantiles = hours.quantile([0.5, 0.9]).tolist()
        rows.append((stage, int(reached.sum()), *quantiles))
        before = own.fillna(before)
    columns = ["stage", "applications", "median_hours", "p90_hours"]
    return pd.DataFrame(rows, columns=columns)


QUESTIONS: dict[str, Callable[[Path, dict], pd.DataFrame]] = {
    "vintage": vintage,
    "delinquency": delinquency,
    "funnel": funnel,
}
"""What pandas is asked; channel ROI is left to SQL."""
