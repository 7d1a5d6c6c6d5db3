"""The metrics from a shell: `python -m metrics list | show NAME | run NAME ...`.

Exit 2: a wrong option, metric, dimension or value. Exit 3: nothing is published.
Exit 4: the extract lacks a table or column that the metric needs.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from data.errors import DataError, NothingPublished, UnknownSnapshot
from data.store import Store, default_store
from metrics import telling
from metrics.book import open_book
from metrics.catalogue import CATALOGUE, metric
from metrics.errors import BadOption, MetricError, MissingData
from metrics.filters import Filters
from metrics.printing import FORMATS, encode
from metrics.restated import OPEN, changed_settings, restated

app = typer.Typer(
    help=__doc__.splitlines()[0],
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Language(StrEnum):
    """Languages that definitions are told in."""

    en = "en"
    zh = "zh"


@app.command("list")
def list_metrics(language: Annotated[Language, typer.Option("--lang")] = Language.en):
    """Every metric with the question it answers."""
    for name in CATALOGUE:
        typer.echo(telling.one_line(name, language.value))


@app.command()
def show(
    name: str, language: Annotated[Language, typer.Option("--lang")] = Language.en
):
    """One metric: definition, formula, options, convention, pitfalls and SQL."""
    with _errors():
        typer.echo(telling.describe(metric(name), language.value))


@app.command()
def handbook():
    """Every metric as Markdown: the text of docs/metrics.md."""
    typer.echo(telling.handbook(CATALOGUE), nl=False)


@app.command()
def run(
    name: str,
    store: Annotated[
        Path | None, typer.Option(help="Where snapshots are published.")
    ] = None,
    snapshot: Annotated[
        str | None, typer.Option(help="Id of a snapshot; default: the current one.")
    ] = None,
    product: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    channel: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    segment: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="DIM=VALUE, any dimension. Repeatable.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="First month, like 2025-01.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="Last month, inclusive.")] = None,
    last_day: Annotated[
        int | None, typer.Option(help="Last day that counts of the last month.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Split by a dimension.")] = None,
    window_days: Annotated[
        str | None, typer.Option(help="Count a stage within so many days.")
    ] = None,
    basis: Annotated[
        str | None,
        typer.Option(help="cohort or period (conversion); count or balance (vintage)."),
    ] = None,
    cohort: Annotated[
        str | None, typer.Option(help="month, quarter, half, year or all (vintage).")
    ] = None,
    dpd: Annotated[
        str | None, typer.Option(help="Days past due, like 30 (vintage).")
    ] = None,
    measure: Annotated[
        str | None, typer.Option(help="ever, point or net_loss (vintage).")
    ] = None,
    days: Annotated[
        str | None, typer.Option(help="Days late (first_payment_default).")
    ] = None,
    level: Annotated[
        str | None, typer.Option(help="channel, campaign or total (channel_roi).")
    ] = None,
    horizon: Annotated[
        str | None, typer.Option(help="Months on book (channel_roi).")
    ] = None,
    metric_: Annotated[
        str | None,
        typer.Option("--metric", help="The figure that changed (change)."),
    ] = None,
    against: Annotated[
        str | None, typer.Option(help="previous or year (change).")
    ] = None,
    format: Annotated[str, typer.Option(help=" | ".join(FORMATS) + ".")] = "table",
    output: Annotated[
        Path | None, typer.Option(help="Write to a file instead of the screen.")
    ] = None,
):
    """Answers one metric from a published snapshot."""
    given = {
        "window_days": window_days,
        "basis": basis,
        "cohort": cohort,
        "dpd": dpd,
        "measure": measure,
        "days": days,
        "level": level,
        "horizon": horizon,
        "metric": metric_,
        "against": against,
    }
    with _errors():
        asked = metric(name)
        if format not in FORMATS:
            raise BadOption(f"format = {format!r}; it takes {', '.join(FORMATS)}.")
        filters = Filters(
            from_,
            to,
            _conditions(product, channel, segment, where),
            last_day,
        )
        shop = Store(store or default_store())
        book = open_book(shop.get(snapshot) if snapshot else shop.current())
        answer = asked.run(
            book,
            filters,
            by=by,
            **{key: value for key, value in given.items() if value is not None},
        )
        content = encode(answer.frame, format)
        if output:
            output.write_bytes(content)
        else:
            sys.stdout.buffer.write(content)
            sys.stdout.flush()
        for note in answer.notes:
            values = ", ".join(f"{k} = {v}" for k, v in note.values.items())
            typer.echo(f"note: {note.code.replace('_', ' ')}: {values}", err=True)


@app.command("restated")
def what_is_restated(
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", help="Id of a snapshot; default: the one published before."
        ),
    ] = None,
    to: Annotated[
        str | None, typer.Option(help="Id of a later one; default: the current one.")
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="Where snapshots are published.")
    ] = None,
    product: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    channel: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    segment: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="DIM=VALUE, any dimension. Repeatable.")
    ] = None,
    format: Annotated[str, typer.Option(help=" | ".join(FORMATS) + ".")] = "table",
):
    """Headline figures of months that were over, told otherwise by a later snapshot."""
    with _errors():
        if format not in FORMATS:
            raise BadOption(f"format = {format!r}; it takes {', '.join(FORMATS)}.")
        shop = Store(store or default_store())
        later = shop.get(to) if to else shop.current()
        earlier = shop.get(from_) if from_ else next(iter(shop.before(later)), None)
        if earlier is None:
            raise BadOption(f"Nothing that is kept was published before {later.id}.")
        before, after = open_book(earlier), open_book(later)
        filters = Filters(where=_conditions(product, channel, segment, where))
        found = restated(before, after, filters)
        sys.stdout.buffer.write(encode(found.restated, format))
        sys.stdout.flush()
    for name, then, now in changed_settings(before, after):
        typer.echo(f"note: the setting {name} was {then} and is {now}", err=True)
    for name, missing in found.unknown.items():
        needs = ", ".join(missing)
        typer.echo(f"note: {name} needs {needs}, which one of the two lacks", err=True)
    for kind in OPEN:
        if number := found.count(kind):
            said = kind.replace("_", " ")
            typer.echo(f"note: {said} in {earlier.id}: {number} months", err=True)


def _conditions(
    product: list[str] | None,
    channel: list[str] | None,
    segment: list[str] | None,
    where: list[str] | None,
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("product", tuple(product or ())),
        ("channel", tuple(channel or ())),
        ("segment", tuple(segment or ())),
        *map(_condition, where or ()),
    )


def _condition(text: str) -> tuple[str, tuple[str, ...]]:
    dimension, sign, value = text.partition("=")
    if not sign:
        raise BadOption(f"--where {text!r} is not like region=north.")
    return dimension, (value,)


@contextmanager
def _errors() -> Iterator[None]:
    """Turns what readers can put right into one line and an exit code."""
    try:
        yield
    except MissingData as error:
        _stop(error, 4)
    except MetricError as error:
        _stop(error, 2)
    except NothingPublished as error:
        _stop(error, 3)
    except UnknownSnapshot as error:
        _stop(error, 2)
    except (DataError, OSError) as error:
        _stop(error, 1)


def _stop(error: Exception, code: int) -> None:
    typer.echo(f"error: {error}", err=True)
    raise typer.Exit(code)


if __name__ == "__main__":
    app()
