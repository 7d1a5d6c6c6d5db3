"""CSV files become an extract as they are written, or nothing: every silence is told.

What a reader of CSV passes over is named with file and line here; what a cell means is
judged by the check afterwards, with the row.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.check import check_folder
from data.csv_files import read_csv_files
from data.errors import ContractBroken, DataError, RecipeFailed, UnusableExtract

LOANS = """\
loan_id,application_id,customer_id,product,channel,disbursed_on,principal,term_months,annual_rate
L1,,C1,cash_loan,app,2025-01-15,1000.00,12,0.18
L2,,C2,cash_loan,app,2025-01-20,2000.50,12,0.18
L3,,C3,cash_loan,app,2025-02-01,3000,12,0.2
"""


@pytest.fixture
def read(tmp_path):
    """Writes one file of a source and reads it; what is wrong by rule and column."""

    def read(content: str | bytes, name="loans.csv", **options):
        file = tmp_path / "source" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        raw = content.encode() if isinstance(content, str) else content
        file.write_bytes(raw)
        try:
            read_csv_files(tmp_path / "source", tmp_path / "out", **options)
        except ContractBroken as error:
            assert not (tmp_path / "out").exists()
            return {(f.rule, f.column): f for f in error.findings}
        return {}

    return read


@pytest.fixture
def rows(tmp_path):
    return lambda name="loans.parquet": duckdb.read_parquet(
        str(tmp_path / "out" / name)
    ).fetchall()


def keys(finding) -> list[str]:
    return [row.key for row in finding.offending]


def checked(tmp_path: Path, rule: str) -> dict[str, tuple]:
    """Findings of a rule: by column the rows and the message."""
    _, _, findings = check_folder(tmp_path / "out")
    return {
        f.column: ([row.row_number for row in f.offending], f.message)
        for f in findings
        if f.rule == rule
    }


def test_every_cell_is_kept_as_it_is_written_and_empty_is_null(read, rows):
    assert not read('loan_id,note\nL01,1.239\n"L""2",""\n"a,b",\n1e5, x \n')
    assert rows() == [("L01", "1.239"), ('L"2', ""), ("a,b", None), ("1e5", " x ")]


def test_a_sound_file_passes_the_check(read, tmp_path):
    assert not read(LOANS)
    _, _, findings = check_folder(tmp_path / "out")
    assert [f for f in findings if f.severity == "error"] == []


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "end", "endend"])
def test_line_ends_and_a_byte_order_mark_of_utf_8_change_nothing(
    read, rows, mark, end, last
):
    lines = end.join(("loan_id,product", "L1,a", "L2,b"))
    assert not read(mark + (lines + last.replace("end", end)).encode())
    assert rows() == [("L1", "a"), ("L2", "b")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_chinese_codes_come_through_in_each_encoding(read, rows, encoding):
    text = "loan_id,product,channel\nL1,现金贷,小程序\nL2,车贷,𠀀€\n"
    assert not read(text.encode(encoding), encoding=encoding)
    assert rows() == [("L1", "现金贷", "小程序"), ("L2", "车贷", "𠀀€")]


def test_utf_16_of_either_order(read, rows):
    text = "\ufeffloan_id,product\nL1,现金贷\n"
    assert not read(text.encode("utf-16-be"), encoding="utf-16")
    assert rows() == [("L1", "现金贷")]


@pytest.mark.parametrize(
    ("written", "declared", "said"),
    [
        (
            "gb18030",
            "utf-8",
            r"line 3, byte offset 35: .* it looks like gb18030: give --enc",
        ),
        ("utf-16", "utf-8", "it looks like utf-16"),
        ("utf-16", "gb18030", "it looks like utf-16"),
        ("utf-8", "gb18030", "(it looks like|give --encoding) utf-8"),
        ("utf-8", "utf-16", "byte order mark, which UTF-16 needs; .*utf-8"),
        ("gb18030", "utf-16", "byte order mark, which UTF-16 needs; .*gb18030"),
        ("latin-1", "utf-8", r"line 4, byte offset \d+: e9 "),
    ],
)
def test_another_encoding_than_the_declared_is_told(read, written, declared, said):
    chinese = "现金贷款" if written != "latin-1" else "plain"
    accent = "é" if written == "latin-1" else "x"
    text = f"loan_id,product,note\nL1,plain,x\nL2,{chinese},x\nL3,plain,{accent}1\n"
    found = read(text.encode(written), encoding=declared)

    assert list(found) == [("csv_encoding", None)]
    message = found["csv_encoding", None].message
    assert message.startswith("loans.csv: ")
    assert re.search(said, message), message


def test_utf_8_that_gb18030_would_read_as_other_letters_is_refused(read):
    found = read("loan_id,product\nL1,客户编号\n", encoding="gb18030")
    assert "give --encoding utf-8" in found["csv_encoding", None].message


def test_a_few_letters_of_gbk_that_utf_8_could_read_are_read_as_declared(read, rows):
    assert not read("loan_id,product\nL1,贸\n".encode("gbk"), encoding="gb18030")
    assert rows() == [("L1", "贸")]


def test_text_cut_within_a_letter_is_told(read):
    found = read("loan_id,product\nL1,贷".encode()[:-1])
    assert "line 2, byte offset 19" in found["csv_encoding", None].message


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Loan_ID,product", "line 1: column 1 is named 'Loan_ID'"),
        ("loan_id, product", "column 2 is named ' product'"),
        ("loan_id,", "column 2 is named ''"),
        ("loan_id,loan_id", "'loan_id' names column 1 and 2"),
        ("产品,product", "column 1 is named '产品'"),
    ],
)
def test_names_of_columns_are_exact(read, header, said):
    found = read(f"{header}\nL1,x\n")
    assert list(found) == [("csv_header", None)]
    assert said in found["csv_header", None].message


def test_columns_are_known_by_name_wherever_they_stand(read, rows, tmp_path):
    text = LOANS.replace(
        "loan_id,application_id,customer_id", "customer_id,application_id,loan_id"
    )
    assert not read(text)
    ids = "select loan_id, customer_id from read_parquet($file) limit 1"
    file = str(tmp_path / "out" / "loans.parquet")
    assert duckdb.execute(ids, {"file": file}).fetchall() == [("C1", "L1")]


@pytest.mark.parametrize("content", [b"", b"\n\r\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(read, content):
    assert list(read(content)) == [("csv_empty", None)]


def test_a_header_alone_is_a_table_without_rows(read, tmp_path):
    assert not read(LOANS.splitlines()[0])
    assert list(checked(tmp_path, "table_empty")) == [None]


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\t", "\x7f", "\x85", "\u2028", "�"])
def test_characters_that_hide_are_told_with_line_and_column(read, bad):
    found = read(f"loan_id,product\nL1,a\nL2,b{bad}\nL3,c\n")
    [only] = found.values()
    assert (only.rule, only.column, only.rows) == ("csv_character", "product", 1)
    assert keys(only)[0].startswith(f"line 3, product: U+{ord(bad):04X} in 'b")
    assert only.offending[0].file == "loans.csv"


def test_old_mac_line_ends_are_told(read):
    assert ("csv_character", None) in read("loan_id,product\rL1,a\rL2,b\r")


def test_an_unclosed_quote_swallows_nothing(read):
    found = read('loan_id,product\nL1,a\nL2,"b\nL3,c\nL4\n')
    quote, width = found["csv_quote", "product"], found["csv_width", None]
    assert keys(quote) == [
        "line 3, product: opened here and not closed on the line: '\"b'"
    ]
    assert keys(width) == ["line 5: 1 fields, the header has 2"]


def test_a_line_break_within_a_value_is_told_on_both_lines(read):
    found = read('loan_id,product\nL1,"a\nb"\n')
    assert [(f.rule, f.rows) for f in found.values()] == [
        ("csv_quote", 1),
        ("csv_quote", 1),
    ]


@pytest.mark.parametrize("field", ['"a"b', 'a"b', 'a"b"', ' "a"', '"a" '])
def test_a_quote_beside_other_characters_is_told(read, field):
    found = read(f"loan_id,product\nL1,{field}\n")
    assert "line 2, product: beside other" in found["csv_quote", "product"].message


def test_short_long_and_blank_lines_are_told_with_their_numbers(read):
    found = read("loan_id,product\nL1\n\nL2,a,b\nL3,c\n")
    assert keys(found["csv_width", None]) == [
        "line 2: 1 fields, the header has 2",
        "line 4: 3 fields, the header has 2",
    ]
    assert keys(found["csv_line_blank", None]) == ["line 3: nothing on it"]


def test_a_quoted_delimiter_is_no_field(read, rows):
    assert not read('loan_id;product\nL1;"a;b"\n', delimiter=";")
    assert rows() == [("L1", "a;b")]
    assert not read("loan_id\tproduct\nL1\ta,b\n", delimiter="\t")
    assert rows() == [("L1", "a,b")]


def test_another_delimiter_than_the_declared_is_told(read):
    assert (
        "'loan_id;product'"
        in read("loan_id;product\nL1;a\n")["csv_header", None].message
    )


def test_a_line_without_end_is_told(read):
    found = read("loan_id,product\nL1," + "a" * 9_000_000)
    assert "line 2 has over 1,000,000 characters" in found["csv_encoding", None].message


def test_many_faults_are_counted_and_the_first_twenty_shown(read):
    found = read("loan_id,product\n" + "L1\n" * 5_000)["csv_width", None]
    assert found.rows == 5_000
    assert keys(found)[-1].startswith("line 21:") and len(found.offending) == 20
    assert "and 4,999 more" in found.message


def test_what_looks_personal_is_masked(read):
    found = read("customer_id,segment\n440106199003071234\x00,a\n", "customers.csv")
    assert "4401**********1234" in found["csv_character", "customer_id"].message
    assert "19900307" not in str(found)


def test_all_files_are_judged_in_one_go_and_the_earlier_extract_stays(tmp_path, read):
    assert not read(LOANS)
    before = (tmp_path / "out" / "loans.parquet").read_bytes()
    for name, text in (("loans", "loan_id\nL1,2\n"), ("customers", "")):
        (tmp_path / "source" / f"{name}.csv").write_text(text, "utf-8")

    with pytest.raises(ContractBroken) as failure:
        read_csv_files(tmp_path / "source", tmp_path / "out")

    assert {f.file for f in failure.value.findings} == {"customers.csv", "loans.csv"}
    assert (tmp_path / "out" / "loans.parquet").read_bytes() == before


def test_a_folder_that_was_not_made_here_is_never_replaced(tmp_path, read):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "loans.parquet").write_text("precious")
    with pytest.raises(RecipeFailed, match=r"loans\.parquet"):
        read(LOANS)
    assert (tmp_path / "out" / "loans.parquet").read_text() == "precious"


def test_a_folder_of_files_keeps_its_files_and_settings_and_events_go_along(
    tmp_path, read, rows
):
    source = tmp_path / "source"
    (source / "loans").mkdir(parents=True)
    (source / "dashboard.toml").write_text('currency = "CNY"\n')
    (source / "events.csv").write_text("date,kind,label_en,label_zh\n")
    (source / "notes.csv").write_text("anything")
    assert not read("loan_id,product\nL1,a\n", "loans/2025-01.csv")
    (source / "loans" / "2025-02.csv").write_text("product,loan_id\nb,L2\n")
    done = read_csv_files(source, tmp_path / "out")

    assert done.rows == {"loans/2025-01.csv": 1, "loans/2025-02.csv": 1}
    assert done.left_out == ("notes.csv",)
    assert rows("loans/2025-02.parquet") == [("b", "L2")]
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        *(".import.json", "dashboard.toml", "events.csv", "loans"),
    }


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text(LOANS)
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "loans.csv").symlink_to(tmp_path / "secret")
    with pytest.raises(ContractBroken) as failure:
        read_csv_files(tmp_path / "source", tmp_path / "out")
    assert [f.rule for f in failure.value.findings] == ["csv_no_file"]


def test_a_pipe_a_folder_and_a_link_to_nowhere_are_named(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    os.mkfifo(source / "loans.csv")
    (source / "customers.csv").mkdir()
    (source / "targets.csv").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ContractBroken) as failure:
        read_csv_files(source, tmp_path / "out")
    assert {(f.rule, f.file) for f in failure.value.findings} == {
        ("csv_no_file", "loans.csv"),
        ("csv_no_file", "customers.csv"),
        ("csv_no_file", "targets.csv"),
    }


def delivered(tmp_path, **said):
    """Two loans of 2000.50 and 10.25 as CSV, and what their sender says of them."""
    source = tmp_path / "source"
    source.mkdir()
    text = "loan_id,principal\nL1,2000.50\nL2,10.25\n"
    (source / "loans.csv").write_text(text)
    true = {
        "bytes": len(text),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "rows": 2,
        "sums": {"principal": "2010.75"},
    }
    delivery = {"files": {"loans.csv": true | said}}
    (source / "delivery.json").write_text(json.dumps(delivery))
    return source


def test_what_the_sender_says_of_csv_goes_on_to_the_check(tmp_path):
    read_csv_files(delivered(tmp_path), tmp_path / "out")

    assert json.loads((tmp_path / "out" / "delivery.json").read_text()) == {
        "files": {"loans.parquet": {"rows": 2, "sums": {"principal": "2010.75"}}}
    }


def test_a_sum_that_differs_by_a_cent_is_found_by_the_check(tmp_path):
    source = delivered(tmp_path, sums={"principal": "2010.76"})
    read_csv_files(source, tmp_path / "out")

    (finding,) = [
        f for f in check_folder(tmp_path / "out")[2] if f.rule == "delivery_differs"
    ]
    assert "sum of principal 2010.75" in finding.message


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("bytes", 1, "has bytes 38, and"),
        ("sha256", "0" * 64, "has sha256"),
        ("rows", 3, "has rows 2, and delivery.json says 3"),
    ],
)
def test_csv_that_is_not_what_its_sender_says_is_not_written(
    tmp_path, key, value, words
):
    source = delivered(tmp_path, **{key: value})
    with pytest.raises(ContractBroken) as failure:
        read_csv_files(source, tmp_path / "out")

    (finding,) = failure.value.findings
    assert (finding.rule, finding.file) == ("delivery_differs", "loans.csv")
    assert words in finding.message
    assert not (tmp_path / "out").exists()


def test_csv_that_is_broken_is_told_once_and_not_for_its_rows_too(tmp_path):
    source = delivered(tmp_path, bytes=None, sha256=None)
    (source / "loans.csv").write_text("loan_id,principal\nL1,2000.50,\n")
    with pytest.raises(ContractBroken) as failure:
        read_csv_files(source, tmp_path / "out")

    assert [f.rule for f in failure.value.findings] == ["csv_width"]


def test_csv_that_is_refused_is_not_told_to_be_absent_too(tmp_path):
    source = delivered(tmp_path)
    (source / "loans.csv").rename(tmp_path / "elsewhere.csv")
    (source / "loans.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(ContractBroken) as failure:
        read_csv_files(source, tmp_path / "out")

    told = [(f.rule, f.file) for f in failure.value.findings]
    assert told == [("csv_no_file", "loans.csv")]


def test_a_csv_file_that_nobody_announced_is_named(tmp_path):
    source = delivered(tmp_path)
    (source / "targets.csv").write_text("month\n2025-01-31\n")
    with pytest.raises(ContractBroken) as failure:
        read_csv_files(source, tmp_path / "out")

    assert [(f.rule, f.file) for f in failure.value.findings] == [
        ("delivery_unlisted", "targets.csv")
    ]


def test_a_folder_without_a_table_and_unknown_options_are_refused(tmp_path):
    with pytest.raises(UnusableExtract, match="is not a folder"):
        read_csv_files(tmp_path / "absent", tmp_path / "out")
    with pytest.raises(UnusableExtract, match="named after a table"):
        read_csv_files(tmp_path, tmp_path / "out")
    with pytest.raises(DataError, match="'latin-1' is no encoding"):
        read_csv_files(tmp_path, tmp_path / "out", encoding="latin-1")
    with pytest.raises(DataError, match="'x' is no delimiter"):
        read_csv_files(tmp_path, tmp_path / "out", delimiter="x")


@pytest.mark.parametrize(
    ("column", "was", "written"),
    [
        ("principal", "2000.50", '"2000,50"'),
        ("principal", "2000.50", '"2,000.50"'),
        ("principal", "2000.50", "2000.12345"),
        ("principal", "2000.50", "￥2000"),
        ("principal", "2000.50", '""'),
        ("principal", "2000.50", "NaN"),
        ("term_months", ",12,0.18\nL3", ",12.5,0.18\nL3"),
        ("term_months", ",12,0.18\nL3", ",0x0C,0.18\nL3"),
        ("annual_rate", "12,0.18\nL3", "12,18%\nL3"),
        ("annual_rate", "12,0.18\nL3", "12,Infinity\nL3"),
        ("disbursed_on", "2025-01-20", "2025-01-20T08:00:00+08:00"),
        ("disbursed_on", "2025-01-20", "20/01/2025"),
        ("disbursed_on", "2025-01-20", "2025-02-30"),
        ("disbursed_on", "2025-01-20", "20250120"),
    ],
)
def test_the_check_tells_what_a_cell_cannot_mean_with_its_row(
    read, tmp_path, column, was, written
):
    assert was in LOANS
    assert not read(LOANS.replace(was, written, 1))
    found = checked(tmp_path, "value_not_castable")
    assert list(found) == [column]
    assert found[column][0] == [2]


def test_a_zone_on_a_timestamp_is_told_by_the_check(read, tmp_path):
    assert not read(
        "application_id,customer_id,product,channel,started_at,submitted_at,decided_at,"
        "decision,disbursed_at\n"
        "A1,C1,p,c,2025-01-01 10:00:00,,,,\n"
        "A2,C1,p,c,2025-01-01 10:00:00+08:00,,,,\n",
        "applications.csv",
    )
    rows, message = checked(tmp_path, "value_not_castable")["started_at"]
    assert rows == [2]
    assert "2025-01-01 10:00:00+08:00" in message


def test_swapped_names_are_told_by_what_the_cells_then_are(read, tmp_path):
    swapped = LOANS.replace("disbursed_on,principal", "principal,disbursed_on")
    assert not read(swapped)
    found = checked(tmp_path, "value_not_castable")
    assert set(found) == {"principal", "disbursed_on"}


def test_the_command_prints_findings_and_ends_with_1_or_0(tmp_path):
    source, out = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    (source / "loans.csv").write_text(LOANS + "L4,C4\n")

    def run(*options):
        return CliRunner().invoke(app, ["csv", str(source), str(out), *options])

    failed = run()
    assert failed.exit_code == 1
    assert "loans.csv line 5: 2 fields, the header has 9" in failed.stderr
    assert not out.exists()

    (source / "loans.csv").write_text(LOANS.replace(",", "\t"))
    done = run("--delimiter", "tab")
    assert done.exit_code == 0
    assert "row 1 of a file there is line 2" in done.stdout


MEMORY = """
import resource, sys
from pathlib import Path
from data.csv_files import read_csv_files
read_csv_files(Path(sys.argv[1]), Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_half_a_million_lines_keep_their_numbers_and_memory_does_not_grow(tmp_path):
    peaks = []
    for lines in (100_000, 500_000):
        source, out = tmp_path / f"source{lines}", tmp_path / f"out{lines}"
        source.mkdir()
        with (source / "loans.csv").open("w", encoding="utf-8") as file:
            file.write("loan_id,product,principal,channel\n")
            file.writelines(
                f"L{n},现金贷,{n}.25,{'x' * 60}\n" for n in range(1, lines + 1)
            )
        run = [sys.executable, "-c", MEMORY, source, out]
        done = subprocess.run(run, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout))
        off = duckdb.execute(
            "select count(*), count(*) filter (where loan_id <> "
            "concat('L', file_row_number + 1)) "
            "from read_parquet($file, file_row_number = true)",
            {"file": str(out / "loans.parquet")},
        ).fetchall()
        assert off == [(lines, 0)]

    # The larger file has 35 MB more; held whole it would take several times that.
    assert peaks[1] - peaks[0] < 100, peaks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@pytest.mark.parametrize("block_bytes", [4, 5, 7, 64])
def test_what_is_read_does_not_depend_on_where_a_block_ends(
    read, rows, monkeypatch, encoding, block_bytes
):
    monkeypatch.setattr("data.csv_lines.BLOCK_BYTES", block_bytes)
    text = 'loan_id,product\r\nL1,"现,""金"\nL2,𠀀€\r\nL3,\r\nL4,""\r\n\r\n\n'
    assert not read(text.encode(encoding), encoding=encoding)
    assert rows() == [("L1", '现,"金'), ("L2", "𠀀€"), ("L3", None), ("L4", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@pytest.mark.parametrize("block_bytes", [4, 5, 7, 64])
def test_nor_do_the_numbers_of_lines(read, monkeypatch, encoding, block_bytes):
    monkeypatch.setattr("data.csv_lines.BLOCK_BYTES", block_bytes)
    text = "loan_id,product\r\nL1,现金\n\r\n\nL2,a\nL3\n\n\n"
    found = read(text.encode(encoding), encoding=encoding)
    assert [keys(finding) for finding in found.values()] == [
        ["line 3: nothing on it", "line 4: nothing on it"],
        ["line 6: 1 fields, the header has 2"],
    ]
