"""`python -m data`: what is written and printed, and the exit codes scripts rely on."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.contract import TABLES
from data.publish import publish
from data.sample import make_sample
from data.store import STORE_VARIABLE, Store
from tests.books import clean_book, write_extract

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Calls a command with the environment's store in the temporary folder."""
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store"))
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def good(tmp_path) -> Path:
    return write_extract(clean_book(), tmp_path / "good")


@pytest.fixture
def bad(tmp_path) -> Path:
    book = clean_book()
    book["loans"][0]["principal"] = -1
    return write_extract(book, tmp_path / "bad")


def test_sample_writes_every_table_and_says_what_to_do_next(run, tmp_path):
    out = tmp_path / "sample"
    done = run("sample", out, "--loans", 60, "--months", 12, "--seed", 3)

    assert done.exit_code == 0
    assert f"python -m data publish {out}" in done.stdout
    for name in TABLES:
        assert list(out.glob(f"{name}.parquet")) or list(out.glob(f"{name}/*.parquet"))
    assert run("check", out).exit_code == 0


def test_sample_refuses_a_folder_with_files_of_somebody_else(run, tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "plan.txt").write_text("keep", "utf-8")
    refused = run("sample", tmp_path / "notes", "--loans", 60, "--months", 12)

    assert refused.exit_code == 1
    assert refused.stderr.count("error: ") == 1
    assert (tmp_path / "notes" / "plan.txt").read_text("utf-8") == "keep"


@pytest.mark.parametrize(
    "option", [("--loans", "49"), ("--months", "5"), ("--months", "121")]
)
def test_sample_refuses_sizes_out_of_range(run, tmp_path, option):
    assert run("sample", tmp_path / "sample", *option).exit_code == 2
    assert not (tmp_path / "sample").exists()


def test_check_of_a_clean_extract_ends_with_0(run, good):
    done = run("check", good)

    assert done.exit_code == 0
    assert done.stdout == "Nothing found: the extract keeps the contract.\n"
    assert json.loads(run("check", good, "--format", "json").stdout) == []


def test_check_of_a_broken_extract_ends_with_1_and_prints_every_finding(run, bad):
    done = run("check", bad)

    assert done.exit_code == 1
    assert "1 error" in done.stdout and "L1" in done.stdout


def test_findings_as_json_carry_table_column_and_row(run, bad):
    done = run("check", bad, "--format", "json")

    assert done.exit_code == 1
    errors = [f for f in json.loads(done.stdout) if f["severity"] == "error"]
    assert [(f["table"], f["column"], f["rows"]) for f in errors] == [
        ("loans", "principal", 1)
    ]
    assert errors[0]["offending"] == [
        {"key": "L1", "row_number": 1, "file": "loans.parquet"}
    ]


def test_check_lets_warnings_pass_with_0(run, tmp_path):
    folder = write_extract(clean_book() | {"targets": []}, tmp_path / "warned")
    done = run("check", folder)

    assert done.exit_code == 0
    assert "0 errors, 1 warning: can be published." in done.stdout


@pytest.mark.parametrize("command", ["check", "publish"])
def test_what_is_no_extract_ends_with_2(run, tmp_path, command):
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "absent"):
        done = run(command, folder)
        assert done.exit_code == 2
        assert f"error: {folder}" in done.stderr
        assert "Traceback" not in done.output


@pytest.mark.parametrize("command", ["check", "publish"])
def test_bad_settings_end_with_2_and_name_the_key(run, good, store, command):
    (good / "dashboard.toml").write_text("currancy = 1\n", "utf-8")
    done = run(command, good)

    assert done.exit_code == 2
    assert "'currancy'" in done.stderr
    assert store.snapshots() == []


def test_publish_says_which_snapshot_is_served_now(run, good, store):
    done = run("publish", good)

    assert done.exit_code == 0
    snapshot = store.current()
    assert done.stdout == f"{snapshot.id} published, as of 2025-06-30, 0 warnings.\n"


def test_publish_into_a_store_that_is_named(run, good, store, tmp_path):
    assert run("publish", good, "--store", tmp_path / "other").exit_code == 0

    assert len(Store(tmp_path / "other").snapshots()) == 1
    assert store.snapshots() == []


def test_publish_of_a_broken_extract_ends_with_1_and_changes_nothing(
    run, good, bad, store
):
    run("publish", good)
    served = store.current().id
    done = run("publish", bad)

    assert done.exit_code == 1
    assert "principal" in done.stderr and "Nothing was published" in done.stderr
    assert done.stdout == ""
    assert store.current().id == served
    assert len(store.snapshots()) == 1


