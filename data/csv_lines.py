"""Lines of a CSV file: decoded strictly, cut strictly, judged before any is parsed.

CSV readers lie in silence: they take a NUL, drop a quote that is left over, or swallow
the lines after one that is not closed. So each line is judged alone, by a grammar that
allows one reading: a row is a line, a field is quoted in full or not at all, and a
quote within is written twice.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.masking import masked

ENCODINGS = ("utf-8", "utf-16", "gb18030")
DELIMITERS = (",", ";", "|", "\t")

BLOCK_BYTES = 8_000_000
LONGEST_LINE = 1_000_000
"""Characters; a file without line ends would else be held in memory whole."""

REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd]")
"""Control characters, other line ends, a byte order mark within, lost characters."""

_UTF_16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_OF_UTF_8 = re.compile("[\u0800-\uffff]")
"""Letters of three bytes in UTF-8; GB18030 text hardly ever reads as such."""


class Undecodable(Exception):
    """The bytes are not text of the declared encoding; says where and what to do."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line."""

    rule: str
    line: int
    what: str
    field: int | None = None
    """Place of the field in its line, from 0; None where it is about the line."""


@dataclass(frozen=True)
class Block:
    """Some consecutive lines, without their ends."""

    first_line: int
    lines: list[str]


def read_blocks(file: Path, encoding: str) -> Iterator[Block]:
    """The lines of a file, some megabytes at a time; lines end in LF or CR LF.

    Blank lines at the end of the file are left out. Raises Undecodable.
    """
    line, rest, blank = 1, "", 0
    for text in _decoded(file, encoding):
        *lines, rest = (rest + text).split("\n")
        if len(rest) > LONGEST_LINE:
            raise Undecodable(
                f"line {line + blank + len(lines):,} has over {LONGEST_LINE:,} "
                "characters; end each row with a line end"
            )
        lines = [""] * blank + [each.removesuffix("\r") for each in lines]
        blank = _blank_at_end(lines)
        if kept := lines[: len(lines) - blank]:
            yield Block(line, kept)
            line += len(kept)
    if rest := rest.removesuffix("\r"):
        yield Block(line, [""] * blank + [rest])


def _blank_at_end(lines: list[str]) -> int:
    return next((n for n, each in enumerate(reversed(lines)) if each), len(lines))


def _decoded(file: Path, encoding: str) -> Iterator[str]:
    with file.open("rb") as stream:
        mark = stream.read(4)
        codec, skipped = encoding, 0
        if encoding == "utf-16":
            codec, skipped = _UTF_16_MARKS.get(mark[:2], ""), 2
            if not codec:
                raise Undecodable(
                    "it does not begin with a byte order mark, which UTF-16 needs; "
                    + _advice(encoding, mark + stream.read(BLOCK_BYTES))
                )
        elif mark.startswith(codecs.BOM_UTF8):
            skipped = 3
        stream.seek(skipped)
        decoder = codecs.getincrementaldecoder(codec)("strict")
        twin = codecs.getincrementaldecoder("utf-8")("strict")
        may_be_utf_8, is_telling = encoding == "gb18030", skipped == 3
        line, offset = 1, skipped
        while True:
            chunk = stream.read(BLOCK_BYTES)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(codec, "replace")
                bad = error.object[error.start : error.start + 4].hex(" ")
                raise Undecodable(
                    f"line {line + before.count(chr(10)):,}, byte offset "
                    f"{offset - pending + error.start:,}: {bad} is no {encoding}; "
                    + _advice(encoding, mark + error.object)
                ) from error
            if may_be_utf_8:
                try:
                    seen = twin.decode(chunk, final=not chunk)
                    is_telling = is_telling or bool(_OF_UTF_8.search(seen))
                except UnicodeDecodeError:
                    may_be_utf_8 = False
            yield text
            line += text.count("\n")
            offset += len(chunk)
            if not chunk:
                break
        if may_be_utf_8 and is_telling:
            raise Undecodable(
                "every byte of it reads as UTF-8, and as gb18030 would be other "
                "letters; give --encoding utf-8"
            )


def _advice(encoding: str, found: bytes) -> str:
    """Which encoding the bytes look like."""
    if found[:2] in _UTF_16_MARKS or b"\x00" in found[:200]:
        likely = ["utf-16"]
    else:
        likely = [each for each in ("utf-8", "gb18030") if _may_be(found[4:], each)]
    others = [each for each in likely if each != encoding]
    if others:
        return f"it looks like {others[0]}: give --encoding {others[0]}"
    return "save the file again, in one encoding, and name it"


def _may_be(found: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(found)
    except UnicodeDecodeError:
        return False
    return True


class Grammar:
    """How a line of this delimiter falls into fields, and what breaks it."""

    def __init__(self, delimiter: str) -> None:
        d = re.escape(delimiter)
        plain, quoted = f'[^"{d}]*', '"(?:[^"]|"")*"'
        self.delimiter = delimiter
        self._line = re.compile(f"(?:{quoted}|{plain})(?:{d}(?:{quoted}|{plain}))*")
        self._field = re.compile(f"({quoted}|{plain})(?:{d}|$)")

    def fields(self, line: str) -> list[str]:
        """The fields as they are written, quotes included, of a line without fault."""
        if '"' not in line:
            return line.split(self.delimiter)
        found, at = [], 0
        while at <= len(line):
            match = self._field.match(line, at)
            found.append(match[1])
            at = match.end(1) + 1
        return found

    def faults(self, block: Block, width: int | None) -> list[Fault]:
        """What is wrong with lines that must have `width` fields; None for any."""
        text = "\n".join(block.lines)
        is_quoted = '"' in text
        refused = REFUSED.search(text.replace("\n", "").replace(self.delimiter, ""))
        found = []
        for number, line in enumerate(block.lines, block.first_line):
            if not is_quoted and not refused and line:
                got = line.count(self.delimiter) + 1
                if width is not None and got != width:
                    found.append(_width(number, got, width))
            else:
                found += self._judged(number, line, width)
        return found

    def _judged(self, number: int, line: str, width: int | None) -> Iterator[Fault]:
        if not line:
            yield Fault("csv_line_blank", number, "nothing on it")
            return
        if '"' in line and not self._line.fullmatch(line):
            yield self._misquoted(number, line)
            return
        fields = self.fields(line)
        if width is not None and len(fields) != width:
            yield _width(number, len(fields), width)
        for place, field in enumerate(fields):
            if bad := REFUSED.search(field):
                what = f"U+{ord(bad[0]):04X} in {short(field)}"
                yield Fault("csv_character", number, what, place)

    def _misquoted(self, number: int, line: str) -> Fault:
        place, at = 0, 0
        while (match := self._field.match(line, at)) and match.end() < len(line):
            place, at = place + 1, match.end()
        left = line[at:]
        if left.startswith('"') and left.count('"') % 2:
            what = "opened here and not closed on the line"
        else:
            what = "beside other characters of its field"
        return Fault("csv_quote", number, f"{what}: {short(left)}", place)


def short(text: str) -> str:
    """The first characters, masked, and so that a terminal can show them."""
    text = masked(text)
    return repr(text if len(text) <= 40 else text[:40] + "...")


def _width(number: int, got: int, width: int) -> Fault:
    return Fault("csv_width", number, f"{got} fields, the header has {width}")
