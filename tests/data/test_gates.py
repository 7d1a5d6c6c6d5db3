"""What is refused before its rows are looked at, and a check that does not end."""

import hashlib
import json
import os
import shutil
from decimal import Decimal

import pytest
from pyarrow import parquet

from data.check import check_folder
from data.check_apart import MEMORY_VARIABLE, _what_ended, check_apart
from data.errors import BadSettings, ContractBroken, UnusableExtract
from data.extract import Extract
from data.facts import on_duckdb
from data.publish import publish
from data.settings import Settings
from data.store import Store
from tests.books import clean_book, write_extract


@pytest.fixture
def folder(tmp_path):
    return write_extract(clean_book(), tmp_path / "extract", parts={"performance": 2})


def found(folder):
    return [(f.severity, f.rule, f.table, f.file) for f in check_folder(folder)[2]]


def test_a_link_is_not_read(folder, tmp_path):
    file = folder / "targets.parquet"
    file.rename(tmp_path / "elsewhere.parquet")
    file.symlink_to(tmp_path / "elsewhere.parquet")

    assert found(folder) == [("error", "file_refused", "targets", "targets.parquet")]


def test_a_folder_that_is_a_link_is_not_read(folder, tmp_path):
    (folder / "performance").rename(tmp_path / "elsewhere")
    (folder / "performance").symlink_to(tmp_path / "elsewhere")

    assert [f[1] for f in found(folder)] == ["file_refused"] * 2


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "performance" / "part-9.parquet")

    assert found(folder) == [
        ("error", "file_refused", "performance", "performance/part-9.parquet")
    ]


def test_a_folder_named_like_a_file_is_refused(folder):
    (folder / "performance" / "part-9.parquet").mkdir()

    (finding,) = check_folder(folder)[2]
    assert "or name the folder performance" in finding.message

    assert found(folder) == [
        ("error", "file_refused", "performance", "performance/part-9.parquet")
    ]


def test_a_name_counts_whatever_it_names(folder, tmp_path):
    for name in ("targets", "loans", "performance", "customers"):
        file = folder / f"{name}.parquet"
        shutil.rmtree(folder / name) if name == "performance" else file.unlink()
    os.mkfifo(folder / "targets.parquet")
    (folder / "loans.parquet").mkdir()
    (folder / "performance").symlink_to(tmp_path / "nowhere")
    (folder / "customers.parquet").symlink_to(tmp_path / "nowhere")

    refused = {f[3] for f in found(folder) if f[1] == "file_refused"}
    assert refused == {
        "targets.parquet",
        "loans.parquet",
        "performance",
        "customers.parquet",
    }


def no_link(file, tmp_path):
    file.symlink_to(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "make",
    [lambda f, _: os.mkfifo(f), lambda f, _: f.mkdir(), no_link],
    ids=["pipe", "folder", "dangling link"],
)
@pytest.mark.parametrize(
    "name", ["performance/part-9.parquet", "campaign_spend.parquet"]
)
def test_what_is_no_file_is_not_published_and_not_waited_for(
    folder, tmp_path, name, make, checked_apart
):
    (folder / name).unlink(missing_ok=True)
    make(folder / name, tmp_path)

    with pytest.raises(ContractBroken) as failure:
        publish(folder, tmp_path / "store")

    assert [(f.rule, f.file) for f in failure.value.findings] == [
        ("file_refused", name)
    ]


@pytest.mark.parametrize("name", ["dashboard.toml", "events.csv", "delivery.json"])
@pytest.mark.parametrize(
    "make",
    [lambda f, _: os.mkfifo(f), lambda f, _: f.mkdir(), no_link],
    ids=["pipe", "folder", "dangling link"],
)
def test_what_lies_beside_the_tables_is_a_file_too(folder, tmp_path, name, make):
    make(folder / name, tmp_path)

    try:
        told = [f.file for f in check_folder(folder)[2]]
    except BadSettings as error:
        told = [str(error).split(" ")[0]]

    assert told == [name]


