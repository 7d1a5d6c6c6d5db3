"""Mistakes put into the SQL on purpose: each must show, or the recount sees nothing.

A handful that people make, held against tests/oracle; `python -m benchmarks.mutants`
makes every mutant of every file.
"""

import shutil
from pathlib import Path

import pytest

import data.facts
import data.snapshot
import metrics.definition
from benchmarks.mutants import all_mutants, known_survivors, sampled
from benchmarks.mutating import OPERATORS, mutants_of
from benchmarks.recounting import noticed, recount

ROOT = Path(__file__).parents[1]

MADE = {
    "comparison": ("select a > 30, b = 1", ["> -> >=", "= -> <>"]),
    "logic": (
        "select not a or b between 1 and 2",
        ["not -> gone", "or -> and"],
    ),
    "arithmetic": ("select count(*), a - b, -a", ["- -> +", "- -> gone"]),
    "aggregate": (
        "select a, count(*), count(b), sum(c) from t group by a",
        [
            *("sum -> max", "sum -> min", "sum -> avg"),
            *("* -> distinct a", "b -> *"),
        ],
    ),
    "constant": ("select a > 0, true", ["0 -> 1", "true -> false"]),
    "join": (
        "from a left join b using (x) join c using (x) cross join d",
        ["left -> gone", "join -> left join"],
    ),
    "condition": (
        "select a from t where a between 1 and 2 and b",
        ["a between 1 and 2 -> true", "b -> true"],
    ),
    "grouping": (
        "select a, b as c, sum(d) from t group by a, b",
        [
            "a, -> gone; a -> any_value(a) as a",
            ", b -> gone; b -> any_value(b)",
        ],
    ),
    "missing": (
        "select coalesce(sum(a), 0) from t where b is not distinct from c",
        ["coalesce(sum(a), 0) -> sum(a)", "is not distinct from -> ="],
    ),
    "branch": (
        "select case when a then b end, case when a then b else c end",
        ["case when a then b end -> (b)", "b -> c; c -> b"],
    ),
    "calendar": (
        "select last_day(a), date_trunc('month', b), month",
        ["'month' -> 'year'", "last_day(a) -> a"],
    ),
    "order": (
        "select a from t order by a desc, b nulls last",
        ["desc -> gone", "last -> first", "b -> b desc"],
    ),
    "distinct": (
        "select distinct a from t union all select b from u",
        ["distinct -> gone", "all -> gone"],
    ),
    "window": (
        "select lag(a) over (order by b), sum(a) filter (where c) from t",
        ["order by b -> gone", "filter (where c) -> gone", "lag -> lead"],
    ),
}
"""A statement, and what the operator of that name makes of it."""


@pytest.mark.parametrize("operator", MADE)
def test_an_operator_makes_the_mistakes_it_is_named_for(operator):
    text, changes = MADE[operator]
    made = [m for m in mutants_of("f.sql", text) if m.operator == operator]
    assert [m.change for m in made] == changes
    assert text not in {m.text for m in made}


def test_every_operator_has_an_example():
    assert set(MADE) == {operator.__name__ for operator in OPERATORS}


def test_a_mutant_differs_from_its_file_where_it_says():
    text = "select a\nfrom t -- > 30\nwhere a > 30\n"
    (mutant,) = [m for m in mutants_of("f.sql", text) if m.operator == "comparison"]
    assert mutant.text == "select a\nfrom t -- > 30\nwhere a >= 30\n"
    assert (mutant.line, mutant.source) == (3, "where a > 30")


def test_two_branches_that_are_the_same_do_not_change_places():
    text = "select case a when b then c when d then c end"
    assert not [m for m in mutants_of("f.sql", text) if m.operator == "branch"]


NOTHING_TO_MISTAKE = {"data/sql/checks/leaving.sql"}


def test_every_file_has_mutants_and_a_sample_has_every_file_and_operator():
    mutants = all_mutants()
    files = {
        path.relative_to(ROOT).as_posix()
        for folder in ("data/sql", "metrics/sql")
        for path in (ROOT / folder).rglob("*.sql")
    }
    assert {m.file for m in mutants} == files - NOTHING_TO_MISTAKE
    assert len({m.key for m in mutants}) == len(mutants)

    few = sampled(mutants, 500)
    assert len(few) == 500 and few == sampled(mutants, 500)
    strata = {(m.file, m.operator) for m in mutants}
    assert {(m.file, m.operator) for m in few} == strata


def test_every_survivor_that_is_excused_is_a_mutant_of_today():
    assert set(known_survivors()) <= {m.key for m in all_mutants()}


# --- a handful, held against the recount --------------------------------------

SEEDS = (3, 0)

OF_METRICS = [
    ("portfolio", "is not distinct from -> =", "what has no segment is lost"),
    ("portfolio", ", as_of -> gone; as_of -> any_value(as_of) as as_of", "all months"),
    ("portfolio", "2 -> 3", "PAR30 from 60 days on"),
    ("vintage", "u.is_cell -> gone", "changes are counted as cells"),
    ("roll_rates", "<> -> =", "only those that were lost are followed"),
    ("channel_roi", "anti -> semi", "spend of a used campaign is unallocated"),
    ("conversion", "+ -> -", "a rate of approved less declined"),
]
OF_DATA = [
    ("data/sql/rules.sql", "<= -> <", "a border day is a day early", "delinquency"),
    ("data/sql/measures.sql", "9 -> 10", "a charge-off is not bad", "vintage"),
    (
        *("data/sql/rollups/earning_rollup.sql", "sum -> min"),
        *("of loans that share a cell only one earns", "channel_roi"),
    ),
]


def the_mutant(file, change):
    return next(
        m
        for m in mutants_of(file, (ROOT / file).read_text("utf-8"))
        if m.change.endswith(change) or m.change == f"where {change}"
    )


def copied(folder, mutant):
    """A copy of the files beside the mutant, with the mutant in its place."""
    sql = ROOT / mutant.file.split("/")[0] / "sql"
    shutil.copytree(sql, folder / "sql")
    (folder / mutant.file.split("/", 1)[1]).write_text(mutant.text, "utf-8")
    return folder / "sql"


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    return recount(tmp_path_factory.mktemp("recounted"), SEEDS)


def test_without_a_mistake_nothing_differs(books, tmp_path):
    assert noticed(books, {name for name, *_ in OF_METRICS}) is None
    assert noticed(books[:1], ["vintage"], tmp_path / "asked") is None
    assert noticed(books, folder=tmp_path / "alike", is_in_files=True) is None


@pytest.mark.parametrize(("name", "change", "why"), OF_METRICS)
def test_a_mistake_in_a_metric_shows(books, tmp_path, monkeypatch, name, change, why):
    mutant = the_mutant(f"metrics/sql/{name}.sql", change)
    monkeypatch.setattr(metrics.definition, "SQL", copied(tmp_path, mutant))
    assert noticed(books, [name]), why


@pytest.mark.parametrize(("file", "change", "why", "name"), OF_DATA)
def test_a_mistake_in_what_is_published_shows(
    books, tmp_path, monkeypatch, file, change, why, name
):
    sql = copied(tmp_path, the_mutant(file, change))
    monkeypatch.setattr(data.facts, "SQL", sql)
    monkeypatch.setattr(data.snapshot, "SQL", sql)
    assert noticed(books, [name], tmp_path / "made"), why
