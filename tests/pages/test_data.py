"""The Data page tells what is published as the manifest has it."""

from datetime import date
from decimal import Decimal

import pytest

from data.contract import TABLES
from data.publish import publish
from metrics import CATALOGUE, open_book
from metrics.agreement import Agreement
from metrics.columns import AMOUNT
from tests.books import clean_book, write_extract
from tests.pages.four_loans import published
from tests.ui.drawing import draw, words_on
from texts import words
from ui.inventory import PAGE_METRICS

EN = words("en")


@pytest.fixture(autouse=True)
def served(sample_store, monkeypatch):
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(sample_store))


def frame_with(test, heading):
    """The one table that has a column of that heading."""
    found = [f.value for f in test.dataframe if heading in f.value.columns]
    assert len(found) == 1
    return found[0]


def test_every_table_of_the_contract_is_listed_with_its_rows(sample_book):
    test = draw("data", sample_book)
    tables = frame_with(test, EN("data.tables.name")).set_index(EN("data.tables.name"))
    assert list(tables.index) == list(TABLES)
    for name, rows in sample_book.tables.items():
        assert tables.loc[name, EN("data.tables.rows")] == EN.count(rows)


def test_absent_tables_and_what_they_switch_off_are_said(loans_only_book):
    test = draw("data", loans_only_book)
    tables = frame_with(test, EN("data.tables.name")).set_index(EN("data.tables.name"))
    assert tables.loc["applications", EN("data.tables.rows")] == "not there"
    needs = frame_with(test, EN("data.needs.metric")).set_index(EN("data.needs.metric"))
    funnel = needs.loc[EN("metrics.funnel.label"), EN("data.needs.there")]
    assert funnel == "missing: applications"
    vintage = needs.loc[EN("metrics.vintage.label"), EN("data.needs.there")]
    assert vintage == "there"


def test_every_metric_of_the_catalogue_is_defined(sample_book):
    test = draw("data", sample_book)
    labels = {expander.label for expander in test.expander}
    assert {EN(f"metrics.{name}.label") for name in CATALOGUE} <= labels


def test_the_metrics_that_pages_need_are_those_of_the_catalogue():
    named = [name for names in PAGE_METRICS.values() for name in names]
    assert set(named) <= set(CATALOGUE)
    assert len(named) == len(set(named))


def test_warnings_are_listed_with_their_keys(tmp_path):
    book = clean_book()
    book["loans"][0]["principal"] = Decimal(2000)
    write_extract(book, tmp_path / "extract")
    snapshot = publish(tmp_path / "extract", tmp_path / "store")
    found = snapshot.manifest["findings"]
    assert found, "the change must give a warning"
    test = draw("data", open_book(snapshot, threads=1))
    rows = frame_with(test, EN("data.findings.message"))
    assert list(rows[EN("data.findings.message")]) == [f["message"] for f in found]
    assert set(rows[EN("data.findings.severity")]) == {"Warning"}


def test_a_clean_extract_says_so(sample_book):
    assert sample_book.snapshot.manifest["findings"] == []
    test = draw("data", sample_book)
    assert "nothing to warn about" in words_on(test)


def test_the_snapshot_shown_is_marked_among_those_of_the_store(sample_book):
    test = draw("data", sample_book)
    snapshots = frame_with(test, EN("data.snapshots.shown"))
    shown = snapshots[snapshots[EN("data.snapshots.shown")] == "yes"]
    assert list(shown[EN("data.snapshots.snapshot")]) == [sample_book.snapshot_id]


def test_as_of_and_settings_are_those_of_the_snapshot(sample_book):
    test = draw("data", sample_book, lang="zh")
    zh = words("zh")
    assert zh.date(sample_book.as_of) in words_on(test).replace("\\", "")
    assert isinstance(sample_book.as_of, date)
    settings = frame_with(test, zh("data.settings.setting"))
    rows = dict(zip(settings.iloc[:, 0], settings.iloc[:, 1], strict=True))
    assert rows["currency"] == sample_book.settings.currency
    assert not test.error and not test.exception


