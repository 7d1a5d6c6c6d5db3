"""Over a line of months: targets as steps, events as marks, a key for what is open."""

import pandas as pd
import pytest

from charts.overlays import Marker
from charts.quantity import Quantity
from charts.trend import spark, trend

RATE = Quantity("rate", "rate", "Approval")
OTHER = Quantity("other", "rate", "Conversion")
FRAME = pd.DataFrame(
    {
        "month": ["2026-01", "2026-02", "2026-03"],
        "rate": [0.5, 0.6, 0.4],
        "other": [0.2, 0.3, 0.1],
        "all": [10, 20, 30],
        "high": [0.55, 0.65, 2.0],
        "low": [0.45, 0.55, 0.0],
        "mature": [True, True, False],
    }
)
CAP = Marker("2026-02", "Feb 3, 2026: Price cap", ("Approval: 50% to 40%",))


def named(figure, name):
    """The one trace of that name."""
    found = [trace for trace in figure.data if trace.name == name]
    assert len(found) == 1, [trace.name for trace in figure.data]
    return found[0]


def test_a_target_is_a_dashed_step_with_one_entry_in_the_legend(t, look):
    goals = {"rate": {"2026-01": 0.55, "2026-02": 0.55, "2026-03": 0.7}}
    figure = trend(FRAME, t, look, values=[RATE], goals=goals)
    goal = named(figure, t("charts.goal"))
    assert goal.x == ("2026-01-01", "2026-02-01", "2026-03-01")
    assert goal.y == (0.55, 0.55, 0.7)
    assert (goal.line.dash, goal.line.shape) == ("4px,3px", "hvh")
    assert goal.line.color == look.muted
    assert goal.showlegend and figure.layout.showlegend


def test_each_point_says_its_months_target(en, look):
    goals = {"rate": {"2026-01": 0.55}}
    figure = trend(FRAME, en, look, values=[RATE], goals=goals)
    assert figure.data[0].text[0].endswith("Target: 55.0%")
    assert "Target" not in figure.data[0].text[1]


def test_a_month_without_a_target_is_a_gap_and_one_alone_is_still_seen(en, look):
    goals = {"rate": {"2026-01": 0.55, "2026-03": 0.7, "2025-12": 9.0}}
    goal = named(trend(FRAME, en, look, values=[RATE], goals=goals), "Target")
    assert goal.y == (0.55, None, 0.7)
    assert not goal.connectgaps
    assert goal.mode == "lines+markers"
    assert goal.marker.size == (14, 0, 14)


def test_among_several_lines_a_target_has_its_lines_colour_and_the_legend_one(en, look):
    goals = {"rate": {"2026-01": 0.55}, "other": {"2026-01": 0.25}}
    figure = trend(FRAME, en, look, values=[RATE, OTHER], goals=goals)
    drawn = [trace for trace in figure.data if trace.name == "Target"]
    assert [trace.y[0] for trace in drawn] == [0.55, 0.25]
    assert [trace.line.color for trace in drawn] == [
        look.faded(named(figure, name).line.color, 0.3)
        for name in ("Approval", "Conversion")
    ]
    assert [trace.showlegend for trace in drawn] == [True, False]


def test_a_target_above_all_values_is_within_the_axis(en, look):
    """A band of 2.0 would be cut at 2.5 times the greatest value, 0.6: 1.5."""
    drawn = {"values": [RATE], "low": "low", "high": "high"}
    without = trend(FRAME, en, look, **drawn)
    assert list(without.layout.yaxis.range) == [0.0, 1.5]
    goals = {"rate": {"2026-03": 1.6}}
    figure = trend(FRAME, en, look, goals=goals, **drawn)
    assert figure.layout.yaxis.range is None
    amounts = FRAME.assign(rate=[100, 200, 300])
    money = Quantity("rate", "amount", "Disbursed")
    goals = {"rate": {"2026-03": 900.0}}
    figure = trend(amounts, en, look, values=[money], goals=goals)
    assert max(figure.layout.yaxis.tickvals) >= 900


