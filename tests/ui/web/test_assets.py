"""Files the browser keeps: found under their hash, never outside their folder."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly
import pytest
from starlette.applications import Starlette

from ui.components import base
from ui.web import assets


@pytest.fixture
def browser(browser_for: Callable[..., Any]) -> Any:
    return browser_for(Starlette(routes=assets.routes()))


def test_a_module_is_kept_for_ever_under_its_hash(browser: Any) -> None:
    answer = browser.get(f"/assets/components/{base.content_hash()}/network_view/index.js")
    assert answer.status == 200 and "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.body == (base.FOLDER / "network_view" / "index.js").read_bytes()


def test_under_an_old_hash_it_is_asked_for_again(browser: Any) -> None:
    answer = browser.get("/assets/components/0000000000000000/network_view/layout.js")
    assert answer.status == 200 and answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "network_view/__init__.py",
        "../settings.py",
        "network_view/../../../app.py",
        "network_view/../../style.css",
        "/etc/passwd",
        "network_view",
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
