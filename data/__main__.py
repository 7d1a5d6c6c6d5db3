"""Data from a shell: `python -m data sample | import | extract | check | publish ...`.

Exit 1: the extract has errors, or a recipe or its source failed. Exit 2: it cannot be
used at all.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from data.check_apart import check_apart
from data.csv_files import read_csv_files
from data.csv_lines import ENCODINGS
from data.diff import differences
from data.errors import (
    BadSettings,
    ContractBroken,
    DataError,
    NothingPublished,
    UnusableExtract,
)
from data.extract import Extract
from data.extracting import OVERLAP
from data.extracting import extract as extract_database
from data.facts import on_duckdb
from data.findings import has_errors
from data.importing import import_recipe
from data.postgresql import EXAMPLE, Limits
from data.publish import Engines
from data.publish import publish as publish_extract
from data.recipe import shipped_recipes
from data.report import render_differences, render_text
from data.retention import KEPT, KEPT_DAYS, expired
from data.retention import prune as prune_store
from data.sample import make_sample
from data.settings import read_settings
from data.store import Store, default_store

app = typer.Typer(
    help=__doc__.splitlines()[0],
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

StoreOption = Annotated[
    Path | None, typer.Option(help="Where snapshots are published.")
]


class Format(StrEnum):
    """How findings are printed."""

    text = "text"
    json = "json"


class Engine(StrEnum):
    """What makes facts and rollups from a checked extract."""

    duckdb = "duckdb"
    spark = "spark"


@app.command()
def sample(
    out: Path,
    loans: Annotated[
        int | None, typer.Option(min=50, help="About how many loans.")
    ] = None,
    months: Annotated[int, typer.Option(min=6, max=120, help="Months covered.")] = 36,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
):
    """Writes a made-up lender's extract, every table included, to OUT."""
    with _errors(), _progress("sample") as tell:
        make_sample(out, loans=loans, months=months, seed=seed, on_progress=tell)
    typer.echo(f"{out}: sample written. Publish it with: python -m data publish {out}")


@app.command("import")
def import_(
    recipe: Annotated[
        str, typer.Argument(help="A folder, or one of: " + ", ".join(shipped_recipes()))
    ],
    out: Path,
    source: Annotated[Path, typer.Option(help="The folder of the lender's own files.")],
):
    """Makes an extract in OUT from a lender's own files, as a recipe says."""
    with _errors():
        rows = import_recipe(recipe, source, out)
    for table, count in rows.items():
        typer.echo(f"{table:<20} {count:>12,} rows")
    typer.echo(f"{out}: extract written. Check it with: python -m data check {out}")


@app.command()
def extract(
    recipe: Annotated[
        str, typer.Argument(help="A folder, or a shipped one: postgresql_template.")
    ],
    out: Path,
    source: Annotated[
        str, typer.Option("--from", help=f"{EXAMPLE}; a password by PGPASSFILE.")
    ],
    since: Annotated[
        Path | None,
        typer.Option(help="An earlier extract, OUT too: only what changed comes."),
    ] = None,
    overlap_hours: Annotated[
        int, typer.Option(min=0, help="With --since: changes so old come once more.")
    ] = OVERLAP // timedelta(hours=1),
    connect_timeout_seconds: Annotated[
        int, typer.Option(min=2)
    ] = Limits.connect_timeout_seconds,
    statement_timeout_seconds: Annotated[
        int, typer.Option(min=1, help="For each select, to its last row.")
    ] = Limits.statement_timeout_seconds,
):
    """Makes an extract in OUT from PostgreSQL: every table from one instant."""
    with _errors():
        at, _ = extract_database(
            recipe,
            source,
            out,
            since=since,
            overlap=timedelta(hours=overlap_hours),
            limits=Limits(connect_timeout_seconds, statement_timeout_seconds),
            on_progress=lambda done: typer.echo(
                f"{done.table:<20} {done.rows:>12,} rows  {done.read:>12,} read  "
                f"{done.how}"
            ),
        )
    typer.echo(
        f"{out}: the database at {at:%Y-%m-%d %H:%M:%S} UTC; rows and sums are the "
        f"source's. Check it with: python -m data check {out}"
    )


@app.command("csv")
def csv_(
    source: Path,
    out: Path,
    encoding: Annotated[
        str, typer.Option(help="One of: " + ", ".join(ENCODINGS) + ".")
    ] = "utf-8",
    delimiter: Annotated[str, typer.Option(help="One of , ; | or the word tab.")] = ",",
):
    """Makes an extract in OUT from <table>.csv files, every cell as it is written."""
    with _errors():
        done = read_csv_files(
            source, out, encoding, "\t" if delimiter == "tab" else delimiter
        )
    for name, count in done.rows.items():
        typer.echo(f"{name:<30} {count:>12,} rows")
    for name in done.left_out:
        typer.echo(f"{name} is named after no table of the contract: left out.")
    typer.echo(
        f"{out}: extract written; row 1 of a file there is line 2 of its CSV file. "
        f"Check it with: python -m data check {out}"
    )


