"""Vintage on a book of six loans: cohorts, charge-offs, gaps and who is missing."""

from datetime import date

import pytest

from metrics.errors import BadOption
from tests.metrics.asking import ask, column, only
from tests.metrics.drawn import histories, loans


@pytest.fixture(scope="module")
def six_loans(shelved):
    """Seen at the end of April. A is charged off straight from current, 100 comes back
    and its rows end; N has no month-end at all; the partner of B, N, E and Z is not
    known. All are bought: none has an application."""
    return shelved(
        {
            "loans": loans("""
                loan_id  disbursed_on  principal  channel  partner
                Z        2025-12-31    1000       web      -
                A        2026-01-05    1000       web      north
                B        2026-01-31    1000       web      -
                N        2026-01-20    2000       shop     -
                C        2026-02-01    500        shop     north
                E        2026-03-31    800        web      -
            """),
            "performance": histories("""
                loan  2025-12  2026-01  2026-02  2026-03   2026-04
                Z     1000     paid     -        -         -
                A     -        1000     off:900  back:100  -
                B     -        1000     950/40   900       paid
                C     -        -        500      450/31    400/5
                E     -        -        -        800       800/31
            """),
        }
    )


def cells(book, **options):
    """(cohort, mob) to what is bad."""
    rows = ask(book, "vintage", **options)
    return {(row["cohort"], row["mob"]): row["bad"] for row in rows}


def monthly(december, january, february, march):
    cohorts = ("2025-12", "2026-01", "2026-02", "2026-03")
    figures = (december, january, february, march)
    return {
        (cohort, mob): bad
        for cohort, line in zip(cohorts, figures, strict=True)
        for mob, bad in enumerate(line)
    }


def test_ever_30_counts_a_loan_for_good_once_it_was_over(six_loans):
    # January: A is charged off and B 40 days late at MOB 1; C and E at their MOB 1.
    expected = monthly([0, 0, 0, 0, 0], [0, 2, 2, 2], [0, 1, 1], [0, 1])
    assert cells(six_loans) == expected


def test_point_30_lets_a_cured_loan_go_and_keeps_a_charged_off_one(six_loans):
    # B is back at MOB 2, C at MOB 2; A stays after its rows have ended.
    expected = monthly([0, 0, 0, 0, 0], [0, 2, 1, 1], [0, 1, 0], [0, 1])
    assert cells(six_loans, measure="point") == expected


def test_a_charge_off_counts_as_over_any_number_of_days(six_loans):
    expected = monthly([0, 0, 0, 0, 0], [0, 1, 1, 1], [0, 0, 0], [0, 0])
    for days in (90, 180, 1000):
        for measure in ("ever", "point"):
            assert cells(six_loans, dpd=days, measure=measure) == expected


def test_ever_by_balance_adds_each_loans_balance_when_first_over(six_loans):
    """A was never late before its charge-off: the 900 charged off stand for it."""
    bad = 900 + 950
    expected = monthly([0, 0, 0, 0, 0], [0, bad, bad, bad], [0, 450, 450], [0, 800])
    assert cells(six_loans, basis="balance") == expected


def test_point_by_balance_lowers_a_charged_off_loan_by_what_came_back(six_loans):
    january = [0, 900 + 950, 900 - 100, 900 - 100]
    expected = monthly([0, 0, 0, 0, 0], january, [0, 450, 0], [0, 800])
    assert cells(six_loans, measure="point", basis="balance") == expected


def test_net_loss_is_charged_off_less_recovered_so_far(six_loans):
    january = [0, 900, 900 - 100, 900 - 100]
    expected = monthly([0, 0, 0, 0, 0], january, [0, 0, 0], [0, 0])
    assert cells(six_loans, measure="net_loss") == expected
    rows = ask(six_loans, "vintage", measure="net_loss", first="2026-01")
    assert rows[3]["rate"] == 800 / (1000 + 1000 + 2000)


