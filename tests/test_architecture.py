"""The house: three rooms, one arrow, no drawer for odds and ends."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
ROOMS = ("catalogue", "index", "app")  # each may import itself and those before it
MODULES = sorted(path for room in ROOMS for path in (PROJECT / room).glob("*.py"))
# Another program's place, its address, or this one's own keys: none of them belongs in a file of the project.
FOREIGN = re.compile(r"\.\./shared|/work/|/tmp/(?!pytest)|registry\.npmjs|pypi\.org|files\.pythonhosted")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield str(node.module)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_imports_go_up_the_drawing_only(path: Path) -> None:
    permitted = ROOMS[: ROOMS.index(path.parent.name) + 1]
    rooms = {name.split(".")[0] for name in imported(path)} & {*ROOMS, "tests"}
    assert rooms <= set(permitted)


def test_the_catalogue_knows_nothing_of_search_or_web_and_the_index_nothing_of_the_web() -> None:
    for path in MODULES:
        names = {name.split(".")[0] for name in imported(path)}
        if path.parent.name == "catalogue":
            assert not names & {"flask", "whoosh", "sqlite_utils", "click", "gunicorn"}, path
        if path.parent.name == "index":
            assert not names & {"flask", "click", "gunicorn", "werkzeug", "jinja2"}, path


def test_no_module_imports_itself_through_others() -> None:
    names = {path: f"{path.parent.name}.{path.stem}" for path in MODULES}
    graph = {name: set(imported(path)) & set(names.values()) for path, name in names.items()}

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join([*way, name])
        for other in sorted(graph[name]):
            visit(other, (*way, name))

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_module_says_what_it_is_in_two_lines_and_stays_short(path: Path) -> None:
    text = path.read_text("utf-8")
    said = ast.get_docstring(ast.parse(text))
    assert said
    assert len([line for line in said.splitlines() if line]) <= 2
    assert len(text.splitlines()) <= 320
    assert path.stem not in {"utils", "helpers", "common", "misc", "manager", "service"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_public_function_says_what_the_caller_gets(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    silent = [
        node.name
        for parent in ast.walk(tree)
        if isinstance(parent, ast.Module | ast.ClassDef) and not getattr(parent, "name", "").startswith("_")
        for node in parent.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        # What a library calls has the library's own documentation.
        and node.name not in {"load_config", "load"}
    ]
    assert silent == []


def test_the_top_level_holds_what_was_asked_for() -> None:
    wanted = """README.md pyproject.toml app catalogue index static tests CONTRIBUTING.md CHANGELOG.md DECISIONS.md
        LICENSE Makefile publiccode.yml"""
    assert [name for name in wanted.split() if not (PROJECT / name).exists()] == []


def test_nothing_refers_to_a_place_outside_the_project() -> None:
    ignored = {line.strip("/") for line in (PROJECT / ".gitignore").read_text("utf-8").split()} | {".git"}
    found = []
    for path in PROJECT.rglob("*"):
        inside = path.relative_to(PROJECT)
        generated = any(part in ignored or part.endswith(".egg-info") for part in inside.parts)
        if generated or path == Path(__file__) or path.suffix in {".woff2", ".png"} or not path.is_file():
            continue
        found += [f"{inside}: {match[0]}" for match in FOREIGN.finditer(path.read_text("utf-8"))]
    assert found == []
