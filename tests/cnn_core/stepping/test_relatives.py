"""Transposed and separable convolution, forwards and backwards, against torch."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch import nn

from cnn_core.stepping.operations import SeparableSpec, TransposedConvolutionSpec
from cnn_core.stepping.separable import separable_backward_steps, separable_steps
from cnn_core.stepping.totals import totals
from cnn_core.stepping.transposed import (
    transposed_convolution_backward,
    transposed_convolution_steps,
    transposed_convolve,
)
from tests.cnn_core.stepping.strategies import SEEDS, array, separables, transposed_convolutions
from tests.cnn_core.stepping.torch_twin import close, give_weights, tensor, twin

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


@settings(max_examples=60)
@given(transposed_convolutions(), SEEDS)
def test_the_transposed_one_is_torch_s(
    drawn: tuple[TransposedConvolutionSpec, tuple[int, int, int]], seed: int
) -> None:
    operation, shape = drawn
    image, weight = array(shape, seed), array(operation.weight_shape(shape), seed + 1)
    bias, upstream = array((operation.out_channels,), seed), array(operation.output_shape(shape), seed + 2)
    module, x = twin(operation, shape), tensor(image)
    give_weights(module, weight, bias)
    y = module(x[None])[0]
    y.backward(torch.tensor(upstream))
    own = transposed_convolution_backward(image, weight, upstream, operation)
    close(transposed_convolve(image, weight, bias, operation), y)
    close(own.image, x.grad)
    close(own.weight, module.weight.grad)
    close(own.bias, module.bias.grad if operation.bias else torch.zeros(operation.out_channels))


def test_where_no_stamp_reaches_there_is_the_bias_alone() -> None:
    operation = TransposedConvolutionSpec(kernel_size=(1, 1), stride=(2, 2), output_padding=(1, 1))
    y = transposed_convolve(np.ones((1, 2, 2)), np.ones((1, 1, 1, 1)), [0.5], operation)
    assert y[0].tolist() == [[1.5, 0.5, 1.5, 0.5], [0.5] * 4, [1.5, 0.5, 1.5, 0.5], [0.5] * 4]
    first = next(transposed_convolution_steps(np.ones((1, 2, 2)), np.ones((1, 1, 1, 1)), [0.5], operation))
    assert first.stamped[0].before == 0.5


@settings(max_examples=40)
@given(separables(), SEEDS)
def test_the_separable_one_is_torch_s(drawn: tuple[SeparableSpec, tuple[int, int, int]], seed: int) -> None:
    operation, shape = drawn
    image, depthwise = array(shape, seed), array(operation.weight_shape(shape), seed + 1)
    pointwise = array((operation.out_channels, shape[0], 1, 1), seed + 2)
    bias, upstream = array((operation.out_channels,), seed), array(operation.output_shape(shape), seed + 3)
    module, x = twin(operation, shape), tensor(image)
    assert isinstance(module, nn.Sequential)
    give_weights(module[0], depthwise)
    give_weights(module[1], pointwise, bias)
    y = module(x[None])[0]
    y.backward(torch.tensor(upstream))

    forward = list(separable_steps(image, depthwise, pointwise, bias, operation))
    assert [step.sum for step in _of(forward, "pointwise")] == pytest.approx(y.flatten().tolist())
    back = list(separable_backward_steps(image, depthwise, pointwise, upstream, operation))
    first, second = _of(back, "depthwise"), _of(back, "pointwise")
    close(totals(shape, (share for step in first for share in step.to_input)), x.grad)
    close(totals(depthwise.shape, (share for step in first for share in step.to_weight)), module[0].weight.grad)
    close(totals(pointwise.shape, (share for step in second for share in step.to_weight)), module[1].weight.grad)
    if operation.bias:
        close(totals((len(bias),), (step.to_bias for step in second if step.to_bias)), module[1].bias.grad)


def _of(steps: list[tuple[str, Any]], half: str) -> list[Any]:
    return [step for name, step in steps if name == half]


def test_fewer_weights_say_the_same_as_the_module() -> None:
    operation = SeparableSpec(out_channels=8, bias=False)
    built = sum(p.numel() for p in twin(operation, (3, 9, 9)).parameters())
    assert operation.weight_counts(3) == (built, 8 * 3 * 9)
