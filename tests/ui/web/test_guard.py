"""Each attack of the list in the design's facts meets a closed door, and what belongs here still comes in."""

import asyncio
import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from ui.web.guard import Guard, security_headers


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await PlainTextResponse("inside")(scope, receive, send)


@pytest.fixture
def browser(browser_for: Callable[..., Any]) -> Any:
    return browser_for(Guard(inside, hosts=["lab.school.example"]))


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:9", "[::1]:8501", "LAB.school.example:443"])
def test_our_names_come_in(browser: Any, host: str) -> None:
    assert browser.get("/", host=host).text == "inside"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:8501", "", "[::1", "a b"]
)
def test_dns_rebinding_stays_out(browser: Any, host: str) -> None:
    assert browser.get("/", host=host).status == 421
    assert not browser.opens_socket("/_stcore/stream", host=host)


FOREIGN = ["http://evil.example", "null", "http://localhost:9999", "https://localhost.evil.example", "http://[bad"]


@pytest.mark.parametrize("origin", FOREIGN)
def test_another_pages_script_changes_nothing(browser: Any, origin: str) -> None:
    assert not browser.opens_socket("/_stcore/stream", origin=origin)
    assert browser.post("/api/answer", origin=origin).status == 403
    assert browser.request("PUT", "/api/answer", origin=origin).status == 403


def test_another_site_without_an_origin_changes_nothing(browser: Any) -> None:
    assert browser.post("/api/answer", sec_fetch_site="cross-site").status == 403
    assert browser.post("/api/answer", sec_fetch_site="same-site").status == 403


def test_our_own_page_may(browser: Any) -> None:
    ours = {"origin": "http://localhost:8501", "sec_fetch_site": "same-origin"}
    assert browser.post("/api/answer", **ours).status == 200
    assert browser.opens_socket("/_stcore/stream", **ours)


def test_a_written_down_name_may_stand_before_a_proxy(browser: Any) -> None:
    assert browser.post("/api/answer", origin="https://lab.school.example").status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/training/_stcore/metrics",
        "/_stcore/upload_file/any-session/any-file",
        "/_stcore/agent/interact",
        "/_stcore/agent/mcp",
    ],
)
def test_doors_nobody_needs_are_closed(browser: Any, path: str, method: str) -> None:
    assert browser.request(method, path).status == 404


def test_it_reads_no_body() -> None:
    """Neither when it refuses nor when it lets through: `receive` belongs to the app behind it."""

    async def receive() -> Message:
        raise AssertionError("the guard asked for the body")

    for origin, status in ((b"http://evil.example", 403), (b"http://localhost:8501", 200)):
        sent: list[Message] = []

        async def send(message: Message, sent: list[Message] = sent) -> None:
            sent.append(message)

        headers = [(b"host", b"localhost:8501"), (b"origin", origin)]
        scope = {"type": "http", "method": "POST", "path": "/api/answer", "headers": headers}
        asyncio.run(Guard(inside)(scope, receive, send))
        assert sent[0]["status"] == status


def test_every_answer_carries_the_headers(browser: Any) -> None:
    for answer in (browser.get("/"), browser.get("/", host="evil.example"), browser.get("/_stcore/metrics")):
        for name, value in security_headers().items():
            assert answer.headers[name] == value


def test_the_policy_allows_streamlits_inline_script_and_no_other() -> None:
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    assert index.count("<script>") == 1
    script = index.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = security_headers()["content-security-policy"]
    assert f"'sha256-{digest}'" in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts and "http" not in policy and "*" not in policy
