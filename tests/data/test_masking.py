"""What looks personal is starred wherever a finding shows it; all else stays."""

import json

import pytest

from data.check import check_folder
from data.diff import differences
from data.masking import masked
from data.publish import publish
from data.report import render_text
from tests.books import clean_book, write_extract

ID_CARD = "440106199003071234"
MOBILE = "13800138000"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (ID_CARD, "4401**********1234"),
        ("11010519491231002X", "1101**********002X"),
        ("440106900307123", "4401*******7123"),
        (MOBILE, "138****8000"),
        ("+8613800138000", "+86138****8000"),
        ("+86 138-0013-8000", "+86 138****8000"),
        ("8613800138000", "86138****8000"),
        ("C13800138000", "C138****8000"),
        ("wang.fang@mail.example.cn", "w***@mail.example.cn"),
        ("6222021234567894", "6222********7894"),
        ("6222 0212 3456 7894", "6222********7894"),
        ("4111111111111111", "4111********1111"),
        (f"{ID_CARD} | 2025-01-31", "4401**********1234 | 2025-01-31"),
        (f"received {ID_CARD}, {MOBILE}.", "received 4401**********1234, 138****8000."),
        (f"'{MOBILE}\\x00'", "'138****8000\\x00'"),
    ],
)
def test_what_looks_personal_keeps_its_ends(text, shown):
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        *("C99", "L000123", "20250101-0007", "L3 | 2025-04-30", "", "NULL"),
        *("1000000000000000.0", "6222021234567894.00", "13800138000.0000", "1e300"),
        *("1,380,013.80", "0.13800138000", "2025-01-01 10:00:00.123456", "12345678901"),
        *("1735689600000", "20250101000000014", "2025010100000007"),
        *("6222021234567895", "123456789012345678", "client@", "6f0c1e9a-11ab-4c3d"),
    ],
)
def test_ordinary_keys_amounts_and_days_stay(text):
    assert masked(text) == text


def personal(book):
    """Gives C1 an id card as its id, in every table."""
    for rows in book.values():
        for row in rows:
            if row.get("customer_id") == "C1":
                row["customer_id"] = ID_CARD
    return book


def test_no_finding_repeats_a_personal_id_in_full(tmp_path):
    book = personal(clean_book())
    book["customers"].append(dict(book["customers"][0]))
    book["applications"][1]["customer_id"] = MOBILE
    _, _, findings = check_folder(write_extract(book, tmp_path / "extract"))

    told = json.dumps([f.as_dict() for f in findings]) + render_text(findings)
    assert {f.rule for f in findings} >= {"key_repeated", "reference_unmatched"}
    assert "4401**********1234" in told and "138****8000" in told
    assert ID_CARD not in told and MOBILE not in told
    repeated = next(f for f in findings if f.rule == "key_repeated")
    assert [row.row_number for row in repeated.offending] == [1, 7]


def test_a_difference_of_two_snapshots_masks_its_keys(tmp_path):
    before = publish(
        write_extract(personal(clean_book()), tmp_path / "a"), tmp_path / "store"
    )
    book = personal(clean_book())
    book["customers"][0]["segment"] = "student"
    after = publish(write_extract(book, tmp_path / "b"), tmp_path / "store")

    assert [d.keys for d in differences(before, after)] == [("4401**********1234",)]
