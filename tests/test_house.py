"""The house rules that a reader of the code relies on, held by reading the code.

Each rule names the file and line that breaks it. An exception is written down here
with its reason, or it is none.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "pages", "ui", "exports", "charts", "metrics", "data", "texts")

MAY_IMPORT = {
    "texts": {"texts", "babel"},
    "data": {"data", "duckdb", "pyarrow", "pandas", "numpy", "pydantic"}
    | {"pyspark", "py4j", "sqlglot"}
    | {"adbc_driver_postgresql", "adbc_driver_manager"},
    "metrics": {"metrics", "data", "texts", "duckdb", "pandas"},
    "charts": {"charts", "texts", "plotly", "pandas"},
    "exports": {"exports", "charts", "metrics", "texts", "pandas", "plotly"}
    | {"xlsxwriter", "kaleido", "choreographer", "jinja2"},
    "ui": {"ui", "exports", "charts", "metrics", "data", "texts"}
    | {"streamlit", "pandas", "plotly"},
    "pages": {"pages", "ui", "charts", "metrics", "texts", "streamlit", "pandas"},
    "app": {"pages", "ui", "charts", "metrics", "texts", "streamlit"},
}
"""Beside the standard library. Command lines (__main__) may have typer and rich."""

METRICS_MAY_READ = {
    *("contract", "errors", "events", "past_due", "quoting", "settings", "snapshot"),
}
"""Of data: what a snapshot is and means. Its making is not the metrics' business."""

MAKES_DATA = {
    "data.publish": {"ui/first_steps.py"},
    "data.sample": {"ui/first_steps.py"},
}
"""Who in ui may write: the first page of an empty deployment offers the sample."""

PAGE_LINES = 120

JOINS_SQL = {
    "data/check_sql.py": "writes the check's SQL from the contract's columns",
    "data/diff.py": "compares the contract's columns",
    "data/extracting.py": "wraps a recipe's selects, merges by the contract's keys",
    "data/importing.py": "wraps the one select of a recipe",
    "data/facts.py": "COPY and CREATE VIEW bind no parameters",
    "data/reconciling.py": "sums the contract's columns on both sides",
    "data/snapshot.py": "CREATE VIEW and SET bind no parameters",
    "data/typed.py": "casts the contract's columns",
    "metrics/scope.py": "makes the scope macros from the contract's dimensions",
}
"""Files that join SQL out of the contract's names and quoted paths, and why."""

SQL = re.compile(
    r"\b(select\b.+\bfrom|insert\s+into|create\s+(or\s+replace\s+)?(view|table|macro)"
    r"|copy\s*\(|attach\s+'|drop\s+(table|view)|where\s+\S+\s*(=|in\b)|order\s+by"
    r"|group\s+by|union\s+all|set\s+\w+\s*=|read_parquet\()",
    re.IGNORECASE | re.DOTALL,
)
CJK = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
MACHINE_PATHS = re.compile(
    r"(?<![\w.])/(" + "|".join(("work", "tmp", "root", "home", "Users")) + r")/"
)

OUR_OWN = {
    "ui/frame.py": {"st.html(STYLE)"},
}
"""What is shown as HTML though it is no constant: the style sheet, a file of ours."""

OF_A_READER = {
    "ui/language.py": {"Language · 语言"},
}
"""Words in code with a reason: the switch is found in either language."""


def sources(*packages: str) -> list[Path]:
    """The Python files of packages, or of all."""
    found = []
    for package in packages or PACKAGES:
        single = ROOT / f"{package}.py"
        found += (
            [single] if single.is_file() else sorted((ROOT / package).rglob("*.py"))
        )
    return found


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of every import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide what is imported"
            yield from (
                (node.lineno, f"{node.module}.{alias.name}") for alias in node.names
            )


def docstrings(tree: ast.AST) -> set[int]:
    """The ids of constants that stand alone: docstrings of all kinds."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every text in the code but docstrings."""
    alone = docstrings(tree)
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in alone:
            yield node


