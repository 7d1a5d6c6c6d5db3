"""DuckDB's statements as another engine reads them."""

import pytest
import sqlglot
from sqlglot import exp

from data import portable
from data.snapshot import FACTS, ROLLUPS, SQL

STATEMENTS = (*FACTS, "extent", *(f"rollups/{name}" for name in ROLLUPS))

SCALAR = """
create macro double_of(x) as x * 2;
create macro both(x, y) as double_of(x) + y;
"""


@pytest.fixture
def macros(tmp_path):
    file = tmp_path / "macros.sql"
    file.write_text(SCALAR)
    return portable.read_macros([file])


@pytest.fixture(scope="module")
def ours():
    return portable.read_macros([SQL / "setting_macros.sql", SQL / "measures.sql"])


def test_a_macro_is_put_in_with_its_arguments(macros):
    text = portable.translated("select both(a.x + 1, y) as z from a", macros, "duckdb")
    assert text == "SELECT ((((a.x + 1)) * 2) + (y)) AS z FROM a"


def test_a_macro_in_a_macros_argument_is_put_in_too(macros):
    text = portable.translated("select double_of(double_of(x))", macros, "duckdb")
    assert text == "SELECT ((((x) * 2)) * 2)"


def test_a_column_of_a_table_is_no_parameter(tmp_path):
    file = tmp_path / "macros.sql"
    file.write_text("create macro of(x) as table select t.x, x as y from t;")
    text = portable.translated(
        "select * from of(3) as o", portable.read_macros([file]), "duckdb"
    )
    assert text == "SELECT * FROM (SELECT t.x, (3) AS y FROM t) AS o"


def test_too_few_arguments_are_no_call(macros):
    with pytest.raises(ValueError, match="zip"):
        portable.translated("select both(1)", macros, "duckdb")


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_macro_is_left_in_a_statement(name, ours):
    text = portable.statement(name, ours, "spark")
    called = {
        call.name.lower()
        for call in sqlglot.parse_one(text, dialect="spark").find_all(exp.Anonymous)
    }
    assert not called & set(ours)
    assert "materialized" not in text.lower()


def test_every_portable_form_stands_for_a_statement():
    forms = {file.stem for file in (SQL / "portable").glob("*.sql")}
    assert forms and forms <= {name.rpartition("/")[2] for name in STATEMENTS}