def test_the_denominator_is_every_loan_of_the_cohort_seen_or_not(six_loans):
    """N never has a month-end, A's and B's end: January stays at three loans."""
    rows = ask(six_loans, "vintage", first="2026-01", last="2026-01")
    assert column(rows, "loans", "principal") == [(3, 4000)] * 4
    assert column(rows, "rate") == [0 / 3, 2 / 3, 2 / 3, 2 / 3]
    rows = ask(six_loans, "vintage", where={"channel": "shop"}, last="2026-01")
    assert column(rows, "loans", "bad") == [(1, 0)] * 4  # N alone


def test_a_cohort_ends_at_the_last_month_end(six_loans):
    rows = ask(six_loans, "vintage")
    ends = {row["cohort"]: row["mob"] for row in rows}
    assert ends == {"2025-12": 4, "2026-01": 3, "2026-02": 2, "2026-03": 1}
    assert all(row["complete"] for row in rows)


def test_june_is_of_the_first_half_of_a_year_and_july_of_the_second(shelved):
    book = shelved(
        {
            "loans": loans("""
                loan_id  disbursed_on
                L1       2025-06-30
                L2       2025-07-01
                L3       2025-12-31
            """),
            "performance": histories("""
                loan  2025-06  2025-07  2025-08  2025-09  2025-10  2025-11  2025-12
                L1    1000     1000     1000     1000     1000     1000     1000
                L2    -        1000     1000     1000     1000     1000     1000
                L3    -        -        -        -        -        -        1000
            """),
        }
    )
    rows = ask(book, "vintage", cohort="half")
    first_cells = [(r["cohort"], r["loans"]) for r in rows if r["mob"] == 0]
    assert first_cells == [("2025-H1", 1), ("2025-H2", 2)]


@pytest.mark.parametrize(
    ("cohort", "old", "new"),
    [
        ("quarter", "2025-Q4", "2026-Q1"),
        ("half", "2025-H2", "2026-H1"),
        ("year", "2025", "2026"),
    ],
)
def test_a_coarser_cohort_pools_only_the_months_that_have_come_so_far(
    six_loans, cohort, old, new
):
    rows = ask(six_loans, "vintage", cohort=cohort)
    assert column(rows, "cohort") == [old] * 5 + [new] * 4
    pooled = column(rows[5:], "mob", "loans", "principal", "bad", "complete")
    assert pooled == [
        (0, 3 + 1 + 1, 4000 + 500 + 800, 0, True),
        (1, 3 + 1 + 1, 4000 + 500 + 800, 2 + 1 + 1, True),
        (2, 3 + 1, 4000 + 500, 2 + 1, False),  # March has not come to MOB 2
        (3, 3, 4000, 2, False),
    ]
    assert rows[7]["rate"] == 3 / 4


def test_a_split_has_one_curve_per_value_and_the_unknown_come_last(six_loans):
    rows = ask(six_loans, "vintage", by="partner")
    assert "cohort" not in rows[0]
    assert column(rows, "by", "mob", "loans", "bad", "complete") == [
        ("north", 0, 2, 0, True),  # A of January, C of February
        ("north", 1, 2, 2, True),
        ("north", 2, 2, 2, True),
        ("north", 3, 1, 1, False),  # A alone
        (None, 0, 4, 0, True),  # Z; B and N; E
        (None, 1, 4, 2, True),
        (None, 2, 3, 1, False),  # E has not come so far
        (None, 3, 3, 1, False),
        (None, 4, 1, 0, False),  # Z alone
    ]


def test_a_split_keeps_its_cohorts_where_they_are_asked_for(six_loans):
    rows = ask(six_loans, "vintage", by="partner", cohort="year")
    assert list(rows[0])[:3] == ["by", "cohort", "mob"]
    assert column(rows, "by", "cohort")[:4] == [("north", "2026")] * 4
    unknown = [r for r in rows if r["by"] is None and r["cohort"] == "2026"]
    # B and N of January, E of March: E has come to MOB 1, not to MOB 2.
    assert column(unknown, "mob", "loans", "bad", "complete") == [
        (0, 3, 0, True),
        (1, 3, 2, True),
        (2, 2, 1, False),
        (3, 2, 1, False),
    ]


