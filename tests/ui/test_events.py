"""Events on charts and in their table: which are shown, what was before and after."""

from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from charts import theme
from charts.quantity import Quantity
from data.events import Event
from data.publish import publish
from metrics import Filters, open_book
from tests.books import clean_book, write_extract
from tests.ui.drawing import draw
from texts import words
from ui import events
from ui.view import View

EN, ZH = words("en"), words("zh")
RATE = Quantity("rate", "rate", "Approval rate")
MONTHS = pd.DataFrame(
    {
        "month": ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"],
        "rate": [0.50, 0.60, 0.70, None, 0.90],
        "mature": [True, True, True, True, False],
    }
)
LINES = (
    "date,kind,label_en,label_zh",
    "2025-02-10,policy,*Cut-off* lowered,下调分数线",
    "2025-03-01,outage,Backlog,",
    "2025-12-01,growth,Later,以后",
)


def on(day: str) -> Event:
    return Event(date.fromisoformat(day), "policy", "Event", "事件")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("events")
    extract = write_extract(clean_book(), folder / "extract")
    (extract / "events.csv").write_text("\n".join(LINES) + "\n", "utf-8")
    return open_book(publish(extract, folder / "store"), threads=1)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """The same book without events."""
    folder = tmp_path_factory.mktemp("quiet")
    extract = write_extract(clean_book(), folder / "extract")
    return open_book(publish(extract, folder / "store"), threads=1)


def details(mark) -> tuple[str, ...]:
    """What a mark says, with plain spaces."""
    return tuple(line.replace("\u00a0", " ") for line in mark.detail)


def view(book, t=EN):
    return View("overview", book, Filters(), None, t, theme.light())


def test_the_months_around_are_the_whole_ones_on_either_side():
    """February's own figure is partly before and partly after the 10th."""
    found = events.around(MONTHS, "month", "rate", on("2025-02-10"), "mature")
    assert (found.before_month, found.before) == ("2025-01", 0.50)
    assert (found.after_month, found.after) == ("2025-03", 0.70)


def test_a_month_that_is_not_whole_is_neither_before_nor_after():
    found = events.around(MONTHS, "month", "rate", on("2025-04-15"), "mature")
    assert (found.before_month, found.after_month) == ("2025-03", None)
    later = events.around(MONTHS, "month", "rate", on("2025-06-15"), "mature")
    assert (later.before_month, later.before) == (None, None)  # April is not known
    whole = events.around(MONTHS, "month", "rate", on("2025-04-15"))
    assert (whole.after_month, whole.after) == ("2025-05", 0.90)


def test_an_unknown_value_is_blank_and_not_another_months():
    found = events.around(MONTHS, "month", "rate", on("2025-03-31"))
    assert (found.after_month, found.after) == (None, None)


def test_the_events_of_the_months_shown_are_marked_with_their_words(book):
    first, second = events.markers(
        view(book), MONTHS, "month", [RATE], complete="mature"
    )
    assert first.month == "2025-02"
    assert first.label == "Feb 10, 2025: *Cut-off* lowered"
    assert details(first) == ("Approval rate: 50.0% in Jan 2025, 70.0% in Mar 2025",)
    assert details(second) == (
        "Approval rate: 60.0% in Feb 2025; no whole month after it is shown",
    )


def test_words_are_the_readers_and_a_missing_label_is_the_other_one(book):
    marks = events.markers(view(book, ZH), MONTHS, "month", [RATE])
    assert [mark.label for mark in marks] == [
        "2025年2月10日：下调分数线",
        "2025年3月1日：Backlog",
    ]
    assert details(marks[0]) == ("Approval rate：2025年1月 50.0%，2025年3月 70.0%",)


def test_an_event_in_the_first_month_says_only_what_came_after(book):
    late = MONTHS[1:]
    first = events.markers(view(book), late, "month", [RATE])[0]
    assert details(first) == (
        "Approval rate: 70.0% in Mar 2025; no whole month before it is shown",
    )
    alone = events.markers(view(book), MONTHS[1:2], "month", [RATE])
    assert [mark.detail for mark in alone] == [()]


def test_month_ends_are_months_too(book):
    ends = pd.DataFrame(
        {
            "as_of": [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)],
            "rate": [0.004, 0.5, 0.02],
        }
    )
    mark = events.markers(view(book), ends, "as_of", [RATE])[0]
    assert details(mark) == ("Approval rate: 0.40% in Jan 2025, 2.0% in Mar 2025",)


def test_no_months_or_no_events_have_no_marks(book, quiet):
    assert events.markers(view(book), MONTHS.head(0), "month", [RATE]) == ()
    assert events.markers(view(quiet), MONTHS, "month", [RATE]) == ()


def test_the_table_has_every_event_with_the_books_figures_around_it(book):
    """February's 6,000 went out between January's 1,200 + 1,000 and March's 2,400."""
    table = events.table(view(book))
    assert list(table["Event"]) == ["Later", "Backlog", "*Cut-off* lowered"]
    assert list(table["Kind"]) == ["Growth", "Outage", "Policy"]
    row = table.iloc[-1]
    assert row["Disbursed amount, before"] == "CN¥2,200 (Jan 2025)"
    assert row["Disbursed amount, after"] == "CN¥2,400 (Mar 2025)"
    # A1 and A2 of January were approved; of March's one application, A4 was too
    assert row["Approval rate, before"] == "100.0% (Jan 2025)"
    assert table.iloc[0]["Disbursed amount, after"] == ""


def test_without_applications_the_table_has_the_events_alone(tmp_path):
    rows = {name: clean_book()[name] for name in ("loans", "performance")}
    extract = write_extract(rows, tmp_path / "extract")
    (extract / "events.csv").write_text("\n".join(LINES) + "\n", "utf-8")
    alone = open_book(publish(extract, tmp_path / "store"), threads=1)
    assert list(events.table(view(alone)).columns) == ["Day", "Kind", "Event"]


@pytest.mark.parametrize("page", ["overview", "funnel", "conversion", "delinquency"])
def test_a_page_has_one_switch_where_there_are_events(page, book, quiet):
    test = draw(page, book)
    assert not test.exception
    (switch,) = events_switches(test)
    assert switch.value is True
    assert events_switches(draw(page, quiet)) == []


def test_the_switch_takes_the_marks_off_and_the_address_says_so(book):
    test = draw("delinquency", book)
    assert marks_on(test) > 0
    events_switches(test)[0].set_value(False).run()
    assert test.query_params["events"] in ("off", ["off"])
    assert marks_on(test) == 0
    events_switches(test)[0].set_value(True).run()
    assert "events" not in test.query_params
    assert marks_on(test) > 0


def test_an_address_that_says_off_draws_none(book):
    test = draw("conversion", book, events="off")
    assert marks_on(test) == 0
    assert events_switches(test)[0].value is False


def events_switches(test: AppTest) -> list:
    return [each for each in test.toggle if each.label == EN("events.show")]


def marks_on(test: AppTest) -> int:
    """How many figures of a page have the mark of an event."""
    specs = [chart.proto.spec for chart in test.get("plotly_chart")]
    return sum('"triangle-down"' in spec for spec in specs)
