"""The cookie: given with the page, kept while good, never forged, never readable by scripts."""

import stat
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ui.web.identity import COOKIE, Identity, Signer, new_workspace_id, read_or_create_secret

SIGNER = Signer("a key of this test")


async def page(request: Request) -> Response:
    if "if-none-match" in request.headers:
        return Response(status_code=304)
    return HTMLResponse("<html></html>")


async def data(request: Request) -> Response:
    return JSONResponse({})


@pytest.fixture
def browser(browser_for: Callable[..., Any]) -> Any:
    return browser_for(Identity(Starlette(routes=[Route("/data", data), Route("/", page)]), SIGNER))


def test_a_new_browser_gets_a_cookie_with_the_page(browser: Any) -> None:
    header = browser.get("/").headers["set-cookie"]
    assert "HttpOnly" in header and "SameSite=Lax" in header and "Path=/" in header and "Secure" not in header
    assert SIGNER.workspace_id(browser.cookies[COOKIE])


def test_it_is_secure_under_https(browser: Any) -> None:
    browser.scheme = "https"
    assert "Secure" in browser.get("/").headers["set-cookie"]


def test_only_the_page_carries_it(browser: Any) -> None:
    assert "set-cookie" not in browser.get("/data").headers


def test_a_good_cookie_stays_as_it_is(browser: Any) -> None:
    browser.get("/")
    assert "set-cookie" not in browser.get("/").headers


def test_a_cached_page_is_sent_whole_when_the_cookie_is_missing(browser: Any) -> None:
    first = browser.get("/", if_none_match='"old"')
    assert first.status == 200 and "set-cookie" in first.headers
    assert browser.get("/", if_none_match='"old"').status == 304


FORGED = [SIGNER.cookie("mine")[:-1] + "~", "x" + SIGNER.cookie("mine"), "", "\xe9;=", "a" * 5000]


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_cookie_gives_a_new_workspace(browser: Any, forged: str) -> None:
    browser.get("/", cookie=f"{COOKIE}={forged}")
    assert SIGNER.workspace_id(browser.cookies[COOKIE]) not in (None, "mine")


def test_another_installations_cookie_is_forged_here() -> None:
    assert SIGNER.workspace_id(Signer("another key").cookie("mine")) is None


def test_a_token_is_no_cookie_and_a_cookie_no_token() -> None:
    assert SIGNER.workspace_id(SIGNER.token("run", "mine")) is None
    assert SIGNER.open_token(SIGNER.cookie("mine")) is None
    assert SIGNER.open_token(SIGNER.token("run", "mine")) == ("run", "mine")


def test_an_old_cookie_is_signed_anew_for_the_same_workspace(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 31 * 24 * 3600)
    old = SIGNER.cookie("mine")
    monkeypatch.undo()
    browser.cookies[COOKIE] = old
    browser.get("/")
    assert browser.cookies[COOKIE] != old
    assert SIGNER.workspace_id(browser.cookies[COOKIE]) == "mine"


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: read_or_create_secret(home), range(16)))
    assert len(keys) == 1 and len(keys.pop()) >= 48
    assert [path.name for path in home.iterdir()] == ["secret"]
    if sys.platform != "win32":
        assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600


def test_workspace_ids_do_not_repeat() -> None:
    assert len({new_workspace_id() for _ in range(1000)}) == 1000
