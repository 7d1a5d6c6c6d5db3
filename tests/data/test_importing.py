"""An import runs one select per table, in a DuckDB that reaches the source alone.

Whatever goes wrong, the folder asked for is left as it was.
"""

import os
from pathlib import Path

import duckdb
import pytest

from data.errors import BadSettings, RecipeFailed
from data.importing import import_recipe
from data.recipe import find_recipe, shipped_recipes
from data.settings import read_settings
from data.writing import MARKER

LOANS = "select nr as loan_id, amount as principal from read_csv('loans.csv')"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "loans.csv").write_text("nr,amount\nL2,200\nL1,100\nL3,300\n")
    return folder


@pytest.fixture
def recipe(tmp_path: Path):
    def write(**files: str) -> Path:
        folder = tmp_path / "recipe"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, text in files.items():
            ending = ".toml" if name == "dashboard" else ".sql"
            (folder / f"{name}{ending}").write_text(text, "utf-8")
        return folder

    return write


def rows_of(file: Path) -> list[tuple]:
    return duckdb.read_parquet(str(file)).fetchall()


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_writes_each_table_in_the_contract_order_and_counts_rows(
    tmp_path, source, recipe
):
    folder = recipe(loans=LOANS, customers="select 'C1' as customer_id")
    seen = []

    rows = import_recipe(
        folder,
        source,
        tmp_path / "out",
        on_progress=lambda table, count: seen.append((table, count)),
    )

    assert rows == {"customers": 1, "loans": 3}
    assert seen == [("customers", 1), ("loans", 3)]
    assert rows_of(tmp_path / "out" / "loans.parquet") == [
        ("L1", 100),
        ("L2", 200),
        ("L3", 300),
    ]


def test_file_names_are_relative_to_the_source_with_folders_and_patterns(
    tmp_path, source, recipe
):
    (source / "months").mkdir()
    for month in ("01", "02"):
        (source / "months" / f"{month}.csv").write_text(f"nr\nL{month}\n")
    folder = recipe(loans="select nr as loan_id from read_csv('months/*.csv')")
    before = Path.cwd()

    assert import_recipe(folder, source, tmp_path / "out") == {"loans": 2}
    assert Path.cwd() == before


def test_relative_paths_are_those_of_the_caller(tmp_path, source, recipe, monkeypatch):
    recipe(loans=LOANS)
    monkeypatch.chdir(tmp_path)

    import_recipe("recipe", Path("source"), Path("deep/out"))

    assert names_in(tmp_path / "deep" / "out") == [MARKER, "loans.parquet"]


def test_two_runs_write_the_same_bytes(tmp_path, source, recipe):
    (source / "many.csv").write_text(
        "n\n" + "".join(f"{(i * 7919) % 100_003}\n" for i in range(100_003))
    )
    folder = recipe(
        # Ten rows share each sort key: only the other column tells them apart.
        touchpoints="select n % 100 as customer_id, date '2026-01-01' as touched_at, n "
        "from read_csv('many.csv')"
    )
    import_recipe(folder, source, tmp_path / "a")
    import_recipe(folder, source, tmp_path / "b")

    first, second = (tmp_path / x / "touchpoints.parquet" for x in "ab")
    assert first.read_bytes() == second.read_bytes()
    assert [row[2] for row in rows_of(first)][:3] == [0, 100, 200]


def test_tables_are_compressed_with_zstd(tmp_path, source, recipe):
    import_recipe(recipe(loans=LOANS), source, tmp_path / "out")

    used = duckdb.execute(
        "select distinct compression from parquet_metadata($file)",
        {"file": str(tmp_path / "out" / "loans.parquet")},
    ).fetchall()
    assert used == [("ZSTD",)]


def test_comments_and_a_last_semicolon_are_no_second_statement(
    tmp_path, source, recipe
):
    folder = recipe(loans="-- why\n" + LOANS + " -- a; b\n;\n-- end\n")
    assert import_recipe(folder, source, tmp_path / "out") == {"loans": 3}


def test_copies_the_settings(tmp_path, source, recipe):
    folder = recipe(loans=LOANS, dashboard='past_due_rule = "at_least"\n')
    import_recipe(folder, source, tmp_path / "out")
    assert read_settings(tmp_path / "out").past_due_rule == "at_least"


def test_wrong_settings_stop_the_import(tmp_path, source, recipe):
    folder = recipe(loans=LOANS, dashboard='past_due = "at_least"\n')
    with pytest.raises(BadSettings, match="past_due"):
        import_recipe(folder, source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select * from 'absent.csv'", r"absent\.csv.*holds: loans\.csv"),
        ("select\n    nrr\nfrom 'loans.csv'", r"recipe/loans\.sql \(line 2\): .*nrr"),
        ("selec 1", r"recipe/loans\.sql \(line 1\): .*selec.* Correct loans\.sql"),
        ("select error('no such code') as loan_id", "no such code"),
        ("select 1 as loan_id; select 2", "exactly one select; it holds select and"),
        ("copy (select 1) to 'x.csv'", "exactly one select; it holds copy"),
        ("create table x as select 1", "exactly one select; it holds create"),
        ("-- nothing", "exactly one select; it holds no statement"),
        ("select $secret as loan_id", "secret"),
    ],
)
def test_a_failing_select_is_named_in_one_line(tmp_path, source, recipe, sql, said):
    with pytest.raises(RecipeFailed, match=said) as failure:
        import_recipe(recipe(loans=sql), source, tmp_path / "out")
    assert "\n" not in str(failure.value)
    assert names_in(tmp_path) == ["recipe", "source"]
    assert names_in(source) == ["loans.csv"]


