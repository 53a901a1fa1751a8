"""The kernels that textbooks draw, and who drew them first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnn_core.reference import Reference
from cnn_core.stepping.chance import uniform

Matrix = NDArray[np.float64]

KernelId = Literal[
    "identity",
    "mean",
    "gaussian",
    "sharpen",
    "sobel_x",
    "sobel_y",
    "prewitt_x",
    "prewitt_y",
    "laplacian",
    "emboss",
    "random",
]


@dataclass(frozen=True, slots=True)
class Kernel:
    """A small matrix with a purpose.

    Args:
        values: its numbers, 3×3, row by row; empty for the random one, which is drawn.
        reference: where it was published; None where it is common property.
    """

    values: tuple[tuple[float, ...], ...]
    reference: Reference | None = None


_SOBEL = Reference(
    "Duda, Hart",
    "Pattern Classification and Scene Analysis",
    1973,
    venue="Wiley, p. 271, after a talk by Sobel and Feldman in 1968",
)
_PREWITT = Reference(
    "Prewitt", "Object Enhancement and Extraction", 1970, venue="Picture Processing and Psychopictorics"
)
_LAPLACIAN = Reference("Marr, Hildreth", "Theory of Edge Detection", 1980, venue="Proc. Royal Society B 207")

# None of them is flipped: as in every network, the first row meets the top row of the window.
KERNELS: dict[KernelId, Kernel] = {
    "identity": Kernel(((0, 0, 0), (0, 1, 0), (0, 0, 0))),
    "mean": Kernel(((1 / 9, 1 / 9, 1 / 9), (1 / 9, 1 / 9, 1 / 9), (1 / 9, 1 / 9, 1 / 9))),
    "gaussian": Kernel(((1 / 16, 2 / 16, 1 / 16), (2 / 16, 4 / 16, 2 / 16), (1 / 16, 2 / 16, 1 / 16))),
    "sharpen": Kernel(((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
    "sobel_x": Kernel(((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), _SOBEL),
    "sobel_y": Kernel(((-1, -2, -1), (0, 0, 0), (1, 2, 1)), _SOBEL),
    "prewitt_x": Kernel(((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)), _PREWITT),
    "prewitt_y": Kernel(((-1, -1, -1), (0, 0, 0), (1, 1, 1)), _PREWITT),
    "laplacian": Kernel(((0, 1, 0), (1, -4, 1), (0, 1, 0)), _LAPLACIAN),
    "emboss": Kernel(((-2, -1, 0), (-1, 1, 1), (0, 1, 2))),
    "random": Kernel(()),
}


def kernel(preset: KernelId, size: tuple[int, int] = (3, 3), seed: int = 0) -> Matrix:
    """A kernel of the table, centred in a matrix of `size`.

    What lies outside `size` is cut off, what `size` has more is zero. The random one is drawn for any size, each
    number uniform in [-1, 1), row by row.

    Args:
        preset: its id.
        size: rows and columns wanted.
        seed: of the random one.

    >>> kernel("sobel_x", (1, 3))
    array([[-2.,  0.,  2.]])
    """
    rows, columns = size
    if preset == "random":
        return np.array(list(islice(uniform(seed), rows * columns))).reshape(size) * 2 - 1
    return _centred(KERNELS[preset].values, rows, columns)


def kernel_in_every_channel(preset: KernelId, weight_shape: Sequence[int], seed: int = 0) -> Matrix:
    """The same kernel for every map and channel, as teachers write it; the random one is drawn anew for each.

    Args:
        preset: its id.
        weight_shape: (out, in, rows, columns).
        seed: of the random one.
    """
    out_channels, in_channels, rows, columns = weight_shape
    if preset == "random":
        return kernel(preset, (out_channels * in_channels * rows, columns), seed).reshape(weight_shape)
    return np.tile(kernel(preset, (rows, columns)), (out_channels, in_channels, 1, 1))


def _centred(values: tuple[tuple[float, ...], ...], rows: int, columns: int) -> Matrix:
    # Of the two middles of an even side the first: it is the one that meets its own px under padding "same".
    matrix, own = np.zeros((rows, columns)), np.array(values)
    for row in range(rows):
        for column in range(columns):
            i, j = row - (rows - 1) // 2 + 1, column - (columns - 1) // 2 + 1
            if 0 <= i < 3 and 0 <= j < 3:
                matrix[row, column] = own[i, j]
    return matrix
