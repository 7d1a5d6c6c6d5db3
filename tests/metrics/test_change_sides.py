"""What changed: each figure's two sides, young months, the smallest amount, nobody."""

import pytest

from metrics.change import APPLICATION_FIGURES
from tests.metrics.asking import ask, only
from tests.metrics.drawn import applications, histories, loans

CONVERTED = {
    "web": ((1, 5), (1, 3)),
    "app": ((0, 0), (0, 2)),
    "quiet": ((0, 0), (0, 1)),
}
FEBRUARY = {"first": "2026-02", "last": "2026-02"}


def effects(book, figure: str, **asked) -> dict:
    rows = ask(book, "change", metric=figure, by="channel", **FEBRUARY | asked)
    return {row["value"]: row["effect"] for row in rows}


@pytest.fixture(scope="module")
def two_channels(shelved):
    """January has the web, February the app too, and `quiet`, whose one application is
    not decided. The newest event is of 2 April: both months are mature and March, whose
    youngest application is 29 days old, is not."""
    return shelved(
        {
            "applications": applications("""
                application_id  channel  started_at        decided_at        decision   decision_mode  disbursed_at
                A1              web      2026-01-05T09:00  2026-01-06T09:00  approved   auto           2026-01-07T09:00
                A2              web      2026-01-05T09:00  2026-01-06T09:00  approved   manual         -
                A3              web      2026-01-05T09:00  2026-01-06T09:00  declined   auto           -
                A4              web      2026-01-05T09:00  2026-01-06T09:00  withdrawn  auto           -
                A5              web      2026-01-05T09:00  -                 -          -              -
                B1              web      2026-02-05T09:00  2026-02-06T09:00  approved   manual         2026-02-07T09:00
                B2              web      2026-02-05T09:00  2026-02-06T09:00  declined   manual         -
                B3              web      2026-02-05T09:00  -                 -          -              -
                B4              app      2026-02-05T09:00  2026-02-06T09:00  approved   auto           -
                B5              app      2026-02-05T09:00  -                 -          -              -
                Q               quiet    2026-02-05T09:00  -                 -          -              -
                C1              web      2026-03-01T09:00  -                 -          -              -
                C2              web      2026-03-04T09:00  2026-04-02T09:00  approved   auto           2026-04-02T09:00
            """)  # noqa: E501
        }
    )


@pytest.mark.parametrize(
    ("figure", "sides"),
    [
        ("approval_rate", {"web": ((2, 3), (1, 2)), "app": ((0, 0), (1, 1))}),
        ("take_up_rate", {"web": ((1, 2), (1, 1)), "app": ((0, 0), (0, 1))}),
        ("conversion_rate", CONVERTED),
        ("auto_rate", {"web": ((3, 4), (0, 2)), "app": ((0, 0), (1, 1))}),
    ],
)
def test_each_rate_has_its_own_two_sides(two_channels, figure, sides):
    rows = ask(two_channels, "change", metric=figure, by="channel", **FEBRUARY)
    found = {
        row["value"]: tuple(
            (row[f"numerator_{when}"], row[f"denominator_{when}"])
            for when in ("before", "after")
        )
        for row in rows
    }
    assert found == sides


def test_an_application_is_counted_once(two_channels):
    assert effects(two_channels, "applications") == {
        "web": 3 - 5,
        "app": 2 - 0,
        "quiet": 1 - 0,
    }


def test_young_months_count_in_a_rate_of_the_decided_and_not_in_conversion(
    two_channels,
):
    march = {"first": "2026-03", "last": "2026-03", "by": "channel"}
    decided = ask(two_channels, "change", metric="auto_rate", **march)
    assert {row["after_all"] for row in decided} == {1 / 1}  # C2
    started = ask(two_channels, "change", metric="conversion_rate", **march)
    assert {row["denominator_after"] for row in started} == {0}
    assert {row["after_all"] for row in started} == {None}