def test_an_empty_value_chooses_the_loans_without_one(six_loans):
    rows = ask(six_loans, "vintage", where={"partner": ""}, first="2026-01")
    # B and N of January, E of March.
    assert column(rows, "cohort", "loans", "bad")[:4] == [
        *(("2026-01", 2, 0), ("2026-01", 2, 1), ("2026-01", 2, 1), ("2026-01", 2, 1))
    ]


def test_a_month_end_that_the_extract_lacks_has_no_cell(opened):
    """No loan has a row in March, so MOB 2 of January is unknown, not zero. K's own
    row of February is missing: it is not over 30 then, but it has been."""
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on
                G        2026-01-01
                K        2026-01-01
            """),
            "performance": histories("""
                loan  2026-01  2026-02  2026-04  2026-05
                G     1000     900/40   900      800
                K     1000/40  -        900/50   800
            """),
        }
    )
    assert cells(book) == {
        ("2026-01", 0): 1,
        ("2026-01", 1): 2,
        ("2026-01", 3): 2,
        ("2026-01", 4): 2,
    }
    assert list(cells(book, measure="point").values()) == [1, 1, 1, 0]


def test_what_an_active_loan_writes_off_counts_as_bad_once_it_is_charged_off(opened):
    """100 are written off in February and in March, and the loan goes on; the other 700
    in April. G writes off 50 and is never charged off: a loss, and no bad loan."""
    performance = histories("""
        loan  2026-01  2026-02  2026-03  2026-04
        F     1000     800      700      off:700
        G     1000     950      950      950
    """)
    for month, amount in ((1, 100), (2, 100), (5, 50)):
        performance[month]["charged_off"] = amount
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on
                F        2026-01-01
                G        2026-01-01
            """),
            "performance": performance,
        }
    )
    for source in ("rollup", "facts"):
        point = ask(book, "vintage", measure="point", basis="balance", source=source)
        assert column(point, "bad") == [0, 0, 0, 100 + 100 + 700]
    net = ask(book, "vintage", measure="net_loss")
    assert column(net, "bad") == [0, 100 + 50, 200 + 50, 900 + 50]
    assert column(ask(book, "vintage", basis="balance"), "bad") == [0, 0, 0, 700]


def test_a_blank_loss_or_recovery_is_none(opened):
    """700 of F lost in February with no word of recoveries, 50 back in March with none
    of losses; Z is charged off with nothing to lose, and is bad all the same: 1 comes
    back. O writes off 1 before it is charged off. Of Q's loss nothing is told in the
    month in which it is charged off, 30 a month later."""
    performance = histories("""
        loan  2026-01  2026-02  2026-03
        F     1000     off:700  back:50
        Z     0        off:0    back:1
        O     1000     999      off:999
        Q     1000     off:0    off:30
    """)
    only(performance, loan_id="O", as_of=date(2026, 2, 28))["charged_off"] = 1
    for row in performance:
        row["charged_off"] = row["charged_off"] or None
        row["recovered"] = row["recovered"] or None
    book = opened(
        {
            "loans": loans("""
                loan_id  disbursed_on
                F        2026-01-01
                Z        2026-01-01
                O        2026-01-01
                Q        2026-01-01
            """),
            "performance": performance,
        }
    )
    net = ask(book, "vintage", measure="net_loss")
    assert column(net, "bad") == [0, 700 + 1, 700 + 1 + 999 + 30 - 50 - 1]
    point = ask(book, "vintage", measure="point", basis="balance")
    assert column(point, "bad") == [0, 700, 700 + 1 + 999 + 30 - 50 - 1]
    assert column(ask(book, "vintage", measure="point"), "bad") == [0, 3, 4]
    ever = ask(book, "vintage", basis="balance")
    assert column(ever, "bad") == [0, 700 + 0 + 0, 700 + 0 + 0 + 999]


def test_net_loss_by_count_is_refused(six_loans):
    with pytest.raises(BadOption, match="balance"):
        ask(six_loans, "vintage", measure="net_loss", basis="count")
