"""What a publication must show before it is switched to: nothing lost, books, drift."""

from contextlib import closing
from pathlib import Path

import duckdb

from data.books import findings as books_apart
from data.books import read_books
from data.check import check, in_order
from data.drift import drift
from data.errors import ContractBroken, NothingPublished
from data.extract import Extract
from data.findings import Finding, has_errors
from data.policy import decided
from data.profile import Profile, codes, months, profile, prove_kept
from data.quarantine import Sorted
from data.settings import Settings
from data.snapshot import Snapshot
from data.store import Store
from data.typed import create_views


def checked_again(divided: Sorted, settings: Settings) -> list[Finding]:
    """What is wrong with the rows that stay, and what was said of those that left."""
    findings = check(divided.kept, settings)
    if has_errors(findings):
        raise ContractBroken(
            "The rows that stay once others were left out break the contract. "
            "Nothing was published; what was served is served on.",
            in_order(divided.kept, findings + divided.findings),
        )
    return findings + divided.findings


def proved(
    extract: Extract, divided: Sorted, settings: Settings, made: Snapshot
) -> dict[str, dict]:
    """Profiles of what is published, and how many rows were left out, by table.

    Raises RowsLost where the two are not what came in.
    """
    told: dict[str, dict] = {"profile": {}, "quarantined": {}}
    with closing(made.connect()) as published:
        for name, came in _profiles(extract, settings).items():
            kept = profile(published, name)
            aside = _profiles(divided.aside, settings).get(name)
            prove_kept(name, came, kept, aside)
            told["profile"][name] = {
                "rows": kept.rows,
                "values": kept.values,
                "sums": {column: str(value) for column, value in kept.sums.items()},
                "codes": codes(published, name),
                "months": months(published, name),
            }
            if aside:
                told["quarantined"][name] = {
                    "rows": aside.rows,
                    "sums": {c: str(value) for c, value in aside.sums.items()},
                }
    return told


def _profiles(extract: Extract | None, settings: Settings) -> dict[str, Profile]:
    if extract is None:
        return {}
    with duckdb.connect() as con:
        create_views(con, extract, settings)
        return {name: profile(con, name) for name in extract.files}


def told_of_snapshot(
    store: Store, folder: Path, manifest: dict, settings: Settings
) -> list[Finding]:
    """Books that are apart, and what differs from the snapshot that is served."""
    books = read_books(folder / "rollups" / "books.parquet")
    found = books_apart(books, Snapshot(folder))
    try:
        served = store.current()
    except NothingPublished:
        return decided(found, settings.rules)
    found += drift(served.manifest, manifest)
    return decided(found, settings.rules)