def test_events_are_listed_newest_first_with_what_was_around_them(sample_book):
    test = draw("data", sample_book)
    rows = frame_with(test, EN("events.column.label"))
    assert len(rows) == len(sample_book.events) > 0
    newest = sample_book.events[-1]
    assert rows[EN("events.column.label")].iloc[0] == newest.label("en")
    months = CATALOGUE["conversion"].run(sample_book, basis="period").frame
    before = max(m for m in months["month"] if m < f"{newest.date:%Y-%m}")
    amount = months.set_index("month")["disbursed_amount"][before]
    shown = rows[EN("events.column.before", figure="Disbursed amount")].iloc[0]
    assert shown == f"{EN.amount_short(amount)} ({EN.month(before)})"


def test_without_events_the_page_says_how_to_have_some(tmp_path):
    write_extract(clean_book(), tmp_path / "extract")
    book = open_book(publish(tmp_path / "extract", tmp_path / "store"), threads=1)
    assert "events.csv" in words_on(draw("data", book)).replace("\\", "")


def test_what_would_do_instead_is_said_in_the_readers_language(tmp_path):
    rows = clean_book()
    loans = [{k: v for k, v in r.items() if k != "first_due_on"} for r in rows["loans"]]
    book = published(tmp_path, {"loans": loans, "performance": rows["performance"]})
    zh = words("zh")
    needs = frame_with(draw("data", book, lang="zh"), zh("data.needs.metric"))
    needs = needs.set_index(zh("data.needs.metric"))
    label = zh("metrics.first_payment_default.label")
    said = needs.loc[label, zh("data.needs.there")]
    assert said == "缺少：loans.first_due_on或instalments"


def test_books_that_balance_say_so(sample_book):
    test = draw("data", sample_book)
    books = frame_with(test, EN("data.books.law"))
    assert list(books[EN("data.books.broken")]) == ["0", "0", "0", "0"]
    assert EN("data.books.apart") not in books.columns
    assert EN("data.books.hold") in [said.value for said in test.success]


def test_books_that_do_not_balance_say_where_and_by_how_much(tmp_path):
    book = clean_book()
    for row in book["performance"]:
        if row["loan_id"] == "L3" and row["as_of"] == date(2025, 6, 30):
            row["principal_paid"] += Decimal("12.50")
    snapshot = publish(write_extract(book, tmp_path / "x"), tmp_path / "s")
    test = draw("data", open_book(snapshot))
    books = frame_with(test, EN("data.books.law")).set_index(EN("data.books.law"))
    balance = books.loc[EN("data.law.balance")]
    assert balance[EN("data.books.broken")] == "1"
    assert balance[EN("data.books.month")] == "Jun 2025"
    assert balance[EN("data.books.computed")] == "CN¥5,627.50"
    assert balance[EN("data.books.stated")] == "CN¥5,640.00"
    assert balance[EN("data.books.apart")] == "CN¥12.50"
    assert EN("data.books.hold") not in [said.value for said in test.success]
    (finding,) = snapshot.manifest["findings"]
    assert finding["rule"] == "books_balance"
    assert finding["offending"][0]["key"] == "L3: +12.50"


def test_pages_that_agree_say_so(sample_book):
    test = draw("data", sample_book)
    told = frame_with(test, EN("data.agree.holds"))
    assert set(told[EN("data.agree.holds")]) == {EN("data.agree.yes")}
    assert len(told) == 9
    assert list(told[EN("data.agree.told")]) == list(told[EN("data.agree.otherwise")])
    assert EN("data.agree.hold") in [said.value for said in test.success]


def test_pages_that_differ_say_which(sample_book, monkeypatch):
    apart = Agreement("balance", AMOUNT, "portfolio", "delinquency", 1000.0, 1000.01)
    monkeypatch.setattr("metrics.agreement.agreements", lambda book, ask: [apart])
    test = draw("data", sample_book)
    (row,) = frame_with(test, EN("data.agree.holds")).to_dict("records")
    assert row[EN("data.agree.holds")] == EN("data.agree.no")
    assert row[EN("data.agree.otherwise")].endswith("1,000.01")
    assert EN("data.agree.hold") not in [said.value for said in test.success]
