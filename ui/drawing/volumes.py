"""A network as a row of volumes, from the image to the answers.

A volume is as high as its maps and as thick as its channels are many.
"""

from dataclasses import dataclass
from math import log2, sqrt

from cnn_core.architecture import ArchitectureSpec, LedgerRow, ledger
from cnn_core.layers import Shape
from ui.drawing.svg import INK, LINE, QUIET, Piece, document, element, hue, length, moved, words
from ui.i18n import t
from ui.layer_texts import VOLUMES, shape_text

TALLEST = 150  # px, the height of the largest map
SLANT = 0.36  # how far the depth of a map leans to the right and up
GAP = 34  # px between two volumes
NAME, SIZE = 14, 12  # px of the types
_LETTERS = 62  # px below the volumes


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume's px: the height of its maps, their slanted width, the thickness of all channels."""

    face: float
    lean: float
    thick: float


def volume_row(spec: ArchitectureSpec) -> str:
    """The network as SVG. Layers that only work on each value stand as words below the volume they work on.

    Raises:
        ShapeError: a layer does not fit.
    """
    largest = max(spec.input_shape[1:])
    image = _piece(t("image"), spec.input_shape, "input", (), largest)
    pieces = [
        image,
        *(_piece(row.name, row.output_shape, _family(row), marks, largest) for row, marks in _staged(spec)),
    ]
    return document(_beside(pieces), t("{name} as a row of volumes, from the image to the answers", name=spec.name))


def _family(row: LedgerRow) -> str:
    return "block" if row.inside else VOLUMES.get(row.kind, "")


def _staged(spec: ArchitectureSpec) -> list[tuple[LedgerRow, tuple[str, ...]]]:
    """The rows that get a volume, each with the names of those that follow it without one."""
    staged: list[tuple[LedgerRow, tuple[str, ...]]] = []
    for row in ledger(spec):
        if _family(row) or not staged:
            staged.append((row, ()))
        else:
            last, marks = staged[-1]
            staged[-1] = (last, (*marks, row.name))
    return staged


def _volume(shape: Shape, largest: int) -> Volume:
    if len(shape) == 1:
        return Volume(min(TALLEST, 20 + 16 * log2(1 + shape[0])), 8, 10)
    channels, height, width = shape
    unit = TALLEST / largest
    return Volume(max(7, height * unit), max(4, width * unit * SLANT), min(70, 5 + 4 * sqrt(channels)))


def _piece(name: str, shape: Shape, family: str, marks: tuple[str, ...], largest: int) -> Piece:
    volume, says = _volume(shape, largest), shape_text(shape)
    body = volume.thick + volume.lean
    below = [f"+ {mark}" for mark in marks]
    width = max(body, length(name, NAME), length(says, SIZE), *(length(each, SIZE) for each in below), 0)
    top = TALLEST * (1 + SLANT) - volume.face - volume.lean
    foot = top + volume.face + volume.lean
    letters = words(name, width / 2, foot + 22, size=NAME, font_weight=600)
    letters += words(says, width / 2, foot + 40, size=SIZE, fill=QUIET)
    letters += "".join(
        words(each, width / 2, foot + 58 + 16 * at, size=SIZE, fill=QUIET) for at, each in enumerate(below)
    )
    drawn = moved(_faces(volume, INK if family == "input" else hue(family)), (width - body) / 2, top)
    return Piece(width, foot + _LETTERS + 16 * len(below), width / 2, drawn + letters)


def _faces(volume: Volume, colour: str) -> str:
    """Front (the thickness), top and side (a map, slanted)."""
    face, lean, thick = volume.face, volume.lean, volume.thick
    front = [(0, lean), (thick, lean), (thick, lean + face), (0, lean + face)]
    top = [(0, lean), (lean, 0), (lean + thick, 0), (thick, lean)]
    side = [(thick, lean), (thick + lean, 0), (thick + lean, face), (thick, lean + face)]
    return "".join(
        element(
            "polygon",
            points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners),
            fill=colour,
            fill_opacity=opacity,
            stroke=colour,
            stroke_linejoin="round",
        )
        for corners, opacity in ((front, 0.75), (top, 0.35), (side, 0.5))
    )


def _beside(pieces: list[Piece]) -> Piece:
    marks, left = "", 0.0
    middle = TALLEST * (1 + SLANT) - 14
    for at, piece in enumerate(pieces):
        if at:
            arrow = f"M{left - GAP + 6:.1f} {middle:.1f}H{left - 6:.1f}m-5 -4l5 4l-5 4"
            marks += element("path", d=arrow, fill="none", stroke=LINE, stroke_width=1.5)
        marks += moved(piece.marks, left, 0.0)
        left += piece.width + GAP
    width = left - GAP
    return Piece(width, max(piece.height for piece in pieces), width / 2, marks)
