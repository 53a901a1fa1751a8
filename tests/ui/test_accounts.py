"""What the browser is told about a network: as far as it goes, in words, with buttons that lead on."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.architecture import ArchitectureSpec, ledger, repaired, totals
from cnn_core.architecture.problem import PROBLEMS
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import raw_networks
from tests.cnn_core.architecture.test_reading import HOSTILE
from ui import spec_problems
from ui.accounts import account

CONV = {"kind": "conv2d", "out_channels": 4}
FLAT = {"kind": "flatten"}
LINEAR = {"kind": "linear", "out_features": 10}
ROW = {
    *("path", "name", "kind", "label", "family", "shape", "shape_text", "detail"),
    *("parameters", "work", "memory", "field", "output_how", "jump_text"),
}


def told(*layers: Any, **fields: Any) -> str:
    return json.dumps({"name": "x", "input_shape": [1, 8, 8], "layers": layers, **fields})


def shape_is_right(answer: dict[str, Any]) -> bool:
    json.dumps(answer, allow_nan=False, ensure_ascii=False).encode()
    assert set(answer) == {"rows", "totals", "error", "warnings", "fits"}
    assert all(set(row) == ROW for row in answer["rows"])
    assert set(answer["fits"]) == {"ok", "text"} and answer["fits"]["text"]
    for each in [answer["error"]] if answer["error"] else []:
        assert set(each) == {"path", "field", "text", "fixes"} and each["text"]
        assert all(fix["text"] and fix["fix"]["path"][0] == "layers" for fix in each["fixes"])
    return True


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("preset_id", PRESETS)
def test_of_a_network_that_fits_everything_is_told(preset_id: str, language: str) -> None:
    spec = PRESETS[preset_id].build((1, 28, 28), 10)
    answer = account(spec.to_json(), language, classes=10)
    assert shape_is_right(answer) and answer["error"] is None and answer["fits"]["ok"]
    rows, sums = ledger(spec, 64), totals(ledger(spec, 64))
    assert [row["path"] for row in answer["rows"]] == [["layers", index] for index in range(len(rows))]
    assert [row["parameters"]["value"] for row in answer["rows"]] == [row.parameters for row in rows]
    assert [row["memory"]["value"] for row in answer["rows"]] == [row.activation_bytes for row in rows]
    assert {name: answer["totals"][name]["value"] for name in ("parameters", "work", "memory", "training")} == {
        "parameters": sums.parameters,
        "work": sums.multiply_adds,
        "memory": sums.activation_bytes,
        "training": sums.training_bytes,
    }


@given(spec=raw_networks(), classes=st.none() | st.integers(1, 12), language=st.sampled_from(["en", "es"]))
def test_no_network_is_too_wrong_for_an_answer(spec: ArchitectureSpec, classes: int | None, language: str) -> None:
    assert shape_is_right(account(spec.to_json(), language, classes=classes))


@given(spec=raw_networks(), data=st.data())
def test_pressing_the_buttons_leads_to_a_network_that_can_be_trained(
    spec: ArchitectureSpec, data: st.DataObject
) -> None:
    for _ in range(40):
        answer = account(spec.to_json(), "en", classes=3)
        if answer["error"] is None:
            break
        spec = repaired(spec, data.draw(st.sampled_from(answer["error"]["fixes"]))["fix"])
    assert answer["error"] is None and answer["fits"]["ok"]


@pytest.mark.parametrize("text", [hostile for hostile, _ in HOSTILE.values()], ids=HOSTILE)
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_hostile_is_answered_with_a_sentence(text: str, language: str) -> None:
    answer = account(text, language)
    assert shape_is_right(answer) and answer["error"] and answer["totals"] is None and not answer["fits"]["ok"]
    assert "words for yet" not in answer["error"]["text"]


def test_an_empty_network_says_what_to_do_first() -> None:
    answer = account(told(), "en")
    assert answer["rows"] == [] and answer["error"]["text"].endswith("Add a first layer.")
    for each in answer["error"]["fixes"]:
        assert ArchitectureSpec.from_json(told(each["fix"]["layer"]))


def test_behind_a_layer_that_does_not_fit_nothing_is_counted() -> None:
    answer = account(told(CONV, LINEAR, LINEAR), "en")
    assert [row["name"] for row in answer["rows"]] == ["conv1"] and answer["totals"] is None
    assert answer["error"]["path"] == ["layers", 1]
    assert [fix["text"] for fix in answer["error"]["fixes"]] == [
        "Insert “Flatten” before fc1",
        "Insert “Global average” before fc1",
    ]


def test_a_field_that_is_wrong_leaves_the_layers_before_it() -> None:
    answer = account(told(CONV, {**CONV, "kernel_size": 99}, FLAT), "en")
    assert [row["name"] for row in answer["rows"]] == ["conv1"]
    assert (answer["error"]["path"], answer["error"]["field"]) == (["layers", 1], "kernel_size")
    assert answer["error"]["text"] == "Layer 2: “Kernel size” takes at most 15; it received 99."
    assert answer["error"]["fixes"][0]["fix"]["fields"] == {"kernel_size": 15}


@pytest.mark.parametrize(
    ("layer", "button"),
    [
        ({**CONV, "kernel_size": 9}, "Use a kernel of 8"),
        ({**CONV, "groups": 2}, "Use a single group"),
        ({"kind": "max_pool2d", "kernel_size": [2, 3], "padding": [2, 1]}, "Use a padding of 1"),
        ({**CONV, "padding": "same", "stride": 2}, "Use a stride of 1"),
    ],
)
def test_a_button_says_what_it_does(layer: dict[str, Any], button: str) -> None:
    error = account(told(layer), "en")["error"]
    assert error["fixes"][0]["text"] == button
    assert error["field"] == next(iter(error["fixes"][0]["fix"]["fields"]))


def test_the_end_is_set_to_the_classes_where_they_are_known() -> None:
    answer = account(told(FLAT, LINEAR), "es", classes=7)
    assert answer["error"]["fixes"][0]["text"] == "Dar 7 salidas a fc1"
    assert (answer["error"]["path"], answer["error"]["field"]) == (["layers", 1], "out_features")
    assert answer["totals"] is not None
    assert account(told(FLAT, LINEAR), "es")["error"] is None


def test_what_this_machine_cannot_train_is_told_before() -> None:
    wide = {"kind": "conv2d", "out_channels": 1024, "kernel_size": 15, "padding": "same"}
    answer = account(told(*[wide] * 6), "en")
    assert not answer["fits"]["ok"] and "1,179,884,544" in answer["fits"]["text"]


def test_every_kind_of_problem_has_its_sentence() -> None:
    assert {*PROBLEMS.values(), "other", "no_layer"} == set(spec_problems.SENTENCES)
