"""What a file says about itself, in both languages."""

import pytest

from exports import stamping
from tests.exports.reports import MADE_AT, stamp
from texts import words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_filters_date_snapshot_time_and_address_are_told(language):
    told = dict(stamping.lines(stamp(language), MADE_AT))
    t = words(language)

    assert told[t("exports.stamp.filters")].endswith("Car loan")
    assert told[t("exports.stamp.snapshot")] == "20260428-0badcafe"
    assert told[t("exports.stamp.made")].endswith("06:05 UTC")
    assert told[t("exports.stamp.address")] == "vintage?product=car_loan&p=custom"
    assert t("exports.stamp.compared") not in told


def test_what_is_compared_is_told_where_something_is():
    told = dict(stamping.lines(stamp(compared="Against 2025"), MADE_AT))

    assert told["Compared with"] == "Against 2025"


def test_the_small_print_holds_date_snapshot_and_time():
    assert stamping.small_print(stamp(), MADE_AT) == (
        "Data up to Apr 28, 2026 · Snapshot 20260428-0badcafe"
        " · Exported Nov 23, 2026 06:05 UTC"
    )


def test_a_file_is_named_by_page_and_snapshot_in_harmless_letters():
    assert stamping.file_name(stamp(), "xlsx") == "vintage-20260428-0badcafe.xlsx"
    name = stamping.file_name(stamp(snapshot="../a b"), "png", "逾期/x")
    assert name == "vintage-___x-.._a_b.png"
