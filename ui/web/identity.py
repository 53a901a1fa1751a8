"""Who a browser is: an HttpOnly, signed cookie that names a workspace. Never in a link, never readable by scripts.

The cookie is set on the page's own HTML answer when it is missing, forged or old; the session then reads it from
`st.context.cookies`. The same key signs the tokens with which a page asks the routes about one run.
"""

import os
import secrets
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "convolab_workspace"
_MAX_AGE = 400 * 24 * 3600  # seconds: the longest browsers keep a cookie
_RENEW_AFTER = 30 * 24 * 3600
_TOKEN_MAX_AGE = 30 * 24 * 3600


def read_or_create_secret(home: Path) -> str:
    """The signing key of this installation, made at the first start and readable by its owner only.

    A complete file is linked into place, so that of two starts at once one wins and both read the same key.
    """
    path = home / "secret"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f"secret.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            _put_in_place(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    return path.read_text()


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # file systems without hard links (FAT, some network folders)
        draft.replace(path)


class Signer:
    """Signs and reads the cookie and the tokens of one installation."""

    def __init__(self, key: str) -> None:
        self._workspaces = URLSafeTimedSerializer(key, salt="workspace")
        self._tokens = URLSafeTimedSerializer(key, salt="run-token")

    def cookie(self, workspace_id: str) -> str:
        """The value of the cookie that names this workspace."""
        return _text(self._workspaces.dumps(workspace_id))

    def workspace_id(self, cookie: str | None) -> str | None:
        """The workspace a cookie names, or None if we never signed it (or too long ago)."""
        return None if not cookie else _loaded(self._workspaces, cookie, _MAX_AGE)

    def is_fresh(self, cookie: str) -> bool:
        """False when the cookie should be renewed, so that a learner who keeps coming never loses their work."""
        return _loaded(self._workspaces, cookie, _RENEW_AFTER) is not None

    def token(self, subject: str, workspace_id: str) -> str:
        """A token with which a page may ask about `subject` (a run's id or "shipped") for this workspace."""
        return _text(self._tokens.dumps([subject, workspace_id]))

    def open_token(self, token: str) -> tuple[str, str] | None:
        """(subject, workspace id) of a token, or None if we never signed it (or too long ago)."""
        value = _loaded(self._tokens, token, _TOKEN_MAX_AGE)
        return None if value is None else (value[0], value[1])


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode()


def _loaded(serializer: URLSafeTimedSerializer, text: str, max_age: int) -> Any:
    try:
        return serializer.loads(text, max_age=max_age)
    except BadSignature:  # SignatureExpired is one of them
        return None


def new_workspace_id() -> str:
    """An id nobody can guess (128 bits)."""
    return secrets.token_urlsafe(16)


class Identity:
    """ASGI middleware that gives every browser its workspace cookie with the page itself."""

    def __init__(self, app: ASGIApp, signer: Signer) -> None:
        self.app = app
        self._signer = signer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        value = self._new_value(scope) if _may_be_page(scope) else None
        if value is None:
            await self.app(scope, receive, send)
        else:
            cookie = _set_cookie(value, secure=scope.get("scheme") == "https")
            await self.app(_unconditional(scope), receive, _with_cookie(send, cookie))

    def _new_value(self, scope: Scope) -> str | None:
        """The cookie to set: none when theirs is good, the same workspace signed anew when old, else a new one."""
        given = cookie_of(scope)
        known = self._signer.workspace_id(given)
        if given is not None and known is not None and self._signer.is_fresh(given):
            return None
        return self._signer.cookie(known or new_workspace_id())


def cookie_of(scope: Scope) -> str | None:
    """The workspace cookie as the browser sent it, unchecked."""
    return HTTPConnection(scope).cookies.get(COOKIE)


def _may_be_page(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] in ("GET", "HEAD")


def _with_cookie(send: Send, cookie: str) -> Send:
    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return send_with_cookie


def _is_page(message: Message) -> bool:
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return bool(message["status"] == 200 and kind.startswith("text/html"))


def _set_cookie(value: str, *, secure: bool) -> str:
    jar: SimpleCookie = SimpleCookie()
    jar[COOKIE] = value
    morsel = jar[COOKIE]
    morsel["path"], morsel["max-age"], morsel["httponly"], morsel["samesite"] = "/", _MAX_AGE, True, "Lax"
    morsel["secure"] = secure
    return morsel.OutputString()


def _unconditional(scope: Scope) -> Scope:
    """Without If-None-Match, so that a page the browser still has is answered whole and can carry the cookie."""
    keep = [pair for pair in scope["headers"] if pair[0] not in (b"if-none-match", b"if-modified-since")]
    return {**scope, "headers": keep}
