"""Scenes by their JSON text, so that a run of the page, which asks for the same one several times, reads it once."""

from collections import OrderedDict
from threading import Lock

from cnn_core.errors import CnnCoreError
from cnn_core.stepping.scene import LensScene

_MOST = 64  # of all tabs; a scene holds a few thousand numbers at most
_parsed: OrderedDict[str, LensScene | None] = OrderedDict()
_lock = Lock()


def parsed(text: str) -> LensScene | None:
    """The scene of this text; None for one that this version cannot read."""
    with _lock:
        if text in _parsed:
            _parsed.move_to_end(text)
            return _parsed[text]
    scene = _read(text)
    remember(text, scene)
    return scene


def remember(text: str, scene: LensScene | None) -> None:
    """This text is known to be this scene."""
    with _lock:
        _parsed[text] = scene
        while len(_parsed) > _MOST:
            _parsed.popitem(last=False)


def _read(text: str) -> LensScene | None:
    try:
        return LensScene.from_json(text)
    except CnnCoreError:
        return None
