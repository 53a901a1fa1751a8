"""How large a map may be: whoever enlarges says so in time."""

from typing import Any

from cnn_core.layers.errors import SideTooLargeError
from cnn_core.layers.window import Pair

LARGEST_SIDE = 1024
"""Px of a map's side that a layer may enlarge to; the largest image is 256 px a side."""

AXES = ("height", "width")


def too_large(before: Pair, after: Pair) -> bool:
    """Whether an axis has been enlarged beyond the limit.

    >>> too_large((400, 8), (1600, 32)), too_large((256, 256), (1024, 1024))
    (True, False)
    """
    return any(px > max(LARGEST_SIDE, was) for was, px in zip(before, after, strict=True))


def side_error(after: Pair, arithmetic: tuple[str, str], fixes: list[dict[str, Any]]) -> SideTooLargeError:
    """The error about the larger axis.

    Args:
        after: px the map would have.
        arithmetic: how they came about, for height and width.
        fixes: the ways out.
    """
    axis = after.index(max(after))
    return SideTooLargeError(
        axis=AXES[axis], side=after[axis], limit=LARGEST_SIDE, arithmetic=arithmetic[axis], fixes=fixes
    )
