"""Transposed convolution: its sums by hand, its limits, and the network that it is the way back through."""

from typing import Any

import pytest
import torch

from cnn_core.layers.arithmetic import text
from cnn_core.layers.convolution import Conv2dSpec
from cnn_core.layers.errors import NothingLeftError, OutputPaddingError, ShapeError, SideTooLargeError
from cnn_core.layers.transposed import ConvTranspose2dSpec


def layer(**fields: Any) -> ConvTranspose2dSpec:
    return ConvTranspose2dSpec.parse({"out_channels": 8, **fields})


@pytest.mark.parametrize(
    ("fields", "arithmetic"),
    [
        ({"kernel_size": 3, "padding": 1, "output_padding": 1}, "(14 − 1)·2 − 2·1 + 3 + 1 = 28"),
        ({}, "(14 − 1)·2 + 2 = 28"),
        ({"kernel_size": 3, "dilation": 2, "stride": 1}, "(14 − 1)·1 + 2·(3 − 1) + 1 = 18"),
        ({"stride": (2, 3)}, "(14 − 1)·2 + 2 = 28 × (14 − 1)·3 + 2 = 41"),
    ],
)
def test_the_size_is_written_as_people_write_it(fields: dict[str, Any], arithmetic: str) -> None:
    assert layer(**fields).output_shape_text((4, 14, 14)) == arithmetic


@pytest.mark.parametrize(
    ("groups", "parameters", "multiply_adds"),
    [(1, "2·2·32·64 + 64", "2·2·32·64·6·6"), (4, "2·2·8·64 + 64", "2·2·8·64·6·6")],
)
def test_each_input_value_stamps_once(groups: int, parameters: str, multiply_adds: str) -> None:
    one = layer(out_channels=64, groups=groups)
    assert text(one.parameter_terms((32, 6, 6))) == parameters
    assert text(one.multiply_add_terms((32, 6, 6))) == multiply_adds


@pytest.mark.parametrize("size", [9, 10])
def test_output_padding_tells_which_size_to_return_to(size: int) -> None:
    """Convolutions of 9 and 10 px by stride 2 give the same 5: the output padding is what was lost."""
    down = Conv2dSpec(out_channels=8, kernel_size=3, stride=2, padding=1)
    assert down.output_shape((8, size, size)) == (8, 5, 5)
    back = layer(kernel_size=3, stride=2, padding=1, output_padding=(size + 1) % 2)
    assert back.output_shape((8, 5, 5)) == (8, size, size)


def test_its_forward_pass_is_the_way_back_of_the_convolution() -> None:
    fields: dict[str, Any] = {"kernel_size": 3, "stride": 2, "padding": 1, "bias": False}
    back = layer(output_padding=1, **fields).build((4, 5, 5))
    image = torch.rand(1, 8, 10, 10, requires_grad=True)
    upstream = torch.rand(1, 4, 5, 5)
    torch.nn.functional.conv2d(image, back.weight, stride=2, padding=1).backward(upstream)
    assert image.grad is not None
    torch.testing.assert_close(back(upstream), image.grad)


def refused(shape: tuple[int, int, int], **fields: Any) -> ShapeError:
    with pytest.raises(ShapeError) as caught:
        layer(**fields).output_shape(shape)
    return caught.value


def test_output_padding_is_smaller_than_stride_or_dilation() -> None:
    error = refused((4, 5, 5), stride=(2, 3), output_padding=(1, 4))
    assert isinstance(error, OutputPaddingError)
    assert (error.params["axis"], error.params["stride"], error.params["fitting_padding"]) == ("width", 3, 2)
    assert error.params["fixes"] == [{"op": "set", "fields": {"output_padding": (1, 2)}}]
    assert layer(stride=1, dilation=3, output_padding=2).output_shape((4, 5, 5)) == (8, 10, 10)


def test_a_padding_that_leaves_nothing_says_how_much_would_leave_something() -> None:
    error = refused((4, 2, 6), stride=1, kernel_size=3, padding=2)
    assert isinstance(error, NothingLeftError)
    assert (error.params["axis"], error.params["arithmetic"]) == ("height", "(2 − 1)·1 − 2·2 + 3 = 0")
    assert error.params["fixes"] == [{"op": "set", "fields": {"padding": (1, 2)}}]


@pytest.mark.parametrize(
    ("shape", "fields", "fitting"),
    [
        ((4, 256, 100), {"stride": 8, "output_padding": 7}, {"stride": 4, "output_padding": (2, 3)}),
        ((4, 1024, 1024), {}, {"stride": 1, "padding": 1}),
        ((4, 1400, 3), {"kernel_size": 15, "dilation": 8}, {"stride": 1, "padding": (56, 0)}),
    ],
)
def test_maps_do_not_grow_without_end(
    shape: tuple[int, int, int], fields: dict[str, Any], fitting: dict[str, Any]
) -> None:
    error = refused(shape, **fields)
    assert isinstance(error, SideTooLargeError)
    assert error.params["fixes"] == [{"op": "set", "fields": fitting}]
    layer(**fields | fitting).output_shape(shape)
