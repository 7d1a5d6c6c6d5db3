"""A file of SQL as tokens with their places: what a mutation needs to find its way.

sqlglot reads the tokens; replacing text between two of them leaves every other byte
of the file as it is, so that a mutant differs from its file in one place alone.
"""

from collections.abc import Iterator
from functools import cached_property

import sqlglot
from sqlglot.tokens import Token, TokenType

OPENING = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE)
CLOSING = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END)

JOINS = ("left", "right", "full", "inner", "cross", "anti", "semi", "join")

CLAUSES = {
    *("select", "from", "where", "group by", "having", "order by", "limit", "offset"),
    *("union", "window", "qualify", "unpivot", "range", "rows", ";", "on", "using"),
    *JOINS,
}
"""Words that end the clause before them."""

Edit = tuple[int, int, str]
"""Characters from, up to, and what stands there instead."""


class Statement:
    """The text of a file, its tokens, and which bracket (or CASE) closes which."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = sqlglot.tokenize(text, dialect="duckdb")
        self.closing: dict[int, int] = {}
        open_ones: list[int] = []
        for at, token in enumerate(self.tokens):
            if token.token_type in OPENING:
                open_ones.append(at)
            elif token.token_type in CLOSING:
                self.closing[open_ones.pop()] = at

    @cached_property
    def words(self) -> list[str]:
        """The tokens in lower case, quotes of strings left out; a star is '*'."""
        return [token.text.lower() for token in self.tokens]

    @cached_property
    def is_text(self) -> list[bool]:
        """Whether each token is a string constant."""
        return [token.token_type == TokenType.STRING for token in self.tokens]

    def find(self, *words: str) -> Iterator[int]:
        """Where any of the words stands, other than as a string."""
        for at, word in enumerate(self.words):
            if word in words and not self.is_text[at]:
                yield at

    def calls(self, *names: str) -> Iterator[tuple[int, int]]:
        """Calls of the functions: where the name is, and where the call closes."""
        for at in self.find(*names):
            if self.word(at + 1) == "(" and self.word(at - 1) != ".":
                yield at, self.closing[at + 1]

    def word(self, at: int) -> str:
        """The word there; '' beyond either end."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def line(self, at: int) -> int:
        """The line of a token, from 1."""
        return self.text.count("\n", 0, self.tokens[at].start) + 1

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The characters of tokens `first` to `last`, both included."""
        return self.tokens[first].start, self.tokens[last].end + 1

    def part(self, first: int, last: int) -> str:
        """The text of tokens `first` to `last`, both included."""
        start, end = self.span(first, last)
        return self.text[start:end]

    def level(self, first: int, last: int) -> Iterator[int]:
        """Tokens from `first` on, not those inside brackets; a bracket counts."""
        at = first
        while at <= last:
            yield at
            at = self.closing.get(at, at) + 1

    def clause_end(self, at: int, stop: frozenset[str] = frozenset()) -> int:
        """The last token of the clause that begins at `at`."""
        last = at - 1
        for inner in self.level(at, len(self.tokens) - 1):
            is_over = self.tokens[inner].token_type in CLOSING
            word = self.words[inner]
            if is_over or (word in CLAUSES | stop and not self.is_text[inner]):
                break
            last = self.closing.get(inner, inner)
        return last

    def split(self, first: int, last: int, word: str) -> list[tuple[int, int]]:
        """The parts between tokens of that word, first and last token of each.

        The AND of a BETWEEN parts nothing.
        """
        parts, start, between = [], first, False
        for at in self.level(first, last):
            if self.words[at] == "between":
                between = True
            elif self.words[at] == word and not self.is_text[at]:
                if word == "and" and between:
                    between = False
                    continue
                parts.append((start, at - 1))
                start = at + 1
        return [*parts, (start, last)]

    def edited(self, edits: list[Edit]) -> str:
        """The text with these places replaced."""
        text = self.text
        for start, end, instead in sorted(edits, reverse=True):
            text = text[:start] + instead + text[end:]
        return text
