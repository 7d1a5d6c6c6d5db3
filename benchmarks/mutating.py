"""Mutations of SQL: each makes one small mistake, of the kind that people make.

`mutants_of(file, text)` makes every mutant of a file, in the order of the text. One in
a hundred is no SQL that runs, which shows when it is tried.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot.tokens import TokenType

from benchmarks.statement import CLOSING, Edit, Statement

Changes = Iterator[tuple[int, list[Edit]]]
"""Where a change begins, as a token, and its edits."""

COMPARISONS = {">": ">=", ">=": ">", "<": "<=", "<=": "<", "=": "<>", "<>": "="}
SIGNS = {"+": "-", "-": "+", "*": "/", "/": "*"}
AGGREGATES = {
    "sum": ("max", "min", "avg"),
    "min": ("max",),
    "max": ("min",),
    "arg_min": ("arg_max",),
    "arg_max": ("arg_min",),
}
FUNCTIONS = {
    **{"floor": "ceil", "ceil": "floor", "least": "greatest", "greatest": "least"},
    **{"lag": "lead", "lead": "lag", "first_value": "last_value"},
}
JOINS = {"left": "", "full": "left", "anti": "semi"}
UNITS = {"month": "year", "day": "month", "microsecond": "millisecond"}
OPERANDS = (TokenType.VAR, TokenType.NUMBER, TokenType.STRING, *CLOSING)


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    file: str
    line: int
    operator: str
    change: str
    """What was there and what is there instead, on one line."""
    source: str
    """The line of the file where the change begins."""
    text: str
    """The whole file as changed."""
    nth: int = 1
    """Which it is of those that this file has of the same operator, line and change."""

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What names it though lines above it come and go."""
        return self.file, self.operator, self.source, self.change, self.nth


def _replaced(sql: Statement, first: int, last: int, instead: str) -> list[Edit]:
    return [(*sql.span(first, last), instead)]


def comparison(sql: Statement) -> Changes:
    """> is >=, = is <>, and the like."""
    for at in sql.find(*COMPARISONS):
        yield at, _replaced(sql, at, at, COMPARISONS[sql.words[at]])


def logic(sql: Statement) -> Changes:
    """AND is OR and the other way round; NOT is gone."""
    between = 0
    for at in sql.find("and", "or", "between", "not"):
        word = sql.words[at]
        if word == "between":
            between += 1
        elif word == "and" and between:
            between -= 1
        elif word == "not":
            if sql.word(at - 1) != "is":
                yield at, _replaced(sql, at, at, "")
        elif sql.word(at - 1) != "create":
            yield at, _replaced(sql, at, at, "or" if word == "and" else "and")


def arithmetic(sql: Statement) -> Changes:
    """+ is -, * is /; a minus sign is gone."""
    for at in sql.find(*SIGNS):
        if at and sql.tokens[at - 1].token_type in OPERANDS:
            yield at, _replaced(sql, at, at, SIGNS[sql.words[at]])
        elif sql.words[at] == "-":
            yield at, _replaced(sql, at, at, "")


def aggregate(sql: Statement) -> Changes:
    """A sum is the largest, smallest or mean; a count is one of distinct values."""
    for at, _ in sql.calls(*AGGREGATES):
        for other in AGGREGATES[sql.words[at]]:
            yield at, _replaced(sql, at, at, other)
    for at, end in sql.calls("count"):
        if sql.word(at + 2) == "*":
            column = _a_column(sql, at)
            if column:
                yield at, _replaced(sql, at + 2, at + 2, f"distinct {column}")
        elif sql.word(at + 2) != "distinct":
            yield at, _replaced(sql, at + 2, end - 1, "*")


def _a_column(sql: Statement, at: int) -> str | None:
    """A column that the SELECT around a token names first."""
    selects = [s for s in sql.find("select") if s < at]
    first = selects[-1] + 1 if selects else at
    last = first + 2 if sql.word(first + 1) == "." else first
    is_name = sql.tokens[last].token_type == TokenType.VAR
    is_call = sql.word(last + 1) == "("
    return sql.part(first, last) if is_name and not is_call else None


