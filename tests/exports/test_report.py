"""A report keeps what a page showed, in its order, and survives a chart that fails."""

from dataclasses import replace

from tests.exports.reports import answer, figure, report


def test_figures_stay_in_order_and_a_second_of_one_key_takes_the_place():
    made = report("lines", "bars")
    again = replace(figure("lines"), title="Drawn again")
    made.add(again)

    assert [shown.key for shown in made.figures] == ["lines", "bars"]
    assert made.figures[0].title == "Drawn again"


def test_a_metric_is_defined_once_however_often_it_is_shown():
    made = report("lines", "bars")
    made.add(replace(figure("table"), answer=answer("funnel")))
    made.add(replace(figure("triangle"), answer=None))

    assert made.metrics() == ["vintage", "funnel"]


def test_a_value_is_written_as_on_the_screen_and_without_a_writer_as_it_is():
    shown = replace(figure("table"), writers={"rate": lambda value: "much"})

    assert shown.written("rate", 0.5) == "much"
    assert shown.written("loans", 7) == "7"
    assert shown.written("loans", None) == ""
    assert shown.heading("rate") == "Rate"
    assert shown.heading("unheard_of") == "unheard_of"


def test_a_chart_that_fails_is_logged_and_leaves_the_table(caplog):
    def draw():
        raise RuntimeError("no such column")

    assert replace(figure("lines"), draw=draw).chart() is None
    assert "chart lines" in caplog.text and "no such column" in caplog.text


def test_there_is_no_chart_without_rows():
    shown = figure("lines")

    assert shown.chart() is not None
    assert replace(shown, frame=shown.frame.head(0)).chart() is None
    assert figure("table").chart() is None
