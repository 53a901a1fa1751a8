"""The ledger of a network that may not be finished, and what is wrong behind its last row."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.architecture import (
    ArchitectureSpec,
    ClassCountError,
    OutputShapeError,
    ShapeError,
    account,
    class_count,
    ledger,
    repaired,
    totals,
)
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import networks, raw_networks

CONV = {"kind": "conv2d", "out_channels": 4}
FLAT = {"kind": "flatten"}
RELU = {"kind": "activation", "function": "relu"}


def network(*layers: dict[str, Any], image: tuple[int, int, int] = (1, 8, 8)) -> ArchitectureSpec:
    return ArchitectureSpec.parse({"name": "x", "input_shape": image, "layers": layers})


def linear(features: int) -> dict[str, Any]:
    return {"kind": "linear", "out_features": features}


@pytest.mark.parametrize("preset_id", PRESETS)
def test_of_a_network_that_fits_it_is_the_ledger(preset_id: str) -> None:
    spec = PRESETS[preset_id].build((3, 32, 32), 10)
    found = account(spec, 64, 10)
    assert (found.rows, found.totals, found.error) == (ledger(spec, 64), totals(ledger(spec, 64)), None)
    assert found.is_whole


@given(spec=raw_networks(), batch_size=st.integers(1, 64), classes=st.none() | st.integers(1, 12))
def test_no_network_is_too_wrong_to_be_counted(spec: ArchitectureSpec, batch_size: int, classes: int | None) -> None:
    found = account(spec, batch_size, classes)
    if isinstance(found.error, ShapeError):
        assert len(found.rows) == found.error.params["index"] and not found.is_whole
    else:
        assert found.rows == ledger(spec, batch_size) and found.is_whole
    assert found.totals == totals(found.rows)


@given(spec=networks(), classes=st.integers(1, 12), data=st.data())
def test_the_ways_out_at_the_end_lead_to_a_number_for_each_class(
    spec: ArchitectureSpec, classes: int, data: st.DataObject
) -> None:
    for _ in range(3):
        error = account(spec, classes=classes).error
        if error is None:
            break
        assert isinstance(error, OutputShapeError | ClassCountError)
        spec = repaired(spec, data.draw(st.sampled_from(error.params["fixes"])))
    assert class_count(spec) == classes


def test_the_last_linear_layer_is_set_also_through_what_keeps_the_length() -> None:
    error = account(network(FLAT, linear(3), RELU, {"kind": "dropout"}), classes=10).error
    assert isinstance(error, ClassCountError)
    assert error.params["fixes"] == [{"op": "set", "path": ["layers", 1], "fields": {"out_features": 10}}]


def test_an_image_at_the_end_is_flattened_behind_it() -> None:
    error = account(network(CONV)).error
    assert isinstance(error, OutputShapeError)
    assert [(fix["path"], fix["layer"]["kind"]) for fix in error.params["fixes"]] == [
        (["layers", 1], "flatten"),
        (["layers", 1], "global_avg_pool"),
    ]


def test_where_no_layer_decides_the_length_one_is_appended() -> None:
    error = account(network(CONV, FLAT, RELU), classes=10).error
    assert error is not None and error.params["received"] == 144
    assert error.params["fixes"][0]["layer"] == linear(10) and error.params["fixes"][0]["path"] == ["layers", 3]
