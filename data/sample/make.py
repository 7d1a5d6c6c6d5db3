"""Puts the sample together, some tens of thousands of applications at a time.

Each part draws its own customers, applications and loans over the whole calendar
from its own random stream, so that memory is bounded, parts can be made at the same
time, and the files are the same to the byte on every run.
"""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.contract import TABLES
from data.errors import DataError
from data.sample.applications import draw_applications
from data.sample.book import run_book
from data.sample.campaigns import Campaigns, plan_campaigns
from data.sample.customers import draw_customers, draw_visits
from data.sample.demand import Calendar, make_calendar
from data.sample.lender import SETTINGS_MARK, write_events, write_settings
from data.sample.loans import make_loans
from data.sample.market import PRODUCTS
from data.sample.marketing import spend_columns, target_columns, touchpoint_columns
from data.sample.origination import application_columns, customer_columns, loan_columns
from data.sample.service import ticket_columns
from data.sample.servicing import (
    collection_columns,
    instalment_columns,
    performance_columns,
)
from data.sample.world import DEFAULT_APPLICATIONS, DEFAULT_MONTHS
from data.sample.writing import Folder, ids

APPLICATIONS_PER_PART = 50_000
PART_NUMBERS = 1_000_000
"""Identifiers of a part start at its number times this."""
PILOT_APPLICATIONS = 40_000
WORKERS = 2


@dataclass(frozen=True)
class Tally:
    """What the tables of the whole need to know of one part."""

    started_by_campaign: np.ndarray
    started_by_month: np.ndarray
    disbursed: np.ndarray
    """Cents by month and product."""


def make_sample(
    out: Path,
    *,
    loans: int | None = None,
    months: int = DEFAULT_MONTHS,
    seed: int = 7,
    on_progress: Callable[[float, str], None] | None = None,
) -> None:
    """Write a made-up lender's extract into the folder `out`.

    It has every table and column of the contract, a dashboard.toml and an events.csv,
    and covers the `months` months up to AS_OF. About `loans` loans result; without it
    about 40,000 applications over 36 months, and in proportion over fewer. The same
    arguments give the same bytes. `on_progress` is told the share done, from 0 to 1,
    and what was finished.

    Raises ValueError for loans or months below 1, and DataError where `out` holds
    something that is not an earlier sample.
    """
    for name, value in (("loans", loans), ("months", months)):
        if value is not None and value < 1:
            raise ValueError(f"{name} is {value}; give a whole number of at least 1.")
    out = Path(out)
    _clear(out)
    calendar = make_calendar(months)
    campaigns = plan_campaigns(calendar)
    streams = np.random.SeedSequence((seed, months, loans or 0)).spawn(2)
    total = _applications_wanted(calendar, campaigns, loans, streams[0])
    count = -(-total // APPLICATIONS_PER_PART)
    sizes = np.diff(np.arange(count + 1) * total // count)
    folder = Folder(out, count)
    out.mkdir(parents=True, exist_ok=True)
    write_settings(out)

    common, *parts = streams[1].spawn(count + 1)
    tallies = []
    with ThreadPoolExecutor(WORKERS) as pool:
        jobs = [
            pool.submit(
                _make_part, folder, calendar, campaigns, number, int(size), stream
            )
            for number, (size, stream) in enumerate(zip(sizes, parts, strict=True))
        ]
        for number, job in enumerate(jobs, start=1):
            tallies.append(job.result())
            if on_progress:
                on_progress(0.97 * number / count, f"part {number} of {count}")

    rng = _generator(common)
    started = np.sum([t.started_by_campaign for t in tallies], axis=0)
    by_month = np.sum([t.started_by_month for t in tallies], axis=0)
    disbursed = np.sum([t.disbursed for t in tallies], axis=0)
    spend = spend_columns(rng, calendar, campaigns, started)
    folder.write_whole("campaign_spend", spend)
    targets = target_columns(rng, calendar, by_month, disbursed)
    folder.write_whole("targets", targets)
    write_events(out, calendar)
    if on_progress:
        on_progress(1.0, "campaign spend, targets and events")


def _make_part(
    folder: Folder,
    calendar: Calendar,
    campaigns: Campaigns,
    number: int,
    size: int,
    stream: np.random.SeedSequence,
) -> Tally:
    first = number * PART_NUMBERS + 1
    origin, behaviour, contact = (_generator(s) for s in stream.spawn(3))
    visits = draw_visits(origin, calendar, size)
    customers = draw_customers(origin, visits)
    applications = draw_applications(origin, calendar, campaigns, customers, visits)
    loans = make_loans(origin, calendar, applications)
    book = run_book(behaviour, calendar, loans)

    customer_ids = ids("C", first + np.arange(len(customers.segment)))
    application_ids = ids("P", first + np.arange(size))
    loan_ids = ids("L", first + np.arange(len(loans)))
    tables = {
        "customers": lambda: customer_columns(customers, customer_ids),
        "applications": lambda: application_columns(
            applications, campaigns, application_ids, customer_ids
        ),
        "loans": lambda: loan_columns(
            calendar, loans, loan_ids, application_ids, customer_ids
        ),
        "performance": lambda: performance_columns(calendar, loans, book, loan_ids),
        "instalments": lambda: instalment_columns(
            behaviour, calendar, loans, book, loan_ids
        ),
        "collection_actions": lambda: collection_columns(
            contact, calendar, loans, book, loan_ids, first
        ),
        "touchpoints": lambda: touchpoint_columns(
            contact, campaigns, customers, visits, applications, customer_ids
        ),
        "service_tickets": lambda: ticket_columns(
            contact, visits, applications, customer_ids, first
        ),
    }
    for table, columns in tables.items():
        folder.write(table, columns(), number)

    cells = loans.month * len(PRODUCTS) + loans.product
    shape = (calendar.months, len(PRODUCTS))
    amounts = np.bincount(cells, weights=loans.principal, minlength=shape[0] * shape[1])
    credited = applications.campaign[applications.campaign >= 0]
    return Tally(
        np.bincount(credited, minlength=len(campaigns.codes)),
        np.bincount(calendar.month_at(visits.started_at), minlength=calendar.months),
        amounts.reshape(shape),
    )


def _applications_wanted(
    calendar: Calendar,
    campaigns: Campaigns,
    loans: int | None,
    stream: np.random.SeedSequence,
) -> int:
    if loans is None:
        usual = make_calendar(DEFAULT_MONTHS).demand.sum()
        return max(round(DEFAULT_APPLICATIONS * calendar.demand.sum() / usual), 1)
    rng = _generator(stream)
    visits = draw_visits(rng, calendar, PILOT_APPLICATIONS)
    customers = draw_customers(rng, visits)
    pilot = draw_applications(rng, calendar, campaigns, customers, visits)
    return round(loans * PILOT_APPLICATIONS / np.sum(pilot.is_disbursed))


def _generator(stream: np.random.SeedSequence) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(stream))


def _clear(out: Path) -> None:
    """Removes an earlier sample's tables, so that none of its parts stay behind."""
    if not out.exists() or not any(out.iterdir()):
        return
    settings = out / "dashboard.toml"
    if not settings.is_file() or not settings.read_text("utf-8").startswith(
        SETTINGS_MARK
    ):
        raise DataError(
            f"{out} is not empty and holds no earlier sample, so nothing was written. "
            "Choose a new or an empty folder."
        )
    for table in TABLES:
        (out / f"{table}.parquet").unlink(missing_ok=True)
        shutil.rmtree(out / table, ignore_errors=True)
