"""The rows behind a figure are as many, and as much, as the figure says."""

import math

import pytest

from data.publish import publish
from metrics import CATALOGUE, Filters, open_book
from metrics.errors import BadOption
from metrics.rows import Cell, application_story, loan_story, rows_behind
from tests import oracle
from tests.books import write_extract
from tests.comparing import settings_toml

FILTERS = (
    Filters(),
    Filters("2024-06", "2025-02", (("product", ("cash_loan",)),)),
)


@pytest.fixture(scope="module", params=[12])
def book(request, tmp_path_factory):
    """A random book with gaps, recoveries, NULL dimensions and open applications."""
    folder = tmp_path_factory.mktemp("rows")
    rows, settings = oracle.random_book(request.param)
    extract = write_extract(rows, folder / "extract", settings_toml(settings))
    return open_book(publish(extract, folder / "store"), threads=1)


def filters_of(book):
    """The filters whose values this book has."""
    for filters in FILTERS:
        if all(v in book.dimensions[d] for d, values in filters.where for v in values):
            yield filters


def checked(book, metric, cells, *, by=None, **options):
    """Compares every cell's figure with its rows; returns how many cells."""
    compared = 0
    for filters in filters_of(book):
        answer = CATALOGUE[metric].run(book, filters, by=by, **options)
        for row in answer.frame.to_dict("records"):
            for cell, count, amount in cells(row):
                found = rows_behind(book, answer, cell)
                if count is not None:
                    assert found.total == count, (metric, options, filters, cell)
                if amount is not None:
                    assert math.isclose(
                        found.amount, amount, rel_tol=1e-9, abs_tol=1e-3
                    ), (metric, options, filters, cell)
                compared += 1
    return compared


@pytest.mark.parametrize("window_days", [None, 7])
def test_a_stage_of_the_funnel(book, window_days):
    def cells(row):
        yield Cell(stage=row["stage"]), row["applications"], None

    assert checked(book, "funnel", cells, window_days=window_days) > 6


def test_a_stage_of_one_value_of_a_split(book):
    def cells(row):
        # A value that is empty in the data arrives as NaN and is asked for as ''.
        value = row["by"] if isinstance(row["by"], str) else ""
        yield Cell(stage=row["stage"], by=value), row["applications"], None

    assert checked(book, "funnel", cells, by="channel") > 6


def test_what_became_of_a_month(book):
    def cells(row):
        for counted in ("started", "approved", "declined", "withdrawn", "open"):
            yield Cell(month=row["month"], counted=counted), row[counted], None

    assert checked(book, "conversion", cells) > 10


@pytest.mark.parametrize(
    "options",
    [
        {"measure": "ever", "basis": "count", "dpd": 30},
        {"measure": "point", "basis": "count", "dpd": 60},
        {"measure": "ever", "basis": "balance", "dpd": 1, "cohort": "quarter"},
        {"measure": "point", "basis": "balance", "dpd": 30, "cohort": "year"},
        {"measure": "net_loss", "basis": "balance", "cohort": "half"},
    ],
)
def test_a_cell_of_the_triangle(book, options):
    def cells(row):
        if row["mob"] % 5 == 0:
            cell = Cell(cohort=row["cohort"], mob=row["mob"])
            if options["basis"] == "count":
                yield cell, row["bad"], None
            else:
                yield cell, None, row["bad"]
            whole = Cell(cohort=row["cohort"], mob=row["mob"], with_good=True)
            yield whole, row["loans"], None

    assert checked(book, "vintage", cells, **options) > 4


def test_a_bucket_at_a_month_end(book):
    def cells(row):
        cell = Cell(as_of=row["as_of"], bucket=row["bucket"])
        yield cell, row["loans"], row["balance"]

    assert checked(book, "delinquency", cells) > 8


def test_a_move_between_two_month_ends(book):
    def cells(row):
        cell = Cell(bucket=row["from_bucket"], to_bucket=row["to_bucket"])
        yield cell, row["loans"], row["balance"]

    assert checked(book, "roll_rates", cells) > 3


def test_a_month_of_first_payments(book):
    if CATALOGUE["first_payment_default"].missing_from(book):
        pytest.skip("this random book has no first due dates at all")

    def cells(row):
        yield Cell(month=row["month"]), row["defaulted"], None
        yield Cell(month=row["month"], with_good=True), row["due"], None

    assert checked(book, "first_payment_default", cells, days=7) > 2


def late_balance(book, filters, as_of, first_bucket):
    """The balance of the buckets from `first_bucket` on, of the delinquency metric."""
    frame = CATALOGUE["delinquency"].run(book, filters).frame
    at_month_end = frame[frame["as_of"] == as_of]
    return at_month_end["balance"].iloc[first_bucket:].sum()


