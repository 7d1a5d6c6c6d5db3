"""Nothing of a metric may be missing: question, grain, words, columns, parameters."""

import re
from pathlib import Path

import duckdb
import pytest

import metrics
from metrics import CATALOGUE, Filters, metric
from metrics.columns import BETTER, UNITS, unit_of
from metrics.errors import BadOption, UnknownMetric
from metrics.telling import PARTS, describe, handbook
from tests.books import clean_book
from texts import LANGUAGES, words

SQL = Path(metrics.__file__).parent / "sql"
ROOT = SQL.parent.parent
NAMES = list(CATALOGUE)

PERIOD = Filters("2025-04", "2025-06")
"""A period that every metric can be asked about; some compare it with another."""

LATER_COLUMNS = {
    "pending",
    "left_out_loans",
    "no_first_due_date",
    "unallocated_spend",
}
"""What SQL returns for the notes beside the columns."""


@pytest.fixture(scope="module")
def book(shelved):
    return shelved(clean_book())


def test_the_catalogue_has_every_metric_that_is_promised():
    promised = (
        *("funnel", "conversion", "declines", "vintage", "delinquency", "portfolio"),
        *("roll_rates", "flow_rates", "first_payment_default", "channel_roi"),
    )
    assert [name for name in NAMES if name in promised] == list(promised)


def test_every_sql_file_belongs_to_a_metric():
    files = {path.stem for path in SQL.glob("*.sql") if not path.stem.startswith("_")}
    assert files == set(CATALOGUE)


def test_every_metric_is_asked_in_some_test():
    here = Path(__file__).parent
    text = "".join(path.read_text("utf-8") for path in here.glob("test_*.py"))
    assert all(f'"{name}"' in text for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_sql_begins_with_its_question_and_its_grain(name):
    lines = CATALOGUE[name].sql.splitlines()
    header = [line for line in lines[:8] if line.startswith("-- ")]
    assert lines[0].startswith("-- ") and "?" in header[0] + header[1]
    assert any(line.startswith("-- Grain: ") for line in header)
    assert max(map(len, lines)) <= 88


@pytest.mark.parametrize("name", NAMES)
def test_sql_is_one_statement_whose_parameters_are_all_given_and_all_used(name, book):
    (statement,) = duckdb.extract_statements(CATALOGUE[name].sql)
    asked = CATALOGUE[name].run(book, PERIOD)
    assert set(statement.named_parameters) <= set(asked.params)
    everywhere = {"from_month", "to_month", "by", "filters"}
    everywhere |= {"as_of", "newest_at"}
    if CATALOGUE[name].whole_months:  # where days count, the SQL must ask for them
        everywhere.add("until")
    helpers = {"maturity_days"} if name == "funnel" else set()
    unused = set(asked.params) - set(statement.named_parameters) - everywhere
    assert unused <= helpers


@pytest.mark.parametrize("name", NAMES)
def test_declared_columns_are_those_of_the_sql(name, book):
    asked = CATALOGUE[name].run(book, PERIOD)
    returned = list(book.fetch(asked.sql, asked.params).columns)
    declared = list(CATALOGUE[name].columns)
    assert returned[0] == "by"
    assert returned[1 : len(declared) + 1] == declared
    assert set(returned[len(declared) + 1 :]) <= LATER_COLUMNS


@pytest.mark.parametrize("name", NAMES)
def test_every_column_has_a_unit(name):
    for column in CATALOGUE[name].columns:
        assert unit_of(name, column)
    assert set(BETTER) <= set(UNITS) | {"disbursed", "bad"}


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("name", NAMES)
def test_every_metric_is_told_in_both_languages(name, language):
    t = words(language)
    for part in ("label", *PARTS):
        assert t(f"metrics.{name}.{part}").strip()
    told = describe(CATALOGUE[name], language)
    assert CATALOGUE[name].sql in told
    for option in CATALOGUE[name].options:
        assert f"--{option.name.replace('_', '-')}" in told


def test_the_two_languages_are_not_the_same_text():
    english, chinese = words("en"), words("zh")
    for name in NAMES:
        key = f"metrics.{name}.definition"
        assert english(key) != chinese(key)
        assert re.search(r"[\u4e00-\u9fff]", chinese(key))


def test_the_handbook_in_docs_is_fresh():
    """Run `make docs` where this fails."""
    written = (ROOT / "docs" / "metrics.md").read_text("utf-8")
    assert written == handbook(CATALOGUE)


@pytest.mark.parametrize("name", NAMES)
def test_options_refuse_what_they_do_not_know_and_name_what_is_valid(name, book):
    with pytest.raises(BadOption, match="has no option 'colour'"):
        CATALOGUE[name].run(book, colour="red")
    for option in CATALOGUE[name].options:
        for wrong in ("purple", -1, 1.5, True):
            with pytest.raises(BadOption) as error:
                CATALOGUE[name].run(book, **{option.name: wrong})
            valid = option.choices or (option.minimum,)
            assert all(str(value) in str(error.value) for value in valid)


def test_options_take_numbers_written_as_text(book):
    by_text = metric("vintage").run(book, dpd="60").frame
    assert by_text.equals(metric("vintage").run(book, dpd=60).frame)


def test_an_unknown_metric_is_named_with_the_known_ones():
    with pytest.raises(UnknownMetric, match="first_payment_default"):
        metric("vantage")


@pytest.mark.parametrize(
    "month", ["2025-13", "2025-1", "2025", "01-2025", "2025-01-01"]
)
def test_a_month_is_written_as_year_and_month(month):
    with pytest.raises(BadOption, match="2025-01"):
        Filters(from_month=month)


def test_a_period_may_not_end_before_it_starts():
    with pytest.raises(BadOption, match="2025-05"):
        Filters("2025-05", "2025-04")


def test_equal_filters_are_one_value_however_they_were_written():
    one = Filters(where=(("product", ("b", "a")), ("channel", ())))
    other = Filters(where=(("product", ("a",)), ("product", ("b", "a"))))
    assert one == other and hash(one) == hash(other)
    assert one.dimensions == ("product",)
