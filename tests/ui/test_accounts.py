"""What the browser is told about a network: as far as it goes, in words, with buttons that lead on."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.architecture import ArchitectureSpec, ledger, repaired, totals
from cnn_core.architecture.problem import PROBLEMS
from cnn_core.layers import LAYERS, BlockSpec
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import raw_networks
from tests.cnn_core.architecture.test_reading import HOSTILE
from tests.cnn_core.layers.test_blocks import STACKS
from ui import fix_texts, i18n, spec_problems
from ui.accounts import account
from ui.layer_texts import branch_label

CONV = {"kind": "conv2d", "out_channels": 4}
FLAT = {"kind": "flatten"}
LINEAR = {"kind": "linear", "out_features": 10}
ROW = {
    *("path", "name", "kind", "label", "shape", "shape_text", "detail"),
    *("parameters", "work", "memory", "field", "output_how", "jump_text", "inside"),
}


def told(*layers: Any, **fields: Any) -> str:
    return json.dumps({"name": "x", "input_shape": [1, 8, 8], "layers": layers, **fields})


def every_row(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    inner = [row for each in rows for branch in each["inside"] for row in every_row(branch["rows"])]
    return [*rows, *inner]


def shape_is_right(answer: dict[str, Any]) -> bool:
    json.dumps(answer, allow_nan=False, ensure_ascii=False).encode()
    assert set(answer) == {"rows", "totals", "error", "warnings", "fits"}
    assert all(set(row) == ROW for row in every_row(answer["rows"]))
    for each in answer["warnings"]:
        assert set(each) == {"path", "text", "why", "fixes"} and each["text"] and each["why"]
    assert set(answer["fits"]) == {"ok", "text"} and answer["fits"]["text"]
    for each in [answer["error"]] if answer["error"] else []:
        assert set(each) == {"path", "field", "text", "fixes"} and each["text"]
        assert all(fix["text"] and fix["fix"]["path"][0] == "layers" for fix in each["fixes"])
    return True


def buttons_speak(answer: dict[str, Any]) -> bool:
    """Each field that a way out sets has words of its own, better than its name and a colon."""
    spoken = {key.split(".")[0] for key in fix_texts.SETTINGS}
    fixes = [each["fix"] for problem in [answer["error"], *answer["warnings"]] if problem for each in problem["fixes"]]
    assert {field for fix in fixes for field in fix.get("fields", ())} <= spoken
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


@given(stack=STACKS)
def test_blocks_within_blocks_are_answered(stack: list[Any]) -> None:
    answer = account(told(*stack, input_shape=[4, 12, 12]), "en", classes=3)
    assert shape_is_right(answer) and buttons_speak(answer)


@given(spec=raw_networks(), classes=st.none() | st.integers(1, 12), language=st.sampled_from(["en", "es"]))
def test_no_network_is_too_wrong_for_an_answer(spec: ArchitectureSpec, classes: int | None, language: str) -> None:
    answer = account(spec.to_json(), language, classes=classes)
    assert shape_is_right(answer) and buttons_speak(answer)


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


def test_a_block_shows_what_is_inside_with_its_addresses() -> None:
    body = [{**CONV, "padding": 1}, {"kind": "activation", "function": "relu"}]
    block = {"kind": "residual", "layers": body, "shortcut": "projection"}
    row = account(told(block, FLAT), "en")["rows"][0]
    assert (row["name"], row["label"], [each["branch"] for each in row["inside"]]) == (
        "res1",
        "Residual block",
        ["its layers", "shortcut", "after the join"],
    )
    inner, shortcut, _ = (each["rows"] for each in row["inside"])
    assert [(each["path"], each["label"]) for each in inner] == [
        (["layers", 0, "layers", 0], "Convolution"),
        (["layers", 0, "layers", 1], "ReLU"),
    ]
    assert [each["path"] for each in shortcut] == [[], []]
    parts = [each["parameters"]["value"] for branch in row["inside"] for each in branch["rows"]]
    assert sum(parts) == row["parameters"]["value"]


def test_what_is_wrong_inside_a_block_is_said_of_that_layer() -> None:
    block = {"kind": "parallel", "branches": [[CONV], [{**CONV, "kernel_size": 9}]]}
    error = account(told(CONV, block), "en")["error"]
    assert error["path"] == ["layers", 1, "branches", 1, 0]
    assert "parallel1.conv1" in error["text"]
    assert error["fixes"][0]["fix"]["path"] == error["path"]
    joined = account(told({"kind": "residual", "layers": [CONV]}, FLAT), "en")["error"]
    assert joined["path"] == ["layers", 0]


def test_a_remark_inside_a_block_names_the_layer_with_its_block() -> None:
    norm = {"kind": "batch_norm2d"}
    block = {"kind": "residual", "layers": [{**CONV, "kernel_size": 5, "padding": 2}, norm], "shortcut": "projection"}
    (found,) = account(told(block, FLAT), "en")["warnings"]
    assert found["path"] == ["layers", 0, "layers", 0]
    assert found["text"] == "res1.conv1 has a bias, and res1.bn1 right behind it takes it away again."
    assert found["fixes"][0]["text"] == "Take the bias of res1.conv1 away"


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


@pytest.mark.parametrize("kind", [kind for kind, layer in LAYERS.items() if issubclass(layer, BlockSpec)])
def test_every_branch_of_every_block_has_a_name_in_words(kind: str) -> None:
    spec = ArchitectureSpec.parse({"name": "n", "input_shape": (8, 8, 8), "layers": [{"kind": kind}]})
    (row,) = ledger(spec)
    with i18n.speaking("es"):
        assert all(branch_label(each.branch) for each in row.inside)


def test_the_bound_on_a_button_is_written_as_in_the_sentence() -> None:
    text = json.dumps({"name": "x", "input_shape": [1, 8, 8], "layers": [{"kind": "dropout", "p": 2}]})
    error = account(text, "es")["error"]
    assert "0,95" in error["text"] and "0,95" in error["fixes"][0]["text"]
