"""Random books keep the contract's rules and contain the untidiness they promise;
and the laws that every recount keeps on them: parts add up, shares sum to one.
"""

from collections import Counter
from decimal import Decimal

import pytest

from . import (
    application_dimensions,
    channel_roi,
    delinquency,
    funnel,
    loan_dimensions,
    random_book,
    roll_rates,
    roll_rates_left_out,
    vintage,
)
from .book_loans import BORDERS
from .months import month_end, month_of
from .scope import find

SEEDS = range(40)

# --- random books -------------------------------------------------------------

KEYS = {
    "customers": ("customer_id",),
    "applications": ("application_id",),
    "loans": ("loan_id",),
    "performance": ("loan_id", "as_of"),
    "instalments": ("loan_id", "number"),
}
REQUIRED = {
    "customers": ("customer_id", "segment"),
    "applications": ("customer_id", "product", "channel", "started_at"),
    "loans": (
        *("customer_id", "product", "channel", "disbursed_on", "principal"),
        *("term_months", "annual_rate"),
    ),
    "performance": (
        *("balance", "days_past_due", "principal_paid", "interest_paid", "fees_paid"),
        "status",
    ),
    "campaign_spend": ("spend_date", "channel", "campaign_id", "spend"),
}


def column(book, table, name):
    return [row[name] for row in book.get(table, [])]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_book_can_be_published(seed):
    book, settings = random_book(seed)
    for table, key in KEYS.items():
        keys = [tuple(row[name] for name in key) for row in book.get(table, [])]
        assert len(set(keys)) == len(keys)
        assert None not in [part for parts in keys for part in parts]
    for table, names in REQUIRED.items():
        for name in names:
            assert None not in column(book, table, name)
    customers = set(column(book, "customers", "customer_id"))
    assert set(column(book, "applications", "customer_id")) <= customers
    assert set(column(book, "loans", "customer_id")) <= customers
    known = {None, *column(book, "applications", "application_id")}
    assert set(column(book, "loans", "application_id")) <= known
    loans = {loan["loan_id"]: loan for loan in book["loans"]}
    assert set(column(book, "instalments", "loan_id")) <= set(loans)
    for row in book["performance"]:
        assert row["as_of"] == month_end(month_of(row["as_of"]))
        assert row["as_of"] >= loans[row["loan_id"]]["disbursed_on"]
        assert row["balance"] >= 0 and row["days_past_due"] >= 0
        assert row["status"] in ("active", "paid_off", "charged_off")
        assert row["status"] == "active" or row["balance"] == 0
    assert min(column(book, "loans", "principal")) > 0
    assert min(column(book, "campaign_spend", "spend")) >= 0
    decisions = {None, "approved", "declined", "withdrawn"}
    assert set(column(book, "applications", "decision")) <= decisions
    assert random_book(seed) == (book, settings)


def test_random_books_take_their_size_and_rule():
    book, settings = random_book(5, loans=30, months=2, rule="at_least")
    assert len(book["loans"]) == 30
    assert len(set(column(book, "performance", "as_of"))) <= 2
    assert settings.past_due_rule == "at_least"


