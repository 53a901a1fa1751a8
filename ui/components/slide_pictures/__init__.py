"""The network's pictures for slides: looked at, and saved as SVG or PNG."""

from pathlib import Path

from cnn_core.architecture import ArchitectureSpec
from ui import drawing
from ui.components.base import component
from ui.i18n import t

_mount = component("slide_pictures", Path(__file__).parent)


def slide_pictures(spec: ArchitectureSpec, *, key: str) -> None:
    """Show the row of volumes and the block diagram, one at a time.

    Raises:
        ShapeError: a layer does not fit.
    """
    pictures = [
        {"id": "volumes", "label": t("Volumes"), "svg": drawing.volume_row(spec)},
        {"id": "blocks", "label": t("Block diagram"), "svg": drawing.block_diagram(spec)},
    ]
    _mount(data={"pictures": pictures, "file": _file_name(spec.name), "texts": _texts(spec.name)}, key=key)


def _file_name(name: str) -> str:
    """A network's name as a file's: "Ana's net" -> "Ana-s-net"."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name).split())


def _texts(name: str) -> dict[str, str]:
    return {
        "choose": t("Which picture"),
        "alt": t("{name} as a picture for slides", name=name),
        "svg": t("Save as SVG"),
        "png": t("Save as PNG"),
        "svg_help": t("Stays sharp at any size; slides and documents take it as it is."),
        "png_help": t("Three px for each px shown: sharp on a projector."),
    }
