"""An impossible layer says which, why, and what would fit; and what it says is true."""

import json
from typing import Any

import pytest
import torch
from hypothesis import assume, event, given
from torch import nn

from cnn_core.architecture import (
    ArchitectureSpec,
    OutputShapeError,
    ShapeError,
    class_count,
    repaired,
    shapes,
    smallest_batch,
)
from cnn_core.layers.errors import (
    GroupsError,
    KernelTooLargeError,
    NeedsImageError,
    NeedsVectorError,
    PoolPaddingError,
    SamePaddingStrideError,
)
from tests.cnn_core.architecture.strategies import first_error, raw_networks


def refused(*layers: dict[str, Any], image: tuple[int, int, int] = (1, 28, 28)) -> ShapeError:
    with pytest.raises(ShapeError) as caught:
        shapes(ArchitectureSpec.parse({"name": "wrong", "input_shape": image, "layers": layers}))
    return caught.value


def test_a_kernel_larger_than_its_image_says_which_would_fit() -> None:
    error = refused({"kind": "max_pool2d", "kernel_size": 7}, {"kind": "conv2d", "out_channels": 2, "kernel_size": 5})
    assert isinstance(error, KernelTooLargeError)
    assert error.params == {
        "layer": "conv1",
        "index": 1,
        "axis": "height",
        "size": 4,
        "padding": 0,
        "room": 4,
        "kernel": 5,
        "dilation": 1,
        "extent": 5,
        "arithmetic": "⌊(4 − 5) / 1⌋ + 1 = 0",
        "fitting_kernel": "4",
        "fitting_padding": "1",
        "fixes": [
            {"index": 1, "op": "set", "fields": {"kernel_size": 4}},
            {"index": 1, "op": "set", "fields": {"padding": 1}},
        ],
    }
    assert str(error) == (
        "conv1: expected a kernel covering at most 4 px of height; received one covering 5 px "
        "(⌊(4 − 5) / 1⌋ + 1 = 0); a kernel of 4 or a padding of 1 would fit"
    )


def test_only_the_axis_that_is_too_short_is_changed() -> None:
    error = refused({"kind": "conv2d", "out_channels": 1, "kernel_size": 5, "dilation": 2}, image=(1, 20, 6))
    assert (error.params["axis"], error.params["fitting_kernel"], error.params["fitting_padding"]) == (
        "width",
        "5×3",
        "0×2",
    )
    assert {"index": 0, "op": "set", "fields": {"dilation": (2, 1)}} in error.params["fixes"]


def test_a_linear_layer_on_an_image_says_what_flatten_would_give() -> None:
    error = refused({"kind": "linear", "out_features": 10}, image=(16, 5, 5))
    assert isinstance(error, NeedsVectorError)
    assert (error.params["arithmetic"], error.params["features"]) == ("16·5·5 = 400", 400)
    assert [fix["layer"]["kind"] for fix in error.params["fixes"]] == ["flatten", "global_avg_pool"]


def test_a_convolution_behind_a_flatten_may_become_linear_or_lose_the_flatten() -> None:
    error = refused({"kind": "flatten"}, {"kind": "dropout"}, {"kind": "conv2d", "out_channels": 5})
    assert isinstance(error, NeedsImageError)
    assert (error.params["layer"], error.params["features"], error.params["kind"]) == ("conv1", 784, "conv2d")
    assert error.params["fixes"] == [
        {"index": 2, "op": "replace", "layer": {"kind": "linear", "out_features": 5}},
        {"index": 0, "op": "remove"},
    ]


def test_groups_lists_every_number_that_divides_both() -> None:
    error = refused({"kind": "conv2d", "out_channels": 18, "groups": 8}, image=(12, 9, 9))
    assert isinstance(error, GroupsError)
    assert error.params["fitting"] == [1, 2, 3, 6]
    assert error.params["fixes"] == [{"index": 0, "op": "set", "fields": {"groups": 6}}]


def test_same_padding_wants_stride_one() -> None:
    error = refused({"kind": "conv2d", "out_channels": 1, "kernel_size": (5, 3), "padding": "same", "stride": 2})
    assert isinstance(error, SamePaddingStrideError)
    assert (error.params["stride"], error.params["fitting_padding"]) == ("2", "2×1")


def test_pool_padding_is_at_most_half_the_kernel() -> None:
    error = refused({"kind": "avg_pool2d", "kernel_size": (4, 2), "padding": 2})
    assert isinstance(error, PoolPaddingError)
    assert error.params["fitting_padding"] == "2×1"


@given(raw_networks())
def test_every_way_out_leads_out(spec: ArchitectureSpec) -> None:
    """Each fix, after a journey through JSON, makes everything up to and including that layer fit.

    A layer may have two things wrong with it; then the first fix leaves the second, and that one's fixes must do.
    """
    error = first_error(spec)
    assume(error is not None)
    assert error is not None
    event(error.code)
    follow(spec.model_copy(update={"layers": spec.layers[: error.params["index"] + 1]}), seen=set())


def follow(spec: ArchitectureSpec, seen: set[str]) -> None:
    error = first_error(spec)
    if error is None:
        return
    assert error.params["fixes"]
    assert error.code not in seen, "a fix that mends nothing"
    for fix in json.loads(json.dumps(error.params["fixes"])):
        follow(repaired(spec, fix), seen | {error.code})


@given(raw_networks())
def test_what_we_refuse_torch_refuses(spec: ArchitectureSpec) -> None:
    """Sizes and groups: torch fails, too, when asked to do it anyway (a linear layer it would apply to each row)."""
    error = first_error(spec)
    assume(isinstance(error, KernelTooLargeError | GroupsError | PoolPaddingError | SamePaddingStrideError))
    assert error is not None
    at = error.params["index"]
    reached = shapes(spec.model_copy(update={"layers": spec.layers[:at]}))[-1] if at else spec.input_shape
    with pytest.raises((RuntimeError, ValueError)):
        anyway(spec.layers[at], reached)(torch.zeros(1, *reached))


def anyway(layer: Any, reached: tuple[int, ...]) -> nn.Module:
    """The layer's torch module with no check of ours before it."""
    if layer.kind == "conv2d":
        fields = ("kernel_size", "stride", "padding", "dilation", "groups", "bias")
        return nn.Conv2d(reached[0], layer.out_channels, **{name: getattr(layer, name) for name in fields})
    module = {"max_pool2d": nn.MaxPool2d, "avg_pool2d": nn.AvgPool2d}[layer.kind]
    return module(layer.kernel_size, layer.stride, layer.padding)


def test_a_network_without_a_vector_at_its_end_has_no_classes() -> None:
    layers = [{"kind": "conv2d", "out_channels": 4}, {"kind": "activation", "function": "relu"}]
    spec = ArchitectureSpec.parse({"name": "maps", "input_shape": (1, 8, 8), "layers": layers})
    with pytest.raises(OutputShapeError, match=r"relu1: expected a vector at the end.*received an image 4×6×6"):
        class_count(spec)


def test_batch_norm_on_single_values_needs_two_images() -> None:
    layers = [{"kind": "conv2d", "out_channels": 4}, {"kind": "batch_norm2d"}, {"kind": "flatten"}]
    small, large = (
        ArchitectureSpec.parse({"name": "n", "input_shape": (1, side, side), "layers": layers}) for side in (3, 4)
    )
    assert (smallest_batch(small), smallest_batch(large)) == (2, 1)
