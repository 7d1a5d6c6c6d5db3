"""A snapshot and its answers are the same bytes on DuckDB 1.5 and 2.0, 1 thread and 4.

The long form, with every pair and more rows, is benchmarks/duckdb_versions.py.
"""

import os

import pytest

from benchmarks.answering import texts
from benchmarks.duckdb_versions import OTHER, PINNED, compare, differing
from data.publish import publish
from data.sample import make_sample
from metrics import CATALOGUE, open_book

IS_CI = bool(os.environ.get("CI"))


@pytest.mark.skipif(
    not (IS_CI or (OTHER / "duckdb").is_dir()), reason="needs: make other-duckdb"
)
def test_another_duckdb_and_more_threads_give_the_same_bytes(tmp_path):
    assert (OTHER / "duckdb").is_dir(), "run: make other-duckdb"
    make_sample(tmp_path / "extract", loans=300)
    found = compare(
        tmp_path / "extract",
        tmp_path,
        [(PINNED, 1), (str(OTHER), 4)],
        [(PINNED, 4), (str(OTHER), 1)],
        *("--splits", "region"),
    )
    assert {version[:4] for version in found.versions} == {"1.5.", "2.0."}
    assert found.differences == []
    assert len(found.snapshots) == 1
    assert found.answers == 4 * found.questions > 200


def test_threads_change_no_byte_of_any_metric(tmp_path):
    make_sample(tmp_path / "extract", loans=300)
    snapshot = publish(tmp_path / "extract", tmp_path / "store")
    splits = (None, "segment")
    one, four = (
        texts(open_book(snapshot, threads=threads), splits) for threads in (1, 4)
    )
    assert {asked.split()[0] for asked in one} == set(CATALOGUE)
    assert differing(one, four, "4 threads") == []


def test_a_byte_that_differs_is_a_difference():
    ours = {"funnel": ["a\n1.0\n", "[1.0]"], "vintage": ["", ""]}
    theirs = {"funnel": ["a\n1.0000000000000002\n", "[1.0]"]}
    assert differing(ours, theirs, "there") == [
        "there: vintage was not asked",
        "there: funnel: ('1.0', '1.0000000000000002')",
    ]
