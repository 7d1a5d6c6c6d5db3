"""The words of the pages in both languages, and how to find one.

A metric is explained by its own definition, a column by the formula that also checks
it; only what neither has is written for the glossary.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

from metrics import CATALOGUE
from metrics.formulas import FORMULAS, Formula
from texts import LANGUAGES, Words, words
from ui.terms import SHOWN_ON


@dataclass(frozen=True)
class Term:
    """One word: what it is called everywhere, what it means, which page shows it."""

    code: str
    area: str
    page: str
    is_code: bool
    """Whether files and links have the code: a metric's, a column's, a dimension's."""
    names: dict[str, str]
    """By language."""
    also: dict[str, str]
    """Other names, in one line; '' where there are none."""
    meanings: dict[str, str]


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in the order of the glossary.

    Raises KeyError that names the text where a term has no name or no meaning.
    """
    return tuple(
        _term(code, area, page)
        for area, pages in SHOWN_ON.items()
        for page, codes in pages.items()
        for code in codes
    )


def found(text: str) -> list[Term]:
    """The terms that hold every word of the text, in either language.

    Those whose name it is come first, then those with it in a name, then the others;
    each in the glossary's order. A text with no words finds them all.
    """
    wanted = _plain(text).split()
    ranked = []
    for term, names, whole in _index():
        if all(word in whole for word in wanted):
            in_names = all(word in " ".join(names) for word in wanted)
            ranked.append((0 if " ".join(wanted) in names else 2 - in_names, term))
    return [term for _, term in sorted(ranked, key=lambda pair: pair[0])]


def formula(t: Words, code: str) -> str:
    """How a term is worked out, in words; '' where it is not worked out of others."""
    if code in CATALOGUE:
        return t(f"metrics.{code}.formula")
    if t.has(f"glossary.{code}.formula"):
        return t(f"glossary.{code}.formula")
    made = (columns.get(code) for columns in FORMULAS.values())
    parts = next((p for p in made if p is not None and p.place == "row"), None)
    return "" if parts is None else _worked(t, code, parts)


def _worked(t: Words, code: str, parts: Formula) -> str:
    said = {"figure": _name(t, code), "above": _sum(t, parts.above)}
    if not parts.below:
        return t("figures.sum", **said)
    if len(parts.above) > 1:
        said["above"] = t("figures.bracket", terms=said["above"])
    said["below"] = _sum(t, parts.below)
    if len(parts.below) > 1:
        said["below"] = t("figures.bracket", terms=said["below"])
    if parts.times != 1:
        return t("figures.formula_times", times=parts.times, **said)
    return t("figures.formula", **said)


def _sum(t: Words, columns: tuple[str, ...]) -> str:
    said = ""
    for column in columns:
        name = column.removeprefix("-")
        key = f"figures.part.{name}"
        sign = t("figures.minus") if column != name else t("figures.plus")
        said += (sign if said else "") + (t(key) if t.has(key) else t.column(name))
    return said


def _term(code: str, area: str, page: str) -> Term:
    languages = {language: words(language) for language in LANGUAGES}
    others = f"glossary.{code}.also"
    return Term(
        code=code,
        area=area,
        page=page,
        is_code=code in CATALOGUE or bool(_headings(languages["en"], code)),
        names={language: _name(t, code) for language, t in languages.items()},
        also={
            language: t(others) if t.has(others) else ""
            for language, t in languages.items()
        },
        meanings={language: _meaning(t, code) for language, t in languages.items()},
    )


def _name(t: Words, code: str) -> str:
    if code in CATALOGUE:
        return t(f"metrics.{code}.label")
    own = f"glossary.{code}.name"
    headings = _headings(t, code)
    return headings[0] if headings and not t.has(own) else t(own)


def _headings(t: Words, code: str) -> list[str]:
    """What tables and filters call a column or a dimension of that code."""
    keys = (f"values.column.{code}", f"values.dimension.{code}")
    return [t(key) for key in keys if t.has(key)]


def _meaning(t: Words, code: str) -> str:
    if code in CATALOGUE:
        return t(f"metrics.{code}.definition")
    return t(f"glossary.{code}.meaning")


@cache
def _index() -> tuple[tuple[Term, tuple[str, ...], str], ...]:
    """Every term with what a search looks through: its names, and all its words."""
    return tuple((term, *_searched(term)) for term in terms())


def _searched(term: Term) -> tuple[tuple[str, ...], str]:
    listed = [*term.names.values(), term.code]
    for language, others in term.also.items():
        listed += others.split(words(language)("values.comma"))
    names = tuple(_plain(name) for name in listed if name)
    return names, " ".join((*names, *map(_plain, term.meanings.values())))


def _plain(text: str) -> str:
    """Without case, wide letters and underscores."""
    return unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
