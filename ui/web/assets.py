"""Files the browser may keep for ever: component modules, Plotly from its wheel, fonts."""

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from ui.components import base
from ui.settings import ROOT

_FOR_EVER = "public, max-age=31536000, immutable"
_FONTS = ROOT / "assets" / "fonts"


def routes() -> list[Route]:
    """The addresses under `/assets/`."""
    return [
        Route("/assets/plotly.min.js", _plotly),
        Route("/assets/fonts/{name}", _font),
        Route("/assets/components/{hash}/{path:path}", _module),
    ]


def _plotly(request: Request) -> Response:
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"cache-control": _FOR_EVER, "vary": "accept-encoding"} | ({"content-encoding": "gzip"} if packed else {})
    return Response(_plotly_bytes(packed), media_type="text/javascript", headers=headers)


@lru_cache(maxsize=2)
def _plotly_bytes(packed: bool) -> bytes:
    text = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    return gzip.compress(text, 6) if packed else text


def _font(request: Request) -> Response:
    return _file(_FONTS, request.path_params["name"], (".woff2",), _FOR_EVER)


def _module(request: Request) -> Response:
    """A module under the current hash may be kept; under another (an old page, a changed file) it is asked again."""
    caching = _FOR_EVER if request.path_params["hash"] == base.content_hash() else "no-cache"
    return _file(base.FOLDER, request.path_params["path"], base.MODULE_SUFFIXES, caching)


def _file(folder: Path, name: str, suffixes: tuple[str, ...], caching: str) -> Response:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or path.suffix not in suffixes or not path.is_file():
        return PlainTextResponse("Not Found", 404)
    kind = "text/javascript" if path.suffix in base.MODULE_SUFFIXES else mimetypes.guess_type(path.name)[0]
    return FileResponse(path, media_type=kind or "font/woff2", headers={"cache-control": caching})
