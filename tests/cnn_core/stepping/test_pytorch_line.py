"""The line of PyTorch beside the picture: runs, gives the size that is shown, and says no more than it must."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from cnn_core.activations import ACTIVATIONS
from cnn_core.layers import ShapeError
from cnn_core.stepping.operations import (
    OPERATIONS,
    ActivationOperationSpec,
    BatchNormSpec,
    ConvolutionSpec,
    MaxPoolSpec,
    OperationSpec,
    SeparableSpec,
)
from tests.cnn_core.stepping.strategies import convolutions, poolings, separables, transposed_convolutions
from tests.cnn_core.stepping.torch_twin import twin

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


@given(st.one_of(convolutions(), transposed_convolutions(), separables(), poolings()))
def test_it_gives_the_size_that_is_shown(drawn: tuple[OperationSpec, tuple[int, int, int]]) -> None:
    operation, shape = drawn
    given_by_torch = twin(operation, shape)(torch.zeros(1, *shape, dtype=torch.float64))
    assert tuple(given_by_torch.shape[1:]) == operation.output_shape(shape)


@pytest.mark.parametrize("kind", OPERATIONS)
def test_every_operation_has_one_that_runs(kind: str) -> None:
    assert callable(twin(OPERATIONS[kind].parse({"kind": kind}), (3, 8, 8)))


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_an_activation_s_line_is_the_activation(kind: str) -> None:
    function, x = ACTIVATIONS[kind].parse({"kind": kind}), torch.linspace(-2, 2, 12).reshape(1, 3, 2, 2).double()
    torch.testing.assert_close(
        twin(ActivationOperationSpec(function=function), (3, 2, 2))(x).double(), function.build().double()(x)
    )


@pytest.mark.parametrize(
    ("operation", "line"),
    [
        (ConvolutionSpec(), "nn.Conv2d(3, 1, 3)"),
        (
            ConvolutionSpec(out_channels=6, kernel_size=(5, 3), padding="same", groups=3, bias=False),
            "nn.Conv2d(3, 6, (5, 3), padding='same', groups=3, bias=False)",
        ),
        (ConvolutionSpec(flipped=True), "nn.Conv2d(3, 1, 3)  # weight = kernel.flip(-2, -1)"),
        (MaxPoolSpec(), "nn.MaxPool2d(2)"),
        (MaxPoolSpec(kernel_size=(3, 3)), "nn.MaxPool2d(3, stride=2)"),
        (SeparableSpec(), "nn.Sequential(nn.Conv2d(3, 3, 3, groups=3, bias=False), nn.Conv2d(3, 1, 1))"),
        (BatchNormSpec(momentum=0.2), "nn.BatchNorm2d(1, momentum=0.2)"),
        (ActivationOperationSpec(), "nn.ReLU()"),
    ],
)
def test_it_is_what_a_person_would_write(operation: OperationSpec, line: str) -> None:
    assert operation.pytorch_line((3, 8, 8)) == line


@given(st.integers(1, 7), st.integers(1, 8), st.integers(0, 4), st.integers(1, 8), st.integers(1, 4))
def test_what_we_refuse_torch_refuses(kernel: int, stride: int, padding: int, dilation: int, size: int) -> None:
    operation = ConvolutionSpec(
        kernel_size=(kernel, 1), stride=(stride, 1), padding=(padding, 0), dilation=(dilation, 1)
    )
    x = torch.zeros(1, 1, size, 3, dtype=torch.float64)
    try:
        expected = operation.output_shape((1, size, 3))
    except ShapeError:
        with pytest.raises(RuntimeError):
            twin(operation, (1, size, 3))(x)
    else:
        assert tuple(twin(operation, (1, size, 3))(x).shape[1:]) == expected


def test_the_twin_is_torch_itself() -> None:
    assert isinstance(twin(ConvolutionSpec(), (1, 5, 5)), nn.Conv2d)
