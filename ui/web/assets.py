"""Files the browser may keep for ever: component modules, what the lens shows, Plotly from its wheel, fonts."""

import gzip
import mimetypes
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from ui import lens_content
from ui.components import base
from ui.session import LANGUAGES
from ui.settings import ROOT

_FOR_EVER = "public, max-age=31536000, immutable"
_FONTS = ROOT / "assets" / "fonts"


def routes() -> list[Route]:
    """The addresses under `/assets/`."""
    return [
        Route("/assets/plotly.min.js", _plotly),
        Route("/assets/fonts/{name}", _font),
        Route("/assets/lens/{hash}/{language}.json", _lens),
        Route(f"/assets/components/{{hash}}/{{name}}/{base.STYLES}", _styles),
        Route("/assets/components/{hash}/{path:path}", _module),
    ]


def _plotly(request: Request) -> Response:
    return _either(request, _plotly_bytes, "text/javascript", _FOR_EVER)


def _either(request: Request, content: Callable[[bool], bytes], kind: str, caching: str) -> Response:
    """`content(packed)`, packed for a browser that unpacks."""
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"cache-control": caching, "vary": "accept-encoding"} | ({"content-encoding": "gzip"} if packed else {})
    return Response(content(packed), media_type=kind, headers=headers)


@lru_cache(maxsize=2)
def _plotly_bytes(packed: bool) -> bytes:
    text = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    return gzip.compress(text, 6) if packed else text


def _lens(request: Request) -> Response:
    """Under an old hash (an open page of an older version) it is what it is now, whole, and asked for again."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        return _nothing()
    found = lens_content.content(language)
    caching = _caching(request, found.hash)
    return _either(request, lambda packed: found.packed if packed else found.plain, "application/json", caching)


def _styles(request: Request) -> Response:
    found = base.styles(request.path_params["name"])
    if found is None:
        return _nothing()
    headers = {"cache-control": _caching(request, base.content_hash())}
    return Response(found, media_type="text/css", headers=headers)


def _font(request: Request) -> Response:
    return _file(_FONTS, request.path_params["name"], (".woff2",), _FOR_EVER)


def _module(request: Request) -> Response:
    """A module under the current hash may be kept; under another (an old page, a changed file) it is asked again."""
    caching = _caching(request, base.content_hash())
    return _file(base.FOLDER, request.path_params["path"], base.MODULE_SUFFIXES, caching)


def _caching(request: Request, newest: str) -> str:
    return _FOR_EVER if request.path_params["hash"] == newest else "no-cache"


def _file(folder: Path, name: str, suffixes: tuple[str, ...], caching: str) -> Response:
    try:
        path = (folder / name).resolve()
        is_ours = path.is_relative_to(folder) and path.suffix in suffixes and path.is_file()
    except OSError:  # a name that no file system takes
        is_ours = False
    if not is_ours:
        return _nothing()
    kind = "text/javascript" if path.suffix in base.MODULE_SUFFIXES else mimetypes.guess_type(path.name)[0]
    return FileResponse(path, media_type=kind or "font/woff2", headers={"cache-control": caching})


def _nothing() -> Response:
    return PlainTextResponse("Not Found", 404)
