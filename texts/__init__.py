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
    """Every text of a language by its key.

    Raises ValueError for a key that two areas, or two lines of one, both define.
    """
    found: dict[str, str] = {}
    for path in sorted((_FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            messages = read_po(file, locale=language, abort_invalid=True)
        for message in messages:
            if not message.id:
                continue
            if message.id in found:
                raise ValueError(f"texts/{language}/{path.name}: {message.id} twice")
            found[message.id] = message.string
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

    def has(self, key: str) -> bool:
        """Whether this language has a text of that key."""
        return key in self._texts

    def name(self, dimension: str, code: str, names: dict | None = None) -> str:
        """How a reader knows a code of a dimension.

        The lender's own display name (`names`: dimension, code, language) comes
        first, then ours for the few codes the contract fixes, then the code itself;
        an empty code reads 'not given'.
        """
        if not code:
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