def test_a_page_that_is_not_what_its_own_checksum_says(folder):
    """A flipped bit of a whole number is another whole number, and DuckDB reads it."""
    file = folder / "loans.parquet"
    parquet.write_table(
        parquet.read_table(file),
        file,
        compression="none",
        use_dictionary=False,
        write_page_checksum=True,
    )
    assert found(folder) == []
    row_group = parquet.ParquetFile(file).metadata.row_group(0)
    names = [row_group.column(i).path_in_schema for i in range(row_group.num_columns)]
    column = row_group.column(names.index("principal"))
    damaged = bytearray(file.read_bytes())
    damaged[column.data_page_offset + column.total_compressed_size - 1] ^= 1
    file.write_bytes(damaged)

    (finding,) = [f for f in check_folder(folder)[2] if f.rule == "file_unreadable"]
    assert finding.file == "loans.parquet"
    assert "checksum" in finding.message
    assert not any("delivery" in f[1] or "value" in f[1] for f in found(folder))


def said_of(folder):
    """A delivery.json that tells the truth of the clean book in two parts."""
    extract = Extract.at(folder)
    files = {
        extract.relative(file): {
            "bytes": file.stat().st_size,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        }
        for of_table in extract.files.values()
        for file in of_table
    }
    first, second = [n for n in files if n.startswith("performance")]
    files[first]["rows"], files[second]["rows"] = 11, 11
    files["loans.parquet"]["rows"] = 5
    book = clean_book()
    principal = sum(row["principal"] for row in book["loans"])
    files["loans.parquet"]["sums"] = {"principal": str(principal)}
    paid = sum(row["interest_paid"] for row in book["performance"][11:])
    files[second]["sums"] = {"interest_paid": str(paid)}
    return {"files": files}


def deliver(folder, said):
    (folder / "delivery.json").write_text(json.dumps(said), "utf-8")


def test_a_delivery_that_is_what_its_sender_says(folder):
    deliver(folder, said_of(folder))

    assert found(folder) == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("bytes", 1, "has bytes"),
        ("sha256", "0" * 64, "has sha256"),
        ("rows", 6, "has rows 5, and delivery.json says 6"),
        ("sums", {"principal": "0.01"}, "delivery.json says 0.01"),
        ("sums", {"princpal": "1"}, "no such column"),
    ],
)
def test_a_file_that_is_not_what_its_sender_says(folder, key, value, words):
    said = said_of(folder)
    said["files"]["loans.parquet"][key] = value
    deliver(folder, said)

    (finding,) = check_folder(folder)[2]
    assert (finding.rule, finding.file) == ("delivery_differs", "loans.parquet")
    assert words in finding.message


def test_a_cent_in_the_second_file_of_a_table_is_told_of_that_file(folder):
    said = said_of(folder)
    name = next(n for n, f in said["files"].items() if "interest_paid" in str(f))
    sums = said["files"][name]["sums"]
    sums["interest_paid"] = str(Decimal(sums["interest_paid"]) + Decimal("0.01"))
    deliver(folder, said)

    (finding,) = check_folder(folder)[2]
    assert (finding.rule, finding.file) == ("delivery_differs", name)


def test_files_that_are_listed_and_absent_or_here_and_unlisted(folder):
    said = said_of(folder)
    said["files"]["touchpoints-2.parquet"] = said["files"].pop("touchpoints.parquet")
    deliver(folder, said)

    assert found(folder) == [
        ("error", "delivery_absent", "touchpoints", "touchpoints-2.parquet"),
        ("error", "delivery_unlisted", "touchpoints", "touchpoints.parquet"),
    ]


def test_a_file_that_is_refused_is_not_told_to_be_absent_too(folder, tmp_path):
    deliver(folder, said_of(folder))
    file = folder / "targets.parquet"
    file.rename(tmp_path / "elsewhere.parquet")
    file.symlink_to(tmp_path / "elsewhere.parquet")

    assert found(folder) == [("error", "file_refused", "targets", "targets.parquet")]


@pytest.mark.parametrize("text", ["{", '{"files": {"a": {"row": 1}}}', "[]"])
def test_a_delivery_that_cannot_be_read_is_named(folder, text):
    (folder / "delivery.json").write_text(text)

    assert [f[1] for f in found(folder)] == ["delivery_unreadable"]


