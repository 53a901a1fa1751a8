"""What the browser asks beside the page: rows after the last it has, control words, the answer to a drawing.

These routes have no session. A page hands its component a signed token for one run (`ui.runs.run_token`); who has
none, or another run's, is told that there is nothing here. What is said on leaving a page comes with the cookie alone.
"""

import json
import math
from collections.abc import Awaitable, Callable
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cnn_core.architecture.reading import LONGEST
from cnn_core.errors import CnnCoreError
from cnn_core.stepping.scene import LARGEST_JSON
from ui import accounts, bringing, builder, errors, exchange, exporting, i18n, offers, scenes, storage
from ui.i18n import t
from ui.settings import Settings
from ui.web import answers, assets, live
from ui.web.identity import COOKIE

_LARGEST_BODY = answers.LARGEST_SIDE**2
_LARGEST_INTEGER = 2**31 - 1  # what every database we know takes as a step
_COUNTING = CapacityLimiter(2)  # networks counted at a time: anybody may ask, and the largest takes half a second
_READING = CapacityLimiter(2)  # what is brought: the longest source takes a second
_EXPORTING = CapacityLimiter(2)
_EXPORTING_SLOWLY = CapacityLimiter(1)  # seconds of a core and 230 MB each; nobody's JSON waits for it
Action = Callable[[Request, str, str], Awaitable[dict[str, Any] | Response | None]]


def routes(settings: Settings) -> list[Route]:
    """Every address of ours, before Streamlit's own."""

    async def made(request: Request, offer_id: str, workspace_id: str) -> Response:
        told = await _body(request, LONGEST)
        offer = exporting.OFFERS.get(offer_id)
        if offer is None:
            return _nothing()

        def make() -> bytes:
            network = builder.read(told)
            return offer.make(offers.taken(network, workspace_id, settings.home, needs_run=offer.needs_run))

        async with _EXPORTING_SLOWLY if offer.takes_seconds else _EXPORTING:
            if await request.is_disconnected():  # nobody is there any more to get it
                raise ClientDisconnect
            content = await to_thread.run_sync(make)
        return Response(content, media_type=offer.media_type, headers={"cache-control": "no-store"})

    async def export(request: Request) -> Response:
        """A network as one of the files it can be taken away as; only its weights may be those of a run."""
        with i18n.speaking(request.query_params.get("lang")):
            return await _answered(made, request, (request.path_params["offer"], _workspace_of(request)))

    async def answer(request: Request, subject: str, workspace_id: str) -> dict[str, Any] | None:
        body = await _body(request, _LARGEST_BODY)
        side = _integer(request, "side", math.isqrt(len(body)))
        if not 0 < side <= answers.LARGEST_SIDE or len(body) != side * side:
            raise _BadRequestError
        keep_for = workspace_id if _integer(request, "keep", 0) else None
        return await to_thread.run_sync(
            lambda: answers.answer(settings.home, subject, ink=body, side=side, keep_for=keep_for)
        )

    return [
        *assets.routes(),
        Route("/lab/{page}", _page),
        Route("/api/runs/{run_id}/live", _authorised(_live), methods=["GET"]),
        Route("/api/runs/{run_id}/control", _authorised(_control), methods=["POST"]),
        Route("/api/answer", _authorised(answer), methods=["POST"]),
        Route("/api/drawing", _authorised(_drawing), methods=["GET"]),
        Route("/api/scene", _of_cookie(_keep_scene), methods=["POST"]),
        Route("/api/network", _of_cookie(_keep_network), methods=["POST"]),
        Route("/api/account", _account, methods=["POST"]),
        Route("/api/export/{offer}", export, methods=["POST"]),
        Route("/api/bring", _bring, methods=["POST"]),
    ]


