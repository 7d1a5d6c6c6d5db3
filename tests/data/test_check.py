"""Each rule of the contract, broken once in a clean book: what the check says of it."""

import random
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.check import check, check_folder
from data.check_files import Present
from data.check_rows import row_rules
from data.check_tables import CROSS_RULES, HISTORY_RULES
from data.contract import TABLES
from data.errors import BadSettings, UnusableExtract
from data.extract import Extract
from data.findings import OffendingRow
from data.report import render_text
from data.settings import Settings
from tests.books import clean_book, write_extract
from tests.data.faults import DOUBLE, FAULTS, TEXT, put, put_all, text


def findings_of(folder):
    return check_folder(folder)[2]


def broken(folder, change, **write):
    book = clean_book()
    if change:
        change(book)
    return findings_of(write_extract(book, folder, **write))


def test_nothing_is_found_in_the_clean_book(tmp_path):
    assert findings_of(write_extract(clean_book(), tmp_path)) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_broken_rule_is_found_with_its_rows_and_no_other_rule_is(tmp_path, fault):
    findings = broken(tmp_path, fault.change, **fault.write)

    assert {f.rule for f in findings} == {fault.rule, *fault.also}
    found = [f for f in findings if f.rule == fault.rule]
    assert len(found) == 1
    finding = found[0]
    assert (finding.severity, finding.table, finding.column, finding.rows) == (
        fault.severity,
        fault.table,
        fault.column,
        fault.rows,
    )
    file = fault.in_file or f"{fault.table}.parquet"
    expected = [
        OffendingRow(key, row, file if row or fault.in_file else None)
        for key, row in fault.keys
    ]
    assert list(finding.offending) == expected
    assert finding.file == fault.file
    for words in fault.says:
        assert words in finding.message
    assert f"[{fault.rule}] {finding.message}" in render_text(findings)


def test_every_rule_that_the_check_lists_is_broken_by_a_fault_above():
    listed = {rule.rule for rule in HISTORY_RULES + CROSS_RULES}
    for table in TABLES.values():
        stored = {
            c.name: "DOUBLE" if c.type in {"money", "number"} else c.stored_type
            for c in table.columns
        }
        present = Present(table, (), stored)
        listed |= {rule.rule for rule in row_rules(present, date(2025, 7, 31))}

    assert listed <= {fault.rule for fault in FAULTS}
    assert len(listed) > 15


def test_faults_of_many_tables_are_reported_together(tmp_path):
    folder = write_extract(
        clean_book()
        | {"targets": [{"month": date(2025, 6, 1), "metric": None, "value": 1}]},
        tmp_path,
        drop=["customers.segment"],
    )
    (folder / "touchpoints.parquet").write_bytes(b"PAR1 no")
    book = clean_book()
    book["loans"][0]["principal"] = -1
    book["loans"][1]["annual_rate"] = 24
    book["performance"][0]["status"] = "open"
    write_extract({k: book[k] for k in ("loans", "performance")}, tmp_path)

    findings = findings_of(folder)

    assert {(f.table, f.rule) for f in findings} == {
        ("customers", "column_absent"),
        ("loans", "value_too_small"),
        ("loans", "amounts_differ"),
        ("loans", "rate_is_percentage"),
        ("performance", "value_unknown"),
        ("touchpoints", "file_unreadable"),
        ("targets", "value_missing"),
    }
    assert [f.severity for f in findings] == sorted(f.severity for f in findings)


@pytest.mark.parametrize(
    "change",
    [
        put("loans", 0, principal=Decimal("1212.00")),  # 1200 x 1.01, not over 1 %
        put("performance", 18, balance=Decimal("1656.40")),  # 1640 x 1.01
        put("performance", 21, balance=Decimal("5000.00")),  # L5 is revolving
        put("collection_actions", 2, action_on=date(2025, 7, 31)),  # 30 June + 31
        put("service_tickets", 1, closed_at=datetime(2025, 7, 31, 23, 59)),
        put("instalments", 5, due_on=date(2030, 1, 1)),
        put("targets", 0, month=date(2030, 1, 1)),
        put("loans", 0, first_due_on=date(2030, 1, 1)),
        put("loans", 0, annual_rate=10),
        put("loans", 0, annual_rate=0),
        put("loans", 4, disbursed_on=date(2025, 4, 30)),  # on its first month-end
        put("service_tickets", 0, csat=1, nps=0),
        put_all("loans", extra_note="Kept out", Filename="x"),
        put("applications", 0, submitted_at=datetime(2025, 1, 5, 10)),  # = started
        put("loans", 2, repayment_method=None),
    ],
)
def test_what_lies_on_the_allowed_side_of_a_border_is_not_reported(tmp_path, change):
    assert broken(tmp_path, change) == []


