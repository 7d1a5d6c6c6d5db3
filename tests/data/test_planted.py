"""Faults planted anywhere: found in any order of rows, with the row where it is."""

import random

import pytest

from benchmarks.fuzz import (
    HARMLESS,
    REFUSED,
    SILENT,
    UNNAMED,
    damaged,
    outcome,
    with_checksums,
    with_delivery,
)
from data.check import check, check_folder
from data.extract import Extract
from data.sample import make_sample
from data.settings import Settings
from tests.books import clean_book, write_extract
from tests.data.faults import FAULTS

SEEDS = (1, 2, 3)


def shuffled(book, seed):
    """The book with each table's rows in another order, and where each row went."""
    chance, moved = random.Random(seed), {}
    for name, rows in book.items():
        order = list(range(len(rows)))
        chance.shuffle(order)
        book[name] = [rows[i] for i in order]
        moved[name] = {old + 1: new + 1 for new, old in enumerate(order)}
    return book, moved


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_at_its_row_wherever_that_is(tmp_path, fault, seed):
    book = clean_book()
    if fault.change:
        fault.change(book)
    book, moved = shuffled(book, seed)

    findings = check_folder(write_extract(book, tmp_path, **fault.write))[2]

    assert {f.rule for f in findings} == {fault.rule, *fault.also}
    (finding,) = [f for f in findings if f.rule == fault.rule]
    assert (finding.severity, finding.table, finding.column, finding.rows) == (
        fault.severity,
        fault.table,
        fault.column,
        fault.rows,
    )
    expected = {
        (key, moved[fault.table][row] if row else None) for key, row in fault.keys
    }
    assert {(r.key, r.row_number) for r in finding.offending} == expected


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_found_in_a_clean_set(tmp_path, seed):
    make_sample(tmp_path / "sample", loans=300, months=8, seed=seed)

    assert check_folder(tmp_path / "sample")[2] == []


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return write_extract(clean_book(), tmp_path_factory.mktemp("fuzz") / "whole")


@pytest.fixture(scope="module")
def checksummed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz") / "checksummed"
    return with_checksums(write_extract(clean_book(), folder))


def in_process(folder):
    return check(Extract.at(folder), Settings())


@pytest.fixture(scope="module")
def delivered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz") / "delivered"
    return with_delivery(write_extract(clean_book(), folder))


@pytest.mark.parametrize("kind", ["flip", "cut"])
@pytest.mark.parametrize("seed", range(10))
def test_a_damage_is_refused_by_the_name_of_its_file_or_nothing_else_is_named(
    whole, checksummed, delivered, tmp_path, kind, seed
):
    file = damaged(whole, tmp_path / "bare", kind, random.Random(seed))
    assert outcome(whole, tmp_path / "bare", file, in_process) != UNNAMED
    file = damaged(checksummed, tmp_path / "summed", kind, random.Random(seed))
    assert outcome(checksummed, tmp_path / "summed", file, in_process) in (
        REFUSED,
        HARMLESS,
    )
    # That every bit tells, those of the footer too, takes a delivery.json.
    file = damaged(delivered, tmp_path / "sent", kind, random.Random(seed))
    assert outcome(delivered, tmp_path / "sent", file, in_process) == REFUSED


def test_the_harness_sees_a_value_that_changed_without_a_word(whole, tmp_path):
    book = clean_book()
    book["loans"][0]["annual_rate"] = 0.2
    write_extract(book, tmp_path)

    assert outcome(whole, tmp_path, tmp_path / "loans.parquet", in_process) == SILENT
