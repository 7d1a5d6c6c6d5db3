"""The History page: what a second publication restated, and from which rows.

The clean book as of June 2025 is published first; the second one has, one by one or all
together, what tests/metrics/test_restated.py plants in it.
"""

import importlib
import io
import json

import openpyxl
import pandas as pd
import pytest

from data.publish import publish
from data.store import Store
from exports.excel import workbook
from exports.page_html import page
from metrics import Filters, open_book
from tests.books import clean_book, write_extract
from tests.exports.reports import MADE_AT
from tests.metrics import test_restated as planted
from tests.ui.drawing import draw, words_on
from texts import words
from ui import exporting

EN = words("en")


@pytest.fixture
def twice(clean_store, tmp_path, monkeypatch):
    """Publishes a changed book after the clean one; returns both, open."""
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(clean_store))

    def publish_(*changes, settings=""):
        before = Store(clean_store).current()
        book = clean_book()
        for change in changes:
            change(book)
        after = publish(write_extract(book, tmp_path / "b", settings), clean_store)
        return [open_book(snapshot, threads=1) for snapshot in (before, after)]

    return publish_


def said(test) -> str:
    assert not test.exception and not test.error
    return words_on(test).replace("\\", "")


def table_with(test, heading: str) -> pd.DataFrame:
    found = [f.value for f in test.dataframe if heading in f.value.columns]
    assert len(found) == 1
    return found[0]


def figures(test) -> dict[tuple[str, str], tuple[str, ...]]:
    """By figure and month: before, after, difference, per cent, what happened."""
    rows = table_with(test, EN("history.column.kind"))
    return {tuple(row[:2]): tuple(row[2:]) for row in rows.itertuples(index=False)}


def test_a_late_charge_off_is_told_in_figures_and_in_its_row(twice):
    # L4's 1,640 were 27 days late in June and are written off in June after all.
    _, book = twice(planted.late_charge_off)
    test = draw("history", book)
    told = figures(test)
    assert told["Balance", "Jun 2025"] == (
        *("CN¥6,090.00", "CN¥4,450.00", "-CN¥1,640.00", "-26.9%"),
        "another value",
    )
    assert told["Charged off in the month", "Jun 2025"][:3] == (
        *("CN¥0.00", "CN¥1,640.00", "CN¥1,640.00"),
    )
    cohort = told["Ever 30+ at month 3 on book", "Mar 2025"]
    assert cohort[:4] == ("0.00%", "100.00%", "+100.00 pts", "")
    assert "4 monthly values restated, in 4 of 17 headline figures" in said(test)
    rows = table_with(test, EN("history.rows.keys")).set_index("What differs")
    assert rows.loc["Charged off changed", "First keys"] == "L4/2025-06-30"
    assert rows.loc["Charged off changed", "Sum after"] == "CN¥1,640.00"


def test_a_corrected_date_and_its_before_and_after(twice):
    _, book = twice(planted.corrected_date)
    test = draw("history", book, difference="loans.changed.disbursed_on")
    told = figures(test)
    assert told["Loans disbursed", "Mar 2025"][:4] == ("1", "2", "1", "+100.0%")
    assert told["Loans disbursed", "Apr 2025"][:4] == ("1", "0", "-1", "-100.0%")
    gone = told["First payment default, 30 days", "Apr 2025"]
    assert gone == ("0.00%", "–", "–", "", "has no value any more")
    row = table_with(test, "loan_id")
    assert row.to_dict("records") == [
        {"loan_id": "L5", "before": "Apr 15, 2025", "after": "Mar 31, 2025"}
    ]
    assert "1 row in all; 1 to 1 shown" in said(test)


def test_a_deleted_loan_is_shown_whole(twice):
    _, book = twice(planted.deleted_loan)
    test = draw("history", book, difference="loans.removed")
    assert figures(test)["Balance", "Feb 2025"][:2] == ("CN¥7,705.00", "CN¥6,900.00")
    assert ("Balance", "Apr 2025") not in figures(test)
    (row,) = table_with(test, "principal").to_dict("records")
    assert (row["loan_id"], row["principal"]) == ("L1", "CN¥1,200.00")
    told = table_with(test, EN("history.rows.keys"))
    gone = told[told["What differs"] == "rows that are gone"].set_index("Table")["Rows"]
    assert gone["Month-end performance"] == "4" and gone["Instalments"] == "3"


def test_changed_settings_are_named_and_restate_without_rows(twice):
    _, book = twice(settings='past_due_rule = "at_least"\n')
    test = draw("history", book)
    assert "other settings: past_due_rule" in said(test)
    rows = table_with(test, EN("data.settings.setting")).to_dict("records")
    assert rows == [{"Setting": "past_due_rule", "Before": "over", "After": "at_least"}]
    assert EN("history.rows.none") in said(test)