def test_what_has_no_exact_sum_is_no_control_sum(folder):
    said = said_of(folder)
    for name, column in [
        ("applications.parquet", "channel"),
        ("loans.parquet", "annual_rate"),
        ("loans.parquet", "disbursed_on"),
    ]:
        said["files"][name].setdefault("sums", {})[column] = "1"
    deliver(folder, said)

    findings = check_folder(folder)[2]
    assert {f.rule for f in findings} == {"delivery_unreadable"}
    assert ["channel" in f.message for f in findings] == [True, False]
    assert "annual_rate, disbursed_on" in findings[1].message


def test_a_delivery_json_that_comes_later_is_held_against_what_was_published(
    folder, tmp_path
):
    publish(folder, tmp_path / "store")
    said = said_of(folder)
    said["files"]["loans.parquet"]["rows"] = 6
    deliver(folder, said)

    with pytest.raises(ContractBroken) as failure:
        publish(folder, tmp_path / "store")

    assert [f.rule for f in failure.value.findings] == ["delivery_differs"]


def test_the_check_apart_finds_what_the_check_finds(folder, tmp_path):
    book = clean_book()
    book["loans"][0]["principal"] = Decimal(-1)
    book["customers"][0]["segment"] = "Salaried"
    broken = write_extract(book, tmp_path / "broken", 'currency = "EUR"\n')
    extract, settings, here = check_folder(broken)
    steps = []

    apart = check_apart(
        extract, settings, on_progress=lambda done, step: steps.append((done, step))
    )

    assert apart == here
    assert len(here) == 3
    assert steps[0] == (0.0, "files")
    assert steps[-1] == (1.0, "done")
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_a_check_without_memory_is_a_finding(folder, monkeypatch):
    monkeypatch.setenv(MEMORY_VARIABLE, "150")

    (finding,) = check_apart(Extract.at(folder), Settings())

    assert (finding.severity, finding.rule) == ("error", "check_stopped")
    assert "150 MB (LOAN_DASHBOARD_CHECK_MB)" in finding.message


def test_what_ended_a_check_is_the_line_that_names_it_and_not_advice_after_it():
    said = """Traceback (most recent call last):
  File "check.py", line 1, in <module>
_duckdb.OutOfMemoryException: Out of Memory Error: could not allocate (1.8 GiB used)
Possible solutions:
* Reducing the number of threads
See also https://example.org/tuning
"""
    assert _what_ended(said).startswith("_duckdb.OutOfMemoryException: Out of Memory")
    assert _what_ended("killed\n") == "killed"
    assert _what_ended("") == ""


def test_a_check_that_takes_too_long_is_a_finding(folder, monkeypatch):
    monkeypatch.setattr("data.check_apart.SECONDS", 0.02)  # less than a start takes

    (finding,) = check_apart(Extract.at(folder), Settings())

    assert finding.rule == "check_stopped"
    assert "longer than 0.02 s (LOAN_DASHBOARD_CHECK_SECONDS)" in finding.message


@pytest.fixture
def checked_apart(monkeypatch):
    """As it is done in earnest; see tests/conftest.py."""
    monkeypatch.setattr("data.publish.check_apart", check_apart)


def test_a_check_that_stops_publishes_nothing(
    folder, tmp_path, monkeypatch, checked_apart
):
    store = tmp_path / "store"
    served = publish(folder, store)
    monkeypatch.setenv(MEMORY_VARIABLE, "150")
    book = clean_book()
    book["loans"][0]["annual_rate"] = 0.2
    write_extract(book, tmp_path / "next")

    with pytest.raises(ContractBroken) as caught:
        publish(tmp_path / "next", store)

    assert [f.rule for f in caught.value.findings] == ["check_stopped"]
    assert Store(store).current().id == served.id


def test_a_delivery_that_is_still_being_written_is_not_published(folder, tmp_path):
    def engine(extract, settings, out):
        file = folder / "loans.parquet"
        file.write_bytes(file.read_bytes())  # the same bytes, at another time
        return on_duckdb(extract, settings, out)

    with pytest.raises(UnusableExtract, match="loans.parquet changed while"):
        publish(folder, tmp_path / "store", engine=engine)

    assert Store(tmp_path / "store").snapshots() == []