def _page(request: Request) -> Response:
    """A page's file lies in `pages/lab`, its address does not: who types it so finds it all the same."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{request.path_params['page']}{query}")


async def _live(request: Request, run_id: str, workspace_id: str) -> dict[str, Any] | None:
    after, since = _integer(request, "after", 0), _integer(request, "since", 0)
    return await to_thread.run_sync(lambda: live.live(storage.store(), run_id, after=after, since=since))


async def _drawing(request: Request, subject: str, workspace_id: str) -> dict[str, Any] | None:
    return await to_thread.run_sync(lambda: answers.last_drawing(workspace_id))


async def _control(request: Request, run_id: str, workspace_id: str) -> dict[str, Any] | None:
    word, value = _word_and_value(await _body(request, 1024))
    await to_thread.run_sync(lambda: storage.store().command(run_id, word, value))
    return {"ok": True}


async def _keep_scene(request: Request, subject: str, workspace_id: str) -> dict[str, Any] | None:
    told = await _body(request, LARGEST_JSON)
    scene = scenes.fitting(told)
    await to_thread.run_sync(lambda: storage.store().update_workspace(workspace_id, lens_json=scene.to_json()))
    return {"ok": True}


async def _account(request: Request) -> Response:
    """What a network costs and what is wrong with it. Asks for no token: the answer follows from the question."""
    with i18n.speaking(request.query_params.get("lang")):
        return await _answered(_counted_up, request, ("", ""))


async def _counted_up(request: Request, subject: str, workspace_id: str) -> dict[str, Any] | None:
    body = await _body(request, LONGEST)
    classes = _integer(request, "classes", 0) or None
    batch_size = min(max(_integer(request, "batch", accounts.BATCH_SIZE), 1), accounts.LARGEST_BATCH)
    return await to_thread.run_sync(
        lambda: accounts.account(body, i18n.language(), classes=classes, batch_size=batch_size), limiter=_COUNTING
    )


async def _bring(request: Request) -> Response:
    """A network out of a file or a text, as the editor takes it."""
    with i18n.speaking(request.query_params.get("lang")):
        return await _answered(_brought, request, ("", ""))


async def _brought(request: Request, subject: str, workspace_id: str) -> dict[str, Any] | None:
    content, shape = await _body(request, bringing.MOST), _shape(request)
    try:
        spec = await to_thread.run_sync(lambda: bringing.bring(content, shape), limiter=_READING)
    except CnnCoreError as error:  # that it holds no network is an answer, as in the account
        return {"network": None, "text": errors.sentence(error)}
    return exchange.brought(spec)


def _shape(request: Request) -> tuple[int, int, int]:
    sides = request.query_params.get("shape", "1,28,28").split(",")
    if len(sides) != 3 or not all(side.isascii() and side.isdigit() and len(side) < 5 for side in sides):
        raise _BadRequestError
    channels, height, width = map(int, sides)
    return channels, height, width


def _workspace_of(request: Request) -> str:
    """Whose cookie it is; empty for nobody's."""
    return storage.signer().workspace_id(request.cookies.get(COOKIE)) or ""


async def _keep_network(request: Request, subject: str, workspace_id: str) -> dict[str, Any] | None:
    network = builder.read(await _body(request, LONGEST))
    await to_thread.run_sync(lambda: storage.store().update_workspace(workspace_id, network_json=network.to_json()))
    return {"ok": True}


def _of_cookie(action: Action) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint for what a page says while it is being left.

    The page may have no token left: its cookie tells whose workspace it is.
    """

    async def endpoint(request: Request) -> Response:
        workspace_id = storage.signer().workspace_id(request.cookies.get(COOKIE))
        if workspace_id is None:
            return _nothing()
        with i18n.speaking(request.query_params.get("lang")):
            return await _answered(action, request, ("", workspace_id))

    return endpoint


def _authorised(action: Action) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that runs `action` for whoever holds a token for this address's run, in the asked language."""

    async def endpoint(request: Request) -> Response:
        opened = storage.signer().open_token(request.query_params.get("t", ""))
        if opened is None or request.path_params.get("run_id", opened[0]) != opened[0]:
            return _nothing()
        with i18n.speaking(request.query_params.get("lang")):
            return await _answered(action, request, opened)

    return endpoint


async def _answered(action: Action, request: Request, opened: tuple[str, str]) -> Response:
    try:
        result = await action(request, *opened)
    except CnnCoreError as error:
        status = 404 if error.code == "unknown_run" else 422
        return _json({"error": error.code, "text": errors.sentence(error)}, status)
    except _TooLargeError:
        return _json({"error": "too_large", "text": t("This is longer than anything a page of ours sends.")}, 413)
    except (_BadRequestError, ClientDisconnect):  # of who hung up in mid-sentence nobody hears the answer
        return _json({"error": "bad_request"}, 400)
    except Exception as error:
        return _json({"error": "our_mistake", "text": errors.our_mistake(error)}, 500)
    if isinstance(result, Response):
        return result
    return _json(result, 202 if request.method == "POST" and "ok" in (result or {}) else 200)


def _nothing() -> Response:
    return JSONResponse({"error": "not_found"}, 404)


def _json(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status, headers={"cache-control": "no-store"})


class _BadRequestError(Exception):
    """A number or a body that is none. Not a ValueError: those out of an action are our mistakes."""


class _TooLargeError(Exception):
    """The body is longer than anything a page of ours sends."""


async def _body(request: Request, limit: int) -> bytes:
    """The whole body, given up as soon as it is longer than `limit` bytes."""
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > limit:
            raise _TooLargeError
        parts.append(part)
    return b"".join(parts)


def _word_and_value(body: bytes) -> tuple[Any, float | None]:
    try:
        asked = json.loads(body)
        word, value = asked["word"], asked.get("value")
        if not isinstance(word, str) or isinstance(value, bool) or not isinstance(value, int | float | None):
            raise _BadRequestError
        word.encode()  # half of a surrogate pair could not be told back
        return word, None if value is None else float(value)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise _BadRequestError from error


def _integer(request: Request, name: str, default: int) -> int:
    try:
        value = int(request.query_params.get(name, default))
    except ValueError as error:
        raise _BadRequestError from error
    if not 0 <= value <= _LARGEST_INTEGER:
        raise _BadRequestError
    return value