def test_a_later_month_is_not_yet_and_nothing_is_restated(twice):
    before, book = twice(planted.one_more_month)
    test = draw("history", book)
    text = said(test)
    assert "None of the 17 headline figures that both know was restated" in text
    assert f"that {before.snapshot_id} could not know yet" in text
    assert not any(EN("history.column.kind") in f.value.columns for f in test.dataframe)
    spec = json.loads(test.get("plotly_chart")[0].proto.spec)
    assert {trace["name"] for trace in spec["data"]} >= {
        f"Before ({before.snapshot_id})",
        f"After ({book.snapshot_id})",
    }


def test_filters_choose_figures_and_not_rows(twice):
    _, book = twice(planted.deleted_loan)
    car = Filters(where=(("product", ("car_loan",)),))
    test = draw("history", book, car)
    assert "was restated in any month that was over" in said(test)
    assert "rows that are gone" in set(
        table_with(test, EN("history.rows.keys"))["What differs"]
    )


def test_the_address_chooses_both_snapshots_and_the_figure(twice):
    before, after = twice(planted.late_charge_off)
    chosen = {"before": before.snapshot_id, "after": after.snapshot_id}
    test = draw("history", after, **chosen, figure="charged_off")
    assert EN("history.figure.bars", figure="Charged off in the month") in said(test)
    bars = json.loads(test.get("plotly_chart")[1].proto.spec)["data"][0]
    assert bars["y"] == [1640]
    unknown = draw("history", after, before="20200101-00000000")
    assert "20200101-00000000" in said(unknown)
    assert figures(unknown) == figures(test)


def test_with_nothing_before_the_page_says_so(twice, tmp_path, monkeypatch):
    before, after = twice(planted.late_charge_off)
    first = draw("history", after, after=before.snapshot_id)
    assert f"published before {before.snapshot_id}" in said(first)
    assert not first.get("plotly_chart")
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(tmp_path / "alone"))
    only = open_book(publish(tmp_path / "a", tmp_path / "alone"), threads=1)
    assert f"Only one snapshot is kept, {only.snapshot_id}" in said(
        draw("history", only)
    )


def test_what_cannot_be_compared_is_named(twice):
    before, after = twice(planted.late_charge_off)
    manifest = before.snapshot.path / "manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps(told | {"layout_version": 0}), "utf-8")
    text = said(draw("history", after))
    assert "1 snapshot can't be compared: another layout, or a file is lost" in text
    assert f"({before.snapshot_id})" in text
    assert "Only one snapshot is kept" in text


def test_a_damaged_snapshot_is_refused(twice):
    before, after = twice(planted.late_charge_off)
    file = before.snapshot.path / "rollups" / "loan_rollup.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()  # the bytes may be the later snapshot's too
    file.write_bytes(content)
    assert f"{before.snapshot_id} is damaged" in said(draw("history", after))


def test_many_rows_are_read_page_by_page(twice, monkeypatch):
    monkeypatch.setattr("ui.history.PAGE_ROWS", 10)
    monkeypatch.setattr("pages.history_parts.difference.PAGE_ROWS", 10)

    def restate(book):
        for row in book["performance"]:
            row["interest_paid"] += 1

    _, book = twice(restate)
    test = draw("history", book)
    rows = len(clean_book()["performance"])
    assert f"{rows} rows in all; 1 to 10 shown" in said(test)
    assert len(table_with(test, "loan_id")) == 10


def test_large_tables_wait_to_be_asked_for(twice, monkeypatch):
    monkeypatch.setattr("pages.history_parts.rows._AT_ONCE", 10)
    _, book = twice(planted.late_charge_off)
    test = draw("history", book)
    assert not any(EN("history.rows.keys") in f.value.columns for f in test.dataframe)
    test.toggle[0].set_value(True).run()
    assert len(table_with(test, EN("history.rows.keys"))) == 4


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_taken_away_with_both_charts_and_all_months(
    twice, lang, monkeypatch
):
    before, after = twice(planted.late_charge_off, planted.deleted_loan)
    module, kept = importlib.import_module("pages.history"), []
    render = module.render

    def body(view):
        view = exporting.begin(view)
        kept.append(view.report)
        render(view)

    monkeypatch.setattr(module, "render", body)
    draw("history", after, lang=lang)
    report = kept[-1]
    assert report.stamp.compared == words(lang)(
        "history.compared", before=before.snapshot_id, after=after.snapshot_id
    )
    made = openpyxl.load_workbook(io.BytesIO(workbook(report, MADE_AT)))
    assert len([sheet for sheet in made.worksheets if sheet._charts]) == 2
    restated = words(lang)("history.kind.changed")
    assert restated in page(report, MADE_AT).decode()
    assert all(s.chart() is not None for s in report.figures if s.draw)
