"""Saved views: a page and its choices under a name, shared by a deployment's readers.

They live in one small SQLite file beside the store, made when the first is saved. A
view holds codes and no language, so that it opens in its reader's. Its name is other
people's text: never Markdown, never HTML.
"""

import json
import logging
import os
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.store import default_store

VIEWS_VARIABLE = "LOAN_DASHBOARD_VIEWS"
ROLES = ("manager", "marketing", "risk")
NAME_CHARS = 60
VIEWS_KEPT = 200
"""More than a menu can hold; a full file is said, and never grows for ever."""
SCHEMA_VERSION = 1

_QUERY_CHARS = 4_000
_NOT_KEPT = frozenset({"lang", "role"})
_BUSY_SECONDS = 10
_SQL = Path(__file__).parent / "sql" / "views"

log = logging.getLogger("loan_dashboard")

Query = dict[str, tuple[str, ...]]


class ViewsError(Exception):
    """What can't be done with a view; `code` names the words that say why."""

    code = "unusable"


class Unusable(ViewsError):
    """The file can't be read or written: absent folder, no right, no database."""


class NewerFile(ViewsError):
    """The file was made by a newer version of the dashboard."""

    code = "newer"


class BadName(ViewsError):
    """The name is empty or too long once it is cleaned."""

    code = "bad_name"


class NameTaken(ViewsError):
    """Another view has the name."""

    code = "taken"


class TooMuch(ViewsError):
    """The file is full, or the choices are too long for a view."""

    code = "too_much"


class Gone(ViewsError):
    """Somebody has deleted the view meanwhile."""

    code = "gone"


@dataclass(frozen=True)
class SavedView:
    """A page and its choices under a name."""

    id: int
    name: str
    page: str
    query: Query
    """URL keys and codes, without the language."""
    default_for: str | None
    """The role whose first page this is; None for nobody's."""
    created_at: datetime
    changed_at: datetime


def default_path() -> Path:
    """Where this deployment keeps its views."""
    given = os.environ.get(VIEWS_VARIABLE)
    return Path(given).resolve() if given else default_store().parent / "views.sqlite"


def of_deployment() -> "SavedViews":
    """The views of this deployment's readers."""
    return SavedViews(default_path())


def clean_name(text: str) -> str:
    """A name on one line without what can't be seen; raises BadName.

    Control and format characters go: they could turn the text around it.
    """
    shown = "".join(
        " " if c.isspace() else c
        for c in unicodedata.normalize("NFC", text)
        if c.isspace() or not unicodedata.category(c).startswith("C")
    )
    name = " ".join(shown.split())
    if not 1 <= len(name) <= NAME_CHARS:
        raise BadName(
            f"A view's name has 1 to {NAME_CHARS} characters, and {name!r} has "
            f"{len(name)}. Give another."
        )
    return name


