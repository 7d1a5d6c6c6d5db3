"""What the benchmarks compare must be the same question, and a difference must show.

Nothing is timed here. The sides that need a package of their own are left to the
benchmark itself, which compares in every run.
"""

import itertools
from pathlib import Path

import pytest

from benchmarks import questions
from benchmarks.asking import QUESTIONS, must_agree, random_filters
from benchmarks.engines import pandas, raw
from benchmarks.load import Seen, walk, wrong
from benchmarks.publishing import COPY, FIVE_TABLES, measured
from benchmarks.soak import own_filters, slope_mb_per_minute, walks
from benchmarks.visitor import Shown, View
from data.publish import publish
from data.sample import make_sample
from metrics import CATALOGUE, Book, open_book

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def extract(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("benchmarks") / "extract"
    make_sample(folder, loans=700, months=24)
    return folder


@pytest.fixture(scope="module")
def book(extract) -> Book:
    return open_book(publish(extract, extract.parent / "store"), resident=True)


@pytest.mark.parametrize("also", [None, "region", "risk_grade"])
@pytest.mark.parametrize("side", [raw, pandas], ids=["raw", "pandas"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_another_engine_answers_what_the_metric_does(extract, book, name, side, also):
    engine = side.opened(extract)
    for asked in random_filters(book, 3, also):
        truth = CATALOGUE[name].run(book, asked.filters()).frame
        must_agree(name, truth, side.ask(engine, name, asked), "the other", asked)
    side.closed(engine)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_difference_ends_the_benchmark(extract, book, name):
    engine = raw.opened(extract)
    asked, other = random_filters(book, 2)
    truth = CATALOGUE[name].run(book, asked.filters()).frame

    with pytest.raises(SystemExit, match="differs in raw"):
        must_agree(name, truth, raw.ask(engine, name, other), "raw", asked)
    raw.closed(engine)


@pytest.mark.parametrize("engine", ["chdb", "duckdb", "postgresql"])
def test_every_engine_with_sql_has_every_question(engine):
    files = {path.stem for path in (ROOT / "benchmarks/sql" / engine).glob("*.sql")}

    assert {*QUESTIONS, "_scope"} <= files


def test_a_side_that_is_not_installed_is_said_to_be_absent(monkeypatch, capsys):
    monkeypatch.setitem(questions.NAMES, "absentee", "Absentee")

    assert questions.found(["absentee"]) == {}
    assert "Absentee is absent" in capsys.readouterr().out


def test_a_session_goes_the_same_way_again_and_another_goes_its_own():
    values = {"product": ("a", "b"), "channel": ("c",)}

    assert walk(values, 20, seed=1) == walk(values, 20, seed=1)
    assert walk(values, 20, seed=1) != walk(values, 20, seed=2)


def test_a_figure_that_the_quiet_visitor_did_not_see_is_wrong():
    view = View("overview", "product=a")
    truth = {view: Shown(("Loans: 3 ()", "chart 1f"), ())}
    seen = Seen(steps=[(view, Shown(("Loans: 3 ()", "chart 2e"), ()))])

    assert wrong(Seen(steps=[*truth.items()]), truth) == []
    assert "chart 2e, not chart 1f" in wrong(seen, truth)[0]


def test_the_plain_copy_that_publishing_is_held_against_copies(extract, tmp_path):
    wall, cpu, peak = measured("-c", COPY, str(extract), str(tmp_path), *FIVE_TABLES)
    assert min(wall, cpu, peak) > 0
    copied = sorted(file.stem for file in tmp_path.glob("*.parquet"))
    assert copied == sorted(FIVE_TABLES)


def test_every_session_of_a_soak_has_a_filter_of_its_own(book):
    found = own_filters(book, 12)
    assert len({tuple(sorted(own.items())) for own in found}) == 12
    ways = walks(book, 12, 20)
    addresses = [{view.query for view in views} for views in ways]
    assert not any(a & b for a, b in itertools.combinations(addresses, 2))
    with pytest.raises(SystemExit, match="filters for 100000 sessions"):
        own_filters(book, 100_000)


def test_the_slope_of_memory_leaves_out_how_caches_filled():
    warming = [(float(s), 100.0 + 5 * s) for s in range(0, 60)]
    steady = [(float(s), 400.0 + (s - 60) / 30) for s in range(60, 300)]
    assert slope_mb_per_minute(warming + steady) == pytest.approx(2)
