"""Both languages say the same things, and only what the code asks for."""

import ast
import re
import string
from pathlib import Path

import pytest

from data.contract import (
    APPLICATION_DIMENSIONS,
    CUSTOMER_DIMENSIONS,
    LOAN_DIMENSIONS,
    STAGES,
    TABLES,
)
from metrics import CATALOGUE
from texts import LANGUAGES, catalogue, words

ROOT = Path(__file__).parents[2]
CODE = [
    ROOT / "app.py",
    *sorted(
        path
        for folder in ("ui", "pages", "exports", "charts", "metrics", "texts", "data")
        for path in (ROOT / folder).rglob("*.py")
    ),
]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def trees() -> list[ast.AST]:
    return [ast.parse(path.read_text("utf-8"), str(path)) for path in CODE]


def pattern_of(node: ast.JoinedStr) -> str:
    return "".join(
        re.escape(part.value) if isinstance(part, ast.Constant) else ".+"
        for part in node.values
    )


def strings_in(node: ast.AST) -> tuple[set[str], set[str]]:
    """Constants, and f-strings as patterns, anywhere in the node."""
    constants, patterns = set(), set()
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            constants.add(child.value)
        if isinstance(child, ast.JoinedStr):
            patterns.add(pattern_of(child))
    return constants, patterns


def asked_of_words(tree: ast.AST) -> list[ast.expr]:
    """What every call of `t(...)`, `view.t(...)` or `t.plural(...)` asks for."""
    return [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and node.args
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "t")
            or (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in ("t", "plural")
            )
        )
    ]


def test_both_languages_have_the_same_keys():
    assert set(catalogue("en")) == set(catalogue("zh"))


def test_a_text_has_the_same_placeholders_in_both_languages():
    differ = [
        key
        for key, text in catalogue("en").items()
        if placeholders(text) != placeholders(catalogue("zh")[key])
    ]
    assert differ == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language):
    assert [key for key, text in catalogue(language).items() if not text] == []


def test_every_key_that_the_code_asks_for_exists():
    keys, missing = set(catalogue("en")), []
    for tree in trees():
        for argument in asked_of_words(tree):
            if isinstance(argument, ast.Constant) and argument.value not in keys:
                missing.append(argument.value)
            if isinstance(argument, ast.JoinedStr):
                pattern = re.compile(pattern_of(argument))
                if not any(pattern.fullmatch(key) for key in keys):
                    missing.append(pattern.pattern)
    assert missing == []


def test_every_text_is_asked_for_somewhere():
    constants, patterns = set(), set()
    for tree in trees():
        found = strings_in(tree)
        constants |= found[0]
        # '.+' alone, or with no dot of its own, says nothing about which key is meant
        patterns |= {pattern for pattern in found[1] if r"\." in pattern}
    compiled = [re.compile(pattern) for pattern in patterns]
    unused = [
        key
        for key in catalogue("en")
        if key not in constants and not any(p.fullmatch(key) for p in compiled)
    ]
    assert unused == []


def names_of(family: str) -> set[str]:
    prefix = f"values.{family}."
    return {key.removeprefix(prefix) for key in catalogue("en") if prefix in key}


def test_every_column_of_every_metric_has_a_heading_and_no_other():
    columns = {column for metric in CATALOGUE.values() for column in metric.columns}
    assert names_of("column") == columns | {"by"}


def test_every_table_stage_and_dimension_has_a_name_and_no_other():
    assert names_of("table") == set(TABLES)
    assert names_of("stage") == {stage for stage, _ in STAGES}
    assert names_of("dimension") == {
        *APPLICATION_DIMENSIONS,
        *CUSTOMER_DIMENSIONS,
        *LOAN_DIMENSIONS,
    }


def test_a_missing_key_is_an_error_that_names_it():
    with pytest.raises(KeyError, match="nothing.of_that_name"):
        words("en")("nothing.of_that_name")


def test_the_lenders_name_comes_before_ours_and_the_code_is_the_last_resort():
    names = {"product": {"cash": {"en": "Cash loan", "zh": "现金贷"}}}
    assert words("zh").name("product", "cash", names) == "现金贷"
    assert words("en").name("product", "gold", names) == "gold"
    assert words("en").name("decision_mode", "auto", names) == "Automatic"
    assert words("en").name("product", "", names) == "not given"
    assert words("zh").name("channel", "(unallocated)") == "（未分摊）"
