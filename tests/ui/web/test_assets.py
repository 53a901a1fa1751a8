"""Files the browser keeps: found under their hash, never outside their folder."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly
import pytest
from starlette.applications import Starlette

from ui import lens_content
from ui.components import base
from ui.web import assets


@pytest.fixture
def browser(browser_for: Callable[..., Any]) -> Any:
    return browser_for(Starlette(routes=assets.routes()))


def test_a_module_is_kept_for_ever_under_its_hash(browser: Any) -> None:
    answer = browser.get(f"/assets/components/{base.content_hash()}/builder/index.js")
    assert answer.status == 200 and "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.body == (base.FOLDER / "builder" / "index.js").read_bytes()


def test_under_an_old_hash_it_is_asked_for_again(browser: Any) -> None:
    answer = browser.get("/assets/components/0000000000000000/builder/state.js")
    assert answer.status == 200 and answer.headers["cache-control"] == "no-cache"


def test_the_styles_of_a_component_are_one_file_under_its_hash(browser: Any) -> None:
    answer = browser.get(f"/assets/components/{base.content_hash()}/lens/styles.css")
    assert answer.status == 200 and "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")
    for sheet in (base.FOLDER / "lens").glob("*.css"):
        assert sheet.read_bytes() in answer.body
    assert browser.get("/assets/components/0000000000000000/lens/styles.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["missing", "shared", "..", "lens.picture", "%2e%2e"])
def test_what_is_no_component_has_no_styles(browser: Any, name: str) -> None:
    assert browser.get(f"/assets/components/{base.content_hash()}/{name}/styles.css").status == 404


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_the_lens_shows_is_kept_for_ever_under_its_hash(browser: Any, language: str) -> None:
    content = lens_content.content(language)
    packed = browser.get(f"/assets/lens/{content.hash}/{language}.json", accept_encoding="gzip")
    assert packed.status == 200 and "immutable" in packed.headers["cache-control"]
    assert packed.headers["content-encoding"] == "gzip" and packed.headers["vary"] == "accept-encoding"
    assert gzip.decompress(packed.body) == content.plain
    plain = browser.get(f"/assets/lens/0000000000000000/{language}.json")
    assert plain.body == content.plain and plain.headers["cache-control"] == "no-cache"


def test_the_lens_speaks_no_other_language(browser: Any) -> None:
    assert browser.get(f"/assets/lens/{lens_content.content('es').hash}/fr.json").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "builder/__init__.py",
        "../settings.py",
        "builder/../../../app.py",
        "builder/../../style.css",
        "/etc/passwd",
        "builder",
        "missing.js",
    ],
)
def test_nothing_else_is_served(browser: Any, path: str) -> None:
    assert browser.get(f"/assets/components/{base.content_hash()}/{path}").status == 404


@pytest.mark.parametrize("name", ["inter.woff2", "inter-italic.woff2", "jetbrains-mono.woff2"])
def test_fonts_are_local(browser: Any, name: str) -> None:
    answer = browser.get(f"/assets/fonts/{name}")
    assert answer.status == 200 and answer.body[:4] == b"wOF2" and answer.headers["content-type"] == "font/woff2"


def test_only_fonts_lie_there(browser: Any) -> None:
    assert browser.get("/assets/fonts/inter.LICENSE.txt").status == 404


def test_plotly_comes_from_its_wheel_packed(browser: Any) -> None:
    packed = browser.get("/assets/plotly.min.js", accept_encoding="gzip, br")
    plain = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    assert packed.headers["content-encoding"] == "gzip" and "immutable" in packed.headers["cache-control"]
    assert gzip.decompress(packed.body) == plain
    assert len(packed.body) < len(plain) / 2
    assert browser.get("/assets/plotly.min.js").body == plain


def test_every_component_names_a_module_that_is_there() -> None:
    for folder in base.FOLDER.iterdir():
        if (folder / "__init__.py").exists():
            assert (folder / "index.js").is_file(), folder.name


def test_a_name_that_no_file_system_takes_is_not_found(browser: Any) -> None:
    assert browser.get(f"/assets/components/x/{'a' * 5000}.js").status == 404
