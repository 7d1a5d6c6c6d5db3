"""From an extract's files to tables, facts and rollups, by Apache Spark on a cluster.

For raw tables that one machine no longer gets through: facts and rollups are made where
the workers are, from the same statements (data/portable.py), and DuckDB goes on reading
what they are. Needs requirements-spark.txt and Java. Driver and workers see the extract
and the store under the same paths, or share folders of any file system that Spark has:
the extract is then read from its address, and what is made is brought from `work`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

import duckdb

from data import portable
from data.contract import TABLES
from data.errors import EngineFailed
from data.extract import Extract
from data.facts import OnDuckDB, Tell, create_rules, prepared
from data.settings import Settings
from data.snapshot import FACTS, ROLLUPS, SQL, TABLES_IN_FACTS
from data.typed import create_views, present_columns

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_RULES = ("thresholds", "provision_ranges", "funding_rates", "late_days", "rules")
_RULES += ("instalment_rules",)

_CONFIG = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}

_SPARK_TYPES = {
    "VARCHAR": "string",
    "TIMESTAMP": "timestamp_ntz",
    "INTEGER": "int",
}
"""DuckDB's names where Spark's differ."""

Shape = list[tuple[str, str]]
"""Names and Spark types of a file's columns, in order."""


@dataclass(frozen=True)
class OnSpark:
    """Makes a snapshot's files in `folder`, each a folder of part files."""

    spark: "SparkSession"
    extract: Extract
    folder: Path
    shapes: dict[str, Shape]
    macros: portable.Macros
    work: str | None = None
    """The address of a folder that driver and workers share; None: `folder` is one."""

    @property
    def versions(self) -> dict[str, str]:
        """What made the files."""
        return {"duckdb": duckdb.__version__, "spark": self.spark.version}

    def write_tables(self) -> dict[str, int]:
        """Writes each table typed and sorted; returns the rows of those present."""
        for name, table in TABLES.items():
            if name not in TABLES_IN_FACTS:
                self._write("tables", name, self.spark.table(name).sort(*table.sort))
        return {name: self.spark.table(name).count() for name in self.extract.files}

    def write_facts(self, tell: Tell) -> None:
        """Writes every fact and makes it a view, for what comes after it."""
        self._write_all("facts", "", FACTS, tell)

    def write_rollups(self, tell: Tell) -> None:
        """Writes every rollup from the files of the facts."""
        self._write_all("rollups", "rollups/", ROLLUPS, tell)

    def extent(self) -> tuple:
        """What the data cover, a value for each of EXTENT."""
        return tuple(self._asked("extent").first())

    def _asked(self, name: str) -> "DataFrame":
        return self.spark.sql(portable.statement(name, self.macros, "spark"))

    def _write_all(
        self, kind: str, prefix: str, names: tuple[str, ...], tell: Tell
    ) -> None:
        for place, name in enumerate(names):
            tell(place / len(names), name)
            self._write(kind, name, self._asked(prefix + name))

    def _write(self, kind: str, name: str, frame: "DataFrame") -> None:
        """Writes a file with DuckDB's own types, and reads it for what comes next."""
        file = self.folder / kind / f"{name}.parquet"
        columns = [f"cast(`{c}` as {type_}) as `{c}`" for c, type_ in self.shapes[name]]
        address = f"{self.work}/{kind}/{file.name}" if self.work else _local(file)
        frame.selectExpr(*columns).write.parquet(address)
        if self.work:
            _copy_to_local(self.spark, address, file)
        for checksum in file.glob(".*.crc"):
            checksum.unlink()
        self.spark.read.parquet(_escaped(address)).createOrReplaceTempView(name)


@contextmanager
def on_spark(
    extract: Extract,
    settings: Settings,
    folder: Path,
    *,
    master: str,
    source: str | None = None,
    work: str | None = None,
) -> Iterator[OnSpark]:
    """Spark, ready to make a snapshot of a checked extract in an empty folder.

    `source` is the address that workers read the extract at, `work` that of a folder
    they can write to; without them they see the same paths as this process. Raises
    EngineFailed where Spark isn't installed, can't be reached, or gives up.
    """
    made = f"{work.rstrip('/')}/publish-{uuid4().hex}" if work else None
    with _session(master) as spark:
        try:
            _create_views(spark, extract, settings, source or _local(extract.path))
            macros = portable.read_macros(
                [SQL / "setting_macros.sql", SQL / "measures.sql"]
            )
            shapes = _shapes(extract, settings)
            yield OnSpark(spark, extract, folder, shapes, macros, made)
        finally:
            if made:
                path, files = _hadoop(spark, made)
                files.delete(path, True)