@app.command()
def check(extract: Path, format: Format = Format.text):
    """Checks an extract against the contract: every finding in one go."""
    with _errors():
        found = Extract.at(extract)
        findings = check_apart(found, read_settings(extract))
    if format is Format.json:
        typer.echo(
            json.dumps(
                [finding.as_dict() for finding in findings],
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        typer.echo(render_text(findings))
    raise typer.Exit(1 if has_errors(findings) else 0)


@app.command()
def publish(
    extract: Annotated[
        str, typer.Argument(help="A folder; with spark, any address it reads.")
    ],
    store: StoreOption = None,
    engine: Annotated[
        Engine, typer.Option(help="What makes facts and rollups.")
    ] = Engine.duckdb,
    master: Annotated[
        str, typer.Option(help="Spark's master: spark://host:7077, local[4] ...")
    ] = "local[*]",
    work: Annotated[
        str | None,
        typer.Option(help="Address of a folder that Spark's workers can write to."),
    ] = None,
):
    """Checks an extract and publishes it; with errors, nothing changes."""
    target = store or default_store()
    if engine is Engine.duckdb:
        _published(Path(extract), target)
        return
    from data.on_spark import fetch, on_spark  # needs requirements-spark.txt

    make = partial(on_spark, master=master, work=work)
    if "://" not in extract:
        _published(Path(extract), target, make)
        return
    with tempfile.TemporaryDirectory() as folder:
        with _errors():
            copy = fetch(extract, Path(folder), master=master)
        _published(copy, target, partial(make, source=extract))


def _published(extract: Path, store: Path, engine: Engines = on_duckdb) -> None:
    with _errors(), _progress("publish") as tell:
        snapshot = publish_extract(extract, store, engine=engine, on_progress=tell)
    warnings = len(snapshot.manifest["findings"])
    typer.echo(
        f"{snapshot.id} published, {_as_of(snapshot.manifest)}, "
        f"{warnings} warning{'' if warnings == 1 else 's'}."
    )


@app.command()
def ready(
    extract: Annotated[
        Path | None, typer.Option(help="Publish this extract first.")
    ] = None,
    store: StoreOption = None,
):
    """Publishes EXTRACT, or on a first start the sample."""
    target = store or default_store()
    if extract:
        _published(extract, target)
        return
    try:
        Store(target).current()
    except NothingPublished:
        typer.echo("Nothing is published yet: making and publishing the sample.")
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "sample"
            with _errors(), _progress("sample") as tell:
                make_sample(out, on_progress=tell)
            _published(out, target)


@app.command()
def snapshots(store: StoreOption = None):
    """What is published, and which snapshot is served."""
    shop = Store(store or default_store())
    with _errors():
        current = shop.current().id
    for snapshot in shop.snapshots():
        manifest = snapshot.manifest
        rows = sum(table["rows"] for table in manifest["tables"].values())
        typer.echo(
            f"{'*' if snapshot.id == current else ' '} {snapshot.id}  "
            f"{_as_of(manifest)}  published {manifest['published_at']}  "
            f"{rows:,} rows  from {manifest['extract']}"
        )


@app.command()
def verify(
    snapshot: Annotated[
        str | None, typer.Argument(help="Id of a snapshot; default: the current one.")
    ] = None,
    store: StoreOption = None,
):
    """Reads every byte of a snapshot: is it still what was published?"""
    shop = Store(store or default_store())
    with _errors():
        chosen = shop.get(snapshot) if snapshot else shop.current()
        damaged = chosen.damaged()
    for name in damaged:
        typer.echo(f"{name} is not what was published.", err=True)
    if damaged:
        typer.echo(f"{chosen.id} is damaged. Publish its extract again.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{chosen.id} is sound: {len(chosen.manifest['files'])} files.")


@app.command()
def prune(
    keep: Annotated[
        int, typer.Option(min=1, help="So many of the newest stay.")
    ] = KEPT,
    days: Annotated[
        int, typer.Option(min=0, help="So do those published within so many days.")
    ] = KEPT_DAYS,
    dry_run: Annotated[bool, typer.Option(help="Only says what would go.")] = False,
    store: StoreOption = None,
):
    """Deletes old snapshots; the one that is served stays."""
    shop = Store(store or default_store())
    with _errors():
        if dry_run:
            gone = expired(shop, keep=keep, days=days, now=datetime.now(UTC))
        else:
            gone = prune_store(shop, keep=keep, days=days)
    for snapshot in gone:
        typer.echo(f"{snapshot.id}  {'would go' if dry_run else 'deleted'}")
    typer.echo(f"{len(shop.snapshots())} snapshots in {shop.path}.")


@app.command()
def diff(
    earlier: Annotated[str, typer.Argument(help="Id of a snapshot.")],
    later: Annotated[
        str | None, typer.Argument(help="Id of another; default: the current one.")
    ] = None,
    store: StoreOption = None,
    format: Format = Format.text,
):
    """What a later snapshot says otherwise: rows and values, table by table."""
    shop = Store(store or default_store())
    with _errors():
        one = shop.get(earlier)
        two = shop.get(later) if later else shop.current()
        found = differences(one, two)
    if format is Format.json:
        listed = [difference.as_dict() for difference in found]
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=1))
    else:
        typer.echo(render_differences(one.id, two.id, found))


def _as_of(manifest: dict) -> str:
    as_of = manifest["as_of"]
    return f"as of {as_of}" if as_of else "no month-ends"


@contextmanager
def _progress(title: str) -> Iterator[Callable[[float, str], None]]:
    with Progress(
        TextColumn(title),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("/ left"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, step: bar.update(task, completed=share, description=step)


@contextmanager
def _errors() -> Iterator[None]:
    """Turns what an operator can put right into words and an exit code."""
    try:
        yield
    except ContractBroken as error:
        typer.echo(render_text(error.findings), err=True)
        _stop(error, 1)
    except (UnusableExtract, BadSettings) as error:
        _stop(error, 2)
    except (DataError, OSError) as error:
        _stop(error, 1)


def _stop(error: Exception, code: int) -> None:
    typer.echo(f"error: {error}", err=True)
    raise typer.Exit(code)


if __name__ == "__main__":
    app()