def constant(sql: Statement) -> Changes:
    """A number is one more or one less; true is false."""
    for at, token in enumerate(sql.tokens):
        if token.token_type == TokenType.NUMBER:
            is_whole = token.text.isdigit()
            number = int(token.text) if is_whole else float(token.text)
            for other in (number + 1, number - 1):
                if other >= 0:
                    yield at, _replaced(sql, at, at, str(other))
    for at in sql.find("true", "false"):
        other = "false" if sql.words[at] == "true" else "true"
        yield at, _replaced(sql, at, at, other)


def join(sql: Statement) -> Changes:
    """An outer join is an inner one and the other way round."""
    for at in sql.find("join"):
        kind = sql.word(at - 1)
        if kind in JOINS:
            yield at - 1, _replaced(sql, at - 1, at - 1, JOINS[kind])
        elif kind != "cross":
            first = at - 1 if kind == "inner" else at
            yield first, _replaced(sql, first, at, "left join")


def condition(sql: Statement) -> Changes:
    """One condition of WHERE, ON or HAVING is not asked; of ON, not the only one."""
    for at in sql.find("where", "on", "having"):
        last = sql.clause_end(at + 1)
        parts = sql.split(at + 1, last, "and")
        is_filter = sql.word(at - 2) == "filter"
        if len(parts) == 1 and sql.words[at] != "on" and not is_filter:
            yield at, _replaced(sql, at, last, "")
        for first, end in parts if len(parts) > 1 else ():
            yield first, _replaced(sql, first, end, "true")


def grouping(sql: Statement) -> Changes:
    """Rows are not kept apart by one of the columns that group or partition them."""
    for at in sql.find("group by", "partition by"):
        keys = sql.split(at + 1, sql.clause_end(at + 1), ",")
        if sql.words[at] == "partition by" or len(keys) < 2:
            first, end = at, keys[0][1]
            if sql.words[at] == "partition by" and len(keys) == 1:
                yield first, _replaced(sql, first, end, "")
        for place, key in enumerate(keys if len(keys) > 1 else ()):
            start = keys[place - 1][1] + 1 if place else key[0]
            last = key[1] if place else keys[1][0] - 1
            edits = _replaced(sql, start, last, "")
            if sql.words[at] == "group by":
                edits += _any_of(sql, at, sql.part(*key))
            yield key[0], edits


def _any_of(sql: Statement, group: int, key: str) -> list[Edit]:
    """Selects any value of a column that is no longer grouped by."""
    depth_of = {inner for a, b in sql.closing.items() for inner in range(a + 1, b)
                if not a < group < b}  # fmt: skip
    selects = [s for s in sql.find("select") if s < group and s not in depth_of]
    first = selects[-1] + 1
    name = key.split(".")[-1]
    for start, end in sql.split(first, sql.clause_end(first), ","):
        if sql.part(start, end) == key:
            return _replaced(sql, start, end, f"any_value({key}) as {name}")
        if sql.part(start, end).startswith(f"{key} as "):
            return _replaced(sql, start, end - 2, f"any_value({key})")
    return []


def missing(sql: Statement) -> Changes:
    """What stands in for a missing value is gone; two that are missing differ."""
    for at, end in sql.calls("coalesce", "nullif"):
        first = sql.split(at + 2, end - 1, ",")[0]
        yield at, _replaced(sql, at, end, sql.part(*first))
    for at in sql.find("is"):
        words = [sql.word(at + step) for step in (1, 2, 3)]
        if words == ["not", "distinct", "from"]:
            yield at, _replaced(sql, at, at + 3, "=")
        elif words[:2] == ["distinct", "from"]:
            yield at, _replaced(sql, at, at + 2, "<>")
        elif words[:2] == ["not", "null"]:
            yield at, _replaced(sql, at, at + 2, "is null")
        elif words[0] == "null":
            yield at, _replaced(sql, at, at + 1, "is not null")


def branch(sql: Statement) -> Changes:
    """Two neighbours of a CASE change places; a lone one holds without its WHEN."""
    for at in sql.find("case"):
        end = sql.closing[at]
        marks = [i for i in sql.level(at + 1, end - 1) if sql.words[i] in _OF_CASE]
        results = [
            (mark + 1, (marks + [end])[place + 1] - 1)
            for place, mark in enumerate(marks)
            if sql.words[mark] != "when"
        ]
        if len(results) == 1:
            yield at, _replaced(sql, at, end, f"({sql.part(*results[0])})")
        for one, other in zip(results, results[1:], strict=False):
            yield (
                one[0],
                [
                    (*sql.span(*one), sql.part(*other)),
                    (*sql.span(*other), sql.part(*one)),
                ],
            )


