"""Saved views: what is kept, what is refused, and what a broken file does."""

import multiprocessing
import sqlite3
import threading

import pytest

from data.store import STORE_VARIABLE
from tests.processes import no_main
from ui import saved
from ui.saved import SavedViews

QUERY = {"p": ("6m",), "product": ("cash_loan", "")}


@pytest.fixture
def views(tmp_path) -> SavedViews:
    return SavedViews(tmp_path / "kept" / "views.sqlite")


def names(views: SavedViews) -> list[str]:
    return [view.name for view in views.all()]


def test_a_view_comes_back_as_it_was_saved_but_for_language_and_role(views):
    query = QUERY | {"lang": ("zh",), "role": ("risk",)}
    views.add("Cash loans, half a year", "funnel", query)

    (view,) = views.all()
    assert (view.name, view.page) == ("Cash loans, half a year", "funnel")
    assert view.query == QUERY
    assert view.default_for is None
    assert view.created_at == view.changed_at
    assert view.created_at.utcoffset().total_seconds() == 0


def test_reading_makes_no_file_and_saving_makes_its_folder(views):
    assert views.all() == []
    assert not views.path.parent.exists()
    views.add("One", "funnel", {})
    assert views.path.is_file()


def test_a_view_can_be_renamed_replaced_and_deleted(views):
    views.add("One", "funnel", QUERY)
    views.add("Two", "funnel", QUERY)
    one, two = views.all()
    views.rename(one.id, "  Uno ")
    views.change(two.id, "vintage", {"dpd": ("60",)})
    assert {view.name: (view.page, view.query) for view in views.all()} == {
        "Uno": ("funnel", QUERY),
        "Two": ("vintage", {"dpd": ("60",)}),
    }
    views.remove(two.id)
    assert names(views) == ["Uno"]


def test_what_somebody_else_has_deleted_is_said_and_not_made_again(views):
    views.add("One", "funnel", {})
    (one,) = views.all()
    views.remove(one.id)
    for act in (
        lambda: views.remove(one.id),
        lambda: views.rename(one.id, "Two"),
        lambda: views.change(one.id, "funnel", {}),
        lambda: views.set_default(one.id, "risk"),
    ):
        with pytest.raises(saved.Gone, match=f"no view {one.id}"):
            act()
    assert views.all() == []


def test_a_role_has_one_default_and_a_view_one_role(views):
    views.add("One", "funnel", {})
    views.add("Two", "vintage", {})
    one, two = views.all()
    views.set_default(one.id, "risk")
    views.set_default(two.id, "risk")
    assert views.default_of("risk").name == "Two"
    assert [view.default_for for view in views.all()] == [None, "risk"]
    views.set_default(two.id, "manager")
    assert views.default_of("risk") is None
    views.set_default(two.id, None)
    assert views.default_of("manager") is None


def test_a_role_that_there_is_not_is_refused(views):
    views.add("One", "funnel", {})
    with pytest.raises(ValueError, match="manager, marketing, risk, not 'boss'"):
        views.set_default(views.all()[0].id, "boss")


@pytest.mark.parametrize("taken", ["One", "ONE", " one ", "O\u200bne"])
def test_a_name_is_given_once_whatever_its_case(views, taken):
    views.add("One", "funnel", {})
    views.add("Two", "funnel", {})
    with pytest.raises(saved.NameTaken):
        views.add(taken, "vintage", {})
    with pytest.raises(saved.NameTaken):
        views.rename(views.all()[1].id, taken)
    assert names(views) == ["One", "Two"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("x" * 60, "x" * 60),
        ("新" * 60, "新" * 60),
        ("  a \t b\n", "a b"),
        ("a\u202eb\x00c", "abc"),  # would turn the text after it around
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("**bold** [x](http://y)", "**bold** [x](http://y)"),
        ("'; drop table view; --", "'; drop table view; --"),
    ],
)
def test_a_name_is_kept_as_text_on_one_line(views, typed, kept):
    views.add(typed, "funnel", {})

    assert names(views) == [kept]


@pytest.mark.parametrize("typed", ["", "  \n ", "\u200b\u202e", "x" * 61])
def test_a_name_of_no_or_too_many_characters_is_refused(views, typed):
    with pytest.raises(saved.BadName, match="1 to 60 characters"):
        views.add(typed, "funnel", {})
    assert not views.path.exists()


