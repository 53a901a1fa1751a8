"""Convolution's own sums, by hand and against torch."""

import pytest
import torch
from torch import nn

from cnn_core.layers.arithmetic import text
from cnn_core.layers.convolution import Conv2dSpec, DepthwiseSeparableSpec
from cnn_core.layers.errors import NeedsImageError


@pytest.mark.parametrize(
    ("groups", "parameters", "multiply_adds"),
    [
        (1, "3·3·32·64 + 64", "3·3·32·64·6·6"),
        (4, "3·3·8·64 + 64", "3·3·8·64·6·6"),
        (32, "3·3·1·64 + 64", "3·3·1·64·6·6"),
    ],
)
def test_a_kernel_of_a_group_reads_its_group_s_channels_only(groups: int, parameters: str, multiply_adds: str) -> None:
    layer = Conv2dSpec(out_channels=64, groups=groups)
    assert text(layer.parameter_terms((32, 8, 8))) == parameters
    assert text(layer.multiply_add_terms((32, 8, 8))) == multiply_adds
    built = sum(p.numel() for p in layer.build((32, 8, 8)).parameters())
    assert layer.parameter_count((32, 8, 8)) == built


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_an_even_kernel_under_same_reads_where_its_window_says() -> None:
    layer = Conv2dSpec(out_channels=1, kernel_size=4, padding="same", bias=False)
    module, image = layer.build((1, 9, 9)), torch.rand(1, 1, 9, 9)
    window = layer.window()
    assert window.padding_after is not None
    (top, left), (bottom, right) = window.padding, window.padding_after
    padded = nn.functional.pad(image, (left, right, top, bottom))
    torch.testing.assert_close(module(image), nn.functional.conv2d(padded, next(module.parameters())))


def test_a_separable_convolution_adds_up_its_two_halves() -> None:
    layer = DepthwiseSeparableSpec(out_channels=64, padding="same")
    assert text(layer.parameter_terms((32, 8, 8))) == "3·3·1·32 + 1·1·32·64 + 64"
    assert text(layer.multiply_add_terms((32, 8, 8))) == "3·3·1·32·8·8 + 1·1·32·64·8·8"
    whole = Conv2dSpec(out_channels=64, padding="same")
    assert whole.parameter_count((32, 8, 8)) / layer.parameter_count((32, 8, 8)) == pytest.approx(7.7, abs=0.1)


def test_a_separable_convolution_is_two_convolutions_under_their_names() -> None:
    module = DepthwiseSeparableSpec(out_channels=4, stride=2, padding=1).build((3, 9, 9))
    image = torch.rand(1, 3, 9, 9)
    between = nn.functional.conv2d(image, module.depthwise.weight, stride=2, padding=1, groups=3)
    expected = nn.functional.conv2d(between, module.pointwise.weight, module.pointwise.bias)
    torch.testing.assert_close(module(image), expected)
    assert [name for name, _ in module.named_parameters()] == ["depthwise.weight", "pointwise.weight", "pointwise.bias"]


def test_a_separable_convolution_behind_a_flatten_may_become_linear() -> None:
    with pytest.raises(NeedsImageError) as caught:
        DepthwiseSeparableSpec(out_channels=4).output_shape((12,))
    assert caught.value.params["kind"] == "depthwise_separable"
    assert caught.value.params["fixes"] == [{"op": "replace", "layer": {"kind": "linear", "out_features": 4}}]
