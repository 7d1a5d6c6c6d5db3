"""The last month up to a day: two months are compared over as many days each."""

from dataclasses import replace
from datetime import date

import pytest

from metrics import CATALOGUE, Filters
from metrics.errors import BadOption, WholeMonthsOnly
from metrics.rows import Cell, rows_behind
from tests.metrics.asking import column, only, plain
from tests.metrics.drawn import applications, histories, loans

DAYS = ("funnel", "conversion", "declines", "vintage", "first_payment_default")
"""Metrics that know days, and answer the book below."""


@pytest.fixture(scope="module")
def two_months(shelved):
    """April has 30 days. Of its five applications A1 to A3 were started by the 15th.

    A3 is declined on the 16th, A1 disbursed on the 16th. May is what follows: A6 and A7
    by the 15th, A8 on the 16th.
    """
    return shelved(
        {
            "applications": applications("""
                application_id  started_at           decided_at        decision  decline_reason  disbursed_at
                A1              2026-04-01T09:00     2026-04-10T09:00  approved  -               2026-04-16T00:00
                A2              2026-04-15T00:00     2026-04-15T10:00  declined  score           -
                A3              2026-04-15T23:59:59  2026-04-16T09:00  declined  income          -
                A4              2026-04-16T00:00     2026-04-20T09:00  approved  -               2026-04-30T23:00
                A5              2026-04-30T23:59     -                 -         -               -
                A6              2026-05-02T09:00     2026-05-03T09:00  approved  -               2026-05-15T09:00
                A7              2026-05-15T09:00     2026-05-16T09:00  declined  score           -
                A8              2026-05-16T09:00     2026-05-17T09:00  approved  -               -
            """),  # noqa: E501
            "loans": loans("""
                loan_id  application_id  disbursed_on  principal  first_due_on
                L1       A1              2026-04-16    700        2026-05-16
                L2       -               2026-04-15    100        2026-05-15
                L3       A4              2026-04-30    900        2026-05-30
                L4       A6              2026-05-15    500        2026-06-15
            """),
            "performance": histories("""
                loan  2026-04  2026-05
                L1    700      700/16
                L2    100      100/16
                L3    900      900
                L4    -        500
            """),
        }
    )


def ask(book, name, *, day=None, first="2026-04", last="2026-04", source=None, **asked):
    """The rows of a metric for April, of which days up to `day` count."""
    filters = Filters(first, last, (), day)
    return plain(CATALOGUE[name].run(book, filters, source=source, **asked).frame)


@pytest.mark.parametrize(
    ("day", "started"),
    [(None, 5), (31, 5), (30, 5), (29, 4), (16, 4), (15, 3), (14, 1), (1, 1)],
)
def test_applications_count_up_to_the_last_second_of_the_day(two_months, day, started):
    # A1 on the 1st; A2 and A3 on the 15th, from 0:00:00 to 23:59:59; A4; A5 on the 30th
    assert ask(two_months, "funnel", day=day)[0]["applications"] == started
    assert ask(two_months, "conversion", day=day)[0]["started"] == started


def test_a_cohort_keeps_what_becomes_of_it_later(two_months):
    # Of A1, A2, A3: A1 was disbursed on the 16th, A3 declined on the 16th.
    (april,) = ask(two_months, "conversion", day=15)
    assert (april["approved"], april["declined"], april["disbursed"]) == (1, 2, 1)
    assert april["conversion_rate"] == 1 / 3
    assert april["disbursed_amount"] == 700


@pytest.mark.parametrize(
    ("day", "declined", "disbursed", "amount"),
    [(15, 1, 0, 0), (16, 2, 1, 700), (29, 2, 1, 700), (31, 2, 2, 700 + 900)],
)
def test_by_period_each_event_has_its_own_day(
    two_months, day, declined, disbursed, amount
):
    (april,) = ask(two_months, "conversion", day=day, basis="period")
    found = (april["declined"], april["disbursed"], april["disbursed_amount"])
    assert found == (declined, disbursed, amount)


def test_only_the_last_month_is_cut(two_months):
    months = ask(two_months, "conversion", day=15, last="2026-05")
    # April whole: A1 to A5. May up to the 15th: A6 and A7.
    assert column(months, "month", "started") == [("2026-04", 5), ("2026-05", 2)]


