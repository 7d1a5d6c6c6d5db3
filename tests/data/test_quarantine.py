"""Rows that leave instead of stopping a publication, and that nothing else is lost."""

import stat
from dataclasses import replace
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from data.check import check_folder
from data.contract import TABLES
from data.errors import BadSettings, ContractBroken
from data.policy import CHOICES
from data.profile import Profile, RowsLost, prove_kept
from data.publish import publish
from data.retention import prune
from data.store import Store
from tests.books import clean_book, write_extract
from tests.data.faults import CASTS, VALUES, WARNINGS

LEAVES = """
[rules]
key_missing = "quarantine"
key_repeated = "quarantine"
reference_unmatched = "quarantine"
value_too_small = "quarantine"
"""


def broken_book():
    """C2 has no key, A3 names nobody, L4 a principal below 0.

    C2 takes A2, A8 and L2 with it; A3 takes L3; and the loans all that is theirs:
    6 months of L2, 5 of L3 and 4 of L4 are 15 of 22 rows of performance.
    """
    book = clean_book()
    book["customers"][1]["customer_id"] = None
    book["applications"][2]["customer_id"] = "C99"
    book["loans"][3]["principal"] = Decimal(-1)
    return book


def publication(tmp_path, book, toml=LEAVES, **write):
    folder = write_extract(book, tmp_path / "extract", toml, **write)
    return publish(folder, tmp_path / "store")


def left_out(tmp_path, snapshot):
    folder = Store(tmp_path / "store").quarantine_folder / snapshot.id
    return {
        file.stem: pq.read_table(file).to_pylist()
        for file in sorted(folder.glob("*.parquet"))
    }


def test_the_row_leaves_and_its_children_with_it(tmp_path):
    snapshot = publication(tmp_path, broken_book())

    aside = left_out(tmp_path, snapshot)
    places = {
        name: [(r["quarantine_row"], r["quarantine_reason"]) for r in rows]
        for name, rows in aside.items()
    }
    child = "belongs_to_quarantined"
    assert places == {
        "customers": [(2, "key_missing")],
        "applications": [(row, "reference_unmatched") for row in (2, 3, 8)],
        "loans": [
            (2, f"{child}, reference_unmatched"),
            (3, child),
            (4, "value_too_small"),
        ],
        "performance": [(row, child) for row in range(5, 20)],
        "service_tickets": [(2, "reference_unmatched")],
        "collection_actions": [(row, child) for row in (1, 2, 3)],
        "instalments": [(row, child) for row in (4, 5, 6)],
    }
    assert aside["loans"][0]["quarantine_file"] == "loans.parquet"
    assert snapshot.manifest["tables"]["performance"]["rows"] == 22 - 15
    assert snapshot.manifest["quarantined"]["performance"]["rows"] == 15


