"""Links that lead nowhere, and a store that does not answer."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.drawing import PATIENCE_SECONDS
from texts import LANGUAGES, words
from ui.dead_ends import last_part

APP = Path(__file__).parents[2] / "app.py"


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("", ""),
        ("http://host:8501", ""),
        ("http://host:8501/", ""),
        ("http://host:8501/funnel", "funnel"),
        ("https://host/base/funnel/", "funnel"),
        ("https://host/%E6%BC%8F%E6%96%97?lang=zh", "漏斗"),
        ("https://host/%3Cscript%3E", "<script>"),
    ],
)
def test_the_page_of_an_url_is_its_last_part(url, part):
    assert last_part(url) == part


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_store_that_cannot_be_read_is_said_in_words_and_logged(
    sample_store, monkeypatch, caplog, lang
):
    from ui import snapshots

    def refuse():
        raise PermissionError("no right to read it")

    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(sample_store))
    test = AppTest.from_file(str(APP), default_timeout=PATIENCE_SECONDS)
    test.query_params["lang"] = lang
    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "for_session", refuse)
        test.run()
    t = words(lang)
    assert test.title[0].value == t("frame.unreadable.title")
    assert test.warning[0].value == t("frame.unreadable.body")
    assert not test.exception and not test.error
    assert "no right to read it" in caplog.text

    test.button(key="read_again").click().run()
    assert test.title[0].value == t("overview.title")
