"""A learner's drawing, prepared as the digits of MNIST were, so that the network meets what it was trained on."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from cnn_core.datasets.pixels import Bytes
from cnn_core.errors import CnnCoreError

FIELD = 28
"""Side of MNIST's field, px."""
BOX = 20
"""Longest side of the digit in it, px."""
MOST = 1024
"""Longest side of a drawing that we accept, px."""


class EmptyDrawingError(CnnCoreError):
    """There is no ink on the paper."""

    code = "empty_drawing"
    template = "expected a drawing; received empty paper"


class DrawingShapeError(CnnCoreError):
    """The picture of the drawing is not one plane of bytes of a sensible size."""

    code = "drawing_shape"
    template = "expected a drawing of 1 to {most} by 1 to {most} bytes; received {received}"


def as_mnist(ink: Bytes) -> Bytes:
    """Prepare a drawing as MNIST's digits were.

    Cut out the drawing's bounding box, scale it (keeping its proportions, smoothly) until its longest side is 20 px,
    and place it in a field of 28 × 28 so that its centre of mass comes to the middle.

    Args:
        ink: uint8, (H, W), at most 1024 × 1024: 0 is paper, 255 is ink.

    Returns:
        uint8, (28, 28), with the centre of mass at pixel (14, 14) to within half a pixel, as in MNIST itself.

    Raises:
        EmptyDrawingError: no ink at all.
        DrawingShapeError: not a plane of bytes, or too large.

    Reference:
        Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document recognition, 1998,
        section III-A.

    >>> drawing = np.zeros((280, 280), dtype=np.uint8)
    >>> drawing[40:240, 130:150] = 255
    >>> np.flatnonzero(as_mnist(drawing).any(axis=1)).tolist() == list(range(4, 24))
    True
    """
    if ink.ndim != 2 or ink.dtype != np.uint8 or min(ink.shape) < 1 or max(ink.shape) > MOST:
        raise DrawingShapeError(most=MOST, received=f"{ink.dtype} {list(ink.shape)}")
    return centred(fitted(inked_part(ink)))


def inked_part(ink: Bytes) -> Bytes:
    """The drawing without the empty paper around it.

    Raises:
        EmptyDrawingError: there is nothing else.
    """
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        raise EmptyDrawingError
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fitted(ink: Bytes) -> Bytes:
    """The drawing scaled until its longest side is 20 px.

    Made much smaller, each pixel averages the ones it covers, which undoes an enlargement exactly; otherwise a smooth
    curve goes through the pixels (a coarse drawing must not turn into blocks).
    """
    height, width = ink.shape
    scale = BOX / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    smooth = Image.Resampling.BOX if scale <= 0.5 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(ink).resize(size, smooth))


def centred(ink: Bytes) -> Bytes:
    """The drawing in a field of 28 × 28, moved by whole pixels until its centre of mass is nearest to (14, 14).

    (14, 14) and not the field's true middle (13.5, 13.5), because that is where MNIST's own digits have it.
    """
    field = np.zeros((FIELD, FIELD), dtype=np.uint8)
    top, left = _offset(ink.sum(axis=1)), _offset(ink.sum(axis=0))
    field[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return field


def _offset(mass: npt.NDArray[np.uint64]) -> int:
    """Where a side begins so that its centre of mass comes to the middle, without leaving the field."""
    centre = float((mass * np.arange(len(mass))).sum() / mass.sum())
    return min(max(round(FIELD / 2 - centre), 0), FIELD - len(mass))
