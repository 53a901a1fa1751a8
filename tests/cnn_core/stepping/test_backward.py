"""The way back through a convolution, against torch's autograd."""

from itertools import islice, pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from cnn_core.stepping.backward import convolution_backward, convolution_backward_steps
from cnn_core.stepping.convolution import convolve
from cnn_core.stepping.kernels import kernel_in_every_channel
from cnn_core.stepping.learning import LearningStep, learning_steps, mean_squared_error
from cnn_core.stepping.operations import ConvolutionSpec
from tests.cnn_core.stepping.strategies import SEEDS, array, convolutions
from tests.cnn_core.stepping.torch_twin import close, give_weights, tensor, twin

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
Drawn = tuple[ConvolutionSpec, tuple[int, int, int]]


@settings(max_examples=100)
@given(convolutions(), SEEDS)
def test_it_is_torch_s_autograd(drawn: Drawn, seed: int) -> None:
    operation, shape = drawn
    image, weight = array(shape, seed), array(operation.weight_shape(shape), seed + 1)
    upstream = array(operation.output_shape(shape), seed + 2)
    module, x = twin(operation, shape), tensor(image)
    give_weights(module, weight, np.zeros(operation.out_channels), operation.flipped)
    module(x[None])[0].backward(torch.tensor(upstream))
    own = convolution_backward(image, weight, upstream, operation)
    turned = module.weight.grad.flip(-2, -1) if operation.flipped else module.weight.grad
    close(own.image, x.grad)
    close(own.weight, turned)
    close(own.bias, module.bias.grad if operation.bias else torch.zeros(operation.out_channels))


@settings(max_examples=30)
@given(convolutions(), SEEDS)
def test_running_totals_are_what_was_handed_on_until_then(drawn: Drawn, seed: int) -> None:
    operation, shape = drawn
    image, weight = array(shape, seed), array(operation.weight_shape(shape), seed + 1)
    gathered: dict[tuple[str, tuple[int, ...]], float] = {}
    upstream = array(operation.output_shape(shape), seed + 2)
    for step in convolution_backward_steps(image, weight, upstream, operation):
        for name, shares in (("weight", step.to_weight), ("input", step.to_input)):
            for share in shares:
                assert share.before == gathered.get((name, share.index), 0.0)
                assert share.after == pytest.approx(share.before + step.g * share.factor)
                gathered[name, share.index] = share.after


def test_a_filter_is_learnt_from_what_it_does() -> None:
    image, operation = np.random.default_rng(0).random((1, 8, 8)), ConvolutionSpec()
    sobel = kernel_in_every_channel("sobel_x", (1, 1, 3, 3))
    target = convolve(image, sobel, [0.0], operation)
    steps: list[LearningStep] = list(islice(learning_steps(image, target, 0 * sobel, operation, 0.15), 400))
    assert all(later.loss < earlier.loss for earlier, later in pairwise(steps))
    np.testing.assert_allclose(steps[-1].kernel, sobel, atol=0.1)


def test_the_loss_is_torch_s() -> None:
    output, target = array((2, 3, 3), 0), array((2, 3, 3), 1)
    y = tensor(output)
    expected = torch.nn.functional.mse_loss(y, torch.tensor(target))
    expected.backward()
    loss, upstream = mean_squared_error(output, target)
    assert loss == pytest.approx(expected.item())
    np.testing.assert_allclose(upstream, y.grad)
