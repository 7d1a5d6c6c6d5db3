"""Facts and rollups made on a Spark cluster are DuckDB's, to the cent."""

import sys

import duckdb
import pyarrow as pa
import pytest

from data.errors import EngineFailed
from data.facts import on_duckdb
from data.on_spark import on_spark
from data.publish import publish
from data.sample import make_sample
from data.snapshot import Snapshot, pattern
from data.store import Store
from tests.books import write_extract
from tests.comparing import settings_toml
from tests.data import cluster
from tests.oracle.books import random_book

ZONED = pa.timestamp("us", tz="UTC")
OTHER_TYPES = {
    "applications.started_at": ZONED,
    "applications.decided_at": ZONED,
    "loans.principal": pa.float64(),
    "loans.term_months": pa.int32(),
    "performance.days_past_due": pa.int16(),
    "customers.acquired_on": pa.timestamp("us"),
}

IN_ORDER = ("loan_months", "loan_facts", "application_facts")


def rows(snapshot: Snapshot, name: str, order: str = "all") -> list[tuple]:
    """Column names with types, then every row of a snapshot's file."""
    (file,) = snapshot.path.glob(f"*/{name}.parquet")
    values = {"file": pattern(file)}
    described = duckdb.execute("describe from read_parquet($file)", values).fetchall()
    ordered = "from read_parquet($file) order by all" if order == "all" else ""
    found = duckdb.execute(ordered or "from read_parquet($file)", values).fetchall()
    return [tuple(column[:2] for column in described), *found]


def must_be_alike(ours: Snapshot, theirs: Snapshot) -> None:
    names = sorted(file.stem for file in ours.path.glob("*/*.parquet"))
    assert len(names) == 21
    assert names == sorted(file.stem for file in theirs.path.glob("*/*.parquet"))
    for name in names:
        assert rows(ours, name) == rows(theirs, name), name
    for name in IN_ORDER:
        assert rows(ours, name, "as stored") == rows(theirs, name, "as stored"), name
    apart = {k for k in ours.manifest if ours.manifest[k] != theirs.manifest[k]}
    assert apart <= {"published_at", "versions", "files"}
    assert theirs.damaged() == []
    assert "spark" in theirs.manifest["versions"]


@pytest.fixture(scope="module")
def extracts(tmp_path_factory):
    """A sample with every table, and a random book in parts and in other types."""
    folder = tmp_path_factory.mktemp("extracts")
    make_sample(folder / "sample", loans=300)
    book, settings = random_book(5)
    write_extract(
        book,
        folder / "random [1]",
        'time_zone = "America/New_York"\n' + settings_toml(settings),
        parts={"performance": 3},
        types=OTHER_TYPES,
    )
    return [folder / name for name in ("sample", "random [1]")]


@pytest.mark.cluster
@pytest.mark.skipif(
    not cluster.is_there, reason="needs requirements-spark.txt and Java"
)
def test_a_cluster_that_loses_a_worker_publishes_what_duckdb_does(extracts, tmp_path):
    said = []
    with cluster.cluster(tmp_path, workers=2) as started:
        with started.publishing(tmp_path / "theirs", extracts[0]) as process:
            for line in process.stdout:
                said.append(line)
                if line == "step loan_facts\n" and len(started.workers) == 2:
                    started.lose_a_worker()
        assert len(started.workers) == 1
        assert said[-1].startswith("done "), "".join(said[-40:])
        by_address = tmp_path / "theirs" / extracts[1].name
        work = tmp_path / "work"
        told = started.publish_from_a_shell(by_address, extracts[1], work)
        assert " published, as of " in told, told[-3_000:]
        assert list(work.iterdir()) == []
    for extract in extracts:
        ours = publish(extract, tmp_path / "ours" / extract.name)
        must_be_alike(ours, Store(tmp_path / "theirs" / extract.name).current())


def test_without_pyspark_nothing_is_published_and_the_message_says_what_to_install(
    extracts, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)

    def engine(*given):
        return on_spark(*given, master="local[1]")

    with pytest.raises(EngineFailed, match="pip install -r requirements-spark.txt"):
        publish(extracts[0], tmp_path, engine=engine)
    assert not Store(tmp_path).snapshots()
    publish(extracts[0], tmp_path, engine=on_duckdb)
    with pytest.raises(EngineFailed):
        publish(extracts[1], tmp_path, engine=engine)
    assert Store(tmp_path).current().manifest["extract"] == "sample"
