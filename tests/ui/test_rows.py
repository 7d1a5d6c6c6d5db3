"""The rows behind a figure on the page: as many as it says, and each with its story."""

import io
import json

import pandas as pd
import pytest

from exports.harmless import harmless
from metrics import CATALOGUE, Filters
from metrics.rows import LATE_STATES, Cell, application_story
from tests.ui.drawing import draw, words_on
from texts import words
from ui.raw import heading
from ui.rows import COUNTED, cell_of, offered
from ui.story import steps_of


@pytest.fixture
def open_panel(monkeypatch, sample_book):
    """open_panel(metric, lang=..., **options): a page with only that panel, open."""
    from pages import data

    def opened(metric, lang="en", book=sample_book, **options):
        def body(view):
            from ui import behind

            behind.details(view, view.ask(metric, **options), key="one")

        monkeypatch.setattr(data, "render", body)
        test = draw("data", book, lang=lang)
        test.session_state[f"data_one_behind_{lang}"] = True
        return test.run()

    return opened


def point(test, at):
    """Points at a line of the answer's table."""
    test.session_state[test.dataframe[0].key] = {
        "selection": {"rows": [at], "columns": [], "cells": []}
    }
    return test.run()


def line_of(test, **values):
    """The number of the first line of the answer's table with those values."""
    frame = test.dataframe[0].value
    for column, value in values.items():
        frame = frame[frame[column].astype(str) == str(value)]
    return frame.index[0], frame.iloc[0]