def test_no_plan_changes_nothing(en, look):
    plain = trend(FRAME, en, look, values=[RATE])
    empty = trend(FRAME, en, look, values=[RATE], goals={"rate": {}})
    assert empty.to_dict() == plain.to_dict()
    assert not plain.layout.showlegend


def test_an_event_is_a_dotted_line_and_a_mark_that_tells_it(t, look):
    figure = trend(FRAME, t, look, values=[RATE], events=[CAP])
    (line,) = figure.layout.shapes
    assert (line.x0, line.x1, line.yref) == ("2026-02-01", "2026-02-01", "paper")
    assert line.line.dash == "dot"
    mark = named(figure, t("charts.event"))
    assert mark.x == ("2026-02-01",)
    assert mark.text == ("<b>Feb 3, 2026: Price cap</b><br>Approval: 50% to 40%",)
    assert mark.showlegend and figure.layout.showlegend


def test_marks_stand_at_the_top_whatever_the_figures(en, look):
    figure = trend(FRAME, en, look, values=[RATE], events=[CAP])
    mark = named(figure, "Event")
    assert (mark.yaxis, mark.y) == ("y2", (1.0,))
    assert list(figure.layout.yaxis2.range) == [0, 1]
    assert figure.layout.yaxis2.overlaying == "y"
    assert not figure.layout.yaxis2.visible
    assert figure.layout.yaxis.range is None


def test_a_click_on_a_mark_fades_nothing(en, look):
    figure = trend(FRAME, en, look, values=[RATE], events=[CAP])
    assert {trace.unselected.marker.opacity for trace in figure.data} == {1}


def test_events_of_one_month_share_a_mark(en, look):
    events = [CAP, Marker("2026-03-01", "March"), Marker("2026-02-20", "Outage")]
    figure = trend(FRAME, en, look, values=[RATE], events=events)
    mark = named(figure, "Event")
    assert mark.x == ("2026-02-01", "2026-03-01")
    assert len(figure.layout.shapes) == 2
    assert "Price cap" in mark.text[0] and "Outage" in mark.text[0]
    assert mark.text[1] == "<b>March</b>"


@pytest.mark.parametrize(
    "label", ["<img src=x onerror=alert(1)>", "a & b", "<b>bold</b>"]
)
def test_a_label_is_text_and_no_mark_up(en, look, label):
    figure = trend(FRAME, en, look, values=[RATE], events=[Marker("2026-02", label)])
    text = named(figure, "Event").text[0]
    inside = text.removeprefix("<b>").removesuffix("</b>")
    assert "<" not in inside.replace("</b><br><b>", "") and "& " not in inside


def test_a_long_label_is_broken_into_lines_a_phone_can_show(en, look):
    labels = ["word " * 40, "长" * 200, "x" * 200]
    events = [Marker("2026-02", label) for label in labels]
    (text,) = named(trend(FRAME, en, look, values=[RATE], events=events), "Event").text
    lines = [
        part.removeprefix("<b>").removesuffix("</b>") for part in text.split("<br>")
    ]
    assert all(len(line) <= 46 for line in lines)
    assert all(len(line) <= 23 for line in lines if "长" in line)
    assert "".join(lines).count("长") == 200 and "".join(lines).count("x") == 200


def test_the_legend_says_what_dashed_means_where_something_is(t, look):
    figure = trend(FRAME, t, look, values=[RATE], complete="mature")
    key = named(figure, t("charts.can_change"))
    assert (key.x, key.y) == ((None,), (None,))
    assert key.line.dash == "dot" and key.marker.color == look.background
    final = trend(FRAME.assign(mature=True), t, look, values=[RATE], complete="mature")
    assert t("charts.can_change") not in [trace.name for trace in final.data]


def test_what_stands_behind_may_differ_by_line(en, look):
    behind = {"rate": [Quantity("all", "count", "Decided")], "other": []}
    first, second = trend(FRAME, en, look, values=[RATE, OTHER], behind=behind).data
    assert first.text[0].endswith("Decided: 10")
    assert "Decided" not in second.text[0]


def test_a_small_line_on_a_card_has_no_legend(en, look):
    assert not spark(FRAME, en, look, value=RATE, complete="mature").layout.showlegend
