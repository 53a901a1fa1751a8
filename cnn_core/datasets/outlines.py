"""Ten shapes, each as a signed distance: how far a point is from the outline, negative inside.

A distance makes antialiasing one line (a pixel is covered by as much of it as lies inside) and a union, an
intersection or a hole one `minimum`, `maximum` or minus sign. Every shape lies about the origin within
distance 1; x goes right, y goes up.

Only +, -, ×, √ and comparisons are applied to the pixels: those are rounded the same way on every processor, which
sines and powers are not. So a seed draws the same picture everywhere.

Reference:
    I. Quilez: 2D distance functions, iquilezles.org/articles/distfunctions2d.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.floating[Any]]
"""(..., H, W): one number a pixel, in 32 bits."""


def circle(x: Plane, y: Plane) -> Plane:
    """The distance from the middle says all."""
    return length(x, y) - 1


def ring(x: Plane, y: Plane) -> Plane:
    """The points near a circle."""
    return abs(length(x, y) - 0.74) - 0.26


def square(x: Plane, y: Plane) -> Plane:
    """Four straight sides."""
    return _polygon(x, y, 4) - 0.7


def triangle(x: Plane, y: Plane) -> Plane:
    """Three straight sides."""
    return _polygon(x, y, 3) - 0.5


def hexagon(x: Plane, y: Plane) -> Plane:
    """Six straight sides."""
    return _polygon(x, y, 6) - 0.86


def star(x: Plane, y: Plane) -> Plane:
    """Five lines cross; the star is where a point is on the inner side of at least four.

    The pentagon in the middle is inside all five, a tip is outside exactly one: so the second largest distance.
    """
    second: Plane = np.sort(_sides(x, y, 5), axis=0)[-2]
    return second - 0.309


def cross(x: Plane, y: Plane) -> Plane:
    """Two bars."""
    x, y = abs(x), abs(y)
    return union(intersection(x - 0.95, y - 0.3), intersection(x - 0.3, y - 0.95))


def heart(x: Plane, y: Plane) -> Plane:
    """A square on its tip, with half a disc on each of its two upper sides."""
    side = abs(x)
    y = y + 0.2
    square_on_tip = (side + abs(y) - 0.78) * math.sqrt(0.5)
    disc = length(side - 0.39, y - 0.39) - 0.78 * math.sqrt(0.5)
    return union(square_on_tip, disc)


def crescent(x: Plane, y: Plane) -> Plane:
    """A disc without another, moved to the side."""
    return intersection(circle(x, y), 0.82 - length(x - 0.5, y))


def arrow(x: Plane, y: Plane) -> Plane:
    """A bar with a head."""
    side = abs(x)
    shaft = intersection(side - 0.24, abs(y + 0.38) - 0.58)
    head = intersection((side + y - 1) * math.sqrt(0.5), 0.1 - y)
    return union(shaft, head)


def length(x: Plane, y: Plane) -> Plane:
    """How far (x, y) is from the origin."""
    distance: Plane = np.sqrt(x * x + y * y)
    return distance


def union(first: Plane, second: Plane) -> Plane:
    """What lies in one or in the other."""
    nearer: Plane = np.minimum(first, second)
    return nearer


def intersection(first: Plane, second: Plane) -> Plane:
    """What lies in both."""
    farther: Plane = np.maximum(first, second)
    return farther


def _polygon(x: Plane, y: Plane, count: int) -> Plane:
    """Inside are the points on the inner side of every side."""
    outermost: Plane = _sides(x, y, count).max(axis=0)
    return outermost


def _sides(x: Plane, y: Plane, count: int) -> Plane:
    """Distances (count, …, H, W) along `count` directions, evenly around."""
    turns = [2 * math.pi * side / count for side in range(count)]
    return np.stack([np.float32(math.sin(turn)) * x - np.float32(math.cos(turn)) * y for turn in turns])


OUTLINES: dict[str, Callable[[Plane, Plane], Plane]] = {
    "circle": circle,
    "ring": ring,
    "square": square,
    "triangle": triangle,
    "hexagon": hexagon,
    "star": star,
    "cross": cross,
    "heart": heart,
    "crescent": crescent,
    "arrow": arrow,
}
