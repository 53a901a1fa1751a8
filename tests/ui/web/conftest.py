"""A browser reduced to what these tests need: requests and sockets straight into an ASGI app, nothing over a wire."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Browser:
    app: ASGIApp
    scheme: str = "http"
    host: str = "localhost:8501"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, target: str, **headers: str) -> Answer:
        return self.request("GET", target, **headers)

    def post(self, target: str, body: bytes | list[bytes] = b"", **headers: str) -> Answer:
        return self.request("POST", target, body, **headers)

    def request(self, method: str, target: str, body: bytes | list[bytes] = b"", **headers: str) -> Answer:
        """`body` as a list arrives in that many pieces; header names are written with underscores."""
        pieces = body if isinstance(body, list) else [body]
        messages = [
            {"type": "http.request", "body": piece, "more_body": index < len(pieces) - 1}
            for index, piece in enumerate(pieces)
        ]
        sent = self._run({**self._scope("http", target, headers), "method": method}, messages)
        start = next(message for message in sent if message["type"] == "http.response.start")
        answer = Answer(start["status"], Headers(raw=start["headers"]), b"".join(m.get("body", b"") for m in sent))
        for line in answer.headers.getlist("set-cookie"):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer

    def opens_socket(self, target: str, **headers: str) -> bool:
        """Whether a websocket to `target` is accepted."""
        sent = self._run(self._scope("websocket", target, headers), [{"type": "websocket.connect"}])
        return sent[0]["type"] == "websocket.accept"

    def _scope(self, kind: str, target: str, headers: dict[str, str]) -> dict[str, Any]:
        parts = urlsplit(target)
        own = {"host": self.host} | ({"cookie": self._jar()} if self.cookies else {})
        given = own | {name.replace("_", "-"): value for name, value in headers.items()}
        return {
            "type": kind,
            "scheme": self.scheme,
            "path": parts.path,
            "query_string": parts.query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
            "server": ("127.0.0.1", 8501),
            "client": ("127.0.0.1", 50000),
        }

    def _jar(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _run(self, scope: dict[str, Any], messages: list[Message]) -> list[Message]:
        waiting, sent = list(messages), []

        async def receive() -> Message:
            if not waiting and scope["type"] == "http":
                await asyncio.sleep(60)  # a browser stays on the line; the app stops listening when it has answered
            return waiting.pop(0) if waiting else {"type": "websocket.disconnect", "code": 1000}

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(self.app(scope, receive, send))
        return sent


@pytest.fixture
def browser_for() -> Callable[..., Browser]:
    return Browser
