"""The network as a value: JSON there and back, names, bounds."""

from typing import Any

import pytest
from hypothesis import given

from cnn_core.architecture import ArchitectureSpec, input_shapes, layer_names, shapes
from cnn_core.errors import InvalidSpecError
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import networks, raw_networks

RELU = {"kind": "activation", "function": "relu"}


def spec_with(**fields: Any) -> ArchitectureSpec:
    return ArchitectureSpec.parse({"name": "n", "input_shape": (1, 8, 8), "layers": [RELU], **fields})


@given(raw_networks())
def test_json_gives_an_equal_network_back(spec: ArchitectureSpec) -> None:
    again = ArchitectureSpec.from_json(spec.to_json())
    assert again == spec
    assert hash(again) == hash(spec)
    assert again.to_json() == spec.to_json()
    assert ArchitectureSpec.parse(spec.model_dump()) == spec


def test_json_leaves_out_what_is_the_default() -> None:
    layers = [{"kind": "conv2d", "out_channels": 4, "kernel_size": [3, 3], "padding": "same"}, RELU]
    layers.append({"kind": "activation", "function": {"kind": "leaky_relu", "negative_slope": 0.2}})
    assert spec_with(layers=layers).to_json() == (
        '{"name":"n","input_shape":[1,8,8],"layers":[{"kind":"conv2d","out_channels":4,"padding":"same"},'
        '{"kind":"activation","function":"relu"},'
        '{"kind":"activation","function":{"kind":"leaky_relu","negative_slope":0.2}}]}'
    )


def test_two_spellings_of_the_same_kernel_are_equal() -> None:
    square, number = (spec_with(layers=[{"kind": "max_pool2d", "kernel_size": k}]) for k in ((2, 2), 2))
    assert square == number


@given(networks())
def test_names_are_unique_and_do_not_depend_on_what_follows(spec: ArchitectureSpec) -> None:
    names = layer_names(spec)
    assert len(set(names)) == len(spec.layers)
    shorter = spec.model_copy(update={"layers": spec.layers[:-1]})
    assert layer_names(shorter) == names[:-1]


def test_names_of_lenet5() -> None:
    assert layer_names(PRESETS["lenet5"].build((1, 28, 28), 10)) == (
        *("conv1", "relu1", "pool1", "conv2", "relu2", "pool2"),
        *("flatten", "fc1", "relu3", "fc2", "relu4", "fc3"),
    )


@given(networks())
def test_each_layer_is_reached_by_what_the_one_before_gives(spec: ArchitectureSpec) -> None:
    assert input_shapes(spec) == (spec.input_shape, *shapes(spec)[:-1])


@pytest.mark.parametrize("name", ["LeNet-5", "Año 2 - b", "it's_me", "a" * 60])
def test_plain_names_stay_as_they_are(name: str) -> None:
    assert spec_with(name=name).name == name


@pytest.mark.parametrize(
    "name", ["", " ", "a" * 61, "![x](y)", "<b>", "-list", "a\u202eb", "*x*", "`x`", ":smile:", "_x_"]
)
def test_names_with_markup_are_refused(name: str) -> None:
    with pytest.raises(InvalidSpecError) as caught:
        spec_with(name=name)
    assert caught.value.params["field"] == "name"


def test_names_are_normalised() -> None:
    assert spec_with(name="  red   pequen\u0303a\n").name == "red pequeña"


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("layers", [], "layers"),
        ("layers", [RELU] * 201, "layers"),
        ("layers", [RELU, {"kind": "conv3d"}], "layers.1"),
        ("layers", [{"kind": "conv2d"}], "layers.0.conv2d.out_channels"),
        ("layers", [{"kind": "conv2d", "out_channels": 2, "kernel": 3}], "layers.0.conv2d.kernel"),
        ("layers", [{"kind": "dropout", "p": 1.0}], "layers.0.dropout.p"),
        ("input_shape", (1, 8, 257), "input_shape.2"),
        ("input_shape", (0, 8, 8), "input_shape.0"),
        ("initialization", "zeros", "initialization"),
    ],
)
def test_what_is_out_of_bounds_is_named(field: str, value: Any, where: str) -> None:
    with pytest.raises(InvalidSpecError) as caught:
        spec_with(**{field: value})
    assert caught.value.params["field"] == where
