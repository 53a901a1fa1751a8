"""Who may come in: pure ASGI middleware before everything else. It looks at paths and headers, never at bodies.

Against DNS rebinding (Host), against other pages' scripts (Origin), against the doors of Streamlit that nobody here
needs (uploads fill memory under invented session ids; metrics and the agent interface are open to anyone), and with
the headers that keep a browser from running what isn't ours.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_CLOSED = ("/_stcore/upload_file", "/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Guard:
    """ASGI middleware that refuses what has no business here and adds the security headers to the rest.

    Args:
        app: what is being guarded.
        hosts: names, besides loopback, under which this server may be addressed.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self._configured = frozenset(hosts)
        self._headers = security_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        if refusal is None:
            await self.app(scope, receive, self._with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": refusal[1]})
        else:
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, self._with_headers(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if not self._is_our_host(headers):
            return 421, "This server does not answer to that name. Its owner can add it to CONVOLAB_HOSTS."
        if any(door in scope["path"] for door in _CLOSED):
            return 404, "Not Found"
        if _changes_something(scope) and not self._is_our_page(headers):
            return 403, "This request comes from another site."
        return None

    def _is_our_host(self, headers: Headers) -> bool:
        hosts = headers.getlist("host")
        return len(hosts) == 1 and _name(hosts[0]) in (LOOPBACK | self._configured)

    def _is_our_page(self, headers: Headers) -> bool:
        """Browsers say where a request comes from; who says nothing is no browser and carries nobody's cookie."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        try:
            authority = urlsplit(origin).netloc.lower()
        except ValueError:  # "http://[bad" is nobody's
            return False
        # Behind a proxy the Host may be the proxy's; then the origin must be a name the owner wrote down.
        return authority == headers["host"].lower() or _name(authority) in self._configured

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        return send_with_headers


def _changes_something(scope: Scope) -> bool:
    return scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS


def _name(authority: str) -> str:
    """The host's name of "name:port", "[::1]:port" or "name"; empty when it cannot be read."""
    try:
        return (urlsplit(f"//{authority}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def security_headers() -> dict[str, str]:
    """What every answer carries. The policy allows Streamlit's one inline script by its hash, read at start."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    hashes = " ".join(f"'sha256-{_sha256(text)}'" for text in _INLINE_SCRIPT.findall(index.read_text("utf-8")))
    policy = {
        "default-src": "'self'",
        # Streamlit imports a component's text through a blob; 'wasm-unsafe-eval' and 'unsafe-eval' stay closed.
        "script-src": f"'self' blob: {hashes}",
        "style-src": "'self' 'unsafe-inline'",  # emotion, Streamlit's style library, writes style elements
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "media-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        # The camera is for the lens's picture, and the browser still asks the learner.
        "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=()",
    }


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