def test_a_portfolio_whose_months_begin_later_has_no_gap_at_its_start(tmp_path):
    def drop_early_months(book):
        book["performance"] = [
            row for row in book["performance"] if row["as_of"] >= date(2025, 4, 1)
        ]

    assert broken(tmp_path, drop_early_months) == []


def test_an_application_out_of_order_twice_is_counted_once_per_pair(tmp_path):
    def change(book):
        book["applications"][0].update(
            submitted_at=datetime(2025, 1, 5, 9),  # before started, 10:00
            signed_at=datetime(2025, 1, 6, 9),  # before decided, 9:05
        )

    findings = broken(tmp_path, change)

    assert [(f.rule, f.column, f.rows) for f in findings] == [
        ("stage_order", "submitted_at", 1),
        ("stage_order", "signed_at", 1),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_the_rows_changes_no_count(tmp_path, seed):
    book = clean_book()
    rows = book["performance"]
    rows[18]["balance"] = Decimal("2000.00")
    book["performance"] = [row for i, row in enumerate(rows) if i not in (6, 12)]
    book["performance"].append(dict(rows[0]))
    in_order = findings_of(write_extract(book, tmp_path / "in_order"))
    random.Random(seed).shuffle(book["performance"])
    shuffled = findings_of(
        write_extract(book, tmp_path / "shuffled", parts={"performance": 3})
    )

    def summary(findings):
        return {
            (f.rule, f.rows, tuple(sorted(o.key for o in f.offending)))
            for f in findings
        }

    assert summary(shuffled) == summary(in_order)
    assert {(f.rule, f.rows) for f in in_order} == {
        ("key_repeated", 2),
        ("month_gap", 2),
        ("balance_grows", 1),
    }


def test_at_most_twenty_offending_rows_are_shown_and_all_are_counted(tmp_path):
    (finding,) = [
        f
        for f in broken(tmp_path, put_all("performance", status="open"))
        if f.severity == "error"
    ]
    assert (finding.rows, len(finding.offending)) == (22, 20)
    assert [o.row_number for o in finding.offending] == list(range(1, 21))
    assert "... and 17 more" in render_text([finding])


# Files


def test_rows_are_named_with_their_own_file(tmp_path):
    findings = broken(
        tmp_path,
        put("performance", 12, days_past_due=-3),
        parts={"performance": 2},  # 22 rows: 11 in each, so row 13 is row 2 of part 1
    )
    assert findings[0].offending == (
        OffendingRow("L3 | 2025-04-30", 2, "performance/part-1.parquet"),
    )


def test_files_of_one_table_with_different_types_name_both(tmp_path):
    write_extract(clean_book(), tmp_path, parts={"loans": 2})
    book = {"loans": clean_book()["loans"][3:]}
    write_extract(book, tmp_path / "other", types={"loans.principal": DOUBLE})
    table = pq.read_table(tmp_path / "other" / "loans.parquet")
    pq.write_table(
        table.drop_columns(["collateral"]), tmp_path / "loans/part-1.parquet"
    )

    findings = findings_of(tmp_path)

    assert [(f.severity, f.rule, f.column, f.file) for f in findings] == [
        ("error", "files_differ", "principal", "loans/part-1.parquet"),
        ("error", "files_differ", "collateral", "loans/part-1.parquet"),
    ]
    for words in ("DECIMAL(18,4)", "part-0.parquet", "DOUBLE", "part-1.parquet"):
        assert words in findings[0].message
    assert "absent" in findings[1].message


def test_a_column_whose_type_differs_leaves_the_other_rules_of_its_table(tmp_path):
    write_extract(clean_book(), tmp_path, parts={"loans": 2})
    book = {"loans": clean_book()["loans"][3:]}
    book["loans"][0]["term_months"] = -1
    table = write_extract(book, tmp_path / "other", types={"loans.principal": DOUBLE})
    (table / "loans.parquet").rename(tmp_path / "loans/part-1.parquet")

    assert [(f.rule, f.column) for f in findings_of(tmp_path)] == [
        ("files_differ", "principal"),
        ("value_too_small", "term_months"),
    ]


@pytest.mark.parametrize(
    "content", [b"", b"loan_id,principal\nL1,100\n", b"PAR1" + bytes(100) + b"PAR1"]
)
def test_a_file_that_is_no_parquet_is_named(tmp_path, content):
    write_extract(clean_book(), tmp_path)
    (tmp_path / "targets.parquet").write_bytes(content)

    (finding,) = findings_of(tmp_path)

    assert (finding.severity, finding.rule, finding.table, finding.file) == (
        "error",
        "file_unreadable",
        "targets",
        "targets.parquet",
    )
    assert f"{len(content)} bytes" in finding.message
    assert str(tmp_path) not in finding.message


def test_a_file_damaged_inside_its_pages_is_named_and_the_others_are_checked(tmp_path):
    book = clean_book()
    book["performance"][0]["status"] = "open"
    write_extract(book, tmp_path, parts={"performance": 2})
    file = tmp_path / "performance/part-1.parquet"
    content = bytearray(file.read_bytes())
    content[4:200] = bytes(196)
    file.write_bytes(content)

    findings = [f for f in findings_of(tmp_path) if f.severity == "error"]

    assert [(f.rule, f.file, f.rows) for f in findings] == [
        ("file_unreadable", "performance/part-1.parquet", 0),
        ("value_unknown", None, 1),
    ]


def test_a_file_name_with_brackets_is_no_pattern_for_another_file(tmp_path):
    book = clean_book()
    write_extract(book, tmp_path, parts={"performance": 1})
    whole = tmp_path / "performance/part-0.parquet"
    table = pq.read_table(whole)
    pq.write_table(table.slice(0, 10), tmp_path / "performance/p[1].parquet")
    pq.write_table(table.slice(10), tmp_path / "performance/p1.parquet")
    whole.unlink()

    assert findings_of(tmp_path) == []


def test_a_folder_without_tables_is_no_extract(tmp_path):
    with pytest.raises(UnusableExtract):
        check_folder(tmp_path)


def test_wrong_settings_are_an_error_of_their_own(tmp_path):
    with pytest.raises(BadSettings, match="currencies"):
        check_folder(write_extract(clean_book(), tmp_path, "currencies = 1\n"))


# What may be absent


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"loans"}))
def test_any_table_may_be_absent_where_no_other_needs_it(tmp_path, name):
    findings = findings_of(write_extract(clean_book(), tmp_path, drop=[name]))
    assert [f for f in findings if f.severity == "error"] == []


