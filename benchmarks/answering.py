"""One process that publishes or asks, with whichever DuckDB it finds.

    python -m benchmarks.answering publish EXTRACT STORE --threads 4
    python -m benchmarks.answering ask STORE OUT --threads 4

`ask` writes every question with the bytes of its answer, as CSV and as JSON: those that
`python -m metrics run` prints. benchmarks/duckdb_versions.py compares them.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import duckdb

from data.facts import on_duckdb
from data.publish import publish
from data.store import Store
from metrics import CATALOGUE, Answer, Book, Filters, open_book
from metrics.change import CHANGE, FIGURES
from metrics.printing import encode
from metrics.scope import ROLLUP_DIMENSIONS

SPLITS = (None, "product", "channel", "segment", "campaign_id", "region", "risk_grade")
"""Four of them from rollups too, two from facts alone."""

OPTIONS: dict[str, tuple[dict, ...]] = {
    "funnel": ({}, {"window_days": 14}),
    "conversion": ({}, {"basis": "period"}, {"window_days": 30}),
    "vintage": (
        {},
        {"measure": "point", "basis": "balance", "dpd": 60},
        {"measure": "net_loss"},
        {"cohort": "quarter", "dpd": 7},
    ),
    "channel_roi": ({}, {"level": "campaign"}, {"level": "total", "horizon": 6}),
    "first_payment_default": ({}, {"days": 30}),
    "change": tuple({"metric": figure} for figure in FIGURES),
}
"""Of the other metrics there is one form to ask."""


def answers(
    book: Book, splits: Sequence[str | None] = SPLITS
) -> Iterator[tuple[str, Answer]]:
    """Every metric, form, split and source that the book can answer."""
    for name, metric in CATALOGUE.items():
        for options in OPTIONS.get(name, ({},)):
            filters, rows = Filters(), metric.rows
            if name == "change":
                filters = Filters(book.last_month, book.last_month)
                rows = CHANGE.of(options["metric"]).rows
            known = book.dimensions_of(rows)
            for by in splits:
                if by is not None and (by not in known or name == "targets"):
                    continue
                is_kept = by is None or by in ROLLUP_DIMENSIONS[rows]
                for source in (None, "facts") if is_kept else ("facts",):
                    asked = f"{name} {options} by {by} from {source or 'the usual'}"
                    yield (
                        asked,
                        metric.run(book, filters, by=by, source=source, **options),
                    )


def texts(book: Book, splits: Sequence[str | None] = SPLITS) -> dict[str, list[str]]:
    """By question, the bytes of its answer as CSV and as JSON."""
    return {
        asked: [encode(answer.frame, kind).decode() for kind in ("csv", "json")]
        for asked, answer in answers(book, splits)
    }


def main() -> None:
    """Publishes or asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("step", choices=("publish", "ask"))
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--splits", nargs="*", default=SPLITS[1:])
    asked = parser.parse_args()
    if asked.step == "publish":
        engine = partial(on_duckdb, threads=asked.threads)
        publish(asked.source, asked.target, engine=engine)
    else:
        book = open_book(Store(asked.source).current(), threads=asked.threads)
        found = texts(book, (None, *asked.splits))
        asked.target.write_text(json.dumps(found), "utf-8")
    print(duckdb.__version__)


if __name__ == "__main__":
    main()
