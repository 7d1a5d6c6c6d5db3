"""What is said of a delivery that differs from the one before it."""

from decimal import Decimal

import pytest

from data.drift import drift
from data.errors import ContractBroken
from data.publish import publish
from tests.books import clean_book, write_extract


def manifest(rows=1000, filled=1000, codes=None, as_of="2025-05-31", **settings):
    table = {
        "rows": rows,
        "values": {"region": filled},
        "codes": {"region": codes or {"north": 600, "south": 400}},
        "months": {},
    }
    return {
        "id": "20250531-0a0b0c0d",
        "as_of": as_of,
        "profile": {"customers": table},
        "settings": {"past_due_rule": "over", **settings},
    }


def told(before, now):
    return [(f.rule, f.column, f.rows) for f in drift(before, now)]


def by_month(as_of, **months):
    """Profiles of months, m4="10 100.00" for 10 rows and a balance of 100 in April."""
    told = manifest(as_of=as_of)
    told["profile"]["customers"]["months"] = {
        f"2025-0{name[1]}": dict(zip(["rows", "balance"], text.split(), strict=True))
        for name, text in months.items()
    }
    return told


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (990, []),  # 1 % of 1,000 fewer
        (989, [("rows_fell", None, 11)]),
        (1100, []),
    ],
)
def test_rows_that_fall_by_over_one_in_a_hundred(rows, found):
    assert told(manifest(), manifest(rows=rows, filled=rows)) == found


@pytest.mark.parametrize(
    ("filled", "found"),
    [
        (850, []),  # 10 % were NULL, 15 % are: 5 points
        (849, [("nulls_rose", "region", 151)]),
        (1000, []),
    ],
)
def test_nulls_that_rise_by_over_five_points(filled, found):
    assert told(manifest(filled=900), manifest(filled=filled)) == found


def test_codes_that_are_new_and_codes_that_are_gone():
    now = manifest(codes={"north": 600, "east": 395, "west": 5})

    assert told(manifest(), now) == [
        ("code_new", "region", 400),
        ("code_gone", "region", 0),
    ]
    new, gone = drift(manifest(), now)
    assert [row.key for row in new.offending] == ["east", "west"]
    assert [row.key for row in gone.offending] == ["south"]


def test_only_months_that_were_over_can_be_restated():
    before = by_month("2025-05-31", m4="10 100.00", m5="12 120.00")
    now = by_month("2025-06-30", m4="10 100.00", m5="12 121.50", m6="14 140.00")

    (found,) = drift(before, now)

    assert found.rule == "months_restated"
    assert [row.key for row in found.offending] == ["2025-05: balance +1.50"]
    assert "first 2025-05 (balance +1.50)" in found.message


def test_a_month_that_is_gone_and_one_that_got_rows():
    before = by_month("2025-05-31", m3="4 9", m5="12 120.00")
    now = by_month("2025-06-30", m5="13 120.00")

    (found,) = drift(before, now)

    assert [r.key for r in found.offending] == ["2025-03: no rows", "2025-05: rows +1"]


def test_an_older_delivery_is_not_held_against_a_newer_one():
    assert told(manifest(), manifest(rows=1, as_of="2025-04-30")) == []


def test_the_same_delivery_says_nothing():
    same = by_month("2025-05-31", m4="10 100.00")

    assert drift(same, same) == []


def test_a_publication_tells_it_and_stops_where_the_lender_decided_so(tmp_path):
    def extract(book, toml=""):
        return write_extract(book, tmp_path / "extract", toml)

    store = tmp_path / "store"
    first = publish(extract(clean_book()), store)
    assert first.manifest["findings"] == []
    book = clean_book()
    book["customers"][4]["region"] = "harbour"
    # L2 lost 900 in May and 100 came back in June: 800; now 880, and 780.
    book["performance"][8] |= {
        "charged_off": Decimal(880),
        "principal_paid": book["performance"][8]["principal_paid"] + 20,
    }

    with pytest.raises(ContractBroken) as caught:
        publish(extract(book, '[rules]\ncode_new = "error"\n'), store)
    assert {(f.severity, f.rule) for f in caught.value.findings} == {
        ("error", "code_new"),
        ("warning", "months_restated"),
    }

    second = publish(extract(book, 'currency = "CNY"\n'), store)
    assert {f["rule"] for f in second.manifest["findings"]} == {
        "code_new",
        "months_restated",
    }
