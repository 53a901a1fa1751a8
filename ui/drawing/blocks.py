"""The block diagram of a network: a box a layer from top to bottom, branches side by side, what repeats drawn once."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from cnn_core.architecture import ArchitectureSpec, layer_names, shapes
from cnn_core.layers import BlockSpec
from cnn_core.layers.block import Step, Ways, ways
from ui.drawing.signature import signature
from ui.drawing.svg import INK, LINE, PAPER, QUIET, Piece, document, element, hue, length, moved, words
from ui.i18n import t, term
from ui.layer_texts import VOLUMES, layer_label, shape_text

BOX = 34  # px, the height of a layer's box
GAP = 26  # px between two boxes, where the arrow is
BETWEEN = 28  # px between two branches
PADDING = 16  # px inside a block's frame
JOINT = 11  # px, the radius of the circle where branches meet
_SIGNS = {"add": "+", "concat": "‖", "multiply": "×"}


def block_diagram(spec: ArchitectureSpec) -> str:
    """The network as SVG, as figures in papers show it.

    Raises:
        ShapeError: a layer does not fit.
    """
    outputs = shapes(spec)
    steps = tuple(map(Step, layer_names(spec), spec.layers, (spec.input_shape, *outputs[:-1]), outputs))
    image = _end(f"{t('image')} {shape_text(spec.input_shape)}")
    answer = _end(shape_text(outputs[-1]))
    return document(_stacked([image, _chain(steps), answer]), t("{name} as a block diagram", name=spec.name))


def _end(text: str) -> Piece:
    width = length(text, 14) + 20
    return Piece(width, 22, width / 2, words(text, width / 2, 16, size=14, font_weight=600))


# --- one below the other ---


def _chain(steps: Sequence[Step]) -> Piece:
    """Layers in order; a stretch that comes several times in a row is drawn once."""
    pieces, at = [], 0
    while at < len(steps):
        period, times = _repetition(steps[at:])
        drawn = _stretch(steps[at : at + period])
        pieces.append(_framed(drawn, f"× {times}") if times > 1 else drawn)
        at += period * times
    return _stacked(pieces) if pieces else _nothing()


def _stretch(steps: Sequence[Step]) -> Piece:
    return _stacked([_layer(step) for step in steps])


def _repetition(steps: Sequence[Step]) -> tuple[int, int]:
    """(length, times) of the shortest stretch at the beginning that comes at least twice in a row; else (1, 1).

    Two equal boxes one below the other are read faster than a frame around one: they are no repetition.
    """
    looks = [step.layer.to_json() for step in steps]
    for period in range(1, len(looks) // 2 + 1):
        times = 1
        while looks[times * period : (times + 1) * period] == looks[:period]:
            times += 1
        if times > 1 and (times * period > 2 or isinstance(steps[0].layer, BlockSpec)):
            return period, times
    return 1, 1


def _nothing() -> Piece:
    """A branch without layers: a line."""
    return Piece(2, 2, 1, "")


def _stacked(pieces: Sequence[Piece]) -> Piece:
    return reduce(_below, pieces)


def _below(upper: Piece, lower: Piece) -> Piece:
    spine = max(upper.spine, lower.spine)
    width = spine + max(upper.width - upper.spine, lower.width - lower.spine)
    top = upper.height + GAP
    marks = moved(upper.marks, spine - upper.spine, 0.0) + moved(lower.marks, spine - lower.spine, top)
    return Piece(width, top + lower.height, spine, marks + _arrow(spine, upper.height, top))


def _arrow(x: float, start: float, end: float) -> str:
    head = f"M{x - 4:.1f} {end - 7:.1f}L{x:.1f} {end - 1:.1f}L{x + 4:.1f} {end - 7:.1f}"
    line = f"M{x:.1f} {start:.1f}V{end - 2:.1f}"
    return element("path", d=line + head, fill="none", stroke=LINE, stroke_width=1.5)


# --- a layer, a block ---


def _layer(step: Step) -> Piece:
    if isinstance(step.layer, BlockSpec):
        return _block(step.layer, step)
    return _box(step)


def _box(step: Step) -> Piece:
    """A layer: what it is and its numbers inside, the shape it gives beside it."""
    layer = step.layer
    shape = shape_text(step.output_shape)
    says = f"{layer_label(layer)} {signature(layer)}".strip()
    inner, beside = max(140.0, length(says, 13) + 28), length(shape, 11) + 10
    colour = hue(VOLUMES.get(layer.kind, ""))
    box = element("rect", width=inner, height=BOX, rx=7, fill=colour, fill_opacity=0.14, stroke=colour)
    marks = box + words(says, inner / 2, BOX / 2 + 4.5)
    marks += words(shape, inner + 8, BOX / 2 + 4, size=11, text_anchor="start", fill=QUIET)
    return Piece(inner + beside, BOX, inner / 2, marks)


def _block(block: BlockSpec, step: Step) -> Piece:
    inside = _inside(ways(block, step.input_shape))
    numbers = signature(block)
    return _framed(inside, f"{step.name} · {term(block.kind).label}{' ' if numbers else ''}{numbers}")


def _inside(found: Ways) -> Piece:
    if len(found.branches) == 1:
        joined = _only(found.branches[0][1])
    else:
        joined = _side_by_side([_chain(steps) for _, steps in found.branches], _SIGNS[found.join])
    return _below(joined, _chain(found.after)) if found.after else joined


def _only(steps: Sequence[Step]) -> Piece:
    """The one way through a block; where all of it repeats, the block's own frame says how many times."""
    period, times = _repetition(steps) if steps else (0, 0)
    return _stretch(steps[:period]) if times > 1 and period * times == len(steps) else _chain(steps)


