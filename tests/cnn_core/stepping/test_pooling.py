"""The poolings written out, forwards and backwards, against torch."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from cnn_core.stepping.operations import AvgPoolSpec, MaxPoolSpec
from cnn_core.stepping.pooling import (
    avg_pool_backward_steps,
    avg_pool_steps,
    input_gradient,
    max_pool_backward_steps,
    max_pool_steps,
)
from tests.cnn_core.stepping.strategies import SEEDS, array, poolings
from tests.cnn_core.stepping.torch_twin import close, tensor, twin


@settings(max_examples=100)
@given(poolings(), SEEDS)
def test_it_is_torch_s_pooling_both_ways(drawn: tuple[Any, tuple[int, int, int]], seed: int) -> None:
    operation, shape = drawn
    # Whole numbers from -1 to 1: many equals, so that the choice of the winner is tested, too.
    image, upstream = np.round(array(shape, seed)), array(operation.output_shape(shape), seed + 1)
    x = tensor(image)
    y = twin(operation, shape)(x[None])[0]
    y.backward(torch.tensor(upstream))
    mean = "avg" in operation.kind
    steps = avg_pool_steps if mean else max_pool_steps
    back = avg_pool_backward_steps if mean else max_pool_backward_steps
    close(np.array([step.value for step in steps(image, operation)]).reshape(upstream.shape), y)
    close(input_gradient(image, back(image, upstream, operation)), x.grad)


def test_of_equals_the_first_wins() -> None:
    step = next(max_pool_steps(np.ones((1, 2, 2)), MaxPoolSpec()))
    assert (step.winner, step.value) == (0, 1.0)


def test_padding_never_wins_but_counts_in_a_mean() -> None:
    image = np.full((1, 2, 2), -1.0)
    highest = next(max_pool_steps(image, MaxPoolSpec(kernel_size=(3, 3), padding=(1, 1))))
    mean = next(avg_pool_steps(image, AvgPoolSpec(kernel_size=(3, 3), padding=(1, 1))))
    assert highest.value == -1.0
    assert mean.value == pytest.approx(-4 / 9)