def called(node: ast.Call) -> str:
    """The dotted name that is called: 'st.sidebar.write'."""
    parts, at = [], node.func
    while isinstance(at, ast.Attribute):
        parts.append(at.attr)
        at = at.value
    parts.append(at.id if isinstance(at, ast.Name) else "?")
    return ".".join(reversed(parts))


def nodes(kind: type, *packages: str) -> Iterator[tuple[str, ast.AST]]:
    """File name and node of every node of a kind."""
    for path in sources(*packages):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, kind):
                yield name_of(path), node


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_what_it_may_and_no_more(package):
    broken = []
    for path in sources(package):
        allowed = MAY_IMPORT[package] | set(sys.stdlib_module_names)
        if path.name == "__main__.py":
            allowed |= {"typer", "rich"}
        if package == "pages":
            allowed |= {"app"}
        for line, name in imports(tree_of(path)):
            if name.split(".")[0] not in allowed:
                broken.append(f"{name_of(path)}:{line} imports {name}")

    assert broken == []
    assert sources(package)


def test_metrics_know_of_data_only_what_a_snapshot_is():
    broken = []
    for path in sources("metrics"):
        allowed = METRICS_MAY_READ | (
            {"store"} if path.name == "__main__.py" else set()
        )
        for line, name in imports(tree_of(path)):
            package, _, rest = name.partition(".")
            if package == "data" and rest.split(".")[0] not in allowed:
                broken.append(f"{name_of(path)}:{line} imports {name}")

    assert broken == []


def test_only_the_first_page_of_an_empty_deployment_makes_data():
    broken = []
    for path in sources("ui", "pages", "app"):
        for line, name in imports(tree_of(path)):
            for module, allowed in MAKES_DATA.items():
                if name.startswith(module) and name_of(path) not in allowed:
                    broken.append(f"{name_of(path)}:{line} imports {name}")

    assert broken == []


def test_pages_do_not_import_each_other():
    names = {path.stem for path in (ROOT / "pages").glob("*.py")} - {"__init__"}
    broken = []
    for path in sources("pages"):
        for line, name in imports(tree_of(path)):
            package, _, rest = name.partition(".")
            if package == "pages" and rest.split(".")[0] in names:
                broken.append(f"{name_of(path)}:{line} imports {name}")

    assert broken == []


def page_files() -> list[Path]:
    return [p for p in sorted((ROOT / "pages").glob("*.py")) if p.name != "__init__.py"]


@pytest.mark.parametrize("path", page_files(), ids=lambda path: path.stem)
def test_a_page_is_short_has_a_question_a_render_and_leads_into_the_frame(path):
    text = path.read_text("utf-8")
    tree = tree_of(path)

    assert len(text.splitlines()) <= PAGE_LINES
    assert ast.get_docstring(tree)
    renders = [n for n in tree.body if getattr(n, "name", "") == "render"]
    assert [argument.arg for argument in renders[0].args.args] == ["view"]
    # Streamlit runs a page's file alone on a cold deep link: it must find the frame.
    assert text.endswith(
        '\n\nif __name__ == "__main__":\n    from app import main\n\n    main()\n'
    )


def test_every_page_is_in_the_menu():
    text = (ROOT / "app.py").read_text("utf-8")
    for path in page_files():
        assert f'frame.Page("{path.stem}"' in text


def test_no_word_that_a_reader_sees_stands_in_pages_or_ui():
    broken = []
    for path in sources("app", "pages", "ui"):
        allowed = OF_A_READER.get(name_of(path), set())
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call) or not called(node).startswith("st."):
                continue
            for text in words_given(node):
                is_prose = " " in text.strip() and re.search(r"[^\W\d_]{2}", text)
                if (is_prose or CJK.search(text)) and text not in allowed:
                    broken.append(f"{name_of(path)}:{node.lineno} {text!r}")

    assert broken == []


def words_given(call: ast.Call) -> Iterator[str]:
    """Texts that a call is given as they are, or as parts of an f-string."""
    for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
        parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def test_no_chinese_stands_in_code_but_names_of_languages():
    broken = []
    for path in sources("app", "pages", "ui", "exports", "charts", "metrics", "data"):
        allowed = OF_A_READER.get(name_of(path), set())
        for node in strings(tree_of(path)):
            if CJK.search(node.value) and node.value not in allowed:
                if not name_of(path).startswith("data/sample/"):
                    broken.append(f"{name_of(path)}:{node.lineno} {node.value!r}")

    assert broken == []


