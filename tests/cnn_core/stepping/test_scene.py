"""The scene: what a link brings back, and what it refuses."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.errors import InvalidSpecError
from cnn_core.layers.errors import (
    GroupsError,
    KernelTooLargeError,
    NothingLeftError,
    OutputPaddingError,
    PoolPaddingError,
    ReflectTooLargeError,
    SamePaddingStrideError,
)
from cnn_core.stepping.errors import OneValueError
from cnn_core.stepping.kernels import KERNELS
from cnn_core.stepping.operations import (
    BatchNormSpec,
    ConvolutionSpec,
    MaxPoolSpec,
    OperationSpec,
    SeparableSpec,
    TransposedConvolutionSpec,
)
from cnn_core.stepping.scene import LARGEST_JSON, LensScene

FOUR_BYTES = base64.b64encode(bytes(range(4))).decode()
PICTURES = [
    {"kind": "sample", "dataset": "digits", "index": 3},
    {"kind": "sample", "dataset": "mnist", "index": 0, "size": 14},
    {"kind": "grid", "id": "bars"},
    {"kind": "pixels", "shape": [1, 2, 2], "data": FOUR_BYTES},
    {"kind": "values", "values": [[[0, 1], [2, 3]]]},
]
KERNELS_GIVEN = [{"preset": preset} for preset in KERNELS] + [
    {"preset": "random", "seed": 7},
    {"values": [[[[1, 0], [0, -1]]]]},
]
NAMES = [*LensScene.model_fields, "kind", "values", "preset", "data", "shape", "index", "id"]
UPSTREAMS = [{"kind": "ones"}, {"kind": "values", "values": [[[1, -1]]]}, {"kind": "target", "preset": "sobel_x"}]


@given(st.sampled_from(PICTURES), st.sampled_from(KERNELS_GIVEN), st.sampled_from(UPSTREAMS), st.booleans())
def test_it_comes_back_from_json_equal(picture: Any, kernel: Any, upstream: Any, backward: bool) -> None:
    scene = LensScene.parse(
        {"picture": picture, "kernel": kernel, "upstream": upstream, "then": {"kind": "leaky_relu"}}
        | {"direction": "backward" if backward else "forward"}
    )
    assert LensScene.from_json(scene.to_json()) == scene
    assert LensScene.from_json(scene.to_json()).to_json() == scene.to_json()


def test_it_is_written_as_the_browser_reads_it() -> None:
    written = json.loads(LensScene.parse({"then": {"kind": "leaky_relu"}}).to_json())
    assert written["operation"] == {
        "kind": "convolution",
        "out_channels": 1,
        "kernel_size": [3, 3],
        "stride": [1, 1],
        "padding": [0, 0],
        "padding_mode": "zeros",
        "dilation": [1, 1],
        "groups": 1,
        "bias": True,
        "flipped": False,
    }
    assert written["picture"] == {"kind": "sample", "dataset": "digits", "index": 3}
    assert written["kernel"] == {"preset": "sobel_x"}
    assert written["then"] == {"kind": "leaky_relu", "negative_slope": 0.01}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"operation": {"kind": "convolution", "stride": [0, 1]}}, "operation.convolution.stride.0"),
    ({"operation": {"kind": "convolution", "padding": "valid"}}, "operation.convolution.padding"),
    ({"operation": {"kind": "magic"}}, "operation"),
    ({"picture": {"kind": "pixels", "shape": [1, 2, 2], "data": "AAA"}}, "picture.pixels"),
    ({"picture": {"kind": "pixels", "shape": [1, 2, 3], "data": FOUR_BYTES}}, "picture.pixels"),
    ({"picture": {"kind": "pixels", "shape": [8, 64, 64], "data": "A" * 16_000}}, "picture.pixels"),
    ({"picture": {"kind": "values", "values": [[[1, 2], [3]]]}}, "picture.values.values"),
    ({"picture": {"kind": "values", "values": [[]]}}, "picture.values.values"),
    ({"picture": {"kind": "values", "values": [[[0] * 65]]}}, "picture.values"),
    ({"picture": {"kind": "values", "values": [[[0]]] * 9}}, "picture.values"),
    ({"picture": {"kind": "values", "values": [[[float("nan")]]]}}, "picture.values.values.0.0.0"),
    ({"picture": {"kind": "sample", "dataset": "../etc", "index": 0}}, "picture.sample.dataset"),
    ({"kernel": {}}, "kernel.preset"),
    ({"kernel": {"preset": "nobody"}}, "kernel.preset.preset"),
    ({"kernel": {"values": [[[[1e9]]]]}}, "kernel.values.values.0.0.0.0"),
    ({"kernel": 3}, "kernel"),
    ({"bias": [float("inf")]}, "bias.0"),
    ({"bias": [0.0] * 17}, "bias"),
    ({"cell": [0, -1, 0]}, "cell.1"),
    ({"colour": 1}, "colour"),
]


@pytest.mark.parametrize(("fields", "field"), WRONG)
def test_nonsense_is_refused_with_its_place(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidSpecError) as caught:
        LensScene.parse(fields)
    assert caught.value.params["field"].startswith(field)


def test_it_is_never_larger_than_a_link_may_be() -> None:
    many = {"kind": "values", "values": [[[0.123456789012] * 64] * 64] * 3}
    for refused in (lambda: LensScene.parse({"picture": many}), lambda: LensScene.from_json(" " * (LARGEST_JSON + 1))):
        with pytest.raises(InvalidSpecError):
            refused()
    largest = {"kind": "pixels", "shape": [3, 64, 64], "data": base64.b64encode(bytes(3 * 64 * 64)).decode()}
    scene = LensScene.parse({"picture": largest, "kernel": {"values": [[[[0.1234] * 7] * 7] * 3] * 8}})
    assert LensScene.from_json(scene.to_json()) == scene


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4) | JSON, st.text(max_size=3))
def test_whatever_arrives_it_is_a_scene_or_refused(value: Any, rest: str) -> None:
    for text in (json.dumps(value), json.dumps(value) + rest, rest, "[" * 60_000):
        try:
            scene = LensScene.from_json(text)
        except InvalidSpecError:
            continue
        assert LensScene.from_json(scene.to_json()) == scene


REFUSED: list[tuple[OperationSpec, tuple[int, int, int], type[Exception]]] = [
    (ConvolutionSpec(padding=(5, 0), padding_mode="reflect"), (1, 5, 5), ReflectTooLargeError),
    (ConvolutionSpec(padding="same", stride=(2, 1)), (1, 5, 5), SamePaddingStrideError),
    (ConvolutionSpec(kernel_size=(7, 1)), (1, 5, 5), KernelTooLargeError),
    (ConvolutionSpec(groups=2), (3, 5, 5), GroupsError),
    (SeparableSpec(kernel_size=(1, 7)), (3, 5, 5), KernelTooLargeError),
    (TransposedConvolutionSpec(groups=2), (3, 5, 5), GroupsError),
    (TransposedConvolutionSpec(padding=(4, 0)), (3, 3, 3), NothingLeftError),
    (TransposedConvolutionSpec(output_padding=(0, 2)), (3, 3, 3), OutputPaddingError),
    (MaxPoolSpec(padding=(2, 0)), (1, 5, 5), PoolPaddingError),
    (BatchNormSpec(), (1, 1, 1), OneValueError),
]


@pytest.mark.parametrize(("operation", "shape", "error"), REFUSED)
def test_what_is_impossible_says_why(
    operation: OperationSpec, shape: tuple[int, int, int], error: type[Exception]
) -> None:
    with pytest.raises(error):
        LensScene(operation=operation).output_shape(shape)


def test_weights_of_another_shape_are_refused() -> None:
    kernel = {"values": [[[[1, 0], [0, -1]]]]}
    scene = {"operation": {"kind": "convolution", "kernel_size": [2, 2]}, "kernel": kernel, "bias": [0.5]}
    assert LensScene.parse(scene).output_shape((1, 4, 4)) == (1, 3, 3)
    for wrong, field in (
        ({"operation": {"kind": "convolution"}}, "kernel.values"),
        ({"bias": [0.0, 0.0]}, "bias"),
        ({"upstream": {"kind": "values", "values": [[[1.0]]]}}, "upstream.values"),
    ):
        with pytest.raises(InvalidSpecError) as caught:
            LensScene.parse(scene | wrong).output_shape((1, 4, 4))
        assert caught.value.params["field"] == field


def test_the_mixing_of_a_separable_convolution_has_a_weight_for_each_channel_and_map() -> None:
    scene = {"operation": {"kind": "separable", "out_channels": 2}, "pointwise": [[1, 0, -1], [0.5, 0, 0]]}
    assert LensScene.parse(scene).output_shape((3, 4, 4)) == (2, 2, 2)
    with pytest.raises(InvalidSpecError) as caught:
        LensScene.parse(scene).output_shape((1, 4, 4))
    assert caught.value.params["field"] == "pointwise"


def test_a_first_convolution_takes_the_weights_and_hands_on_its_shape() -> None:
    first = {"kind": "convolution", "out_channels": 2, "kernel_size": [3, 3]}
    scene = LensScene.parse({"first": first, "operation": {"kind": "max_pool"}, "bias": [0, 1]})
    assert scene.output_shape((1, 10, 8)) == (2, 4, 3)
    assert LensScene.from_json(scene.to_json()) == scene
    with pytest.raises(InvalidSpecError):
        LensScene.parse({"first": first, "operation": {"kind": "max_pool"}, "bias": [0]}).output_shape((1, 10, 8))


@pytest.mark.parametrize("kind", ["convolution", "separable", "transposed_convolution", "linear"])
def test_a_first_convolution_stands_before_nothing_that_has_weights_itself(kind: str) -> None:
    with pytest.raises(InvalidSpecError):
        LensScene.parse({"first": {"kind": "convolution"}, "operation": {"kind": kind}})


def test_a_batch_is_the_picture_and_the_others_in_grey() -> None:
    scene = LensScene.parse(
        {
            "operation": {"kind": "batch_norm"},
            "batch": [{"kind": "sample", "dataset": "digits", "index": 1}, {"kind": "grid", "id": "bars"}],
            "memory": {"scale": 2.0, "mean": -0.5},
        }
    )
    assert LensScene.from_json(scene.to_json()) == scene
    assert scene.output_shape((3, 5, 6)) == (3, 5, 6)
    assert LensScene.parse({"operation": {"kind": "batch_norm"}}).output_shape((3, 5, 6)) == (1, 5, 6)


@pytest.mark.parametrize(
    "fields",
    [
        {"batch": [{"kind": "values", "values": [[[1]]]}]},
        {"batch": [{"kind": "grid", "id": "bars"}] * 8},
        {"memory": {"variance": -1.0}},
        {"operation": {"kind": "batch_norm"}, "first": {"kind": "convolution"}},
    ],
)
def test_a_batch_has_bounds_too(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidSpecError):
        LensScene.parse(fields)