def test_applications_alone_or_loans_alone_are_an_extract(tmp_path):
    book = clean_book()
    for name in ("applications", "loans"):
        assert findings_of(write_extract({name: book[name]}, tmp_path / name)) == []


def test_every_optional_column_may_be_absent(tmp_path):
    optional = [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if column.optional
    ]
    findings = findings_of(write_extract(clean_book(), tmp_path, drop=optional))
    # Without repayment_method nothing says that L5, which grows, is revolving.
    assert [(f.severity, f.rule) for f in findings] == [("warning", "balance_grows")]


def test_the_largest_money_that_can_be_stored_is_checked(tmp_path):
    """A hundred times as much no longer fits into a column of money."""
    book = clean_book()
    most = Decimal("99999999999999.99")
    for row in book["performance"]:
        if row["loan_id"] == "L3":
            row["balance"] = most
    book["loans"][2]["principal"] = book["applications"][2]["approved_amount"] = most
    assert findings_of(write_extract(book, tmp_path)) == []
    least = next(r for r in book["performance"] if r["loan_id"] == "L3")
    least["balance"] = most - 10**12  # 1.01 % below what the next row says
    found = findings_of(write_extract(book, tmp_path))
    assert [(f.rule, f.rows) for f in found] == [("balance_grows", 1)]


# Types