def test_nothing_is_asked_before_a_line_is_pointed_at(open_panel, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("asked too early")

    monkeypatch.setattr("ui.rows.rows_behind", refuse)
    test = open_panel("funnel")
    assert words("en")("rows.point") in words_on(test)
    assert len(test.dataframe) == 1 and not test.exception


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_stage_shows_as_many_applications_as_it_counts(open_panel, lang):
    test = open_panel("funnel", lang)
    at, line = line_of(test, stage="approved")
    test = point(test, at)
    t = words(lang)
    said = t("rows.count.application_id", n=t.count(line["applications"]))
    assert said in words_on(test).replace("\\", "")
    assert not test.warning and not test.exception
    shown = test.dataframe[1]
    assert len(shown.value) == 50
    headings = json.loads(shown.proto.columns)
    assert headings["application_id"]["label"] == t("rows.column.application_id")


def test_the_pages_go_on_where_the_one_before_ended(open_panel):
    test = open_panel("funnel")
    at, line = line_of(test, stage="disbursed")
    test = point(test, at)
    first = list(test.dataframe[1].value["application_id"])
    pages = -(-line["applications"] // 50)
    test = test.get("pagination")[0].set_value(int(pages)).run()
    last = list(test.dataframe[1].value["application_id"])
    assert len(last) == line["applications"] - 50 * (pages - 1)
    assert not set(first) & set(last)


def test_a_cell_of_the_triangle_shows_its_bad_loans_or_all(open_panel):
    test = open_panel("vintage", measure="ever", dpd=1, basis="count")
    frame = test.dataframe[0].value
    at = frame["bad"].idxmax()
    line = frame.loc[at]
    assert 0 < line["bad"] < line["loans"]
    test = point(test, at)
    assert f"{line['bad']:.0f} loans, as in the figure" in words_on(test)
    test = test.selectbox[0].select("loans").run()
    assert f"{line['loans']} loans, as in the figure" in words_on(test)
    assert not test.warning


def test_an_amount_of_the_triangle_is_what_its_loans_add_up_to(open_panel):
    test = open_panel("vintage", measure="ever", dpd=1, basis="balance")
    at = test.dataframe[0].value["bad"].idxmax()
    line = test.dataframe[0].value.loc[at]
    test = point(test, at)
    assert words("en").amount(line["bad"]) in words_on(test).replace("\\", "")
    assert not test.warning
    assert test.dataframe[1].value["bad"].sum() == pytest.approx(line["bad"])


def test_a_bucket_shows_its_loans_their_balance_and_a_story(open_panel):
    test = open_panel("delinquency")
    frame = test.dataframe[0].value
    late = frame[frame["bucket"] == "1-30"]
    at = late["loans"].idxmax()
    test = point(test, at)
    said = words_on(test).replace("\\", "")
    assert f"{frame.loc[at, 'loans']} loans" in said
    assert words("en").amount(frame.loc[at, "balance"]) in said
    rows = test.dataframe[1].value
    assert set(rows["bucket"]) == {"1-30"} and rows["days_past_due"].min() >= 1
    test = test.selectbox[-1].select(rows["loan_id"].iloc[0]).run()
    assert not test.exception and not test.error
    steps, months = test.dataframe[2].value, test.dataframe[3].value
    assert steps["stage"].iloc[0] == "started"
    assert steps["reached_at"].is_monotonic_increasing
    assert list(months["mob"]) == sorted(months["mob"])
    strip = json.loads(test.get("plotly_chart")[0].proto.spec)
    assert sum(len(trace["y"]) for trace in strip["data"]) == len(months)
    assert len({trace["width"] for trace in strip["data"]}) == 1
    assert "Campaign" in words_on(test) or "Channel" in words_on(test)


def test_a_loan_without_applications_has_a_story(open_panel, loans_only_book):
    test = open_panel("portfolio", book=loans_only_book)
    test = point(test, len(test.dataframe[0].value) - 1)
    loan_id = test.dataframe[1].value["loan_id"].iloc[0]
    test = test.selectbox[-1].select(loan_id).run()
    assert not test.exception and not test.error
    assert len(test.get("plotly_chart")) == 1


def test_an_application_without_loans_has_a_story(open_panel, applications_only_book):
    test = open_panel("declines", book=applications_only_book)
    test = point(test, 0)
    code = test.dataframe[1].value["application_id"].iloc[0]
    test = test.selectbox[-1].select(code).run()
    assert not test.exception and not test.error
    assert test.dataframe[2].value["stage"].iloc[-1] == "declined"


def test_conversion_by_period_offers_no_rows(open_panel):
    test = open_panel("conversion", basis="period")
    assert words("en")("rows.title") not in words_on(test)
    test = open_panel("conversion", basis="cohort")
    assert words("en")("rows.title") in words_on(test)


@pytest.mark.parametrize("by", [None, "channel"])
@pytest.mark.parametrize("metric", COUNTED)
def test_every_column_offered_counts_its_rows(metric, by, sample_book):
    from metrics.rows import rows_behind

    answer = CATALOGUE[metric].run(sample_book, Filters(), by=by)
    assert offered(answer)
    for counted in COUNTED[metric]:
        for at in range(0, len(answer.frame), max(len(answer.frame) // 4, 1)):
            cell = cell_of(answer, at, counted)
            found = rows_behind(sample_book, answer, cell, page_rows=1)
            row = answer.frame.iloc[at]
            if counted in LATE_STATES:
                assert found.amount == pytest.approx(row[counted] * row["balance"])
            elif counted in answer.frame:
                assert found.counted == row[counted], (counted, cell)


def test_a_missing_reason_is_a_reason_of_its_own(sample_book):
    answer = CATALOGUE["declines"].run(sample_book)
    assert cell_of(answer, 0, "applications").has_reason
    assert cell_of(CATALOGUE["funnel"].run(sample_book), 0, "applications") == Cell(
        stage="started", counted="applications"
    )


def test_the_file_holds_no_formula():
    from metrics.printing import encode

    texts = ["=1+1", "+1", "-1", "@a", "\tb", "\rc", "P-1", "a\r=1", None]
    frame = pd.DataFrame({"loan_id": texts, "balance": [-1.5] * len(texts)})
    written = pd.read_csv(io.BytesIO(encode(harmless(frame), "csv")))
    assert list(written["loan_id"][:8]) == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@a",
        "'\tb",
        "'\nc",
        "P-1",
        "a\n=1",
    ]
    assert set(written["balance"]) == {-1.5}, "a negative number stays a number"


def test_the_hours_of_a_story_lead_from_stage_to_stage(sample_book):
    answer = CATALOGUE["funnel"].run(sample_book)
    from metrics.rows import rows_behind

    rows = rows_behind(sample_book, answer, Cell(stage="disbursed")).frame
    story = application_story(sample_book, rows["application_id"].iloc[0])
    steps = steps_of(story.iloc[0])
    whole = steps["reached_at"].iloc[-1] - steps["reached_at"].iloc[0]
    assert steps["hours"].sum() == pytest.approx(whole.total_seconds() / 3600)
    assert pd.isna(steps["hours"].iloc[0])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_column_of_the_rows_has_a_heading(lang, sample_book):
    from metrics.rows import rows_behind

    for metric in COUNTED:
        answer = CATALOGUE[metric].run(sample_book)
        for column in rows_behind(sample_book, answer, Cell(), page_rows=1).frame:
            assert heading(words(lang), column) != column, (metric, column)
