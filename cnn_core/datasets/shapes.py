"""Pictures of shapes, drawn by seed: position, size, colour, rotation and clutter vary, the class is the shape.

Everything random is drawn first, as numbers per image; the pixels then follow by arithmetic.
"""

import numpy as np
import numpy.typing as npt

from cnn_core.datasets.base import Pair
from cnn_core.datasets.outlines import OUTLINES, Plane, length
from cnn_core.datasets.pixels import Bytes, Numbers

SIDE = 32
"""Side of a picture, px."""
LINES = 2
DOTS = 3
TILT = 0.1
"""How far a shape leans at most to either side, turns. Up stays up: turning a picture is then an experiment."""
RADIUS = (8.0, 13.0)
"""Smallest and largest size of a shape, px from its middle."""

Draws = np.random.RandomState


def drawn_shapes(count: int, seed: int) -> Pair:
    """Draw `count` pictures, the classes in turn.

    Returns:
        Images, uint8 (N, 3, 32, 32), and labels, (N,): image i shows class i modulo 10.

    >>> images, labels = drawn_shapes(20, seed=0)
    >>> images.shape, labels[:11].tolist()
    ((20, 3, 32, 32), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0])
    """
    # RandomState because numpy promises its stream for ever (NEP 19); the newer Generator's may change.
    draws = np.random.RandomState(seed)
    images = np.empty((count, 3, SIDE, SIDE), dtype=np.uint8)
    labels: Numbers = np.arange(count) % len(OUTLINES)
    for label, outline in enumerate(OUTLINES):
        chosen = labels == label
        images[chosen] = _drawn(outline, int(chosen.sum()), draws)
    return images, labels


def _drawn(outline: str, count: int, draws: Draws) -> Bytes:
    """Pictures (N, 3, 32, 32) of one shape: background, then clutter, then the shape, then noise."""
    dark = draws.random_sample(count) < 0.5
    picture = _background(dark, draws)
    for _ in range(LINES):
        _paint(picture, _line(count, draws), _clutter_colour(count, draws))
    for _ in range(DOTS):
        _paint(picture, _dot(count, draws), _clutter_colour(count, draws))
    _paint(picture, _shape(outline, count, draws), _shape_colour(dark, draws))
    return _grainy(picture, draws)


def _background(dark: npt.NDArray[np.bool_], draws: Draws) -> Plane:
    """A calm colour running into another, (N, 3, H, W): dark for some, light for the others."""
    count = len(dark)
    hue, saturation = _between(0, 1, count, draws), _between(0.1, 0.5, count, draws)
    first, second = (
        _rgb(hue + _between(-0.1, 0.1, count, draws), saturation, _either(dark, (0.05, 0.4), (0.72, 1.0), draws))
        for _ in range(2)
    )
    x, _ = _turned(*_pixels(), _between(0, 1, count, draws))
    along: Plane = np.clip(0.5 + x / SIDE, 0, 1)[:, None]
    return first + (second - first) * along


def _shape(outline: str, count: int, draws: Draws) -> Plane:
    """How much of each pixel the shape covers, (N, H, W)."""
    radius = _between(*RADIUS, count, draws)
    room = SIDE / 2 - radius
    x, y = _pixels()
    x = x - _between(-1, 1, count, draws) * room
    y = y - _between(-1, 1, count, draws) * room
    x, y = _turned(x, y, _between(-TILT, TILT, count, draws))
    return _coverage(OUTLINES[outline](x / radius, y / radius) * radius)


def _line(count: int, draws: Draws) -> Plane:
    """A thin stroke from here to there, (N, H, W)."""
    x, y = _pixels()
    from_x, from_y, to_x, to_y = (_between(-SIDE / 2, SIDE / 2, count, draws) for _ in range(4))
    along_x, along_y = to_x - from_x, to_y - from_y
    squared = along_x * along_x + along_y * along_y + np.float32(1e-6)
    where = np.clip(((x - from_x) * along_x + (y - from_y) * along_y) / squared, 0, 1)
    distance = length(x - from_x - where * along_x, y - from_y - where * along_y)
    return _coverage(distance - _between(0.3, 0.8, count, draws)) * _faintness(count, draws)


