"""Which scene is under the lens: the link's, else the one this tab had, else the workspace's, else a first one."""

from collections.abc import Callable

from cnn_core.errors import InvalidSpecError
from cnn_core.layers import ShapeError
from cnn_core.stepping.picture import Picture, SamplePicture
from cnn_core.stepping.scene import LensScene, PresetKernel
from ui import lens_pictures, scene_link, session
from ui.i18n import t
from ui.parsed_scenes import parsed, remember
from ui.scene_link import DamagedLinkError

# A digit under a vertical-edge kernel, looked at where a stroke begins: dark to bright, the largest sums of the map.
FIRST = LensScene(
    picture=SamplePicture(dataset="mnist", index=4), kernel=PresetKernel(preset="sobel_x"), cell=(0, 9, 17)
)

# What the browser has a family for (families.js); the core steps through more, which waits for its views.
SHOWN_KINDS = (
    "convolution",
    "transposed_convolution",
    "separable",
    "max_pool",
    "avg_pool",
    "adaptive_max_pool",
    "adaptive_avg_pool",
    "activation",
    "batch_norm",
    "dropout",
    "linear",
)


def current() -> LensScene:
    """The scene to show. A new link is opened once; from then on the tab's own scene counts."""
    link = session.new_scene_link()
    if link is not None:
        _open(link)
    stored = session.scene_json()
    found = _read(stored) if stored else FIRST
    if found is not None:
        # From now on this tab's own, under its own picture: another tab may change what the workspace has.
        session.show_scene(stored or FIRST.to_json())
    return found or FIRST


def keep(told: object) -> None:
    """Remember what the component says, in the tab and in the workspace, when it says something new.

    Args:
        told: JSON text; a browser could send anything.

    Raises:
        InvalidSpecError: it is no scene, or not one of the lens. It is refused at every run, so that its sentence
            stays.
    """
    if not isinstance(told, str):
        raise InvalidSpecError(field="scene", expected="JSON as text", received=repr(told)[:80])
    if session.is_scene_news(told):
        scene = shown(told)
        written = scene.to_json()
        remember(written, scene)
        session.set_scene(written)
        session.remember_scene_told(told)
        session.set_scene_note(None)


def shown(told: str | bytes) -> LensScene:
    """The scene of this JSON text, one that the lens can show.

    Raises:
        InvalidSpecError: it is no scene, or not one of the lens.
    """
    scene = LensScene.from_json(told)
    _check_kind(scene)
    return scene


def fitting(told: str | bytes) -> LensScene:
    """The scene of this JSON text, one that the lens can show and whose numbers fit its operation and picture.

    Raises:
        InvalidSpecError: it is none.
    """
    scene = shown(told)
    if lens_pictures.shape(scene.picture) is not None:
        try:
            _check(scene)
        except DamagedLinkError as error:
            raise InvalidSpecError(
                field="scene", expected="numbers of its operation's shape", received=str(error)
            ) from error
    return scene


def note() -> str | None:
    """What to tell about the scene, in a sentence, or None."""
    found = session.scene_note() or _unreadable(session.scene_json())
    return _NOTES[found]() if found in _NOTES else None


def _unreadable(stored: str | None) -> str | None:
    return "version" if stored and _read(stored) is None else None


_NOTES: dict[str, Callable[[], str]] = {
    "damaged": lambda: t(
        "The link is damaged or from another version: what it showed cannot be brought back. Here is the first picture "
        "of the lens instead."
    ),
    "operation": lambda: t(
        "The link shows an operation that the lens of this version does not have yet. Here is the first picture of the "
        "lens instead."
    ),
    "version": lambda: t(
        "What you had under the lens was saved by another version of Convolab, and this one cannot read it. It is kept "
        "until you change something here."
    ),
    "picture": lambda: t(
        "The link's picture is not here, only its settings. Choose a picture, or ask whoever sent it for the file."
    ),
}


def link() -> str | None:
    """The scene as a link to copy; None for one too large for any.

    As long as the picture of an opened link is missing it is that very link: whoever has the picture gets it back.
    """
    if _lacks_its_picture():
        return session.scene_link()
    written = scene_link.packed(_stored() or FIRST)
    if written:
        session.remember_scene_link(written)
    return written


def _lacks_its_picture() -> bool:
    return session.scene_note() == "picture"


def _open(opened: str) -> None:
    try:
        scene, problem = _from_link(opened)
    except DamagedLinkError:
        scene, problem = FIRST, "damaged"
    written = scene.to_json()
    remember(written, scene)
    session.show_scene(written)
    session.set_scene_note(problem)


def _from_link(opened: str) -> tuple[LensScene, str | None]:
    """The scene, and what to tell about it. Only with its own picture can it be seen whether its numbers fit."""
    scene, is_here = scene_link.unpacked(opened, *_kept_pictures())
    if not _is_shown(scene):
        return FIRST, "operation"
    scene, is_known = _with_known_picture(scene if is_here else _with_first_picture(scene))
    if not (is_here and is_known):
        return scene, "picture"
    _check(scene)
    return scene, None


def _kept_pictures() -> list[Picture]:
    """The picture of this tab, and the workspace's, which another tab may have changed since."""
    found = (_parsed(stored) for stored in (session.scene_json(), session.workspace().lens_json))
    return [scene.picture for scene in found if scene]


def _with_known_picture(scene: LensScene) -> tuple[LensScene, bool]:
    """The scene, with another picture where this installation does not have the one it names; and whether it has it."""
    if lens_pictures.shape(scene.picture) is not None:
        return scene, True
    return _with_first_picture(scene), False


def _with_first_picture(scene: LensScene) -> LensScene:
    return scene.model_copy(update={"picture": FIRST.picture})


def _is_shown(scene: LensScene) -> bool:
    return scene.operation.kind in SHOWN_KINDS


def _check_kind(scene: LensScene) -> None:
    """The browser would show a plain convolution in the place of what it does not know."""
    if not _is_shown(scene):
        raise InvalidSpecError(
            field="operation.kind", expected=f"one of {', '.join(SHOWN_KINDS)}", received=scene.operation.kind
        )


def _check(scene: LensScene) -> None:
    """A setting that is impossible may come by link: the lens says why. Numbers of the wrong shape may not."""
    try:
        scene.output_shape(_shape(scene.picture))
    except ShapeError:
        return
    except InvalidSpecError as error:
        raise DamagedLinkError(str(error)[:120]) from error


def _shape(picture: Picture) -> tuple[int, ...]:
    found = lens_pictures.shape(picture)
    assert found is not None, "asked only for pictures that are here"
    return found


def _stored() -> LensScene | None:
    """What this tab or the workspace has, under its own picture, be that here or not."""
    stored = session.scene_json()
    return _parsed(stored) if _read(stored) else None


def _read(stored: str | None) -> LensScene | None:
    """A scene from the store as it can be shown; None where there is none, or one of another version."""
    found = _parsed(stored)
    if found is None or not _is_shown(found):
        return None
    scene, is_known = _with_known_picture(found)
    try:
        if is_known and not _lacks_its_picture():
            _check(scene)
    except DamagedLinkError:
        return None
    return scene


def _parsed(stored: str | None) -> LensScene | None:
    return parsed(stored) if stored else None