@pytest.mark.parametrize(("column", "first"), [("par1", 1), ("par30", 2), ("par90", 4)])
def test_what_is_late_of_the_book(book, column, first):
    def cells(row):
        cell = Cell(as_of=row["as_of"], counted=column)
        yield cell, None, row[column] * row["balance"] if row["balance"] else 0

    assert checked(book, "portfolio", cells) > 3
    for filters in filters_of(book):
        answer = CATALOGUE["portfolio"].run(book, filters)
        as_of = answer.frame["as_of"].iloc[-1]
        found = rows_behind(book, answer, Cell(as_of=as_of, counted=column))
        late = late_balance(book, filters, as_of, first)
        assert found.amount == pytest.approx(late)


def test_what_flowed_into_the_next_bucket(book):
    answer = CATALOGUE["flow_rates"].run(book)
    frame = CATALOGUE["delinquency"].run(book).frame
    into = {(r["as_of"], r["bucket"]): r for r in frame.to_dict("records")}
    compared = 0
    for row in answer.frame.to_dict("records"):
        cell = Cell(as_of=row["as_of"], to_bucket=row["to_bucket"])
        found = rows_behind(book, answer, cell)
        there = into.get((row["as_of"], row["to_bucket"]), {"loans": 0, "balance": 0})
        assert found.total == there["loans"]
        assert found.amount == pytest.approx(there["balance"])
        compared += found.total
    assert compared > 3


@pytest.mark.parametrize("options", [{}, {"horizon": 3}, {"level": "campaign"}])
def test_what_a_channel_brought(book, options):
    def cells(row):
        if row["channel"] == "(unallocated)":
            return
        campaign = row.get("campaign", "no such column")
        named = {} if campaign == "no such column" else {"campaign": campaign or ""}
        if named and not isinstance(campaign, str):
            named = {"campaign": ""}
        for counted in ("applications", "approved"):
            cell = Cell(channel=row["channel"], counted=counted, **named)
            yield cell, row[counted], None

    assert checked(book, "channel_roi", cells, **options) > 4
    answer = CATALOGUE["channel_roi"].run(book, **options)
    row = answer.frame.iloc[0]
    cell = Cell(channel=row["channel"], counted="loans")
    if "campaign" not in row.index:
        assert rows_behind(book, answer, cell).counted == row["loans"]


def test_rows_stand_in_the_order_asked_for(book):
    answer = CATALOGUE["delinquency"].run(book)

    def frame(order):
        return rows_behind(book, answer, Cell(), order=order).frame

    for order, column, rising in (
        ("largest", "balance", False),
        ("smallest", "balance", True),
        ("newest", "disbursed_on", False),
        ("oldest", "disbursed_on", True),
    ):
        values = list(frame(order)[column])
        assert values == sorted(values, reverse=not rising)
        assert len(set(values)) > 1
    with pytest.raises(BadOption, match="order = 'balance; drop'"):
        frame("balance; drop")


def test_pages_are_parts_of_one_list(book):
    answer = CATALOGUE["funnel"].run(book)
    whole = rows_behind(book, answer, Cell(stage="started"), page_rows=1_000)
    pages, page = [], 0
    while sum(map(len, pages)) < whole.total:
        part = rows_behind(book, answer, Cell(stage="started"), page=page, page_rows=7)
        assert 0 < len(part.frame) <= 7
        pages.append(list(part.frame["application_id"]))
        page += 1
    assert [i for part in pages for i in part] == list(whole.frame["application_id"])


def test_a_row_opens_its_story(book):
    answer = CATALOGUE["delinquency"].run(book)
    loan_id = rows_behind(book, answer, Cell()).frame["loan_id"].iloc[0]
    loan, months = loan_story(book, loan_id)
    assert list(loan["loan_id"]) == [loan_id]
    assert list(months["as_of"]) == sorted(months["as_of"])
    funnel = CATALOGUE["funnel"].run(book)
    behind = rows_behind(book, funnel, Cell(stage="started"))
    application_id = behind.frame["application_id"].iloc[0]
    story = application_story(book, application_id)
    assert list(story["application_id"]) == [application_id]
    assert application_story(book, "' or 1=1 --").empty


def test_figures_without_rows_of_their_own_say_so(book):
    months = {"from_month": "2025-07", "to_month": "2025-09"}
    answer = CATALOGUE["change"].run(book, Filters(**months))
    with pytest.raises(BadOption, match="no rows of its own"):
        rows_behind(book, answer, Cell())
