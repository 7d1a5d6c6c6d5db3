"""events.csv: what is read, what is left out and why, and that nothing stops for it."""

from datetime import date

import pytest

from data.check import check_folder
from data.events import MAX_BYTES, MAX_LABEL, MAX_ROWS, Event, read_events
from data.findings import KEYS_SHOWN, has_errors
from data.importing import import_recipe
from data.publish import publish
from data.snapshot import Snapshot
from metrics import open_book
from tests.books import clean_book, write_extract

HEADER = "date,kind,label_en,label_zh"
CAP = Event(date(2025, 10, 1), "regulation", "Price cap", "利率上限")
CAP_LINE = "2025-10-01,regulation,Price cap,利率上限"


def read(folder, *lines: str, encoding="utf-8", end="\n"):
    """Events and findings of a file of these lines below the header."""
    text = end.join((HEADER, *lines)) + end
    (folder / "events.csv").write_bytes(text.encode(encoding))
    return read_events(folder)


def only(findings):
    (finding,) = findings
    return finding


def test_no_file_has_no_events_and_nothing_wrong(tmp_path):
    assert read_events(tmp_path) == ((), [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_is_read_with_and_without_a_mark_of_its_encoding(
    tmp_path, encoding, end
):
    assert read(tmp_path, CAP_LINE, encoding=encoding, end=end) == ((CAP,), [])


def test_events_are_sorted_by_day_whatever_the_files_order(tmp_path):
    early = '2025-01-05,policy,"Cut-off, restored",恢复'
    events, findings = read(tmp_path, CAP_LINE, early)
    assert [event.date.month for event in events] == [1, 10]
    assert events[0].label_en == "Cut-off, restored"
    assert findings == []


def test_columns_are_found_by_name_and_others_are_left_alone(tmp_path):
    (tmp_path / "events.csv").write_text(
        "owner, label_zh,label_en,kind,date\n"
        "me,利率上限,Price cap,regulation,2025-10-01\n",
        "utf-8",
    )
    assert read_events(tmp_path) == ((CAP,), [])


def test_one_label_is_enough_and_serves_both_languages(tmp_path):
    events, findings = read(tmp_path, "2025-01-01,policy,,只有中文")
    assert findings == []
    assert events[0].label("en") == events[0].label("zh") == "只有中文"


FAULTS = {
    "another way to write a day": ("2025/10/01,policy,A,甲", "event_date", "date"),
    "a day that is none": ("2025-02-30,policy,A,甲", "event_date", "date"),
    "a week": ("2025-W10-1,policy,A,甲", "event_date", "date"),
    "digits of another script": ("２０２５-10-01,policy,A,甲", "event_date", "date"),
    "no day": (",policy,A,甲", "event_date", "date"),
    "no kind": ("2025-10-01,,A,甲", "event_kind", "kind"),
    "a long kind": (f"2025-10-01,{'k' * 41},A,甲", "event_kind", "kind"),
    "no label": ("2025-10-01,policy,,", "event_label", "label_en"),
    "a long label": (
        f"2025-10-01,policy,{'a' * (MAX_LABEL + 1)},甲",
        "event_label",
        "label_en",
    ),
    "a control character": ("2025-10-01,policy,A,\x1b[31m", "event_label", "label_zh"),
    "text that turns round": ("2025-10-01,policy,A\u202eb,", "event_label", "label_en"),
    "a line break": ('2025-10-01,policy,"A\nb",甲', "event_label", "label_en"),
    "a cell too few": ("2025-10-01,policy,A", "event_row_width", None),
    "a comma in a label": ("2025-10-01,policy,A,b,甲", "event_row_width", None),
    "the same again": (CAP_LINE, "event_repeated", None),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_row_is_named_and_left_out_alone(tmp_path, fault):
    line, rule, column = FAULTS[fault]
    events, findings = read(tmp_path, CAP_LINE, line)
    finding = only(findings)
    assert events == (CAP,)
    assert (finding.severity, finding.rule) == ("warning", rule)
    assert (finding.table, finding.column) == ("events", column)
    assert (finding.file, finding.rows) == ("events.csv", 1)
    assert finding.message.startswith("events.csv line 3")
    assert finding.message.isprintable()
    assert finding.offending[0].row_number == 2
    assert finding.offending[0].key.strip("'")[:10] in finding.message


def test_the_message_says_what_came_and_what_to_write(tmp_path):
    _, findings = read(tmp_path, "01.10.2025,policy,A,甲")
    assert only(findings).message == (
        "events.csv line 2, date: received 01.10.2025; write the day as 2025-10-01. "
        "This row was left out."
    )


def test_a_row_with_two_faults_has_two_findings(tmp_path):
    _, findings = read(tmp_path, "yesterday,,A,甲")
    assert {f.rule for f in findings} == {"event_date", "event_kind"}


def test_many_faults_of_one_kind_are_one_finding_that_counts_them(tmp_path):
    events, findings = read(tmp_path, *["soon,policy,A,甲"] * 30, CAP_LINE)
    finding = only(findings)
    assert (finding.rows, len(finding.offending)) == (30, KEYS_SHOWN)
    assert "lines 2, 3, 4," in finding.message
    assert events == (CAP,)


def test_a_line_number_counts_the_lines_of_a_broken_label(tmp_path):
    _, findings = read(tmp_path, '2025-10-01,policy,"A\nb",甲', "soon,policy,A,甲")
    lines = {f.rule: f.message.split(",")[0] for f in findings}
    assert lines == {
        "event_label": "events.csv line 2",
        "event_date": "events.csv line 4",
    }


@pytest.mark.parametrize(
    ("header", "rule", "column"),
    [
        ("date,kind,label_en", "event_column_absent", "label_zh"),
        ("date,kind,kind,label_en,label_zh", "event_column_repeated", "kind"),
        ("Date,kind,label_en,label_zh", "event_column_absent", "date"),
    ],
)
def test_a_header_without_its_columns_is_named_and_no_row_is_read(
    tmp_path, header, rule, column
):
    (tmp_path / "events.csv").write_text(f"{header}\n{CAP_LINE}\n", "utf-8")
    events, findings = read_events(tmp_path)
    finding = only(findings)
    assert events == ()
    assert (finding.rule, finding.column) == (rule, column)
    assert header.replace(",", ", ") in finding.message


def test_an_empty_file_says_which_header_it_lacks(tmp_path):
    (tmp_path / "events.csv").write_bytes(b"")
    events, findings = read_events(tmp_path)
    assert events == () and len(findings) == 4
    assert all("received: nothing" in finding.message for finding in findings)


UNREADABLE = {
    "another encoding": (f"{HEADER}\n{CAP_LINE}\n".encode("gb18030"), "line 2"),
    "an open quote": (f'{HEADER}\n2025-10-01,policy,"A,甲\n'.encode(), "line 2"),
    "too many bytes": (b"x" * (MAX_BYTES + 1), "1,000,000 bytes"),
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_a_file_that_cannot_be_read_is_one_warning(tmp_path, fault):
    content, said = UNREADABLE[fault]
    (tmp_path / "events.csv").write_bytes(content)
    events, findings = read_events(tmp_path)
    finding = only(findings)
    assert (events, finding.rule) == ((), "event_file_unreadable")
    assert finding.severity == "warning"
    assert said in finding.message
    assert str(tmp_path) not in finding.message


def test_a_folder_of_that_name_is_a_warning(tmp_path):
    (tmp_path / "events.csv").mkdir()
    assert only(read_events(tmp_path)[1]).rule == "event_file_unreadable"


def test_more_events_than_anyone_reads_are_cut_and_said(tmp_path):
    lines = [f"2025-01-01,policy,Event {n},事件" for n in range(MAX_ROWS + 1)]
    events, findings = read(tmp_path, *lines)
    assert len(events) == MAX_ROWS
    assert only(findings).rule == "events_too_many"
    assert "up to line 1,001" in only(findings).message


def with_events(folder, *lines):
    write_extract(clean_book(), folder)
    (folder / "events.csv").write_text("\n".join((HEADER, *lines)) + "\n", "utf-8")
    return folder


def test_events_travel_with_the_snapshot_and_reach_the_book(tmp_path):
    extract = with_events(tmp_path / "extract", CAP_LINE)
    book = open_book(publish(extract, tmp_path / "store"), threads=1)
    assert book.events == (CAP,)
    assert book.snapshot.manifest["findings"] == []
    assert "events.csv" in book.snapshot.manifest["sources"]


def test_faulty_events_are_warnings_of_a_publication(tmp_path):
    extract = with_events(tmp_path / "extract", "soon,policy,A,甲", CAP_LINE)
    (extract / "targets.parquet").unlink()
    _, _, findings = check_folder(extract)
    assert not has_errors(findings)
    snapshot = publish(extract, tmp_path / "store")
    assert [f["rule"] for f in snapshot.manifest["findings"]] == ["event_date"]
    assert [e["label_en"] for e in snapshot.manifest["events"]] == ["Price cap"]


def test_other_events_make_another_snapshot(tmp_path):
    first = publish(with_events(tmp_path / "a", CAP_LINE), tmp_path / "store")
    second = publish(with_events(tmp_path / "b"), tmp_path / "store")
    again = publish(with_events(tmp_path / "c", CAP_LINE), tmp_path / "store")
    assert first.id == again.id != second.id


def test_a_snapshot_from_before_there_were_events_has_none(tmp_path):
    snapshot = publish(with_events(tmp_path / "a", CAP_LINE), tmp_path / "store")
    old = Snapshot(snapshot.path)
    del old.manifest["events"]
    assert open_book(old, threads=1).events == ()


def test_an_import_takes_the_recipes_events_along(tmp_path):
    recipe, source = tmp_path / "recipe", tmp_path / "source"
    for folder in (recipe, source):
        folder.mkdir()
    (source / "spend.csv").write_text("day\n2025-01-01\n")
    (recipe / "campaign_spend.sql").write_text(
        "select day as spend_date, 'web' as channel, 'spring' as campaign_id,\n"
        "    1.00 as spend from 'spend.csv'\n"
    )
    (recipe / "events.csv").write_text(f"{HEADER}\n{CAP_LINE}\n", "utf-8")
    import_recipe(recipe, source, tmp_path / "out")
    assert read_events(tmp_path / "out") == ((CAP,), [])