def test_what_left_is_as_it_was_delivered_and_only_its_owner_reads_it(tmp_path):
    book = broken_book()
    snapshot = publication(tmp_path, book)

    loan = left_out(tmp_path, snapshot)["loans"][2]
    exact = set(book["loans"][3]) - {"annual_rate"}  # a DOUBLE, drawn as a Decimal
    assert {n: loan[n] for n in exact} == {n: book["loans"][3][n] for n in exact}
    folder = Store(tmp_path / "store").quarantine_folder / snapshot.id
    modes = {stat.S_IMODE(f.stat().st_mode) for f in folder.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_findings_tell_what_left_and_what_is_wrong_with_what_stays(tmp_path):
    findings = publication(tmp_path, broken_book()).manifest["findings"]

    told = {(f["severity"], f["rule"], f["table"], f["rows"]) for f in findings}
    assert ("quarantine", "key_missing", "customers", 1) in told
    assert ("quarantine", "belongs_to_quarantined", "performance", 15) in told
    # L4's application A4 stays, disbursed and without a loan now
    assert ("warning", "disbursed_without_loan", "applications", 1) in told
    assert "error" not in {severity for severity, *_ in told}


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_rows_and_money_are_published_or_left_out_to_the_cent(tmp_path, parts):
    book = broken_book()
    names = ("customers", "applications", "loans", "performance", "instalments")
    snapshot = publication(tmp_path, book, parts=dict.fromkeys(names, parts))

    aside = left_out(tmp_path, snapshot)
    published = snapshot.manifest["profile"]
    for name in names:
        gone = aside.get(name, [])
        assert published[name]["rows"] + len(gone) == len(book[name])
        for column in TABLES[name].columns:
            if column.type == "money":
                came = sum(r.get(column.name) or 0 for r in book[name])
                left = sum(r.get(column.name) or 0 for r in gone)
                assert Decimal(published[name]["sums"][column.name]) == came - left


def test_without_a_decision_the_same_rows_stop_the_publication(tmp_path):
    with pytest.raises(ContractBroken):
        publication(tmp_path, broken_book(), toml="")


def test_one_undecided_error_stops_it_and_leaves_nothing_aside(tmp_path):
    book = broken_book()
    book["performance"][0]["status"] = "open"

    with pytest.raises(ContractBroken) as caught:
        publication(tmp_path, book)

    severities = {f.rule: f.severity for f in caught.value.findings}
    assert severities["value_unknown"] == "error"
    assert severities["key_missing"] == "quarantine"
    assert not Store(tmp_path / "store").quarantine_folder.exists()


def test_a_repeated_key_leaves_with_every_row_that_has_it(tmp_path):
    book = clean_book()
    book["performance"].append(dict(book["performance"][9]))

    snapshot = publication(tmp_path, book)

    rows = [r["quarantine_row"] for r in left_out(tmp_path, snapshot)["performance"]]
    assert rows == [10, 23]


def test_a_child_stays_where_another_row_keeps_its_parents_key(tmp_path):
    book = clean_book()
    copy = dict(book["loans"][0], principal=Decimal(-5), application_id=None)
    book["loans"].append(copy)
    toml = '[rules]\nvalue_too_small = "quarantine"\n'

    # The key is still repeated in the check: only both decisions let it through.
    with pytest.raises(ContractBroken):
        publication(tmp_path, book, toml)


def test_a_table_that_loses_all_its_rows_stops_the_publication(tmp_path):
    book = clean_book()
    for loan in book["loans"]:
        loan["principal"] = Decimal(-1)

    with pytest.raises(ContractBroken) as caught:
        publication(tmp_path, book)

    assert "table_empty" in {f.rule for f in caught.value.findings}


def test_warnings_can_be_made_errors(tmp_path):
    book = clean_book()
    book["loans"][0]["principal"] = Decimal("1224.00")  # 2 % over what was approved

    with pytest.raises(ContractBroken):
        publication(tmp_path, book, '[rules]\namounts_differ = "error"\n')


ROWS = [
    fault
    for fault in VALUES + CASTS + WARNINGS
    if "quarantine" in CHOICES.get(fault.rule, ())
]


@pytest.mark.parametrize("fault", ROWS, ids=lambda fault: fault.name)
def test_every_rule_that_can_be_quarantined_lets_the_rest_be_published(tmp_path, fault):
    book = clean_book()
    fault.change(book)
    write = dict(fault.write)
    rules = [fault.rule, *(r for r in fault.also if "quarantine" in CHOICES[r])]
    toml = "[rules]\n" + "\n".join(f'{rule} = "quarantine"' for rule in rules)
    folder = write_extract(book, tmp_path / "extract", toml, **write)
    came = check_folder(folder)[2]
    assert {f.severity for f in came if f.rule == fault.rule} == {"quarantine"}

    snapshot = publish(folder, tmp_path / "store")

    aside = left_out(tmp_path, snapshot)[fault.table]
    own = [r for r in aside if fault.rule in r["quarantine_reason"].split(", ")]
    assert len(own) == fault.rows
    # Nothing of the rule is left in what is published.
    again = [f for f in snapshot.manifest["findings"] if f["severity"] != "quarantine"]
    assert (fault.rule, fault.table) not in {(f["rule"], f["table"]) for f in again}


def test_every_choice_is_a_rule_that_the_check_knows():
    known = {fault.rule for fault in VALUES + CASTS + WARNINGS}
    of_snapshots = {"rows_fell", "nulls_rose", "code_new", "code_gone"}
    of_snapshots |= {"months_restated"} | {r for r in CHOICES if r.startswith("books")}

    assert set(CHOICES) - known == of_snapshots
    for fault in VALUES + CASTS + WARNINGS:
        if fault.rule in CHOICES:
            assert CHOICES[fault.rule][0] == fault.severity


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('[rules]\nkey_repeated = "warning"\n', "error or quarantine"),
        ('[rules]\nspellings_differ = "quarantine"\n', "warning or error"),
        ('[rules]\nfile_unreadable = "warning"\n', "no rule of rows"),
        ('[rules]\nkey_repeated = "ignore"\n', "'quarantine'"),
    ],
)
def test_a_decision_that_cannot_be_is_named(tmp_path, toml, words):
    with pytest.raises(BadSettings, match=words):
        publication(tmp_path, clean_book(), toml)


def test_rows_left_out_go_with_their_snapshot(tmp_path):
    old = publication(tmp_path, broken_book())
    write_extract(clean_book(), tmp_path / "extract", "")
    publish(tmp_path / "extract", tmp_path / "store")
    store = Store(tmp_path / "store")
    assert (store.quarantine_folder / old.id).is_dir()

    prune(store, keep=1, days=0)

    assert not (store.quarantine_folder / old.id).exists()


def test_a_lost_row_or_cent_is_noticed():
    came = Profile(3, {"loan_id": 3}, {"principal": Decimal("10.00")})
    kept = Profile(2, {"loan_id": 2}, {"principal": Decimal("7.00")})
    aside = Profile(1, {"loan_id": 1}, {"principal": Decimal("3.00")})

    prove_kept("loans", came, kept, aside)
    with pytest.raises(RowsLost, match="rows 3 against 2"):
        prove_kept("loans", came, kept, None)
    short = replace(aside, sums={"principal": Decimal("2.99")})
    with pytest.raises(RowsLost, match=r"sum of principal 10.00 against 9.99"):
        prove_kept("loans", came, kept, short)
