"""What anybody may send as a network: read, or refused before anything large is made of it."""

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.architecture import ArchitectureSpec, check_size
from cnn_core.architecture.problem import Problem, problem
from cnn_core.architecture.reading import (
    DEEPEST,
    LONGEST,
    NotJsonError,
    NumberTooLargeError,
    RepeatedKeyError,
    TextTooDeepError,
    TextTooLongError,
    TooManyNamesError,
    read,
)
from cnn_core.architecture.spec import DEEPEST as DEEPEST_BLOCKS
from cnn_core.errors import CnnCoreError, InvalidSpecError
from tests.cnn_core.architecture.strategies import raw_networks

FLAT: dict[str, Any] = {"kind": "flatten"}


def text(*layers: Any, **fields: Any) -> str:
    return json.dumps({"name": "x", "input_shape": [1, 8, 8], "layers": layers, **fields})


def deep(brackets: int) -> str:
    return "[" * brackets + "]" * brackets


def stretch(*layers: Any, times: int = 30) -> dict[str, Any]:
    return {"kind": "repeat", "layers": layers, "times": times}


def within(levels: int) -> dict[str, Any]:
    return stretch(within(levels - 1), times=1) if levels else FLAT


HOSTILE: dict[str, tuple[str, type[InvalidSpecError]]] = {
    "ten thousand layers": (text(*[FLAT] * 10_000), InvalidSpecError),
    "ten thousand convolutions": (text(*[{"kind": "conv2d", "out_channels": 8}] * 10_000), TextTooLongError),
    "ten thousand layers in a few": (text(stretch(stretch(stretch(FLAT)))), InvalidSpecError),
    "blocks seven levels deep": (text(within(7)), InvalidSpecError),
    "ten megabytes": ("x" * 10**7, TextTooLongError),
    "ten megabytes of layers": (text(*[FLAT] * 480_000), TextTooLongError),
    "brackets a hundred deep": (f'{{"layers": {deep(100)}}}', TextTooDeepError),
    "brackets as deep as the text is long": ("[" * LONGEST, TextTooDeepError),
    "blocks a hundred deep": ('{"layers":[' * 100 + "]}" * 100, TextTooDeepError),
    "a string without an end": ('"' + '\\"' * (LONGEST // 2 - 1), NotJsonError),
    "quotes only": ('"' * LONGEST, NotJsonError),
    "a type nobody knows": (text({"kind": "explode"}), InvalidSpecError),
    "1e400": (text(FLAT, input_shape=[1, 8, 8]).replace("8", "1e400"), NumberTooLargeError),
    "-1e400": (text(FLAT).replace("8", "-1e400"), NumberTooLargeError),
    "10**30": (text(FLAT, input_shape=[1, 10**30, 8]), InvalidSpecError),
    "a number of sixty thousand digits": (text(FLAT).replace("8", "9" * 60_000), NumberTooLargeError),
    "not a number": (text(FLAT).replace("8", "NaN"), NumberTooLargeError),
    "infinity": (text(FLAT).replace("8", "-Infinity"), NumberTooLargeError),
    "a name twice": ('{"name": "x", "name": "y"}', RepeatedKeyError),
    "a layer's name twice": (text(FLAT).replace('"kind"', '"kind": "flatten", "kind"'), RepeatedKeyError),
    "half a surrogate pair": ('{"name": "\\ud800"}', NotJsonError),
    "bytes that are no text": ("\udcff", NotJsonError),
    "nothing": ("", NotJsonError),
    "a list": (deep(3), InvalidSpecError),
    "a number": ("7", InvalidSpecError),
    "a thousand unknown names": (text({**FLAT, **{f"x{n}": n for n in range(1000)}}), TooManyNamesError),
    "a few unknown names": (text({**FLAT, **{f"x{n}": n for n in range(10)}}), InvalidSpecError),
    "thousands of wrong layers in a block": (text(stretch(*[{"kind": "x"}] * 16_000)), InvalidSpecError),
    "thousands of wrong branches": (
        text({"kind": "parallel", "branches": [[{"kind": "x"}]] * 9_000}),
        InvalidSpecError,
    ),
    "a script": (text(FLAT, name="<script>"), InvalidSpecError),
}


@pytest.mark.parametrize(("told", "refusal"), HOSTILE.values(), ids=HOSTILE)
def test_it_is_refused_without_being_made(told: str, refusal: type[InvalidSpecError]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(refusal):
            ArchitectureSpec.from_json(told)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 64 * LONGEST


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(NotJsonError):
        ArchitectureSpec.from_json(b'{"name": "\xff"}')


def test_a_billion_parameters_are_a_network_that_is_too_large() -> None:
    wide = {"kind": "conv2d", "out_channels": 1024, "kernel_size": 15, "padding": "same"}
    with pytest.raises(CnnCoreError) as caught:
        check_size(ArchitectureSpec.from_json(text(*[wide] * 6)))
    assert caught.value.code == "too_many_parameters" and caught.value.params["parameters"] > 10**9


def test_branches_within_branches_are_not_too_deep() -> None:
    layer: dict[str, Any] = {"kind": "activation", "function": {"kind": "leaky_relu", "negative_slope": 0.5}}
    for _ in range(DEEPEST_BLOCKS):
        layer = {"kind": "parallel", "branches": [[layer], []]}
    assert ArchitectureSpec.from_json(text(layer))


def test_the_longest_network_is_not_too_long() -> None:
    full = {"kind": "conv2d", "out_channels": 1024, "kernel_size": [15, 13], "stride": [8, 7], "padding": [64, 63]}
    layers = [{**full, "dilation": [8, 7], "groups": 1024, "bias": False}] * 200
    assert len(ArchitectureSpec.from_json(text(*layers)).layers) == 200
    block = {
        "kind": "parallel",
        "branches": [[{"kind": "conv2d", "out_channels": 64, "kernel_size": 3, "padding": 1}] * 9],
    }
    assert len(ArchitectureSpec.from_json(text(*[block] * 199)).layers) == 199


@given(spec=raw_networks())
def test_what_a_network_writes_is_read(spec: ArchitectureSpec) -> None:
    assert ArchitectureSpec.from_json(spec.to_json()) == spec
    assert ArchitectureSpec.from_json(spec.model_dump_json(indent=4).encode()) == spec


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_brackets_in_strings_do_not_count(value: Any) -> None:
    told = json.dumps([value, "[{" * DEEPEST, '"[\\'])
    assert read(told) == json.loads(told)


PROBLEMS: dict[str, tuple[Any, Problem]] = {
    "too large": (
        {"kind": "max_pool2d", "kernel_size": 99},
        Problem(("layers", 1), "kernel_size", "kernel_size", "at_most", 15, "99"),
    ),
    "one of a pair": (
        {"kind": "max_pool2d", "kernel_size": [1, 99]},
        Problem(("layers", 1), "kernel_size", "kernel_size", "at_most", 15, "99"),
    ),
    "beside a word": (
        {"kind": "conv2d", "out_channels": 1, "padding": 99},
        Problem(("layers", 1), "padding", "padding", "at_most", 64, "99"),
    ),
    "too small": (
        {"kind": "conv2d", "out_channels": 0},
        Problem(("layers", 1), "out_channels", "out_channels", "at_least", 1, "0"),
    ),
    "half": (
        {"kind": "conv2d", "out_channels": 2.5},
        Problem(("layers", 1), "out_channels", "out_channels", "not_whole", None, "2.5"),
    ),
    "a word": (
        {"kind": "linear", "out_features": "ten"},
        Problem(("layers", 1), "out_features", "out_features", "not_a_number", None, "ten"),
    ),
    "missing": (
        {"kind": "linear"},
        Problem(("layers", 1), "out_features", "out_features", "missing", None, "{'kind': 'linear'}"),
    ),
    "unknown field": (
        {"kind": "flatten", "speed": 1},
        Problem(("layers", 1), "speed", "speed", "unknown_field", None, "1"),
    ),
    "unknown layer": ({"kind": "explode"}, Problem(("layers", 1), None, None, "unknown_kind", None, "explode")),
    "inside": (
        {"kind": "activation", "function": {"kind": "leaky_relu", "negative_slope": 5}},
        Problem(("layers", 1), "function", "negative_slope", "at_most", 1.0, "5"),
    ),
    "no layer": (5, Problem(("layers", 1), None, None, "other", None, "5")),
}


@pytest.mark.parametrize(("layer", "expected"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_wrong_field_is_pointed_at(layer: Any, expected: Problem) -> None:
    told = text(FLAT, layer)
    with pytest.raises(InvalidSpecError) as caught:
        ArchitectureSpec.from_json(told)
    assert problem(caught.value, json.loads(told)) == expected


def test_too_much_within_blocks_is_told_with_the_limit() -> None:
    for told, code in ((text(within(7)), "too_deep"), (text(stretch(stretch(stretch(FLAT)))), "too_many_within")):
        with pytest.raises(InvalidSpecError) as caught:
            ArchitectureSpec.from_json(told)
        found = problem(caught.value, json.loads(told))
        assert (found.path, found.field, found.code) == ((), "layers", code) and found.limit


def test_a_wrong_field_inside_a_block_is_pointed_at() -> None:
    pool = {"kind": "max_pool2d", "kernel_size": 99}
    for block, path in (
        ({"kind": "residual", "layers": [FLAT, pool]}, ("layers", 1, "layers", 1)),
        ({"kind": "parallel", "branches": [[], [FLAT, pool]]}, ("layers", 1, "branches", 1, 1)),
    ):
        told = text(FLAT, block)
        with pytest.raises(InvalidSpecError) as caught:
            ArchitectureSpec.from_json(told)
        found = problem(caught.value, json.loads(told))
        assert (found.path, found.field, found.code, found.limit) == (path, "kernel_size", "at_most", 15)


def test_a_field_of_the_network_has_no_layer() -> None:
    told = text(FLAT, input_shape=[1, 300, 8])
    with pytest.raises(InvalidSpecError) as caught:
        ArchitectureSpec.from_json(told)
    assert problem(caught.value, json.loads(told)) == Problem((), "input_shape", "input_shape", "at_most", 256, "300")
