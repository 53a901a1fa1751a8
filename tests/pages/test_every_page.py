"""Every page of the menu opens in both languages, without an exception and without a word about our mistakes."""

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
MAIN = ROOT / "ui" / "main.py"


def page_ids() -> list[str]:
    """The ids in the page table, read without a session, since titles need one."""
    tree = ast.parse((ROOT / "ui" / "sitemap.py").read_text(encoding="utf-8"))
    facts = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "_facts")
    table = next(node for node in ast.walk(facts) if isinstance(node, ast.Dict))
    return [key.value for key in table.keys if isinstance(key, ast.Constant)]


def page_files() -> list[Path]:
    return sorted((ROOT / "pages").glob("*/*.py"))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("CONVOLAB_DATABASE_URL", raising=False)


def opened(path: Path, language: str) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.query_params["lang"] = language
    app.run()
    return app.switch_page(str(path)).run()


def test_the_table_names_every_file_once() -> None:
    assert len(page_ids()) == len(page_files()) > 0


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("path", page_files(), ids=lambda path: path.stem)
def test_it_opens(path: Path, language: str) -> None:
    app = opened(path, language)
    assert not app.exception, [element.value for element in app.exception]
    assert not app.error, [element.value for element in app.error]
    assert app.session_state["language"] == language
    assert app.title or app.header or app.markdown, "the page shows nothing"


@pytest.mark.parametrize("path", page_files(), ids=lambda path: path.stem)
def test_both_languages_say_something_different(path: Path) -> None:
    spanish, english = (
        {
            element.value
            for kind in ("title", "header", "subheader", "markdown", "caption")
            for element in getattr(app, kind)
        }
        for app in (opened(path, "es"), opened(path, "en"))
    )
    assert spanish - english
    assert english - spanish
