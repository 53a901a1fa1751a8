"""The textbook grids are what their names say, and small enough to read."""

import pytest
import torch
from torch.nn import functional as F

from cnn_core.stepping.grids import GRIDS
from cnn_core.stepping.kernels import kernel


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_they_are_rectangles_of_digits(grid: tuple[tuple[int, ...], ...]) -> None:
    assert len({len(row) for row in grid}) == 1
    assert all(0 <= value <= 9 for row in grid for value in row)


def test_a_vertical_edge_kernel_gives_zero_on_the_flat_parts_of_the_edge() -> None:
    image = torch.tensor([[GRIDS["edge"]]], dtype=torch.float64)
    maps = F.conv2d(image, torch.tensor(kernel("sobel_x"))[None, None])
    assert maps[0, 0, 0].tolist() == [0, -36, -36, 0]


def test_the_courses_windows_pool_to_the_courses_answers() -> None:
    one, four = (torch.tensor([[GRIDS[name]]], dtype=torch.float64) for name in ("one_window", "four_windows"))
    assert F.max_pool2d(one, 2).item() == 4
    assert F.avg_pool2d(one, 2).item() == 2.5
    assert F.max_pool2d(four, 2).flatten().tolist() == [6, 8, 3, 4]


def test_ones_and_zeros_give_the_tutorials_feature_map() -> None:
    image = torch.tensor([[GRIDS["ones_and_zeros"]]], dtype=torch.float64)
    weight = torch.tensor([[[[1, 0, 1], [0, 1, 0], [1, 0, 1]]]], dtype=torch.float64)
    assert F.conv2d(image, weight)[0, 0].tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]
