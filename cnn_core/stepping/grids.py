"""The small pictures that textbooks draw, as typed numbers one can follow with a pencil."""

from collections.abc import Mapping

Grid = tuple[tuple[int, ...], ...]

GRIDS: Mapping[str, Grid] = {
    # A flat region, an edge, a flat region: what a vertical-edge kernel is for.
    "edge": ((9, 9, 9, 0, 0, 0),) * 6,
    "vertical_bar": ((0, 0, 1, 0, 0),) * 5,
    "cross": ((0, 0, 1, 0, 0), (0, 0, 1, 0, 0), (1, 1, 1, 1, 1), (0, 0, 1, 0, 0), (0, 0, 1, 0, 0)),
    "diagonal": ((1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 1, 0), (0, 0, 0, 0, 1)),
    "checkerboard": tuple(tuple((row + column) % 2 for column in range(6)) for row in range(6)),
    "ramp": (tuple(range(6)),) * 6,
    # The 5 × 5 of ones and zeros that Stanford's UFLDL tutorial convolves, and many courses after it.
    "ones_and_zeros": ((1, 1, 1, 0, 0), (0, 1, 1, 1, 0), (0, 0, 1, 1, 1), (0, 0, 1, 1, 0), (0, 1, 1, 0, 0)),
    # One window, whose maximum is 4 and whose mean is 2.5.
    "one_window": ((1, 3), (2, 4)),
    # The 4 × 4 that Stanford's CS231n pools: its maxima are 6, 8, 3 and 4.
    "four_windows": ((1, 1, 2, 4), (5, 6, 7, 8), (3, 2, 1, 0), (1, 2, 3, 4)),
}
"""By id: rows from the top, one channel, whole numbers from 0 to 9."""
