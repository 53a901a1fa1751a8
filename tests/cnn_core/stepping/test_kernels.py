"""The textbooks' kernels: what they must add up to, and how they fit into other sizes."""

from itertools import islice
from typing import get_args

import numpy as np
import pytest

from cnn_core.stepping.chance import uniform
from cnn_core.stepping.convolution import convolve
from cnn_core.stepping.kernels import KERNELS, KernelId, kernel, kernel_in_every_channel
from cnn_core.stepping.operations import ConvolutionSpec

EDGES = ("sobel_x", "sobel_y", "prewitt_x", "prewitt_y", "laplacian")
BRIGHTNESS = ("identity", "mean", "gaussian", "sharpen", "emboss")


def test_the_table_has_the_ids_that_a_scene_knows() -> None:
    assert tuple(KERNELS) == get_args(KernelId)


@pytest.mark.parametrize("preset", EDGES)
def test_an_edge_finder_is_silent_where_nothing_changes(preset: KernelId) -> None:
    assert kernel(preset).sum() == 0


@pytest.mark.parametrize("preset", BRIGHTNESS)
def test_the_others_keep_the_brightness(preset: KernelId) -> None:
    assert kernel(preset).sum() == pytest.approx(1)


@pytest.mark.parametrize(("across", "along"), [("sobel_x", "sobel_y"), ("prewitt_x", "prewitt_y")])
def test_x_answers_a_vertical_edge_and_y_does_not(across: KernelId, along: KernelId) -> None:
    edge = np.repeat([[[0.0, 0.0, 1.0, 1.0]]], 4, axis=1)
    answers = [
        convolve(edge, kernel(preset)[None, None], [0.0], ConvolutionSpec(kernel_size=(3, 3)))
        for preset in (across, along)
    ]
    assert answers[0].min() > 0
    assert not answers[1].any()


def test_another_size_keeps_the_middle() -> None:
    assert kernel("identity", (5, 5)).nonzero() == (2, 2)
    assert kernel("identity", (4, 2)).nonzero() == (1, 0)  # the first of two middles, as padding "same" has it
    assert kernel("sobel_x", (1, 1)).tolist() == [[0.0]]
    assert kernel("sobel_x", (3, 5))[:, 1:4].tolist() == kernel("sobel_x").tolist()
    image = np.arange(12.0).reshape(1, 3, 4)
    same = ConvolutionSpec(kernel_size=(4, 2), padding="same")
    assert convolve(image, kernel("identity", (4, 2))[None, None], [0.0], same).tolist() == image.tolist()


def test_every_channel_has_the_same_and_the_random_one_never_twice() -> None:
    assert (kernel_in_every_channel("sobel_x", (2, 3, 3, 3)) == kernel("sobel_x")).all()
    drawn = kernel_in_every_channel("random", (2, 3, 3, 3), seed=5)
    assert np.unique(drawn).size == drawn.size
    assert -1 <= drawn.min() < 0 < drawn.max() < 1
    assert (drawn == kernel_in_every_channel("random", (2, 3, 3, 3), seed=5)).all()
    assert drawn.flat[0] == kernel("random", (3, 3), seed=5).flat[0]


def test_the_draws_are_even_and_what_the_browser_draws() -> None:
    draws = list(islice(uniform(2**31 - 1), 20_000))
    assert np.histogram(draws, bins=10, range=(0, 1))[0] == pytest.approx([2000] * 10, rel=0.1)
    # ui/components/lens/arithmetic/random.js gave these for the seed 7.
    assert list(islice(uniform(7), 2)) == [0.011704753153026104, 0.06195825757458806]
