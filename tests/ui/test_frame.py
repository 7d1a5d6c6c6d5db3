"""The whole dashboard without a browser: state, filters, notices, mishaps."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.drawing import PATIENCE_SECONDS, words_on

APP = Path(__file__).parents[2] / "app.py"


def opened(**query) -> AppTest:
    test = AppTest.from_file(str(APP), default_timeout=PATIENCE_SECONDS)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


@pytest.fixture(autouse=True)
def served(sample_store, monkeypatch):
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(sample_store))


def widget(test: AppTest, name: str):
    """A filter's widget, whatever the revision in its key."""
    widgets = [*test.multiselect, *test.selectbox, *test.get("button_group")]
    found = [w for w in widgets if w.key and w.key.startswith(f"w_{name}_")]
    assert len(found) == 1, (name, [w.key for w in widgets])
    return found[0]


def chips(test: AppTest) -> list[str]:
    """What the chips say, the one that clears them all aside."""
    keyed = [b for b in test.button if b.key and b.key.startswith("chip_")]
    return [b.label.replace("\\", "") for b in keyed if b.key != "chip_clear"]


def url(test: AppTest, key: str) -> list[str]:
    """The values of a key in the URL; AppTest gives single ones as they were set."""
    values = test.query_params.get(key, [])
    return [values] if isinstance(values, str) else list(values)


def product_of(book) -> str:
    return book.dimensions["product"][0]


def test_a_link_without_anything_shows_the_last_twelve_months_in_english(sample_book):
    test = opened()
    assert test.title[0].value == "Overview"
    assert "Nov 2025 to Oct 2026" in words_on(test)
    assert not test.error and not test.exception


def test_a_links_filters_are_in_force_and_said(sample_book):
    code = product_of(sample_book)
    test = opened(product=code, p="3m")
    assert widget(test, "product").value == [code]
    name = sample_book.settings.names["product"][code]["en"]
    assert "Aug 2026 to Oct 2026" in words_on(test)
    assert chips(test) == [f"Product: {name}"]


def test_the_same_link_says_the_same_in_chinese(sample_book):
    code = product_of(sample_book)
    test = opened(product=code, p="3m", lang="zh")
    assert test.title[0].value == "总览"
    assert widget(test, "product").value == [code]
    name = sample_book.settings.names["product"][code]["zh"]
    assert "2026年8月至2026年10月" in words_on(test)
    assert chips(test) == [f"产品：{name}"]


def test_values_that_a_link_invents_are_dropped_and_the_reader_is_told():
    test = opened(product="gold_loan", p="99x", lang="fr")
    assert widget(test, "product").value == []
    assert len(test.warning) == 1
    assert "gold\\_loan" in test.warning[0].value
    assert "99x" in test.warning[0].value
    assert "Language: fr" in test.warning[0].value.replace("\\", "")


def test_custom_months_outside_the_data_are_dropped_and_said(sample_book):
    test = opened(p="custom", **{"from": "1999-01", "to": sample_book.last_month})
    assert "1999" in test.warning[0].value
    first = widget(test, "from").value
    assert first == sample_book.first_month


def test_choosing_writes_codes_into_the_url_and_reset_takes_them_out(sample_book):
    codes = list(sample_book.dimensions["product"][:2])
    test = opened(lang="zh")
    widget(test, "product").set_value(codes).run()
    assert url(test, "product") == codes
    assert url(test, "lang") == ["zh"]
    test.button(key="filter_reset").click().run()
    assert "product" not in test.query_params
    assert url(test, "lang") == ["zh"]
    assert widget(test, "product").value == []


def test_a_preset_takes_the_place_of_custom_months(sample_book):
    test = opened(p="custom", **{"from": "2026-01", "to": "2026-02"})
    assert "Jan 2026 to Feb 2026" in words_on(test)
    widget(test, "p").set_value("3m").run()
    assert url(test, "p") == ["3m"]
    assert "from" not in test.query_params


def test_rows_without_a_value_can_be_chosen(sample_book):
    assert "" in sample_book.dimensions["partner"]
    test = opened(partner="")
    assert [chip.split(": ")[1] for chip in chips(test)] == ["not given"]
    assert not test.warning


def test_nothing_published_offers_the_sample_and_the_commands(tmp_path, monkeypatch):
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(tmp_path / "empty"))
    test = opened()
    assert test.title[0].value == "No data yet"
    assert [code.value for code in test.code] == [
        "python -m data publish EXTRACT",
        "python -m data sample SAMPLE\npython -m data publish SAMPLE",
    ]
    assert test.button(key="make_sample").label == "Make and publish the sample"


def test_a_page_that_fails_shows_an_id_and_logs_it_and_no_traceback(
    monkeypatch, caplog
):
    from ui import headlines

    def fail(view):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(headlines, "cards", fail)
    test = opened()
    assert not test.exception
    assert "secret detail" not in words_on(test)
    error_id = caplog.records[-1].args[0]
    assert error_id in test.error[0].value
    assert "secret detail" in caplog.text


def test_a_session_keeps_its_snapshot_and_is_offered_the_newer_one(
    sample_extract, sample_store, tmp_path, monkeypatch
):
    import shutil

    from data.publish import publish

    store = tmp_path / "store"
    shutil.copytree(sample_store, store)
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(store))
    test = opened()
    before = test.session_state["snapshot_id"]
    extract = tmp_path / "newer"
    shutil.copytree(sample_extract, extract)
    with (extract / "dashboard.toml").open("r+") as settings:
        text = settings.read()
        settings.seek(0)
        settings.write("# published again, with a setting changed\n" + text)
    newer = publish(extract, store)
    assert newer.id != before
    test.run()
    assert test.session_state["snapshot_id"] == before
    test.button(key="take_newer").click().run()
    assert test.session_state["snapshot_id"] == newer.id
