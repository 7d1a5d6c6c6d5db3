"""Figures below the first screen: they wait, and once seen they stay."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from app import PAGES
from tests.ui.drawing import PATIENCE_SECONDS, draw
from ui import exporting

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def opened(sample_store, monkeypatch) -> AppTest:
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(sample_store))
    return AppTest.from_file(str(APP), default_timeout=PATIENCE_SECONDS).run()


def alts(test: AppTest) -> list[str]:
    return [chart.proto.alt for chart in test.get("plotly_chart")]


def test_only_the_first_figure_is_drawn_unseen(opened):
    assert alts(opened) == ["Disbursed amount by month"]
    assert len(opened.get("bidi_component")) == 4


def test_a_figure_once_seen_is_drawn_with_any_filters(opened):
    opened.session_state["seen_overview_started"] = True
    opened.run()
    assert len(alts(opened)) == 2
    assert len(opened.get("bidi_component")) == 3


def test_notes_and_what_is_behind_a_figure_do_not_wait(opened):
    assert len(opened.expander) == 5


@pytest.mark.parametrize("name", [page.name for page in PAGES if page.filtered])
def test_a_figure_can_be_drawn_long_after_its_page(name, opened, monkeypatch):
    kept = []
    monkeypatch.setattr(exporting, "draw", lambda view: kept.append(view.report))
    opened._page_hash = calc_hash(name)
    opened.run()
    drawn = [shown for shown in kept[-1].figures if shown.draw is not None]
    assert kept[-1].stamp.page == name and len(drawn) > 1
    assert all(shown.chart() is not None for shown in drawn)


def test_without_a_frame_nothing_waits(sample_book):
    test = draw("overview", sample_book)
    assert len(alts(test)) >= 4
    assert not test.get("bidi_component")