def test_publish_while_another_is_running_ends_with_1(run, good, store):
    ended = []

    def meanwhile(_, stage):
        if stage == "tables":
            ended.append(run("publish", good))

    publish(good, store.path, on_progress=meanwhile)

    assert ended[0].exit_code == 1
    assert "Another publication is running" in ended[0].stderr


def test_publish_of_loans_alone_ends_without_a_traceback(run, tmp_path):
    folder = write_extract({"loans": clean_book()["loans"]}, tmp_path / "loans")
    done = run("publish", folder)

    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code == 0


def test_snapshots_lists_them_and_marks_the_one_served(run, good, store):
    run("publish", good)
    first = store.current().id
    (good / "dashboard.toml").write_text('currency = "EUR"\n', "utf-8")
    run("publish", good)
    second = store.current().id
    done = run("snapshots")

    assert done.exit_code == 0
    lines = {line[2:19]: line for line in done.stdout.splitlines()}
    assert set(lines) == {first, second}
    assert lines[second].startswith("* ") and lines[first].startswith("  ")
    rows = sum(map(len, clean_book().values()))
    assert "as of 2025-06-30  published 2" in lines[first]
    assert f"  {rows} rows  from good" in lines[first]


def test_snapshots_of_an_empty_store_end_with_1_and_say_what_to_do(run):
    done = run("snapshots")

    assert done.exit_code == 1
    assert "python -m data publish" in done.stderr


def test_import_writes_an_extract_that_can_be_checked(run, tmp_path):
    source, recipe = tmp_path / "source", tmp_path / "recipe"
    source.mkdir()
    recipe.mkdir()
    (source / "people.csv").write_text("no,kind\nK1,salaried\nK2,student\n", "utf-8")
    (recipe / "customers.sql").write_text(
        "select no as customer_id, kind as segment from 'people.csv'", "utf-8"
    )
    out = tmp_path / "out"
    done = run("import", recipe, out, "--source", source)

    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].split() == ["customers", "2", "rows"]
    assert f"python -m data check {out}" in done.stdout
    assert (out / "customers.parquet").is_file()


def test_import_with_an_unknown_recipe_ends_with_1_and_names_the_shipped(run, tmp_path):
    done = run("import", "no_such_recipe", tmp_path / "out", "--source", tmp_path)

    assert done.exit_code == 1
    assert "template" in done.stderr
    assert not (tmp_path / "out").exists()


def test_ready_publishes_the_sample_once_and_then_nothing(run, store, monkeypatch):
    small = partial(make_sample, loans=60, months=12)
    monkeypatch.setattr("data.__main__.make_sample", small)

    first = run("ready")
    assert first.exit_code == 0
    assert "Nothing is published yet" in first.stdout
    served = store.current().id
    again = run("ready")
    assert (again.exit_code, again.stdout) == (0, "")
    assert [s.id for s in store.snapshots()] == [served]


def test_ready_with_an_extract_publishes_that(run, good, bad, store):
    assert run("ready", "--extract", good).exit_code == 0
    assert store.current().manifest["extract"] == "good"
    assert run("ready", "--extract", bad).exit_code == 1
    assert store.current().manifest["extract"] == "good"


@pytest.mark.parametrize("command", ["no_such_command", ""])
def test_no_command_or_an_unknown_one_ends_with_2(run, command):
    assert run(*([command] if command else [])).exit_code == 2


def test_the_module_runs_from_a_shell(good, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "data", "check", str(good), "--format", "json"],
        cwd=ROOT,
        env=os.environ | {STORE_VARIABLE: str(tmp_path / "store")},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_verify_tells_a_sound_snapshot_from_a_damaged_one(run, good, store):
    run("publish", good)
    sound = run("verify")
    assert sound.exit_code == 0 and "is sound: 21 files" in sound.output

    snapshot = store.current()
    file = snapshot.path / "facts" / "loan_facts.parquet"
    content = file.read_bytes()
    file.write_bytes(content[:60] + bytes([content[60] ^ 1]) + content[61:])
    damaged = run("verify", snapshot.id)
    assert damaged.exit_code == 1
    assert "facts/loan_facts.parquet is not what was published" in damaged.output
    assert "Publish its extract again" in damaged.output

    run("publish", good)
    assert run("verify").exit_code == 0
