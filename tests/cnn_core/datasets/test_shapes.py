"""The drawn shapes: the same picture for the same seed, whole, balanced, and as described."""

import hashlib

import numpy as np
import pytest

from cnn_core.datasets.outlines import OUTLINES, Plane
from cnn_core.datasets.shapes import drawn_shapes


def points(reach: float, count: int = 401) -> tuple[Plane, Plane]:
    line = np.linspace(-reach, reach, count, dtype=np.float32)
    return line[None, :], -line[:, None]


@pytest.mark.parametrize("outline", OUTLINES)
def test_an_outline_stays_within_distance_one(outline: str) -> None:
    x, y = points(1.5)
    distance = OUTLINES[outline](x, y)
    outside = x * x + y * y > 1.01**2
    assert (distance[outside] > 0).all()
    # and uses the room: it comes near 1 somewhere, and has an area worth seeing
    assert np.sqrt((x * x + y * y)[distance <= 0]).max() > 0.93
    assert (distance <= 0).mean() * 9 > 0.7


@pytest.mark.parametrize("outline", OUTLINES)
def test_a_distance_changes_as_fast_as_one_walks(outline: str) -> None:
    x, y = points(1.2)
    step = float(x[0, 1] - x[0, 0])
    slopes = np.hypot(*np.gradient(OUTLINES[outline](x, y), step))
    near = np.abs(OUTLINES[outline](x, y)) < 0.03
    # Antialiasing takes the distance for px: it must be one, except in the few corners where two sides meet.
    assert abs(float(np.median(slopes[near])) - 1) < 0.02
    assert float(slopes[near].max()) < 1.1


def test_the_same_seed_draws_the_same_pictures_everywhere() -> None:
    images, labels = drawn_shapes(200, seed=3)
    again, _ = drawn_shapes(200, seed=3)
    np.testing.assert_array_equal(images, again)
    # This very digest, on any processor: see the note on rounding in outlines.py.
    assert (
        hashlib.sha256(images.tobytes()).hexdigest()
        == "5b6c5836f03cd97f323035ccc9358a480c6e8add96f7b9548c561cc476daa5ba"
    )
    assert labels.tolist() == [index % 10 for index in range(200)]


def test_another_seed_draws_others() -> None:
    assert not (drawn_shapes(50, seed=0)[0] == drawn_shapes(50, seed=1)[0]).all(axis=(1, 2, 3)).any()


def test_colour_and_place_do_not_tell_the_class() -> None:
    images, labels = drawn_shapes(4000, seed=0)
    colours = images.reshape(len(images), 3, -1).mean(axis=2)
    by_class = np.stack([colours[labels == label].mean(axis=0) for label in range(10)])
    assert float(by_class.std(axis=0).max()) < 6  # of 255