def test_random_books_contain_what_they_promise():
    seen = Counter()
    borders = set()
    for seed in SEEDS:
        book, settings = random_book(seed)
        rows, loans = book["performance"], book["loans"]
        with_rows = set(column(book, "performance", "loan_id"))
        spent = {(r["channel"], r["campaign_id"]) for r in book["campaign_spend"]}
        borders |= set(column(book, "performance", "days_past_due"))
        applications = book["applications"]
        seen["rule " + settings.past_due_rule] += 1
        seen["instalments"] += "instalments" in book
        seen["no instalments"] += "instalments" not in book
        seen["gap"] += roll_rates_left_out(book, settings, {}) > 0
        seen["loan without a month-end"] += len(loans) > len(with_rows)
        seen["bought loan"] += None in column(book, "loans", "application_id")
        seen["large money"] += max(column(book, "loans", "principal")) > 10**9
        seen["paid off"] += "paid_off" in column(book, "performance", "status")
        seen["recovery"] += any((row["recovered"] or 0) > 0 for row in rows)
        seen["charge-off at the end of the rows"] += any(
            (r["charged_off"] or 0) > 0 and r["status"] == "charged_off" for r in rows
        )
        seen["partial charge-off"] += any(
            (r["charged_off"] or 0) > 0 and r["status"] == "active" for r in rows
        )
        seen["open"] += None in column(book, "applications", "decision")
        seen["approval without a date"] += any(
            a["decision"] == "approved" and a["decided_at"] is None
            for a in applications
        )
        seen["submission skipped"] += any(
            a["submitted_at"] is None and a["disbursed_at"] for a in applications
        )
        seen["disbursed without a loan"] += any(
            a["disbursed_at"] and not find(loans, "application_id", a["application_id"])
            for a in applications
        )
        seen["two loans of one application"] += (
            max(
                Counter(
                    i for i in column(book, "loans", "application_id") if i
                ).values()
            )
            > 1
        )
        seen["free campaign"] += any(
            sum(r["spend"] for r in book["campaign_spend"] if r["campaign_id"] == c)
            == 0
            for _, c in spent
        )
        seen["column left out"] += len(application_dimensions(book)) < 11
        seen["all dimensions"] += len(loan_dimensions(book)) == 14
        seen["payback"] += any(
            r["payback_mob"] is not None for r in channel_roi(book, settings, {})
        )
        seen["unallocated"] += any(
            r["channel"] == "(unallocated)"
            for r in channel_roi(book, settings, {}, by="product")
        )
    wanted = {
        *("rule over", "rule at_least", "instalments", "no instalments", "gap"),
        *("loan without a month-end", "bought loan", "large money", "paid off"),
        *("recovery", "charge-off at the end of the rows", "partial charge-off"),
        *("open", "approval without a date", "submission skipped", "free campaign"),
        *("disbursed without a loan", "two loans of one application"),
        *("column left out", "all dimensions", "payback", "unallocated"),
    }
    assert {name for name, books in seen.items() if books} == wanted
    assert set(BORDERS) <= borders


# --- laws the recount itself must keep ----------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_splits_add_up_to_the_whole(seed):
    book, settings = random_book(seed)
    for by in application_dimensions(book):
        whole = Counter()
        parts = Counter()
        for row in funnel(book, settings, {}, window_days=14):
            whole[row["stage"]] += row["applications"]
        for row in funnel(book, settings, {}, by=by, window_days=14):
            parts[row["stage"]] += row["applications"]
        assert parts == whole
        spend = sum(row["spend"] for row in book["campaign_spend"])
        split = channel_roi(book, settings, {}, by=by)
        assert sum(row["spend"] for row in split) == pytest.approx(
            spend, rel=Decimal("1e-20")
        )
    for by in loan_dimensions(book):
        for measure, basis in (("ever", "count"), ("point", "balance")):
            options = {"measure": measure, "basis": basis, "cohort": "month"}
            whole = Counter()
            parts = Counter()
            for row in vintage(book, settings, {}, **options):
                whole[row["cohort"], row["mob"]] += row["bad"]
            for row in vintage(book, settings, {}, by=by, **options):
                parts[row["cohort"], row["mob"]] += row["bad"]
            assert parts == whole


@pytest.mark.parametrize("seed", range(8))
def test_shares_add_up_to_one(seed):
    book, settings = random_book(seed)
    totals = Counter()
    for row in roll_rates(book, settings, {}, by="channel"):
        totals["roll", row["by"], row["from_bucket"]] += row["rate"]
    for row in delinquency(book, settings, {}, by="channel"):
        totals["bucket", row["by"], row["as_of"]] += row["share_of_loans"]
    assert list(totals.values()) == pytest.approx([1] * len(totals))


@pytest.mark.parametrize("seed", range(8))
def test_ever_never_falls_and_holds_point(seed):
    book, settings = random_book(seed)
    for dpd in (1, 30, 60, 90):
        ever = vintage(book, settings, {}, dpd=dpd)
        point = vintage(book, settings, {}, dpd=dpd, measure="point")
        assert all(p["bad"] <= e["bad"] for p, e in zip(point, ever, strict=True))
        for before, after in zip(ever, ever[1:], strict=False):
            if before["cohort"] == after["cohort"]:
                assert before["bad"] <= after["bad"]
