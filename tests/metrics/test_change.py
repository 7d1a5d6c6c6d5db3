"""What moved a figure between two periods, on numbers that divide well."""

import pytest

from metrics.errors import BadOption
from tests.metrics.asking import ask, column, only
from tests.metrics.drawn import applications


@pytest.fixture(scope="module")
def two_months(shelved):
    """January: web approves 8 of 10, shop 2 of 10. February: web 6 of 10, shop 6 of
    30. The whole falls from 10 / 20 to 12 / 40."""
    decided = [
        *(("2026-01", "web", 8, 10), ("2026-01", "shop", 2, 10)),
        *(("2026-02", "web", 6, 10), ("2026-02", "shop", 6, 30)),
    ]
    lines = [
        f"A{month}{channel}{n} {month}-05T09:00 {month}-06T09:00 {channel} "
        + ("approved" if n < approved else "declined")
        for month, channel, approved, count in decided
        for n in range(count)
    ]
    header = "application_id started_at decided_at channel decision\n"
    return shelved({"applications": applications(header + "\n".join(lines))})


def of_february(book, **options):
    return ask(book, "change", by="channel", first="2026-02", last="2026-02", **options)


def test_a_ratio_changes_by_its_mix_and_by_its_rates(two_months):
    rows = of_february(two_months)
    middle = (10 / 20 + 12 / 40) / 2  # of the whole's two rates: 0.4
    web, shop = only(rows, value="web"), only(rows, value="shop")
    # Web's share falls from 1/2 to 1/4, its rate from 0.8 to 0.6.
    assert web["mix_effect"] == pytest.approx((1 / 4 - 1 / 2) * (0.7 - middle))
    assert web["rate_effect"] == pytest.approx((0.6 - 0.8) * (1 / 2 + 1 / 4) / 2)
    # Shop's share rises from 1/2 to 3/4 at a rate of 0.2.
    assert shop["mix_effect"] == pytest.approx((3 / 4 - 1 / 2) * (0.2 - middle))
    assert shop["rate_effect"] == 0
    assert sum(column(rows, "effect")) == pytest.approx(12 / 40 - 10 / 20)
    assert column(rows, "change") == pytest.approx([-0.2, -0.2])


def test_a_total_changes_by_what_each_value_gained(two_months):
    rows = of_february(two_months, metric="applications")
    assert column(rows, "value", "before", "after", "effect") == [
        ("shop", 10, 30, 20),
        ("web", 10, 10, 0),
    ]
    assert column(rows, "change") == [40 - 20] * 2


def test_a_comparison_needs_a_period(two_months):
    with pytest.raises(BadOption, match="--from and --to"):
        ask(two_months, "change")
