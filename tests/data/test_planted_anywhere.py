"""Faults of files, deliveries and CSV, each at three places that chance chooses.

tests/data/test_planted.py does the same for rows, values, types and tables.
"""

import hashlib
import json
import os
import random
import shutil
from pathlib import Path

import duckdb
import pytest
from pyarrow import parquet

from data.check import check_folder
from data.csv_files import read_csv_files
from data.errors import ContractBroken
from data.extract import Extract
from tests.books import clean_book, write_extract

SEEDS = range(3)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The clean book in one to three files a table, with a delivery.json."""
    folder = tmp_path_factory.mktemp("anywhere") / "whole"
    parts = {"performance": 3, "applications": 2}
    extract = Extract.at(write_extract(clean_book(), folder, parts=parts))
    files = {}
    for table in extract.files.values():
        for file in table:
            rows = parquet.read_metadata(file).num_rows
            files[extract.relative(file)] = {
                "bytes": file.stat().st_size,
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
                "rows": rows,
            }
    (folder / "delivery.json").write_text(json.dumps({"files": files}))
    return folder


# --- files: each is given the file and a folder elsewhere ------------------------


def becomes_a_link(file: Path, elsewhere: Path) -> None:
    file.rename(elsewhere / "file")
    file.symlink_to(elsewhere / "file")


def becomes_a_link_to_nowhere(file: Path, elsewhere: Path) -> None:
    file.unlink()
    file.symlink_to(elsewhere / "nowhere")


def becomes_a_pipe(file: Path, elsewhere: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def becomes_a_folder(file: Path, elsewhere: Path) -> None:
    file.unlink()
    file.mkdir()


def becomes_empty(file: Path, elsewhere: Path) -> None:
    file.write_bytes(b"")


def becomes_text(file: Path, elsewhere: Path) -> None:
    file.write_text("loan_id,principal\nL1,1000\n")


def loses_its_end(file: Path, elsewhere: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def grows_a_tail(file: Path, elsewhere: Path) -> None:
    file.write_bytes(file.read_bytes() + b"PAR1")


FILE_FAULTS = {
    becomes_a_link: "file_refused",
    becomes_a_link_to_nowhere: "file_refused",
    becomes_a_pipe: "file_refused",
    becomes_a_folder: "file_refused",
    becomes_empty: "file_unreadable",
    becomes_text: "file_unreadable",
    loses_its_end: "file_unreadable",
    grows_a_tail: "file_unreadable",
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", FILE_FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_of_any_file_names_it(whole, tmp_path, fault, seed):
    folder = Path(shutil.copytree(whole, tmp_path / "extract"))
    (folder / "delivery.json").unlink()  # which would tell as well
    files = sorted(folder.rglob("*.parquet"))
    file = random.Random(f"{fault.__name__} {seed}").choice(files)
    fault(file, tmp_path)

    told = {(f.rule, f.file) for f in check_folder(folder)[2] if f.file}
    assert told == {(FILE_FAULTS[fault], file.relative_to(folder).as_posix())}


# --- what a delivery says --------------------------------------------------------


def other_bytes(files: dict, name: str) -> None:
    files[name]["bytes"] += 1


def other_sum(files: dict, name: str) -> None:
    files[name]["sha256"] = files[name]["sha256"][::-1]


def other_rows(files: dict, name: str) -> None:
    files[name]["rows"] -= 1


def not_listed(files: dict, name: str) -> None:
    del files[name]


def under_another_name(files: dict, name: str) -> None:
    files[f"{name}.gz"] = files[name]


DELIVERY_FAULTS = {
    other_bytes: "delivery_differs",
    other_sum: "delivery_differs",
    other_rows: "delivery_differs",
    not_listed: "delivery_unlisted",
    under_another_name: "delivery_absent",
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", DELIVERY_FAULTS, ids=lambda fault: fault.__name__)
def test_a_delivery_that_is_otherwise_names_the_file(whole, tmp_path, fault, seed):
    folder = Path(shutil.copytree(whole, tmp_path / "extract"))
    said = json.loads((folder / "delivery.json").read_text())
    name = random.Random(f"{fault.__name__} {seed}").choice(sorted(said["files"]))
    fault(said["files"], name)
    (folder / "delivery.json").write_text(json.dumps(said))

    (finding,) = check_folder(folder)[2]
    assert finding.rule == DELIVERY_FAULTS[fault]
    assert finding.file.removesuffix(".gz") == name


# --- CSV: each is given the lines, a line's place and a field's ------------------


def hides_a_character(lines: list[str], line: int, field: int) -> None:
    fields = lines[line].split(",")
    fields[field] = "a\x00b"
    lines[line] = ",".join(fields)


def loses_letters(lines: list[str], line: int, field: int) -> None:
    fields = lines[line].split(",")
    fields[field] = "\N{REPLACEMENT CHARACTER}"
    lines[line] = ",".join(fields)


def opens_a_quote(lines: list[str], line: int, field: int) -> None:
    fields = lines[line].split(",")
    fields[field] = '"' + fields[field]
    lines[line] = ",".join(fields)


def quotes_a_part(lines: list[str], line: int, field: int) -> None:
    fields = lines[line].split(",")
    fields[field] = 'a"b"'
    lines[line] = ",".join(fields)


def has_a_field_more(lines: list[str], line: int, field: int) -> None:
    lines[line] += ",more"


def has_a_field_less(lines: list[str], line: int, field: int) -> None:
    lines[line] = lines[line].rpartition(",")[0]


def is_blank(lines: list[str], line: int, field: int) -> None:
    lines[line] = ""


def is_of_another_encoding(lines: list[str], line: int, field: int) -> None:
    fields = lines[line].split(",")
    fields[field] = "\udcff"  # written as the byte FF
    lines[line] = ",".join(fields)


CSV_FAULTS = {
    hides_a_character: "csv_character",
    loses_letters: "csv_character",
    opens_a_quote: "csv_quote",
    quotes_a_part: "csv_quote",
    has_a_field_more: "csv_width",
    has_a_field_less: "csv_width",
    is_blank: "csv_line_blank",
    is_of_another_encoding: "csv_encoding",
}


@pytest.fixture(scope="module")
def as_csv(whole, tmp_path_factory):
    """The same book as CSV files."""
    folder = tmp_path_factory.mktemp("anywhere") / "csv"
    for file in whole.rglob("*.parquet"):
        target = (folder / file.relative_to(whole)).with_suffix(".csv")
        target.parent.mkdir(parents=True, exist_ok=True)
        duckdb.read_parquet(str(file)).write_csv(str(target))
    return folder


def test_the_book_as_csv_is_sound(as_csv, tmp_path):
    read_csv_files(as_csv, tmp_path / "out")
    assert check_folder(tmp_path / "out")[2] == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", CSV_FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_of_any_line_names_file_line_and_column(as_csv, tmp_path, fault, seed):
    folder = Path(shutil.copytree(as_csv, tmp_path / "csv"))
    chance = random.Random(f"{fault.__name__} {seed}")
    file = chance.choice(sorted(folder.rglob("*.csv")))
    lines = file.read_text("utf-8").splitlines()
    last = len(lines) - (fault is is_blank)  # at the end it is no more than an end
    line = chance.randrange(1, last)
    names = lines[0].split(",")
    field = chance.randrange(len(names))
    fault(lines, line, field)
    file.write_text("\n".join(lines) + "\n", "utf-8", errors="surrogateescape")

    with pytest.raises(ContractBroken) as failure:
        read_csv_files(folder, tmp_path / "out")

    (finding,) = failure.value.findings
    assert finding.rule == CSV_FAULTS[fault]
    assert finding.file == file.relative_to(folder).as_posix()
    assert f"line {line + 1}" in finding.message
    if fault in (hides_a_character, loses_letters, opens_a_quote, quotes_a_part):
        assert finding.column == names[field]