def test_no_sql_stands_in_app_pages_ui_exports_or_charts():
    broken = [
        f"{name_of(path)}:{node.lineno} {node.value!r}"
        for path in sources("app", "pages", "ui", "exports", "charts")
        for node in strings(tree_of(path))
        if SQL.search(node.value)
    ]

    assert broken == []


def joined_sql(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """SQL that is put together: f-strings, +, % and .format."""
    for node in ast.walk(tree):
        parts: list[ast.AST] = []
        if isinstance(node, ast.JoinedStr):
            parts = node.values
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            parts = [node.left, node.right]
        elif isinstance(node, ast.Call) and called(node).endswith(".format"):
            parts = [node.func.value]
        text = "".join(
            part.value
            for part in parts
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
        if SQL.search(text):
            yield node.lineno, text


def test_sql_is_joined_only_where_a_reason_is_written_down():
    found = {
        name_of(path): list(joined_sql(tree_of(path)))
        for path in sources()
        if list(joined_sql(tree_of(path)))
    }

    assert {name: at for name, at in found.items() if name not in JOINS_SQL} == {}


def test_files_that_join_sql_quote_what_they_join():
    for name in JOINS_SQL:
        path = ROOT / name
        assert path.is_file(), f"{name} is gone: take it off the list"
        names = {imported for _, imported in imports(tree_of(path))}
        joins = list(joined_sql(tree_of(path)))
        assert joins, f"{name} joins no SQL any more: take it off the list"
        assert names & {"data.quoting.identifier", "data.quoting.literal"}, name


def test_nothing_is_shown_as_html():
    broken = []
    for name, node in nodes(ast.Call, "app", "pages", "ui", "charts"):
        if any(keyword.arg == "unsafe_allow_html" for keyword in node.keywords):
            broken.append(f"{name}:{node.lineno} unsafe_allow_html")
        if called(node) in {"st.html", "st.iframe", "html", "iframe"}:
            is_constant = all(isinstance(a, ast.Constant) for a in node.args)
            if not is_constant and ast.unparse(node) not in OUR_OWN.get(name, set()):
                broken.append(f"{name}:{node.lineno} {called(node)}")
        if "components" in called(node):
            broken.append(f"{name}:{node.lineno} {called(node)}")

    assert broken == []


def cached_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for name, node in nodes(ast.FunctionDef):
        for decorator in node.decorator_list:
            made = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(made, ast.Attribute) and made.attr in (
                "cache_data",
                "cache_resource",
            ):
                yield name, node


def test_cached_functions_are_keyed_by_the_snapshot():
    found = list(cached_functions())
    assert found
    for name, function in found:
        arguments = [argument.arg for argument in function.args.args]
        assert "snapshot_id" in arguments, f"{name}: {function.name}{arguments}"


def test_caches_are_bounded():
    broken = []
    for name, function in cached_functions():
        for made in function.decorator_list:
            given = [k.arg for k in made.keywords] if isinstance(made, ast.Call) else []
            if "cache_" in ast.unparse(made) and "max_entries" not in given:
                broken.append(f"{name}: {function.name}")

    assert broken == []


def test_cached_functions_do_not_read_what_is_not_in_their_key():
    for name, function in cached_functions():
        used = {
            ast.unparse(n) for n in ast.walk(function) if isinstance(n, ast.Attribute)
        }
        for state in ("st.session_state", "st.query_params", "st.context"):
            assert not any(u.startswith(state) for u in used), f"{name} reads {state}"


def test_the_sessions_state_has_few_owners():
    owners = {
        name
        for name, node in nodes(
            ast.Attribute, "app", "pages", "ui", "charts", "metrics"
        )
        if ast.unparse(node) == "st.query_params"
    }

    assert owners == {"ui/state.py"}


def written_by_us() -> list[Path]:
    """Every text of the project, wherever it lies."""
    kinds = {".py", ".sql", ".toml", ".md", ".po", ".txt"}
    places = [*PACKAGES, "tests", "benchmarks", "docs", ".streamlit", ".ci"]
    found = [p for p in ROOT.iterdir() if p.suffix in kinds or p.name == "Makefile"]
    for place in places:
        found += [
            path
            for path in (ROOT / place).rglob("*")
            if path.is_file()
            and (path.suffix in kinds or place == ".ci")
            and (ROOT / "data" / "store") not in path.parents
        ]
    return sorted(found)


def test_no_path_of_one_machine_is_written_down():
    broken = [
        f"{name_of(path)}:{number} {line.strip()}"
        for path in written_by_us()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if MACHINE_PATHS.search(line)
    ]

    assert broken == []


def test_every_module_and_everything_public_says_what_it_is_for():
    broken = []
    for path in sources():
        tree = tree_of(path)
        if not ast.get_docstring(tree):
            broken.append(f"{name_of(path)} has no docstring")
        for node in public(tree):
            if not ast.get_docstring(node):
                broken.append(f"{name_of(path)}:{node.lineno} {node.name}")

    assert broken == []


def public(tree: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    """Functions and classes of a module, and the methods of its public classes."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (
                    inner
                    for inner in node.body
                    if isinstance(inner, kinds) and not inner.name.startswith("_")
                )


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests").rglob("test_*.py")), ids=name_of
)
def test_every_test_can_fail(path):
    tree = tree_of(path)
    functions = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    tests = [name for name in functions if name.startswith("test_")]

    assert tests
    asserting = {name for name, node in functions.items() if asserts(node)}
    for _ in functions:
        asserting |= {
            name
            for name, node in functions.items()
            if any(
                called(call).split(".")[-1] in asserting
                for call in ast.walk(node)
                if isinstance(call, ast.Call)
            )
        }
    assert [name for name in tests if name not in asserting] == []


def asserts(function: ast.FunctionDef) -> bool:
    """Whether a function asserts, expects an error, or calls what says it does."""
    return any(
        isinstance(node, ast.Assert)
        or isinstance(node, ast.Call)
        and re.search(
            r"^(raises|fail|expect|assert_|must_)", called(node).split(".")[-1]
        )
        for node in ast.walk(function)
    )


def sql_files(*folders: str) -> list[Path]:
    return sorted(path for f in folders for path in (ROOT / f).rglob("*.sql"))


def head(path: Path) -> list[str]:
    """The comment at the top of an SQL file, without its dashes."""
    lines = []
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return lines


def body(path: Path) -> str:
    lines = path.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")).strip()


@pytest.mark.parametrize("path", sql_files("data/sql", "metrics/sql"), ids=name_of)
def test_an_sql_file_says_what_it_answers_and_what_a_row_is(path):
    top = head(path)

    assert top
    if re.match(r"(with|select)\b", body(path)):
        assert any(line.startswith("Grain:") for line in top)
        assert "$" not in "".join(top)
    if path.parent.name == "sql" and path.parent.parent.name == "metrics":
        if not path.stem.startswith("_"):
            assert any(line.endswith("?") for line in top)


@pytest.mark.parametrize(
    "path", sql_files("data/sql", "metrics/sql", "data/recipes"), ids=name_of
)
def test_an_sql_file_keeps_to_lower_case_spaces_and_width(path):
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        assert len(line) <= 88, f"line {number}"
        assert "\t" not in line and line == line.rstrip(), f"line {number}"
        code = re.sub(r"'[^']*'|\"[^\"]*\"|--.*", "", line)
        found = re.findall(r"\b(SELECT|FROM|WHERE|JOIN|GROUP|ORDER|AND|CASE)\b", code)
        assert not found, f"line {number}"


def test_a_metric_has_its_sql_and_its_sql_a_metric():
    from metrics import CATALOGUE

    files = {path.stem for path in (ROOT / "metrics" / "sql").glob("*.sql")}
    assert {stem for stem in files if not stem.startswith("_")} == set(CATALOGUE)
