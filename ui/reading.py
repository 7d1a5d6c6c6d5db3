"""An answer's columns and lines in the reader's words: headings, values, places."""

from collections.abc import Callable

from metrics import Answer, Note
from metrics.columns import unit_of
from texts import Words
from ui import codes
from ui.view import View

_MULTIPLES = ("roi", "roas")
"""Returns per unit spent: they read as 1.35, not as 135 %."""

_MOMENTS = {"month": "month", "cohort": "month", "as_of": "date"}

_CODES = ("stage", "bucket", "from_bucket", "to_bucket", "reason")

PLACES = (
    "by",
    "channel",
    "campaign",
    "stage",
    "month",
    "reason",
    "cohort",
    "mob",
    "as_of",
    "bucket",
    "from_bucket",
    "to_bucket",
    "dimension",
    "value",
)
"""The columns that say which line of an answer it is."""


def heading(view: View, answer: Answer, column: str) -> str:
    """What a column of the answer is called; a split by its dimension."""
    if column == "by" and answer.by in _MOMENTS:
        return view.t.column(answer.by)
    if column == "by" and answer.by:
        return view.t.dimension(answer.by)
    return view.t.column(column)


def unit(answer: Answer, column: str) -> str:
    """The unit in which a column of the answer is written."""
    if column in _MULTIPLES:
        return "ratio"
    if column in _MOMENTS:
        return _MOMENTS[column]
    return unit_of(answer.metric, column, answer.params)


def writer(view: View, answer: Answer, column: str) -> Callable[[object], str]:
    """How the values of a column are written for this reader."""
    t = view.t
    if column == "by" and answer.by in _MOMENTS:
        return lambda value: t.by_unit(_MOMENTS[answer.by], value)
    if column == "by" and answer.by:
        return lambda code: view.name(answer.by, code)
    if column in view.book.dimensions:
        return lambda code: view.name(column, code)
    if column == "campaign":
        return lambda code: view.name("campaign_id", code)
    if column == "dimension":
        return t.dimension
    if column == "figure":
        return t.column
    if column in _CODES:
        return lambda code: t.name(column, code)
    written = unit(answer, column)
    return lambda value: t.by_unit(written, value)


def place(view: View, answer: Answer, at: int) -> str:
    """A line of the answer in words: its month, its stage, its bucket."""
    t, line = view.t, codes.named(view, answer).iloc[at]
    return t("values.dot").join(
        t(
            "rows.place",
            name=heading(view, answer, column),
            value=writer(view, answer, column)(line[column]),
        )
        for column in PLACES
        if column in line.index
    )


def notes(view: View, answer: Answer) -> list[str]:
    """What the answer leaves out, a sentence each."""
    return [_note(view.t, note) for note in answer.notes]


def _note(t: Words, note: Note) -> str:
    key = f"frame.note.{note.code}"
    values = {
        name: t.amount_short(value) if name == "amount" else t.count(value)
        for name, value in note.values.items()
        if name != "n"
    }
    if "n" in note.values:
        return t.plural(key, note.values["n"], **values)
    return t(key, **values)
