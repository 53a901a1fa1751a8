"""A drawing comes out as MNIST's digits did: the oracle is MNIST itself."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.datasets.drawing import DrawingShapeError, EmptyDrawingError, as_mnist
from cnn_core.datasets.pixels import Bytes

STROKES = st.lists(
    st.tuples(*[st.integers(0, 119)] * 4).map(lambda ends: tuple(float(end) for end in ends)), min_size=1, max_size=4
)


def drawn(
    strokes: list[tuple[float, ...]], side: int = 280, scale: float = 1.0, move: tuple[int, int] = (0, 0)
) -> Bytes:
    """Round strokes of a pen on paper, antialiased: from (x, y) to (x, y)."""
    y, x = np.mgrid[:side, :side].astype(float)
    nearest = np.full((side, side), np.inf)
    for from_x, from_y, to_x, to_y in strokes:
        along_x, along_y = to_x - from_x, to_y - from_y
        px, py = (x - move[0]) / scale - 20 - from_x, (y - move[1]) / scale - 20 - from_y
        where = np.clip((px * along_x + py * along_y) / (along_x**2 + along_y**2 + 1e-9), 0, 1)
        nearest = np.minimum(nearest, np.hypot(px - where * along_x, py - where * along_y))
    return (np.clip(8 - nearest, 0, 1) * 255).astype(np.uint8)


def centre(image: Bytes) -> tuple[float, float]:
    mass = image.astype(float)
    rows, columns = np.indices(image.shape)
    return float((rows * mass).sum() / mass.sum()), float((columns * mass).sum() / mass.sum())


def pixels(folder: Path, name: str) -> Bytes:
    return np.frombuffer((folder / f"MNIST/raw/{name}-ubyte").read_bytes(), np.uint8, offset=16).reshape(-1, 28, 28)


def labels(folder: Path, name: str) -> Bytes:
    return np.frombuffer((folder / f"MNIST/raw/{name}-ubyte").read_bytes(), np.uint8, offset=8)


@pytest.mark.parametrize("times", [8, 10])
def test_mnist_enlarged_comes_back_as_it_was(real_data: Path, times: int) -> None:
    images = pixels(real_data, "t10k-images-idx3")[:300]
    differences = [
        np.abs(as_mnist(np.kron(image, np.ones((times, times), np.uint8))).astype(int) - image) for image in images
    ]
    # Whole pixels in, whole pixels out: the same box, the same mass, the same place.
    assert np.mean(differences) == 0


def test_mnist_traced_with_a_pen_is_recognised_as_often(real_data: Path) -> None:
    train, train_labels = (
        pixels(real_data, "train-images-idx3").reshape(-1, 784),
        labels(real_data, "train-labels-idx1"),
    )
    centroids = np.stack([train[train_labels == digit].mean(axis=0) for digit in range(10)])
    images, answers = pixels(real_data, "t10k-images-idx3")[:600], labels(real_data, "t10k-labels-idx1")[:600]
    pen = [np.where(np.kron(image, np.ones((10, 10), np.uint8)) > 110, 255, 0).astype(np.uint8) for image in images]

    def right(pictures: list[Bytes]) -> float:
        distances = ((np.stack(pictures).reshape(-1, 1, 784) - centroids) ** 2).sum(axis=2)
        return float((distances.argmin(axis=1) == answers).mean())

    printed, traced = right(list(images)), right([as_mnist(drawing) for drawing in pen])
    assert printed > 0.75  # what a centroid can do at all
    assert abs(traced - printed) < 0.02


@given(STROKES)
def test_the_mass_lies_in_the_middle_and_the_ink_in_a_box_of_twenty(strokes: list[tuple[float, ...]]) -> None:
    image = as_mnist(drawn(strokes))
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    row, column = centre(image)
    assert abs(row - 14) <= 0.5
    assert abs(column - 14) <= 0.5
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    longest = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    assert 18 <= longest <= 20  # a pen's faint rim may round to paper


@given(STROKES, st.tuples(st.integers(-10, 110), st.integers(-10, 110)))
def test_where_one_draws_does_not_matter(strokes: list[tuple[float, ...]], move: tuple[int, int]) -> None:
    here, there = drawn(strokes), drawn(strokes, move=move)
    np.testing.assert_array_equal(as_mnist(here), as_mnist(there))


@given(STROKES)
@settings(max_examples=20)
def test_how_large_one_draws_hardly_matters(strokes: list[tuple[float, ...]]) -> None:
    small, large = as_mnist(drawn(strokes)), as_mnist(drawn(strokes, side=600, scale=3))
    # Rounding the box to whole pixels may move the ink by one; otherwise the two are alike.
    moves = [np.roll(large, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    assert min(np.abs(move.astype(int) - small).mean() for move in moves) < 0.06 * small.max()


def test_empty_paper_is_refused() -> None:
    with pytest.raises(EmptyDrawingError):
        as_mnist(np.zeros((280, 280), dtype=np.uint8))


@pytest.mark.parametrize("place", [(0, 0), (279, 279), (100, 7)])
def test_one_dot_becomes_a_square_in_the_middle(place: tuple[int, int]) -> None:
    ink = np.zeros((280, 280), dtype=np.uint8)
    ink[place] = 255
    image = as_mnist(ink)
    assert centre(image) in {(13.5, 13.5), (14.5, 14.5)}
    assert int((image == 255).sum()) == 400


def test_paper_full_of_ink_fills_the_box() -> None:
    image = as_mnist(np.full((280, 140), 255, dtype=np.uint8))
    assert int((image == 255).sum()) == 20 * 10


def test_a_line_of_one_pixel_survives() -> None:
    ink = np.zeros((1024, 1024), dtype=np.uint8)
    ink[:, 500] = 255
    assert int(as_mnist(ink).max()) == 255


@pytest.mark.parametrize(
    "ink",
    [
        np.zeros((0, 5), dtype=np.uint8),
        np.zeros((1025, 5), dtype=np.uint8),
        np.zeros((5, 5, 3), dtype=np.uint8),
        np.zeros((5, 5), dtype=np.float32),
    ],
    ids=["nothing", "too large", "colour", "not bytes"],
)
def test_what_is_no_drawing_is_refused(ink: np.ndarray) -> None:
    with pytest.raises(DrawingShapeError):
        as_mnist(ink)