def _dot(count: int, draws: Draws) -> Plane:
    """A small disc, (N, H, W)."""
    x, y = _pixels()
    x = x - _between(-SIDE / 2, SIDE / 2, count, draws)
    y = y - _between(-SIDE / 2, SIDE / 2, count, draws)
    return _coverage(length(x, y) - _between(0.3, 2, count, draws)) * _faintness(count, draws)


def _faintness(count: int, draws: Draws) -> Plane:
    """How clearly a piece of clutter shows, (N, 1, 1): a third of the pieces not at all."""
    faintness: Plane = np.clip(_between(-0.4, 0.8, count, draws), 0, 1)
    return faintness


def _coverage(distance: Plane) -> Plane:
    """The part of a pixel that lies inside an outline this many px away."""
    covered: Plane = np.clip(0.5 - distance, 0, 1)
    return covered


def _paint(picture: Plane, coverage: Plane, colour: Plane) -> None:
    """Lay a colour (N, 3, 1, 1) over the picture where `coverage` (N, H, W) says."""
    picture += (colour - picture) * coverage[:, None]


def _grainy(picture: Plane, draws: Draws) -> Bytes:
    """The picture as bytes, with the grain of a cheap camera."""
    grain = draws.randint(-128, 128, size=picture.shape, dtype=np.int8)
    strength = _between(0, 0.08, len(picture), draws)[:, None]
    pixels: Plane = np.rint(np.clip(picture * 255 + grain * strength, 0, 255))
    return pixels.astype(np.uint8)


def _shape_colour(dark: npt.NDArray[np.bool_], draws: Draws) -> Plane:
    """A colour that stands out: vivid, light on dark and dark on light."""
    count = len(dark)
    hue, saturation = _between(0, 1, count, draws), _between(0.55, 1, count, draws)
    return _rgb(hue, saturation, _either(dark, (0.75, 1.0), (0.2, 0.65), draws))


def _clutter_colour(count: int, draws: Draws) -> Plane:
    hue, saturation, value = (_between(low, 1, count, draws) for low in (0.0, 0.0, 0.2))
    return _rgb(hue, saturation, value)


def _rgb(hue: Plane, saturation: Plane, value: Plane) -> Plane:
    """Colours (N, 3, 1, 1) from hue (any number, one turn of the wheel is 1), saturation and value in [0, 1]."""
    channels = []
    for turn in (0.0, 2 / 3, 1 / 3):
        place = (hue + np.float32(turn)) % 1 * 6
        channels.append(value * (1 - saturation * (1 - np.clip(np.abs(place - 3) - 1, 0, 1))))
    return np.stack([channel[:, 0, 0] for channel in channels], axis=1)[:, :, None, None]


def _pixels() -> tuple[Plane, Plane]:
    """X (1, 1, W) to the right and y (1, H, 1) upwards of the pixels' middles, px from the picture's middle."""
    middles = np.arange(SIDE, dtype=np.float32) - np.float32((SIDE - 1) / 2)
    return middles[None, None, :], -middles[None, :, None]


def _turned(x: Plane, y: Plane, turn: Plane) -> tuple[Plane, Plane]:
    """The same points seen from axes turned by so many turns."""
    angle = turn.astype(np.float64) * 2 * np.pi
    cosine, sine = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
    return x * cosine + y * sine, y * cosine - x * sine


def _between(low: float, high: float, count: int, draws: Draws) -> Plane:
    """One number an image, (N, 1, 1)."""
    return (low + (high - low) * draws.random_sample((count, 1, 1))).astype(np.float32)


def _either(which: npt.NDArray[np.bool_], yes: tuple[float, float], no: tuple[float, float], draws: Draws) -> Plane:
    """One number an image, (N, 1, 1): within `yes` where `which` holds, within `no` elsewhere."""
    first, second = _between(*yes, len(which), draws), _between(*no, len(which), draws)
    return np.where(which[:, None, None], first, second)
