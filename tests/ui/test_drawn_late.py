"""A file of a page is made after the page: its figures are drawn again, as shown."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from app import PAGES
from tests.ui.drawing import PATIENCE_SECONDS
from ui import exporting

APP = Path(__file__).parents[2] / "app.py"


WITH_FIGURES = [page.name for page in PAGES if page.filtered and page.name != "history"]
"""History has none where a store holds one snapshot; its own test draws them again."""


@pytest.mark.parametrize("name", WITH_FIGURES)
def test_a_figure_can_be_drawn_long_after_its_page(name, sample_store, monkeypatch):
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(sample_store))
    kept = []
    monkeypatch.setattr(exporting, "draw", lambda view: kept.append(view.report))
    opened = AppTest.from_file(str(APP), default_timeout=PATIENCE_SECONDS)
    opened._page_hash = calc_hash(name)
    opened.run()
    drawn = [shown for shown in kept[-1].figures if shown.draw is not None]
    assert kept[-1].stamp.page == name and len(drawn) > 1
    assert all(shown.chart() is not None for shown in drawn)
