"""The core knows no screen, no language, no environment: what import-linter cannot see is read from the source here."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The environment is the only thing the forkserver hands to the module it preloads; the first two talk to each other by
# it. The third is a program: a database URL with a password must not stand on its command line.
MAY_READ = {"cnn_core/runs/local.py", "cnn_core/runs/preload.py", "cnn_core/runs/__main__.py"}
CORE = sorted((ROOT / "cnn_core").rglob("*.py"))


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    dotted = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imported = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    return dotted | imported


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_reads_no_environment_and_asks_no_home(path: Path) -> None:
    forbidden = {"os.environ", "os.getenv", "os.environb", "Path.home", "pathlib.Path.home"}
    reads = names_in(path) & forbidden
    if str(path.relative_to(ROOT)) in MAY_READ:
        assert reads == {"os.environ"}
    else:
        assert not reads


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_begins_with_its_docstring(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_the_package_itself_is_a_docstring() -> None:
    body = ast.parse((ROOT / "cnn_core" / "__init__.py").read_text(encoding="utf-8")).body
    assert len(body) == 1


def test_there_is_a_core_to_look_at() -> None:
    assert len(CORE) > 10
