"""What changed: effects by hand, and the law that they add up to the whole change."""

import math
import random

import pandas as pd
import pytest

from data.publish import publish
from metrics import CATALOGUE, Filters, open_book
from metrics.change import CHANGE, FIGURES, split_by
from metrics.errors import BadOption, MissingData
from tests import oracle
from tests.books import write_extract
from tests.comparing import settings_toml
from tests.metrics.asking import ask
from tests.metrics.drawn import applications


def decided(month: str, channel: str, approved: int, declined: int) -> str:
    """Lines of a drawing: so many decisions of a channel in a month."""
    lines = []
    for number in range(approved + declined):
        decision = "approved" if number < approved else "declined"
        name = f"{channel}-{month}-{number}"
        at = f"{month}-05T09:00"
        lines.append(f"{name} {at} {at} {decision} {channel}")
    return "\n".join(lines)


def change(book, month: str, figure: str) -> list[dict]:
    """How the channels moved a figure from the month before to this one."""
    return ask(book, "change", first=month, last=month, by="channel", metric=figure)


@pytest.fixture(scope="module")
def two_months(shelved):
    """January: web approves 8 of 10, partner 5 of 10. February: web 8 of 10, partner
    12 of 30: more of the worse channel, and it got worse. `fair` is there in February
    only."""
    header = "application_id started_at decided_at decision channel"
    rows = "\n".join(
        [
            decided("2026-01", "web", 8, 2),
            decided("2026-01", "partner", 5, 5),
            decided("2026-02", "web", 8, 2),
            decided("2026-02", "partner", 12, 18),
            decided("2026-02", "fair", 6, 4),
        ]
    )
    return shelved({"applications": applications(f"{header}\n{rows}")})


def test_a_ratio_splits_into_mix_and_rate_that_add_up(two_months):
    rows = change(two_months, "2026-02", "approval_rate")
    of = {row["value"]: row for row in rows}
    before, after = 13 / 20, 26 / 50
    middle = (before + after) / 2
    assert of["web"]["before_all"] == pytest.approx(before)
    assert of["web"]["after_all"] == pytest.approx(after)

    # web: 10 of 20 decisions, then 10 of 50, at 0.8 both times: mix alone.
    assert of["web"]["rate_effect"] == pytest.approx(0)
    assert of["web"]["mix_effect"] == pytest.approx((0.2 - 0.5) * (0.8 - middle))
    # partner: half of the decisions, then 30 of 50; 0.5, then 12 of 30 = 0.4.
    assert of["partner"]["mix_effect"] == pytest.approx((0.6 - 0.5) * (0.45 - middle))
    assert of["partner"]["rate_effect"] == pytest.approx((0.4 - 0.5) * (0.5 + 0.6) / 2)
    # fair: not there before, so it has no change of rate.
    assert of["fair"]["before"] is None
    assert of["fair"]["rate_effect"] == 0
    assert of["fair"]["mix_effect"] == pytest.approx((0.2 - 0) * (0.6 - middle))

    assert sum(row["effect"] for row in rows) == pytest.approx(after - before)
    sizes = [abs(row["effect"]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)


def test_a_total_changes_by_what_its_values_changed(two_months):
    rows = change(two_months, "2026-02", "applications")
    assert {row["value"]: row["effect"] for row in rows} == {
        "partner": 30 - 10,
        "fair": 10 - 0,
        "web": 10 - 10,
    }
    assert {row["mix_effect"] for row in rows} == {None}
    assert rows[0]["change"] == 50 - 20


def test_values_of_one_effect_come_by_name_and_what_has_no_name_last(shelved):
    header = "application_id started_at decided_at decision campaign_id"
    names = ("web", "-", "fair", "app")
    february = [decided("2026-02", name, 3, 1) for name in names]
    rows = "\n".join([header, decided("2026-01", "web", 1, 0), *february])
    book = shelved({"applications": applications(rows)})
    month, split = {"first": "2026-02", "last": "2026-02"}, {"by": "campaign_id"}
    found = ask(book, "change", metric="applications", **month, **split)
    assert [(row["value"], row["effect"]) for row in found] == [
        ("app", 4 - 0),
        ("fair", 4 - 0),
        (None, 4 - 0),
        ("web", 4 - 1),
    ]


def test_a_change_from_before_the_data_is_unknown_not_growth(two_months):
    rows = change(two_months, "2026-01", "approval_rate")
    assert {row["change"] for row in rows} == {None}
    assert {row["effect"] for row in rows} == {None}


def test_a_total_from_before_the_data_is_no_growth_from_nothing(two_months):
    rows = change(two_months, "2026-01", "applications")
    assert {row["before_all"] for row in rows} == {None}
    assert {row["change"] for row in rows} == {None}
    assert {row["effect"] for row in rows} == {None}


def test_without_a_period_there_is_nothing_to_compare(two_months):
    with pytest.raises(BadOption, match="--from and --to"):
        ask(two_months, "change", metric="approval_rate")


def test_par_needs_performance_and_says_so(two_months):
    with pytest.raises(MissingData, match="performance"):
        change(two_months, "2026-02", "par30")


@pytest.mark.parametrize("seed", range(2))
def test_every_dimension_explains_the_whole_change_exactly(seed, tmp_path):
    rows, settings = oracle.random_book(300 + seed)
    extract = write_extract(rows, tmp_path / "extract", settings_toml(settings))
    book = open_book(publish(extract, tmp_path / "store"), threads=1)
    rng = random.Random(seed)
    explained = 0
    for figure in FIGURES:
        last = rng.choice(["2025-02", "2025-03", book.last_month])
        period = Filters("2025-01" if last > "2025-01" else last, last)
        try:
            answer = CATALOGUE["change"].run(
                book, period, by=rng.choice(["product", "channel"]), metric=figure
            )
        except MissingData:
            continue
        for _, frame in answer.frame.groupby("dimension"):
            change = frame["change"].iloc[0]
            if pd.isna(change):
                assert frame["effect"].isna().all()
                continue
            assert math.isclose(
                frame["effect"].sum(), change, rel_tol=1e-9, abs_tol=1e-6
            ), (seed, figure, frame)
            explained += 1
    assert explained > 4


@pytest.mark.parametrize("source", [None, "facts"])
@pytest.mark.parametrize("seed", range(2))
def test_all_dimensions_together_are_split_as_each_alone(seed, source, tmp_path):
    rows, settings = oracle.random_book(300 + seed)
    extract = write_extract(rows, tmp_path / "extract", settings_toml(settings))
    book = open_book(publish(extract, tmp_path / "store"), threads=1)
    period = Filters("2025-02", "2025-03")
    compared = set()
    for figure in FIGURES:
        if CHANGE.of(figure).missing_from(book):
            continue
        asked = {"metric": figure, "source": source}
        every = CATALOGUE["change"].run(book, period, **asked)
        for dimension in every.frame["dimension"].unique():
            alone = CATALOGUE["change"].run(book, period, by=dimension, **asked)
            cut = split_by(every, dimension)
            pd.testing.assert_frame_equal(cut.frame, alone.frame, check_dtype=False)
            assert (cut.by, cut.source) == (alone.by, alone.source)
            assert cut.params == alone.params
            compared.add((figure, dimension))
    assert {"product", "region"} <= {dimension for _, dimension in compared}
    assert len({figure for figure, _ in compared}) > 4
