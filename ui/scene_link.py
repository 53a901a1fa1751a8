"""A scene of the lens as text in a link, and back; whoever sent it, reading costs no more than a scene may hold."""

import hashlib
import json
from typing import Any

from cnn_core.errors import CnnCoreError
from cnn_core.letters import DamagedLettersError, from_letters, to_letters
from cnn_core.stepping.picture import Picture as AnyPicture
from cnn_core.stepping.picture import PixelsPicture, ValuesPicture, shape_of
from cnn_core.stepping.scene import LARGEST_JSON, LensScene

LARGEST_TEXT = 7_600  # characters; usual proxies take addresses of 8 kB
_LARGEST_SIDE = 32  # px; a picture larger than that stays in the workspace
_LEFT_OUT = "picture_kept"


class DamagedLinkError(Exception):
    """What a link brings is no scene: cut, changed, or of another version."""


def packed(scene: LensScene) -> str | None:
    """The scene for a link: JSON, compressed, in letters that need no escaping; None for one too large for any link.

    A picture above 32 × 32 is left out and named by a hash, so that whoever has it gets it back.
    """
    fields = json.loads(scene.to_json())
    if not _is_small(scene.picture):
        del fields["picture"]
        fields[_LEFT_OUT] = _name(scene.picture)
    letters = to_letters(json.dumps(fields, separators=(",", ":")).encode())
    return letters if len(letters) <= LARGEST_TEXT else None


def unpacked(text: str, *kept: AnyPicture) -> tuple[LensScene, bool]:
    """The scene of a link, and whether its picture is there.

    Args:
        text: what `packed` gave, or anything else.
        kept: the pictures of this learner, in case the link has left one of them out.

    Returns:
        The scene; where the link's picture is missing, with another one and False.

    Raises:
        DamagedLinkError: it is no scene.
    """
    fields = _fields(text)
    name = fields.pop(_LEFT_OUT, None)
    if name is None:
        return _scene(fields), True
    mine = next((each for each in kept if name == _name(each)), None)
    if mine is None:
        return _scene(fields), False
    return _scene(fields | {"picture": json.loads(mine.to_json())}), True


def _is_small(picture: AnyPicture) -> bool:
    if isinstance(picture, PixelsPicture):
        return max(picture.shape[1:]) <= _LARGEST_SIDE
    return not isinstance(picture, ValuesPicture) or max(shape_of(picture.values)[1:]) <= _LARGEST_SIDE


def _name(picture: AnyPicture) -> str:
    return hashlib.sha256(picture.to_json().encode()).hexdigest()[:16]


def _fields(text: str) -> dict[str, Any]:
    if len(text) > LARGEST_TEXT:
        raise DamagedLinkError(f"{len(text)} characters")
    try:
        fields = json.loads(from_letters(text, most=LARGEST_JSON))
    except (DamagedLettersError, ValueError, RecursionError) as error:
        raise DamagedLinkError(type(error).__name__) from error
    if not isinstance(fields, dict):
        raise DamagedLinkError(type(fields).__name__)
    return fields


def _scene(fields: dict[str, Any]) -> LensScene:
    try:
        return LensScene.from_json(json.dumps(fields))
    except CnnCoreError as error:
        raise DamagedLinkError(str(error)[:120]) from error