def fetch(address: str, folder: Path, *, master: str) -> Path:
    """A copy of an extract at an address that Spark knows, for the check; its folder.

    Raises EngineFailed where Spark can't read it.
    """
    copy = folder / address.rstrip("/").rpartition("/")[2]
    with _session(master) as spark:
        _copy_to_local(spark, address, copy)
    return copy


@contextmanager
def _session(master: str) -> Iterator["SparkSession"]:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineFailed(
            "The engine spark needs pyspark, which isn't installed. Install it with: "
            "pip install -r requirements-spark.txt"
        ) from error
    from py4j.protocol import Py4JError

    try:
        builder = SparkSession.builder.master(master).appName("publish")
        spark = builder.config(map=_CONFIG).getOrCreate()
        try:
            spark.sparkContext.setLogLevel("OFF")
            yield spark
        finally:
            spark.stop()
    except (PySparkException, Py4JError) as error:
        raise EngineFailed(
            f"Spark at {master} gave up: {_reason(error)} Nothing was published; what "
            "was served is served on."
        ) from error


def _reason(error: Exception) -> str:
    """The first line that says something; Py4J's own only says that there was one."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip(": ")]
    return lines[1 if len(lines) > 1 and "Py4J" in type(error).__name__ else 0][:300]


def _hadoop(spark: "SparkSession", address: str) -> tuple:
    """An address as Hadoop's path, and the file system that it is on."""
    path = spark._jvm.org.apache.hadoop.fs.Path(address)
    return path, path.getFileSystem(spark._jsc.hadoopConfiguration())


def _copy_to_local(spark: "SparkSession", address: str, folder: Path) -> None:
    source, files = _hadoop(spark, address)
    target, _ = _hadoop(spark, _local(folder))
    files.copyToLocalFile(False, source, target, True)


def _create_views(
    spark: "SparkSession", extract: Extract, settings: Settings, source: str
) -> None:
    """The contract's tables at their address, and the rules, as Spark's views."""
    with duckdb.connect() as con:
        create_views(con, extract, settings)
        create_rules(con, extract, settings)
        for name in _RULES:
            rows = con.sql(f"from {name}").to_arrow_table()
            spark.createDataFrame(rows).createOrReplaceTempView(name)
        # A view keeps the time zone in which it was made: moments with a zone become
        # business time here, and from then on no time has a zone.
        spark.conf.set("spark.sql.session.timeZone", settings.time_zone)
        for table in TABLES.values():
            present = present_columns(con, extract, table.name)
            columns = [
                f"cast({_value(c.name, present)} as {_spark_type(c.stored_type)})"
                f" as `{c.name}`"
                for c in table.columns
            ]
            if present:
                files = extract.files[table.name]
                frame = spark.read.parquet(
                    *(
                        _escaped(f"{source.rstrip('/')}/{extract.relative(file)}")
                        for file in files
                    )
                )
                frame = frame.selectExpr(*columns)
            else:
                frame = spark.range(0).selectExpr(*columns)
            frame.createOrReplaceTempView(table.name)
    spark.conf.set("spark.sql.session.timeZone", "UTC")


def _value(name: str, present: dict[str, str]) -> str:
    """The checked column; what isn't there, or was written without a type, is null."""
    return f"`{name}`" if present.get(name, '"NULL"') != '"NULL"' else "null"


def _shapes(extract: Extract, settings: Settings) -> dict[str, Shape]:
    """The columns of every file, from what DuckDB makes of an extract without rows."""
    nothing = Extract(extract.path, {})
    with TemporaryDirectory() as folder:
        made = Path(folder)
        for name in ("tables", "facts", "rollups", "spill"):
            (made / name).mkdir()
        with prepared(nothing, settings, made / "spill") as con:
            maker = OnDuckDB(con, nothing, made)
            maker.write_tables()
            maker.write_facts(lambda share, step: None)
            maker.write_rollups(lambda share, step: None)
            return {
                file.stem: [
                    (row[0], _spark_type(row[1]))
                    for row in con.execute(
                        "describe from read_parquet($file)", {"file": str(file)}
                    ).fetchall()
                ]
                for file in made.glob("*/*.parquet")
            }


def _spark_type(duckdb_type: str) -> str:
    return _SPARK_TYPES.get(duckdb_type.upper(), duckdb_type)


def _local(file: Path) -> str:
    """A path of the file system, whatever the cluster's own is."""
    return f"file:{file}"


def _escaped(address: str) -> str:
    """An address where Spark takes patterns, as it does for all that it reads."""
    return re.sub(r"([\[\]{}*?,\\])", r"\\\1", address)
