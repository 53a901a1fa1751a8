"""The convolution written out, against torch and by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from cnn_core.layers.errors import KernelTooLargeError, ReflectTooLargeError
from cnn_core.stepping.convolution import convolution_steps, convolve
from cnn_core.stepping.operations import ConvolutionSpec
from tests.cnn_core.stepping.strategies import SEEDS, array, convolutions
from tests.cnn_core.stepping.torch_twin import close, give_weights, tensor, twin

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


@settings(max_examples=120)
@given(convolutions(), SEEDS)
def test_it_is_torch_s_convolution(drawn: tuple[ConvolutionSpec, tuple[int, int, int]], seed: int) -> None:
    operation, shape = drawn
    image, weight = array(shape, seed), array(operation.weight_shape(shape), seed + 1)
    bias = array((operation.out_channels,), seed + 2)
    module = twin(operation, shape)
    give_weights(module, weight, bias, operation.flipped)
    close(convolve(image, weight, bias, operation), module(tensor(image)[None])[0])


@settings(max_examples=30)
@given(convolutions(), SEEDS)
def test_a_step_adds_up(drawn: tuple[ConvolutionSpec, tuple[int, int, int]], seed: int) -> None:
    operation, shape = drawn
    image, weight = array(shape, seed), array(operation.weight_shape(shape), seed + 1)
    for step in convolution_steps(image, weight, array((operation.out_channels,), seed), operation):
        assert step.sum == pytest.approx(sum(term.product for term in step.terms) + step.bias)
        assert len(step.terms) == weight[0].size
        for term in step.terms:
            assert term.x == (0.0 if term.source is None else image[term.channel, *term.source])
            assert term.source == term.place or operation.padding != (0, 0)


def test_a_padding_of_zeros_belongs_to_no_cell_and_a_mirrored_one_to_the_cell_it_shows() -> None:
    image, weight = np.arange(9.0).reshape(1, 3, 3), np.ones((1, 1, 3, 3))
    zeros = next(convolution_steps(image, weight, [0.0], ConvolutionSpec(padding=(1, 1))))
    mirror = next(convolution_steps(image, weight, [0.0], ConvolutionSpec(padding=(1, 1), padding_mode="reflect")))
    assert (zeros.terms[0].place, zeros.terms[0].source) == ((-1, -1), None)
    assert (mirror.terms[0].place, mirror.terms[0].source) == ((-1, -1), (1, 1))


def test_what_cannot_be_done_is_said_before_anything_is_computed() -> None:
    image, weight = np.zeros((1, 4, 4)), np.zeros((1, 1, 3, 3))
    with pytest.raises(ReflectTooLargeError) as mirror:
        next(convolution_steps(image, weight, [0.0], ConvolutionSpec(padding=(4, 0), padding_mode="reflect")))
    assert (mirror.value.params["axis"], mirror.value.params["fitting_padding"]) == ("height", 3)
    with pytest.raises(KernelTooLargeError):
        next(convolution_steps(image, weight, [0.0], ConvolutionSpec(kernel_size=(5, 5))))
    with pytest.raises(RuntimeError):  # torch refuses the same mirror
        torch.nn.functional.pad(torch.zeros(1, 1, 4, 4), (0, 0, 4, 4), mode="reflect")