def _side_by_side(branches: Sequence[Piece], sign: str) -> Piece:
    """Branches from one point to one circle."""
    starts = [sum(each.width + BETWEEN for each in branches[:at]) for at in range(len(branches))]
    width = starts[-1] + branches[-1].width
    tallest = max(each.height for each in branches)
    spines = [start + each.spine for start, each in zip(starts, branches, strict=True)]
    spine, top = (spines[0] + spines[-1]) / 2, float(GAP)
    bottom = top + tallest + GAP
    marks = "".join(
        moved(each.marks, start, top) + _way(at, spine, each, top, bottom)
        for start, each, at in zip(starts, branches, spines, strict=True)
    )
    circle = element("circle", cx=spine, cy=bottom, r=JOINT, fill=PAPER, stroke=INK, stroke_width=1.5)
    marks += circle + words(sign, spine, bottom + 5.5, size=16)
    return Piece(width, bottom + JOINT, spine, marks)


def _way(x: float, spine: float, branch: Piece, top: float, bottom: float) -> str:
    """From the fork down through a branch to the circle."""
    fork = f"M{spine:.1f} 0V8H{x:.1f}V{top - 1:.1f}"
    side = JOINT if x > spine else -JOINT
    to_circle = f"V{bottom:.1f}H{spine + side:.1f}" if abs(x - spine) > JOINT else f"V{bottom - JOINT:.1f}"
    down = f"V{top + branch.height:.1f}" if not branch.marks else f"M{x:.1f} {top + branch.height:.1f}"
    path = f"{fork}{down}{to_circle}"
    return element("path", d=path, fill="none", stroke=LINE, stroke_width=1.5)


def _framed(piece: Piece, title: str) -> Piece:
    """A frame around what belongs together; the way in and out leads through it."""
    head = 20
    wide = max(piece.width, length(title, 12)) + 2 * PADDING
    shift = (wide - piece.width) / 2
    height = head + piece.height + 2 * PADDING
    frame = element("rect", width=wide, height=height, rx=10, fill=QUIET, fill_opacity=0.035, stroke=LINE)
    name = words(title, PADDING, 20, size=12, text_anchor="start", font_weight=600, fill=QUIET)
    spine = shift + piece.spine
    through = f"M{spine:.1f} 0V{head + PADDING:.1f}M{spine:.1f} {height - PADDING:.1f}V{height:.1f}"
    line = element("path", d=through, fill="none", stroke=LINE, stroke_width=1.5)
    return replace(
        piece,
        width=wide,
        height=height,
        spine=spine,
        marks=frame + line + name + moved(piece.marks, shift, head + PADDING),
    )
