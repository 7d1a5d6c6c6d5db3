"""The log: one JSON object a line, the reader's id in it, and nothing of a row."""

import json
import logging
import sys
import tomllib

import pytest

from metrics.errors import TookTooLong
from tests.ui.test_frame import APP, opened
from texts import LANGUAGES, words
from ui import headlines, logs, mishaps


@pytest.fixture
def lines(tmp_path, monkeypatch):
    """What is logged from here on, as the operator's file has it."""
    file = tmp_path / "dashboard.log"
    monkeypatch.setenv(logs.FILE_VARIABLE, str(file))
    filters = logging.getLogger("streamlit.error_util").filters.copy()
    before = logs.log.level
    logs.begin()
    (ours,) = [h for h in logs.log.handlers if isinstance(h.formatter, logs.Lines)]
    yield lambda: [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    logs.log.removeHandler(ours)
    logs.log.setLevel(before)
    logging.getLogger("streamlit.error_util").filters[:] = filters
    ours.close()


@pytest.fixture
def broken_page(sample_store, monkeypatch):
    """An Overview that fails on a value of a row, with the row as the cause."""
    monkeypatch.setenv("LOAN_DASHBOARD_STORE", str(sample_store))

    def fail(view):
        try:
            {}["Zhang San"]
        except KeyError as error:
            raise ValueError("Could not convert '13800138000' to loan_id") from error

    monkeypatch.setattr(headlines, "cards", fail)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_error_has_one_id_on_the_page_and_in_the_log(
    lines, broken_page, sample_book, lang
):
    product = sample_book.dimensions["product"][0]
    test = opened(product=[product, "Li Lei"], p="3m", q="Li Lei", lang=lang)

    (line,) = [line for line in lines() if line["event"] == "error"]
    assert test.error[0].value == words(lang)("frame.error.failed", id=line["id"])
    assert line["page"] == "overview"
    assert line["snapshot"] == sample_book.snapshot_id
    assert line["codes"] == {"product": [product], "p": ["3m"], "lang": [lang]}
    assert line["error"] == "ValueError"
    assert "in fail" in line["traceback"] and "KeyError" in line["traceback"]
    assert "raise ValueError(" in line["traceback"]
    said = json.dumps(lines(), ensure_ascii=False)
    # A line of source is no value of a row; the message under it is.
    assert "ValueError: Could not convert … to loan_id" in line["traceback"]
    assert "KeyError: …" in line["traceback"]
    assert "Li Lei" not in said
    assert not test.exception
    assert not any(secret in words_of(test) for secret in ("Zhang", "138", "Trace"))


def words_of(test) -> str:
    return " ".join(element.value for element in (*test.error, *test.warning))


@pytest.mark.parametrize(
    ("message", "logged"),
    [
        ("No row 'Zhang San'", "No row …"),
        ("loan 13800138000 is late", "loan … is late"),
        (
            'column "loan_id" is absent, not "Li Lei"',
            'column "loan_id" is absent, not …',
        ),
        ("dpd 30 of 60", "dpd 30 of 60"),
    ],
)
def test_messages_keep_names_of_the_contract_and_lose_values(message, logged):
    *_, last = logs.trace(ValueError(message))
    assert last == f"ValueError: {logged}\n"


def test_a_message_of_two_lines_is_one_line_of_the_log(lines):
    try:
        raise RuntimeError("two\nlines")
    except RuntimeError:
        logs.log.exception("broken", extra={"event": "error"})
    (line,) = lines()
    assert line["traceback"].endswith("RuntimeError: two\nlines\n")
    assert line["level"] == "error" and line["at"].endswith("+00:00")


def test_an_error_outside_every_page_gets_an_id_too(lines, monkeypatch):
    shown = []
    monkeypatch.setattr(mishaps.st, "error", lambda text, icon: shown.append(text))
    monkeypatch.setattr(mishaps.language, "chosen", lambda: "zh")

    assert mishaps.uncaught(RuntimeError("in a callback")) is True
    (line,) = lines()
    assert shown == [words("zh")("frame.error.failed", id=line["id"])]
    assert "in a callback" in line["traceback"]


def test_a_log_that_cannot_be_written_goes_to_stderr_and_says_so(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(sys, "stderr", sys.__stderr__)
    monkeypatch.setenv(logs.FILE_VARIABLE, str(tmp_path / "no" / "such.log"))
    said = []
    monkeypatch.setattr(logs.log, "handlers", [])
    monkeypatch.setattr(
        logging.StreamHandler, "emit", lambda self, r: said.append(self.format(r))
    )
    before = logs.log.level
    logs.begin()
    logs.log.setLevel(before)
    assert json.loads(said[0])["level"] == "warning"
    assert logs.FILE_VARIABLE in json.loads(said[0])["message"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_stopped_is_named_or_is_a_list(lang):
    t = words(lang)
    error = TookTooLong(30)
    assert t("frame.error.too_long.rows") in mishaps.too_long(t, error)
    error.question = "vintage"
    said = mishaps.too_long(t, error)
    assert t("metrics.vintage.label") in said and "30" in said


def test_streamlit_shows_no_reader_an_error_of_its_own():
    settings = tomllib.loads((APP.parent / ".streamlit/config.toml").read_text())
    assert settings["client"] == settings["client"] | {
        "showErrorDetails": "none",
        "showErrorLinks": False,
    }
