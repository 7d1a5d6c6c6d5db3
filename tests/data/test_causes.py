"""Consequences stand under their cause."""

from decimal import Decimal

from data.check import check_folder
from data.report import render_text
from tests.books import clean_book, write_extract
from tests.data.faults import put


def findings_of(tmp_path, *changes, toml=""):
    book = clean_book()
    for change in changes:
        change(book)
    return check_folder(write_extract(book, tmp_path, toml))[2]


def test_orphans_of_a_key_that_is_missing_follow_from_it(tmp_path):
    findings = findings_of(tmp_path, put("customers", 1, customer_id=None))

    cause = "key_missing customers.customer_id"
    assert {(f.rule, f.table): f.follows_from for f in findings} == {
        ("key_missing", "customers"): None,
        ("reference_unmatched", "applications"): cause,
        ("reference_unmatched", "loans"): cause,
        ("reference_unmatched", "service_tickets"): cause,
    }


def test_a_warning_follows_from_the_error_in_a_column_that_its_rule_reads(tmp_path):
    findings = findings_of(tmp_path, put("loans", 3, principal=Decimal(-1)))

    assert [(f.rule, f.follows_from) for f in findings] == [
        ("value_too_small", None),
        ("amounts_differ", "value_too_small loans.principal"),
    ]
    lines = render_text(findings).splitlines()
    assert lines[0] == "1 error, 1 warning: nothing can be published."
    assert lines[3].startswith("    [value_too_small]")
    assert lines[5].startswith(
        "      warning that may follow from it: [amounts_differ]"
    )
    assert "WARNINGS" not in lines


def test_what_is_wrong_by_itself_follows_from_nothing(tmp_path):
    findings = findings_of(
        tmp_path,
        put("applications", 6, customer_id="C99"),
        put("loans", 1, annual_rate=18),
    )

    assert [f.follows_from for f in findings] == [None, None]


def test_rows_left_out_have_a_section_of_their_own(tmp_path):
    toml = '[rules]\nrate_is_percentage = "quarantine"\n'
    text = render_text(
        findings_of(tmp_path, put("loans", 1, annual_rate=18), toml=toml)
    )

    assert text.splitlines()[:2] == [
        "0 errors, 1 left out, 0 warnings: can be published.",
        "LEFT OUT",
    ]