@pytest.mark.parametrize(
    "types",
    [
        {"customers.segment": pa.dictionary(pa.int32(), TEXT)},
        {"customers.segment": pa.large_string()},
        {"performance.balance": DOUBLE, "loans.principal": pa.float32()},
        {"performance.balance": pa.decimal128(12, 2)},
        {"performance.balance": pa.decimal128(38, 10)},
        {"performance.days_past_due": pa.int8(), "loans.term_months": DOUBLE},
        {"performance.days_past_due": pa.uint64()},
        {"loans.annual_rate": pa.decimal128(8, 6)},
        {"performance.as_of": pa.timestamp("ns"), "loans.disbursed_on": pa.date64()},
        {"applications.started_at": pa.timestamp("ms")},
        {"applications.started_at": pa.timestamp("ns")},
    ],
)
def test_types_that_hold_the_same_values_are_accepted(tmp_path, types):
    book = clean_book()
    for name, arrow_type in types.items():
        table, column = name.split(".")
        for row in book[table]:
            value = row[column]
            if pa.types.is_integer(arrow_type):
                row[column] = int(value)
            elif pa.types.is_decimal(arrow_type):
                row[column] = Decimal(str(value))
    assert findings_of(write_extract(book, tmp_path, types=types)) == []


def test_integer_ids_and_text_values_are_accepted(tmp_path):
    book = clean_book()
    for rows in book.values():
        for row in rows:
            if row.get("customer_id"):
                row["customer_id"] = int(row["customer_id"][1:])
    for table, column in [
        ("loans", "disbursed_on"),
        ("loans", "principal"),
        ("loans", "term_months"),
        ("loans", "annual_rate"),
        ("applications", "started_at"),
    ]:
        text(table, column)(book)
    types = {
        "customers.customer_id": pa.int64(),
        "applications.customer_id": pa.int32(),
        "loans.customer_id": pa.int64(),
        "service_tickets.customer_id": pa.int64(),
        "touchpoints.customer_id": pa.int64(),
        **{f"loans.{c}": TEXT for c in ("disbursed_on", "principal", "term_months")},
        "loans.annual_rate": TEXT,
        "applications.started_at": TEXT,
    }
    assert findings_of(write_extract(book, tmp_path, types=types)) == []


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize(
    ("zone", "rules"),
    [("Asia/Shanghai", []), ("Europe/Berlin", ["value_not_castable"])],
)
def test_a_zoned_timestamp_is_a_date_where_it_is_midnight_in_business(
    tmp_path, zone, rules, unit
):
    book = clean_book()
    for row in book["customers"]:
        row["acquired_on"] = datetime(2025, 1, 2, 16)  # UTC: midnight in Shanghai
    folder = write_extract(
        book,
        tmp_path,
        f'time_zone = "{zone}"\n',
        types={"customers.acquired_on": pa.timestamp(unit, tz="UTC")},
    )
    assert [f.rule for f in findings_of(folder)] == rules


def test_a_zoned_timestamp_is_compared_in_the_business_time_zone(tmp_path):
    book = clean_book()
    for row in book["applications"]:
        row["started_at"] = row["submitted_at"]
    types = {"applications.started_at": pa.timestamp("us", tz="UTC")}
    findings = findings_of(
        write_extract(book, tmp_path, 'time_zone = "Asia/Shanghai"\n', types=types)
    )
    # 10:30 UTC is 18:30 in Shanghai, after 10:30 there: all 8 were submitted "before".
    assert [(f.rule, f.column, f.rows) for f in findings] == [
        ("stage_order", "submitted_at", 8)
    ]


def test_a_column_of_nulls_without_a_type_is_accepted_where_null_is(tmp_path):
    book = clean_book()
    put_all("applications", verified_at=None)(book)
    put_all("loans", partner=None)(book)
    types = {"applications.verified_at": pa.null(), "loans.partner": pa.null()}
    assert findings_of(write_extract(book, tmp_path, types=types)) == []
    put_all("loans", product=None)(book)
    types["loans.product"] = pa.null()
    findings = findings_of(write_extract(book, tmp_path / "b", types=types))
    assert [(f.rule, f.rows) for f in findings] == [("value_missing", 5)]


# Running


def test_progress_goes_from_nothing_to_done(tmp_path):
    steps = []
    extract = Extract.at(write_extract(clean_book(), tmp_path))
    check(extract, Settings(), on_progress=lambda done, step: steps.append(done))
    assert (steps[0], steps[-1]) == (0.0, 1.0)
    assert steps == sorted(steps)


def test_a_report_without_findings_says_so():
    assert render_text([]).startswith("Nothing found")
