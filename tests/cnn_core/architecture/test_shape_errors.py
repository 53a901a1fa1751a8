"""An impossible layer says which, why, and what would fit; and what it says is true."""

import json
from typing import Any

import pytest
import torch
from hypothesis import assume, event, given
from hypothesis import strategies as st
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
    NormGroupsError,
    PoolPaddingError,
    ReflectTooLargeError,
    SamePaddingStrideError,
    SideTooLargeError,
    SingleValueError,
)
from cnn_core.layers.window import pair
from tests.cnn_core.architecture.strategies import SETTINGS, first_error, raw_networks


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
        "path": ["layers", 1],
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
            {"path": ["layers", 1], "op": "set", "fields": {"kernel_size": 4}},
            {"path": ["layers", 1], "op": "set", "fields": {"padding": 1}},
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
    assert {"path": ["layers", 0], "op": "set", "fields": {"dilation": (2, 1)}} in error.params["fixes"]


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
        {"path": ["layers", 2], "op": "replace", "layer": {"kind": "linear", "out_features": 5}},
        {"path": ["layers", 0], "op": "remove"},
    ]


def test_groups_lists_every_number_that_divides_both() -> None:
    error = refused({"kind": "conv2d", "out_channels": 18, "groups": 8}, image=(12, 9, 9))
    assert isinstance(error, GroupsError)
    assert error.params["fitting"] == [1, 2, 3, 6]
    assert error.params["fixes"] == [{"path": ["layers", 0], "op": "set", "fields": {"groups": 6}}]


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


# Torch's own view of each: the module with no check of ours before it.
ANYWAY: dict[str, Any] = {
    "conv2d": lambda layer, channels: nn.Conv2d(channels, **options(layer)),
    "depthwise_separable": lambda layer, channels: nn.Conv2d(channels, channels, **options(layer, *SLIDING)),
    "conv_transpose2d": lambda layer, channels: nn.ConvTranspose2d(channels, **options(layer)),
    "max_pool2d": lambda layer, _: nn.MaxPool2d(**options(layer)),
    "avg_pool2d": lambda layer, _: nn.AvgPool2d(**options(layer)),
    "group_norm": lambda layer, channels: nn.GroupNorm(layer.num_groups, channels),
    "instance_norm2d": lambda _, channels: nn.InstanceNorm2d(channels),
    "pad": lambda layer, _: Padded(layer),
}


SLIDING = ("kernel_size", "stride", "padding", "dilation")


def options(layer: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(layer, name) for name in names or type(layer).model_fields if name != "kind"}


class Padded(nn.Module):
    def __init__(self, layer: Any) -> None:
        super().__init__()
        (vertical, horizontal), self.mode = pair(layer.padding), {"zeros": "constant"}.get(layer.mode, layer.mode)
        self.sides = (horizontal, horizontal, vertical, vertical)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.pad(x, self.sides, mode=self.mode)


@given(raw_networks(st.one_of(*(SETTINGS[kind] for kind in ANYWAY))))
def test_what_we_refuse_torch_refuses(spec: ArchitectureSpec) -> None:
    """Torch fails, too, when asked to do it anyway."""
    error = first_error(spec)
    assume(error is not None)
    assert error is not None
    event(error.code)
    at = error.params["index"]
    reached = shapes(spec.model_copy(update={"layers": spec.layers[:at]}))[-1] if at else spec.input_shape
    with pytest.raises((RuntimeError, ValueError)):
        ANYWAY[spec.layers[at].kind](spec.layers[at], reached[0])(torch.zeros(1, *reached))


def test_groups_to_normalise_list_every_number_that_divides_the_channels() -> None:
    error = refused({"kind": "group_norm", "num_groups": 8}, image=(12, 9, 9))
    assert isinstance(error, NormGroupsError)
    assert (error.params["channels"], error.params["fitting"]) == (12, [1, 2, 3, 4, 6, 12])
    assert error.params["fixes"] == [{"path": ["layers", 0], "op": "set", "fields": {"num_groups": 6}}]


@pytest.mark.parametrize(
    ("layer", "image", "fixes"),
    [
        ({"kind": "instance_norm2d"}, (6, 1, 1), [{"kind": "layer_norm"}, {"kind": "batch_norm2d"}]),
        ({"kind": "instance_norm2d"}, (1, 1, 1), [{"kind": "batch_norm2d"}]),
        ({"kind": "layer_norm"}, (1, 1, 1), [{"kind": "batch_norm2d"}]),
        ({"kind": "group_norm", "num_groups": 6}, (6, 1, 1), [{"num_groups": 3}, {"kind": "batch_norm2d"}]),
    ],
)
def test_a_single_value_is_not_normalised(
    layer: dict[str, Any], image: tuple[int, int, int], fixes: list[dict[str, Any]]
) -> None:
    error = refused(layer, image=image)
    assert isinstance(error, SingleValueError)
    assert error.params["received"] == "×".join(map(str, image))
    assert [fix.get("layer") or fix["fields"] for fix in error.params["fixes"]] == fixes


def test_a_mirror_shows_only_what_lies_before_it() -> None:
    error = refused({"kind": "pad", "padding": (9, 5), "mode": "reflect"}, image=(1, 9, 5))
    assert isinstance(error, ReflectTooLargeError)
    assert (error.params["axis"], error.params["padding"], error.params["fitting_padding"]) == ("height", 9, 8)
    assert [fix["fields"] for fix in error.params["fixes"]] == [{"padding": (8, 4)}, {"mode": "replicate"}]


def test_padding_upon_padding_has_an_end() -> None:
    pads = [{"kind": "pad", "padding": 64}] * 7
    error = refused(*pads, image=(1, 200, 256))
    assert isinstance(error, SideTooLargeError)
    assert (error.params["index"], error.params["axis"], error.params["arithmetic"]) == (
        6,
        "width",
        "1024 + 2·64 = 1152",
    )
    assert [fix["fields"] for fix in error.params["fixes"]] == [{"padding": (28, 0)}]


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