_OF_CASE = ("when", "then", "else")


def calendar(sql: Statement) -> Changes:
    """A month is a year; the last day of the month is the day itself."""
    for at, word in enumerate(sql.words):
        if word in UNITS:
            opener = sql.word(at - 2) if sql.is_text[at] else sql.word(at - 2)
            is_unit = opener in ("date_trunc", "date_diff", "interval")
            if is_unit:
                other = f"'{UNITS[word]}'" if sql.is_text[at] else UNITS[word]
                yield at, _replaced(sql, at, at, other)
    for at, end in sql.calls("last_day"):
        yield at, _replaced(sql, at, end, sql.part(at + 2, end - 1))


def order(sql: Statement) -> Changes:
    """Rows come the other way round; a missing value comes first."""
    for at in sql.find("order by"):
        for first, last in sql.split(at + 1, sql.clause_end(at + 1), ","):
            words = sql.words[first : last + 1]
            if words[-2:] == ["nulls", "last"]:
                yield first, _replaced(sql, last, last, "first")
                last -= 2
            if sql.words[last] == "desc":
                yield first, _replaced(sql, last, last, "")
            else:
                yield first, _replaced(sql, last, last, sql.part(last, last) + " desc")


def distinct(sql: Statement) -> Changes:
    """Repeats are kept where they were dropped, and dropped where they were kept."""
    for at in sql.find("distinct"):
        if sql.word(at - 1) in ("select", "("):
            yield at, _replaced(sql, at, at, "")
    for at in sql.find("union"):
        if sql.word(at + 1) == "all":
            yield at, _replaced(sql, at + 1, at + 1, "")
        else:
            yield at, _replaced(sql, at, at, "union all")


def window(sql: Statement) -> Changes:
    """A window reaches to its end; FILTER is gone; one function is its opposite."""
    for at in sql.find("current"):
        if sql.word(at + 1) == "row":
            yield at, _replaced(sql, at, at + 1, "unbounded following")
    for at in sql.find("order by"):
        if _is_of_window(sql, at):
            yield at, _replaced(sql, at, sql.clause_end(at + 1), "")
    for at in sql.find("filter"):
        if sql.word(at + 1) == "(":
            yield at, _replaced(sql, at, sql.closing[at + 1], "")
    for at, _ in sql.calls(*FUNCTIONS):
        yield at, _replaced(sql, at, at, FUNCTIONS[sql.words[at]])


def _is_of_window(sql: Statement, at: int) -> bool:
    opened = [a for a, b in sql.closing.items() if a < at < b and sql.words[a] == "("]
    return bool(opened) and sql.word(max(opened) - 1) in ("over", "as") and (
        max(opened) + 1 == at or sql.words[max(opened) + 1] == "partition by"
    )  # fmt: skip


OPERATORS: tuple[Callable[[Statement], Changes], ...] = (
    *(comparison, logic, arithmetic, aggregate, constant, join, condition, grouping),
    *(missing, branch, calendar, order, distinct, window),
)


def mutants_of(file: str, text: str) -> list[Mutant]:
    """Every mutant of a file that can be read as SQL, in the order of the text."""
    sql = Statement(text)
    lines = text.splitlines()
    seen: Counter = Counter()
    found = []
    for operator in OPERATORS:
        for at, edits in operator(sql):
            line, told = sql.line(at), _told(sql, edits)
            source, changed = lines[line - 1].strip(), sql.edited(edits)
            if changed == text:
                continue
            seen[operator, source, told] += 1
            nth = seen[operator, source, told]
            found.append(
                Mutant(file, line, operator.__name__, told, source, changed, nth)
            )
    return sorted(found, key=lambda mutant: mutant.line)


def _told(sql: Statement, edits: list[Edit]) -> str:
    return "; ".join(
        f"{' '.join(sql.text[a:b].split())} -> {' '.join(instead.split()) or 'gone'}"
        for a, b, instead in edits
    )
