"""Every word a reader sees, in the languages the dashboard speaks.

A key names a text (`funnel.title`); `texts/<language>/<area>.po` holds it in that
language, one area per page so that translators can take them one by one. The files
are read as they are when the process starts: there is no step that compiles them, so
what a translator saves is what a reader sees after a restart.
"""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from texts.formats import Formats

LANGUAGES: dict[str, str] = {"en": "English", "zh": "中文"}
"""Code in the URL, and how the language calls itself."""

DEFAULT_LANGUAGE = "en"

UNALLOCATED = "(unallocated)"
"""What the metrics call money that belongs to no application."""

_FOLDER = Path(__file__).parent


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of a language by its key; of one with forms for numbers, the last.

    Raises ValueError for a key that two areas, or two lines of one, both define.
    """
    return {key: forms[-1] for key, forms in numbered(language).items()}


@cache
def numbered(language: str) -> dict[str, tuple[str, ...]]:
    """Every text's forms by its key: most have one, English counts have two.

    The first of two is for one, the last for all other numbers. In the files they are
    gettext's own: `msgid_plural`, `msgstr[0]`, `msgstr[1]`. Raises ValueError as
    `catalogue` does.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((_FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            messages = read_po(file, locale=language, abort_invalid=True)
        for message in messages:
            if not message.id:
                continue
            plural = message.pluralizable
            key = message.id[0] if plural else message.id
            if key in found:
                raise ValueError(f"texts/{language}/{path.name}: {key} twice")
            found[key] = tuple(message.string) if plural else (message.string,)
    return found


class Words(Formats):
    """The texts and the number formats of one language.

    Call it with a key and the values of the text's placeholders. A missing key is a
    KeyError that names it: a page with a hole in it must not pass a test.
    """

    def __init__(self, language: str, currency: str) -> None:
        super().__init__(language, currency)
        self._texts = catalogue(language)

    def __call__(self, key: str, **values: object) -> str:
        text = self._texts[key]
        return text.format(**values) if values else text

    def plural(self, key: str, n: int, **values: object) -> str:
        """A text that counts: '1 loan', '2,340 loans'. Its `{n}` is the number.

        A missing key is a KeyError that names it.
        """
        forms = numbered(self.language)[key]
        text = forms[0] if self.locale.plural_form(n) == "one" else forms[-1]
        return text.format(n=self.count(n), **values)

    def has(self, key: str) -> bool:
        """Whether this language has a text of that key."""
        return key in self._texts

    def name(self, dimension: str, code: str, names: dict | None = None) -> str:
        """How a reader knows a code of a dimension.

        The lender's own display name (`names`: dimension, code, language) comes
        first, then ours for the few codes the contract fixes, then the code itself;
        an empty code reads 'not given'.
        """
        if not code or code != code:  # pandas gives a missing text as NaN
            return self("values.not_given")
        if code == UNALLOCATED:
            return self("values.unallocated")
        own = (names or {}).get(dimension, {}).get(code, {})
        if self.language in own:
            return own[self.language]
        key = f"values.{dimension}.{code}"
        return self(key) if self.has(key) else code

    def dimension(self, dimension: str) -> str:
        """What a dimension is called; the column's own name where we know none."""
        key = f"values.dimension.{dimension}"
        return self(key) if self.has(key) else dimension

    def column(self, column: str) -> str:
        """The heading of a metric's column in a table."""
        key = f"values.column.{column}"
        return self(key) if self.has(key) else column

    def listed(self, parts: list[str]) -> str:
        """Several names in one line, with the comma of the language."""
        return self("values.comma").join(parts)


@cache
def words(language: str, currency: str = "CNY") -> Words:
    """The texts of a language; amounts are written in `currency`."""
    return Words(language, currency)