def test_a_month_is_mature_on_the_day_its_youngest_application_has_had_the_window(
    shelved,
):
    """C2 is of 4 March, 9:00; its 30 days end on 3 April at 9:00, no minute before."""
    rows = """
        application_id  channel  started_at        decided_at        decision
        A1              web      2026-02-05T09:00  2026-02-06T09:00  approved
        C1              app      2026-03-01T09:00  2026-03-02T09:00  declined
        C2              web      2026-03-04T09:00  {}                declined
    """
    march = {"first": "2026-03", "last": "2026-03", "by": "channel"}
    for newest, counted in (
        ("2026-04-03T09:00", {"app": 1, "web": 1}),
        ("2026-04-03T08:59", {"web": 0}),
    ):
        book = shelved({"applications": applications(rows.format(newest))})
        found = ask(book, "change", metric="conversion_rate", **march)
        assert {row["value"]: row["denominator_after"] for row in found} == counted
        month = only(ask(book, "conversion"), month="2026-03")
        assert month["mature"] is ("app" in counted)


def test_a_channel_that_is_gone_moved_the_mix_alone(shelved):
    """Web approves 2 of 2 then 2 of 4; gone approved 1 of 2 and has nobody any more."""
    rows = "application_id started_at decided_at decision channel\n" + "\n".join(
        f"{name}{n} {day}T09:00 {day}T10:00 {decision} {channel}"
        for name, day, channel, decisions in (
            ("A", "2026-01-05", "web", ("approved", "approved")),
            ("B", "2026-01-05", "gone", ("approved", "declined")),
            ("C", "2026-02-05", "web", ("approved", "approved") + ("declined",) * 2),
        )
        for n, decision in enumerate(decisions)
    )
    book = shelved({"applications": applications(rows)})
    asked = {"metric": "approval_rate", "by": "channel", **FEBRUARY}
    of = {row["value"]: row for row in ask(book, "change", **asked)}
    middle = (3 / 4 + 2 / 4) / 2
    assert of["gone"]["rate_effect"] == 0
    assert of["gone"]["mix_effect"] == pytest.approx((0 - 1 / 2) * (1 / 2 - middle))
    assert of["web"]["rate_effect"] == pytest.approx((2 / 4 - 1) * (1 / 2 + 1) / 2)


@pytest.fixture(scope="module")
def to_the_fourth_decimal(shelved):
    """Amounts that differ in the last decimal that money has."""
    held = histories("""
        loan  2026-01  2026-02
        L1    1000     1000
        L2    -        1000
        L3    1000     paid
        L4    paid     -
    """)
    for row in held:
        if (row["loan_id"], row["as_of"].month) == ("L1", 2):
            row |= {"balance": "1000.0001", "days_past_due": 31}
    return shelved(
        {
            "applications": applications("""
                application_id  started_at
                A               2026-01-05T09:00
            """),
            "loans": loans("""
                loan_id  channel  disbursed_on  principal
                L1       web      2026-01-05    1000
                L2       web      2026-02-05    1000.0001
                L3       partner  2026-01-05    1000
                L4       old      2026-01-05    1000
            """),
            "performance": held,
        }
    )


def test_money_is_compared_to_its_last_decimal(to_the_fourth_decimal):
    book = to_the_fourth_decimal
    assert effects(book, "disbursed_amount")["web"] == pytest.approx(0.0001, rel=1e-9)
    assert effects(book, "balance")["web"] == pytest.approx(1000.0001, rel=1e-12)
    (web,) = ask(book, "change", metric="par30", by="channel", **FEBRUARY)[:1]
    assert (web["numerator_after"], web["denominator_after"]) == (1000.0001, 2000.0001)


def test_a_channel_is_listed_where_it_had_a_balance_at_either_end(
    to_the_fourth_decimal,
):
    found = effects(to_the_fourth_decimal, "balance")
    assert found == {"web": pytest.approx(1000.0001), "partner": -1000}


def test_the_figures_are_all_asked_here():
    asked = {"approval_rate", "take_up_rate", "conversion_rate", "auto_rate"}
    assert {*APPLICATION_FIGURES} == asked | {"applications"}