@dataclass(frozen=True)
class SavedViews:
    """The views of one file. Every call is one short transaction."""

    path: Path

    def all(self) -> list[SavedView]:
        """Every view by name; none where nothing has been saved yet.

        Raises Unusable or NewerFile. A row that can't be read is left out and logged.
        """
        try:
            if not self.path.exists():
                return []
        except OSError as error:
            raise Unusable(f"{self.path}: {error}") from error
        with self._open("ro") as con:
            rows = con.execute(_sql("all")).fetchall() if _version(con) else []
        return [view for view in map(_view, rows) if view is not None]

    def default_of(self, role: str) -> SavedView | None:
        """The view that a role begins with; None where none has been chosen."""
        return next((v for v in self.all() if v.default_for == role), None)

    def add(self, name: str, page: str, query: Query) -> None:
        """Saves a view; raises BadName, NameTaken, TooMuch, Unusable or NewerFile."""
        values = {"name": clean_name(name), "page": page, "query": _text_of(query)}
        with self._writing() as con:
            if con.execute(_sql("count")).fetchone()[0] >= VIEWS_KEPT:
                raise TooMuch(f"There are {VIEWS_KEPT} views. Delete one first.")
            _run(con, "add", **values, now=_now())

    def change(self, view_id: int, page: str, query: Query) -> None:
        """Gives a view another page and choices; raises Gone and the like."""
        text = _text_of(query)
        with self._writing() as con:
            _run(con, "change", id=view_id, page=page, query=text, now=_now())

    def rename(self, view_id: int, name: str) -> None:
        """Gives a view another name; raises BadName, NameTaken, Gone and the like."""
        with self._writing() as con:
            _run(con, "rename", id=view_id, name=clean_name(name), now=_now())

    def remove(self, view_id: int) -> None:
        """Deletes a view; raises Gone where somebody has done so already."""
        with self._writing() as con:
            _run(con, "remove", id=view_id)

    def set_default(self, view_id: int, role: str | None) -> None:
        """Makes a view a role's default in place of any other; None: nobody's."""
        if role is not None and role not in ROLES:
            raise ValueError(f"A role is one of {', '.join(ROLES)}, not {role!r}.")
        with self._writing() as con:
            con.execute(_sql("clear_default"), {"role": role})
            _run(con, "set_default", id=view_id, role=role, now=_now())

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the file's only write lock from its start."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unusable(f"{self.path}: {error}") from error
        with self._open("rwc") as con:
            con.execute("begin immediate")
            try:
                if _version(con) == 0:
                    con.execute(_sql("schema"))
                    # A pragma binds no parameters.
                    con.execute(f"pragma user_version = {SCHEMA_VERSION}")
                yield con
            except BaseException:
                con.execute("rollback")
                raise
            con.execute("commit")

    @contextmanager
    def _open(self, mode: str) -> Iterator[sqlite3.Connection]:
        uri = f"{self.path.as_uri()}?mode={mode}"
        try:
            with closing(
                sqlite3.connect(
                    uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None
                )
            ) as con:
                self._must_be_ours(con)
                if mode != "ro":
                    _let_readers_read(con)
                yield con
        except sqlite3.IntegrityError as error:
            raise NameTaken(str(error)) from error
        except sqlite3.Error as error:
            raise Unusable(f"{self.path}: {error}") from error

    def _must_be_ours(self, con: sqlite3.Connection) -> None:
        # One transaction: between two reads another writer may begin the file.
        con.execute("begin")
        version = _version(con)
        has_tables = con.execute("pragma schema_version").fetchone()[0] > 0
        con.execute("commit")
        if version > SCHEMA_VERSION:
            raise NewerFile(
                f"{self.path} is of version {version}; this dashboard knows "
                f"{SCHEMA_VERSION}. Update it, or name another file in "
                f"{VIEWS_VARIABLE}."
            )
        if version == 0 and has_tables:
            raise Unusable(
                f"{self.path} is another program's database. Name another file in "
                f"{VIEWS_VARIABLE}."
            )


def _let_readers_read(con: sqlite3.Connection) -> None:
    """Turns the write-ahead log on, which stays on.

    The switch does not wait for others as everything else does. Where two writers
    begin a file together one may miss it; the next change makes good for that.
    """
    with suppress(sqlite3.OperationalError):
        con.execute("pragma journal_mode = wal")


def _version(con: sqlite3.Connection) -> int:
    return con.execute("pragma user_version").fetchone()[0]


def _run(con: sqlite3.Connection, statement: str, /, **values: object) -> None:
    if con.execute(_sql(statement), values).rowcount == 0:
        raise Gone(f"There is no view {values['id']} any more.")


def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text("utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _text_of(query: Query) -> str:
    kept = {key: list(codes) for key, codes in query.items() if key not in _NOT_KEPT}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    if len(text) > _QUERY_CHARS:
        raise TooMuch(
            f"A view's choices have up to {_QUERY_CHARS} characters, and these have "
            f"{len(text)}. Take some filters off."
        )
    return text


def _view(row: tuple) -> SavedView | None:
    """A row as a view; None, and a line in the log, where it is damaged."""
    view_id, name, page, query, default_for, created_at, changed_at = row
    try:
        return SavedView(
            id=view_id,
            name=str(name),
            page=str(page),
            query=_query_of(query),
            default_for=default_for if default_for in ROLES else None,
            created_at=datetime.fromisoformat(created_at),
            changed_at=datetime.fromisoformat(changed_at),
        )
    except (ValueError, TypeError, AttributeError) as error:
        kind = type(error).__name__  # its message may quote what a reader has typed
        log.warning("saved view %s can't be read and is left out: %s", view_id, kind)
        return None


def _query_of(text: str) -> Query:
    query = {}
    for key, codes in json.loads(text).items():
        if not isinstance(codes, list):
            raise ValueError(f"{key}: {codes!r} is no list of codes")
        if key not in _NOT_KEPT:
            query[key] = tuple(str(code) for code in codes)
    return query
