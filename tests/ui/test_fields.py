"""Every field of every layer can be edited: whoever adds one is told here when no control fits it."""

from typing import Any

import pytest

from cnn_core.errors import InvalidSpecError
from cnn_core.layers import LAYERS, LayerSpec
from ui.builder import first
from ui.fields import fields

TYPES = {"integer", "number", "sizes", "flag", "choice", "variant", "layers", "branches"}
every_layer = pytest.mark.parametrize("kind", LAYERS)


def layer(kind: str, **changes: Any) -> LayerSpec:
    return LAYERS[kind].parse(first(kind) | changes)


def edges(field: dict[str, Any]) -> list[Any]:
    """Values that the field must take."""
    match field["type"]:
        case "integer" | "sizes":
            ends = [field["low"], field["high"]]
            lengths = [length for length in field.get("lengths", []) if length > 1]
            sides = [[end] * length for end in ends for length in lengths]
            plain = ends if 1 in field.get("lengths", [1]) else []
            return [*plain, *sides, *field.get("words", [])]
        case "number":
            return [field.get("low", field.get("above", 0) + 1e-6), field.get("high", field.get("below", 1) - 1e-6)]
        case "flag":
            return [True, False]
        case "choice":
            return list(field["options"])
        case "variant":
            return [option["kind"] for option in field["options"]]
        case "layers":
            return [[first("conv2d")]]
        case "branches":
            return [[[first("conv2d")], []]]
    raise AssertionError(f"no such type of field: {field}")


@every_layer
def test_every_field_has_a_control_with_bounds(kind: str) -> None:
    found = fields(LAYERS[kind])
    assert {one["name"] for one in found} == set(LAYERS[kind].model_fields) - {"kind"}
    assert {one["type"] for one in found} <= TYPES


@every_layer
def test_a_control_gives_what_the_layer_takes(kind: str) -> None:
    for field in fields(LAYERS[kind]):
        for value in [*edges(field), *([None] if field.get("empty") else [])]:
            layer(kind, **{field["name"]: value})


@every_layer
def test_a_control_stops_where_the_layer_does(kind: str) -> None:
    for field in fields(LAYERS[kind]):
        if field["type"] not in ("integer", "number", "sizes"):
            continue
        for value in (field.get("low", field.get("above")) - 1, field.get("high", field.get("below")) + 1):
            sides = value if 1 in field.get("lengths", [1]) else [value] * field["lengths"][0]
            with pytest.raises(InvalidSpecError):
                layer(kind, **{field["name"]: sides})


@every_layer
def test_the_numbers_of_what_is_chosen_can_be_changed_too(kind: str) -> None:
    for field in fields(LAYERS[kind]):
        for option in field.get("options", []) if field["type"] == "variant" else []:
            for inner in option["fields"]:
                for value in edges(inner):
                    layer(kind, **{field["name"]: {"kind": option["kind"], inner["name"]: value}})


@every_layer
def test_a_default_is_the_classs_own(kind: str) -> None:
    plain = layer(kind).model_dump(mode="json")
    for field in fields(LAYERS[kind]):
        if not field["required"]:
            explicit = layer(kind, **{field["name"]: field["default"]})
            assert field["name"] not in explicit.model_dump(mode="json"), plain