def test_reasons_are_of_applications_started_by_the_day(two_months):
    reasons = ask(two_months, "declines", day=15, last="2026-05")
    assert column(reasons, "reason", "applications") == [("score", 2), ("income", 1)]
    reasons = ask(two_months, "declines", day=14)
    assert reasons == []


def test_loans_count_by_the_day_of_disbursement(two_months):
    cell = only(ask(two_months, "vintage", day=15), mob=0)
    assert (cell["loans"], cell["principal"]) == (1, 100)
    cell = only(ask(two_months, "vintage", day=16, basis="balance"), mob=0)
    assert (cell["loans"], cell["principal"]) == (2, 100 + 700)
    (april,) = ask(two_months, "first_payment_default", day=15, days=7)
    assert (april["due"], april["defaulted"]) == (1, 1)  # L2: 16 days on 31 May


def test_a_change_counts_as_many_days_of_both_months(two_months):
    def change(figure, day):
        found = CATALOGUE["change"].run(
            two_months,
            Filters("2026-05", "2026-05", (), day),
            by="product",
            metric=figure,
        )
        return tuple(found.frame[["before_all", "after_all"]].iloc[0])

    assert change("applications", None) == (5, 3)
    assert change("applications", 15) == (3, 2)  # A1 A2 A3, then A6 A7
    assert change("approval_rate", 15) == (1 / 3, 1 / 2)
    assert change("loans", 15) == (1, 1)  # L2, then L4
    assert change("disbursed_amount", 15) == (100, 500)
    with pytest.raises(WholeMonthsOnly, match="month-ends"):
        change("par30", 15)


def test_a_change_up_to_the_31st_takes_a_month_of_30_days_whole(two_months):
    may = Filters("2026-05", "2026-05")
    for figure in ("applications", "loans"):
        answers = [
            CATALOGUE["change"].run(two_months, asked, by="channel", metric=figure)
            for asked in (may, replace(may, last_day=31))
        ]
        assert plain(answers[0].frame) == plain(answers[1].frame)


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("by", [None, "channel"])
def test_up_to_the_31st_is_the_whole_month(two_months, name, by):
    whole = ask(two_months, name, last="2026-05", by=by)
    assert whole
    assert ask(two_months, name, day=31, last="2026-05", by=by) == whole


@pytest.mark.parametrize(
    "name", ["portfolio", "delinquency", "roll_rates", "flow_rates", "channel_roi"]
)
def test_what_is_known_by_whole_months_says_so(two_months, name):
    with pytest.raises(WholeMonthsOnly, match=rf"{name}.*day 15.*(whole|month-ends)"):
        ask(two_months, name, day=15)


def test_rollups_know_no_days(two_months):
    found = CATALOGUE["funnel"].run(two_months, Filters(None, "2026-04", (), 15))
    assert found.source == "facts"
    assert found.params["until"] == date(2026, 4, 15)
    with pytest.raises(BadOption, match="rollups know no days"):
        ask(two_months, "funnel", day=15, source="rollup")


def test_the_rows_behind_are_as_many_as_the_figure(two_months):
    answer = CATALOGUE["funnel"].run(two_months, Filters(None, "2026-04", (), 15))
    found = rows_behind(two_months, answer, Cell(stage="started"))
    assert sorted(found.frame["application_id"]) == ["A1", "A2", "A3"]
    assert found.total == answer.frame["applications"].iloc[0] == 3
    answer = CATALOGUE["vintage"].run(two_months, Filters(None, "2026-04", (), 16))
    found = rows_behind(two_months, answer, Cell(mob=0, with_good=True))
    assert sorted(found.frame["loan_id"]) == ["L1", "L2"]


@pytest.mark.parametrize("day", [0, 32, -1, 15.0, "15", True])
def test_a_day_is_a_whole_number_from_1_to_31(day):
    with pytest.raises(BadOption, match="last_day = .* from 1 to 31"):
        Filters("2026-04", "2026-04", (), day)


def test_a_day_needs_the_month_that_it_is_of():
    with pytest.raises(BadOption, match="no end"):
        Filters("2026-04", None, (), 15)
    assert Filters("2026-02", "2026-02", (), 30).params()["until"] == date(2026, 2, 28)
    assert Filters("2026-02", "2026-02").params()["until"] is None