def test_a_long_explanation_is_cut(tmp_path, source, recipe):
    (source / "loans.csv").write_text("nr,amount\n" + "1,2\n" * 30_000 + "oops,3\n")
    with pytest.raises(RecipeFailed, match="oops") as failure:
        import_recipe(recipe(loans=LOANS), source, tmp_path / "out")
    assert len(str(failure.value)) < 1_000


@pytest.mark.parametrize(
    "path",
    ["../secret.csv", "{root}/secret.csv", "link.csv", "../*.csv", "http://h/x.csv"],
)
@pytest.mark.parametrize("reader", ["read_csv", "read_text", "read_blob"])
def test_nothing_outside_the_source_can_be_read(tmp_path, source, recipe, path, reader):
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    (source / "link.csv").symlink_to(tmp_path / "secret.csv")
    sql = f"select * from {reader}('{path.format(root=tmp_path)}')"

    with pytest.raises(RecipeFailed, match="Permission|requires the extension httpfs"):
        import_recipe(recipe(loans=sql), source, tmp_path / "out")


def test_a_table_that_the_contract_lacks_is_named_with_the_valid_ones(
    tmp_path, source, recipe
):
    with pytest.raises(RecipeFailed, match=r"lones\.sql .*customers.*loans.*targets"):
        import_recipe(recipe(lones=LOANS), source, tmp_path / "out")


def test_an_empty_recipe_is_refused(tmp_path, source, recipe):
    with pytest.raises(RecipeFailed, match="no SQL file"):
        import_recipe(recipe(), source, tmp_path / "out")


def test_a_recipe_that_is_no_text_is_refused(tmp_path, source, recipe):
    folder = recipe()
    (folder / "loans.sql").write_bytes("select 'é'".encode("latin-1"))
    with pytest.raises(RecipeFailed, match="UTF-8"):
        import_recipe(folder, source, tmp_path / "out")


def test_a_missing_source_is_named(tmp_path, recipe):
    with pytest.raises(RecipeFailed, match="absent is not a folder"):
        import_recipe(recipe(loans=LOANS), tmp_path / "absent", tmp_path / "out")


def test_an_unknown_recipe_lists_the_shipped_ones(tmp_path, source):
    with pytest.raises(RecipeFailed, match="template"):
        import_recipe("no_such_recipe", source, tmp_path / "out")


def test_a_recipe_is_found_by_name_or_by_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in shipped_recipes():
        assert find_recipe(name) == find_recipe(find_recipe(name))
    (tmp_path / "template").mkdir()
    assert find_recipe("template") == tmp_path / "template"


def test_replaces_the_result_of_an_earlier_import(tmp_path, source, recipe):
    out = tmp_path / "out"
    import_recipe(recipe(loans=LOANS, customers="select 1 as customer_id"), source, out)
    import_recipe(recipe(loans="select 'L9' as loan_id"), source, out)

    assert rows_of(out / "loans.parquet") == [("L9",)]
    assert names_in(out) == [MARKER, "loans.parquet"]
    assert names_in(tmp_path) == ["out", "recipe", "source"]


def test_a_failing_recipe_leaves_the_earlier_import_as_it_was(tmp_path, source, recipe):
    out = tmp_path / "out"
    import_recipe(recipe(loans=LOANS), source, out)
    before = (out / "loans.parquet").read_bytes()

    second = recipe(
        customers="select 1 as customer_id", loans="select nrr from 'loans.csv'"
    )
    with pytest.raises(RecipeFailed):
        import_recipe(second, source, out)

    assert names_in(out) == [MARKER, "loans.parquet"]
    assert (out / "loans.parquet").read_bytes() == before
    assert names_in(tmp_path) == ["out", "recipe", "source"]


def test_a_folder_that_no_import_made_is_never_replaced(tmp_path, source, recipe):
    out = tmp_path / "out"
    out.mkdir()
    (out / "loans.parquet").write_text("precious")

    with pytest.raises(RecipeFailed, match=r"no import has put there: loans\.parquet"):
        import_recipe(recipe(loans=LOANS), source, out)
    assert (out / "loans.parquet").read_text() == "precious"


def test_a_file_put_beside_an_earlier_import_is_kept(tmp_path, source, recipe):
    out = tmp_path / "out"
    folder = recipe(loans=LOANS)
    import_recipe(folder, source, out)
    (out / "notes.txt").write_text("precious")

    with pytest.raises(RecipeFailed, match=r"notes\.txt"):
        import_recipe(folder, source, out)
    assert (out / "notes.txt").read_text() == "precious"


def test_an_empty_folder_is_filled_and_a_file_is_not_replaced(tmp_path, source, recipe):
    folder = recipe(loans=LOANS)
    (tmp_path / "empty").mkdir()
    assert import_recipe(folder, source, tmp_path / "empty") == {"loans": 3}

    (tmp_path / "file").write_text("precious")
    with pytest.raises(RecipeFailed, match="is a file"):
        import_recipe(folder, source, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "precious"


def test_the_earlier_import_comes_back_where_the_new_one_cannot_take_its_place(
    tmp_path, source, recipe, monkeypatch
):
    out = tmp_path / "out"
    folder = recipe(loans=LOANS)
    import_recipe(folder, source, out)
    rename = Path.rename

    def refuse_the_new_one(self: Path, target: Path) -> Path:
        if self.name == "extract":
            raise PermissionError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse_the_new_one)
    with pytest.raises(RecipeFailed, match="could not be written"):
        import_recipe(folder, source, out)
    assert names_in(out) == [MARKER, "loans.parquet"]


def test_others_may_read_the_extract_as_the_umask_allows(tmp_path, source, recipe):
    import_recipe(recipe(loans=LOANS), source, tmp_path / "out")
    (tmp_path / "plain").mkdir()
    modes = {os.stat(tmp_path / name).st_mode for name in ("out", "plain")}
    assert len(modes) == 1
