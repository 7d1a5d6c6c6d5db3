"""The loan-months that stream through files in order are those of any order."""

import random

import pytest

from data.extract import Extract
from data.facts import prepared
from data.settings import read_settings
from data.snapshot import SQL
from tests.books import write_extract
from tests.oracle.books import random_book

STREAMED = (SQL / "loan_months.sql").read_text("utf-8")
PORTABLE = (SQL / "portable" / "loan_months.sql").read_text("utf-8")


def written(tmp_path, seed, parts, order):
    """A random book as an extract whose performance is in this order."""
    book, _ = random_book(seed)
    performance = book["performance"]
    performance.sort(key=lambda row: (row["loan_id"], row["as_of"]))
    if order == "shuffled":
        random.Random(seed).shuffle(performance)
    elif order == "by month":
        performance.sort(key=lambda row: (row["as_of"], row["loan_id"]))
    return write_extract(book, tmp_path / "extract", parts={"performance": parts})


@pytest.mark.parametrize("order", ["by loan", "by month", "shuffled"])
@pytest.mark.parametrize("seed", range(6))
def test_the_streamed_months_are_those_of_the_portable_form(tmp_path, seed, order):
    extract = Extract.at(written(tmp_path, seed, 1 + seed % 3, order))
    spill = tmp_path / "spill"
    spill.mkdir()
    with prepared(extract, read_settings(extract.path), spill) as con:
        names = [row[0] for row in con.execute(f"describe {PORTABLE}").fetchall()]
        streamed = con.execute(STREAMED)
        assert sorted(column[0] for column in streamed.description) == sorted(names)
        rows = [
            dict(zip((c[0] for c in streamed.description), row, strict=True))
            for row in streamed.fetchall()
        ]
        expected = [
            dict(zip(names, row, strict=True))
            for row in con.execute(PORTABLE).fetchall()
        ]
    assert rows == expected and rows


def test_the_streamed_form_sorts_nothing(tmp_path):
    extract = Extract.at(written(tmp_path, 1, 2, "by loan"))
    spill = tmp_path / "spill"
    spill.mkdir()
    with prepared(extract, read_settings(extract.path), spill) as con:
        plan = con.execute(f"explain {STREAMED}").fetchall()[0][1].upper()
    assert "STREAMING" in plan
    assert "ORDER" not in plan.replace("ORDER_BY_NOTHING", "")