def test_a_file_that_is_full_says_so(views, monkeypatch):
    monkeypatch.setattr(saved, "VIEWS_KEPT", 2)
    views.add("One", "funnel", {})
    views.add("Two", "funnel", {})
    with pytest.raises(saved.TooMuch, match="There are 2 views"):
        views.add("Three", "funnel", {})
    with pytest.raises(saved.TooMuch, match="4000 characters"):
        views.change(views.all()[0].id, "funnel", {"q": ("x" * 4_001,)})
    assert names(views) == ["One", "Two"]


def _write_many(path, start, writer: int) -> None:
    start.wait()
    for number in range(10):
        SavedViews(path).add(f"{writer} {number}", "funnel", QUERY)


def test_two_processes_that_begin_the_file_together_lose_nothing(views):
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    writers = [
        context.Process(target=_write_many, args=(views.path, start, writer))
        for writer in range(2)
    ]
    with no_main():
        for writer in writers:
            writer.start()
    for writer in writers:
        writer.join(timeout=60)

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len(views.all()) == 20


def test_eight_threads_that_take_one_name_leave_one_view(views):
    start, outcomes = threading.Barrier(8), []

    def write() -> None:
        start.wait()
        try:
            views.add("Mine", "funnel", {})
            outcomes.append("saved")
        except saved.NameTaken:
            outcomes.append("taken")

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["saved"] + ["taken"] * 7
    assert names(views) == ["Mine"]


def unusable_files(folder):
    """Places where no views can be, each with what is wrong."""
    garbage = folder / "garbage"
    garbage.write_bytes(b"not a database at all" * 100)
    a_folder = folder / "folder"
    a_folder.mkdir()
    foreign = folder / "foreign"
    with sqlite3.connect(foreign) as con:
        con.execute("create table secret (x)")
    con.close()
    return {
        "garbage": garbage,
        "folder": a_folder,
        "below a file": garbage / "views.sqlite",
        "foreign": foreign,
    }


@pytest.mark.parametrize("kind", ["garbage", "folder", "below a file", "foreign"])
def test_a_file_that_is_none_of_ours_is_named_and_left_as_it_was(tmp_path, kind):
    path = unusable_files(tmp_path)[kind]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(saved.Unusable, match=path.name):
        SavedViews(path).add("One", "funnel", {})
    if kind != "below a file":  # there, as before a first save, nothing is there
        with pytest.raises(saved.Unusable, match=path.name):
            SavedViews(path).all()
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_file_that_can_only_be_read_is_read_and_a_change_is_refused(
    views, monkeypatch
):
    views.add("One", "funnel", QUERY)
    connect = sqlite3.connect
    monkeypatch.setattr(
        saved.sqlite3,
        "connect",
        lambda at, **how: connect(at.replace("mode=rwc", "mode=ro"), **how),
    )

    assert names(views) == ["One"]
    with pytest.raises(saved.Unusable, match="readonly"):
        views.add("Two", "funnel", {})
    assert names(views) == ["One"]


def test_a_file_of_a_newer_dashboard_is_left_alone(views):
    views.add("One", "funnel", {})
    with sqlite3.connect(views.path) as con:
        con.execute("pragma user_version = 2")
    con.close()
    for act in (views.all, lambda: views.add("Two", "funnel", {})):
        with pytest.raises(saved.NewerFile, match="version 2"):
            act()


@pytest.mark.parametrize("query", ["not json", "[]", "3", '{"p": "6m"}'])
def test_a_damaged_row_does_not_hide_the_others(views, query):
    views.add("Sound", "funnel", QUERY)
    views.add("Torn", "funnel", {})
    with sqlite3.connect(views.path) as con:
        con.execute("update view set query = ? where name = 'Torn'", (query,))
    con.close()

    assert names(views) == ["Sound"]


def test_an_empty_file_is_a_file_without_views(tmp_path):
    path = tmp_path / "views.sqlite"
    path.touch()
    assert SavedViews(path).all() == []
    SavedViews(path).add("One", "funnel", {})
    assert names(SavedViews(path)) == ["One"]


def test_the_file_is_where_the_operator_says_or_beside_the_store(tmp_path, monkeypatch):
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store"))
    monkeypatch.delenv(saved.VIEWS_VARIABLE, raising=False)
    assert saved.default_path() == tmp_path / "views.sqlite"
    monkeypatch.setenv(saved.VIEWS_VARIABLE, str(tmp_path / "other" / "v.db"))
    assert saved.default_path() == tmp_path / "other" / "v.db"
