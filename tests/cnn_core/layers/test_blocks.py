"""Blocks against torch: shapes and parameters of what they build, and errors that name the layer inside."""

from math import prod
from typing import Any

import pytest
import torch
import torchinfo
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.architecture import (
    ArchitectureSpec,
    ShapeError,
    build_model,
    check_size,
    ledger,
    repaired,
    shapes,
    totals,
)
from cnn_core.errors import InvalidSpecError
from cnn_core.layers import LAYERS, BlockSpec, LayerSpec, Shape
from cnn_core.layers.block import ways
from cnn_core.receptive_field import pixels_seen, receptive_fields
from tests.cnn_core.exports.members import member_network

CONV = {"kind": "conv2d", "out_channels": 4, "padding": 1}
RELU = {"kind": "activation", "function": "relu"}
SHORTCUTS = st.sampled_from(["identity", "projection", "zero_pad"])
SINGLE = st.one_of(
    st.builds(lambda n, s: {**CONV, "out_channels": n, "stride": s}, st.sampled_from([2, 4, 6]), st.integers(1, 2)),
    st.sampled_from(
        [{"kind": "batch_norm2d"}, RELU, {"kind": "max_pool2d", "kernel_size": 3, "stride": 1, "padding": 1}]
    ),
)
MACROS = st.one_of(
    st.builds(lambda c, s: {"kind": "bottleneck", "channels": c, "stride": s}, st.integers(1, 4), st.integers(1, 2)),
    st.builds(
        lambda c, e, s: {"kind": "inverted_residual", "out_channels": c, "expansion": e, "stride": s},
        *(st.integers(1, 6), st.integers(1, 3), st.integers(1, 2)),
    ),
    st.builds(
        lambda g, n, b: {"kind": "dense_block", "growth": g, "times": n, "bottleneck": b},
        *(st.integers(1, 3), st.integers(1, 3), st.booleans()),
    ),
    st.sampled_from([{"kind": "transition"}, {"kind": "squeeze_excitation", "reduction": 2}, {"kind": "inception"}]),
)


def filled(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    layers = st.lists(inside, max_size=3)
    return st.one_of(
        st.builds(lambda body, way: {"kind": "residual", "layers": body, "shortcut": way}, layers, SHORTCUTS),
        st.builds(
            lambda branches, join: {"kind": "parallel", "branches": branches, "join": join},
            *(st.lists(layers, min_size=1, max_size=3), st.sampled_from(["concat", "add"])),
        ),
        st.builds(lambda body, n: {"kind": "repeat", "layers": body, "times": n}, layers, st.integers(1, 2)),
    )


BLOCKS = st.recursive(SINGLE | MACROS, filled, max_leaves=6)
STACKS = st.lists(BLOCKS, min_size=1, max_size=3)


def network(*layers: Any, image: tuple[int, int, int] = (4, 12, 12)) -> ArchitectureSpec:
    return ArchitectureSpec.parse({"name": "blocks", "input_shape": image, "layers": list(layers)})


@given(STACKS)
def test_the_ledger_says_what_torch_gives_and_each_way_out_is_one(stack: list[Any]) -> None:
    spec = network(*stack)
    try:
        outputs = shapes(spec)
    except ShapeError as error:
        assert error.params["path"]
        for fix in error.params["fixes"]:
            assert complaint(repaired_or_none(spec, fix)) != complaint(spec)
        return
    model = build_model(spec, seed=0).eval()
    values = torch.randn(2, *spec.input_shape)
    for module, output in zip(model, outputs, strict=True):
        values = module(values)
        assert tuple(values.shape[1:]) == output
    assert totals(ledger(spec)).parameters == sum(parameter.numel() for parameter in model.parameters())


def repaired_or_none(spec: ArchitectureSpec, fix: dict[str, Any]) -> ArchitectureSpec | None:
    try:
        return repaired(spec, fix)
    except InvalidSpecError:  # the only layer taken out: nothing is left
        return None


def complaint(spec: ArchitectureSpec | None) -> str:
    try:
        shapes(spec) if spec is not None else None
    except ShapeError as error:
        return str(error)
    return ""


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@settings(max_examples=300)
@given(STACKS)
def test_torchinfo_counts_the_same_once_its_biases_and_norms_are_left_out(stack: list[Any]) -> None:
    spec = network(*stack)
    try:
        sums = totals(ledger(spec))
    except ShapeError:
        return
    counted = torchinfo.summary(build_model(spec, seed=0), input_size=(1, *spec.input_shape), verbose=0)
    products = 0
    for each in counted.summary_list:
        if isinstance(each.module, torch.nn.Conv2d | torch.nn.Linear):
            products += each.macs - (prod(each.output_size) if each.module.bias is not None else 0)
    assert (sums.parameters, sums.multiply_adds) == (counted.total_params, products)


@given(STACKS, st.integers(0, 11), st.integers(0, 11))
def test_a_value_moves_with_no_pixel_outside_of_what_it_sees(stack: list[Any], row: int, column: int) -> None:
    spec = network(*stack)
    try:
        _, height, width = shapes(spec)[-1]
    except ShapeError:
        return
    cell = row % height, column % width
    model = build_model(spec, seed=1).eval().double()
    image = torch.randn(1, *spec.input_shape, dtype=torch.float64, requires_grad=True)
    model(image)[0, :, cell[0], cell[1]].sum().backward()
    assert image.grad is not None
    moved = image.grad[0].abs().sum(0) > 0
    rows, columns = pixels_seen(spec.layers, spec.input_shape, cell)
    moved[torch.tensor(rows)[:, None], torch.tensor(columns)] = False
    assert not moved.any()
    field = receptive_fields(spec.layers, spec.input_shape)[-1]
    assert max(rows) - max(min(rows), 0) < field.size[0]


def test_the_rows_inside_a_block_add_up_to_its_own() -> None:
    spec = network({"kind": "residual", "layers": [CONV, {"kind": "batch_norm2d"}, RELU, CONV]}, {"kind": "inception"})
    for row in ledger(spec, 8):
        inside = [each for branch in row.inside for each in branch.rows]
        assert sum(each.parameters for each in inside) == row.parameters
        assert sum(each.multiply_adds for each in inside) == row.multiply_adds
    assert [[each.path for each in branch.rows] for branch in ledger(spec)[0].inside] == [
        [("layers", 0, "layers", at) for at in range(4)],
        [],
        [()],
    ]


def test_an_error_inside_names_the_layer_by_its_way_and_its_fix_reaches_it() -> None:
    inner = {"kind": "conv2d", "out_channels": 4, "kernel_size": 15}
    spec = network(CONV, {"kind": "repeat", "layers": [{"kind": "parallel", "branches": [[], [RELU, inner]]}]})
    with pytest.raises(ShapeError) as caught:
        shapes(spec)
    params = caught.value.params
    assert (params["layer"], params["index"]) == ("repeat1.parallel1.conv1", 1)
    assert params["path"] == ["layers", 1, "layers", 0, "branches", 1, 1]
    mended = repaired(spec, next(fix for fix in params["fixes"] if "padding" in fix["fields"]))
    assert mended.model_dump()["layers"][1]["layers"][0]["branches"][1][1]["padding"] == 2
    assert "parallel1.conv1" not in complaint(mended)


def test_a_body_that_changes_the_shape_offers_the_shortcuts_that_follow_it() -> None:
    spec = network({"kind": "residual", "layers": [{**CONV, "out_channels": 8, "stride": 2}]})
    with pytest.raises(ShapeError, match="res1: expected branches whose shapes go together") as caught:
        shapes(spec)
    ways_out = [repaired(spec, fix) for fix in caught.value.params["fixes"]]
    assert [each.layers[0].shortcut for each in ways_out] == ["projection", "zero_pad"]  # type: ignore[union-attr]
    assert [shapes(each)[-1] for each in ways_out] == [(8, 6, 6)] * 2


def test_a_shortcut_of_zeros_costs_nothing() -> None:
    block = {"kind": "residual", "shortcut": "zero_pad", "layers": [{**CONV, "out_channels": 8, "stride": 2}]}
    free, paid = (ledger(network({**block, "shortcut": way}))[0].parameters for way in ("zero_pad", "projection"))
    assert paid - free == 4 * 8 + 2 * 8


@pytest.mark.parametrize("depth", [7, 100])
def test_blocks_in_blocks_have_an_end(depth: int) -> None:
    layer: dict[str, Any] = CONV
    for _ in range(depth):
        layer = {"kind": "repeat", "layers": [layer], "times": 1}
    with pytest.raises(InvalidSpecError, match=r"levels deep|[Rr]ecursion"):
        network(layer)


def test_repeats_in_repeats_are_counted_before_they_are_written_out() -> None:
    layer: dict[str, Any] = CONV
    for _ in range(4):
        layer = {"kind": "repeat", "layers": [layer], "times": 32}
    with pytest.raises(InvalidSpecError, match="at most 2000 layers"):
        network(layer)


def layers_within(layer: LayerSpec, shape: Shape) -> int:
    steps = ways(layer, shape).steps if isinstance(layer, BlockSpec) else ()
    return 1 + sum(layers_within(step.layer, step.input_shape) for step in steps)


@pytest.mark.parametrize("kind", [kind for kind, layer in LAYERS.items() if issubclass(layer, BlockSpec)])
def test_no_block_is_made_of_more_layers_than_it_counts(kind: str) -> None:
    """The bound on a network is one on the count: 1920 blocks in 5 kB of JSON once took half a minute of a core."""
    spec = member_network(kind)
    assert 1 < layers_within(spec.layers[0], spec.input_shape) <= spec.layers[0].count()


@pytest.mark.parametrize("kind", [kind for kind, layer in LAYERS.items() if issubclass(layer, BlockSpec)])
def test_a_block_as_it_comes_from_the_palette_can_be_built(kind: str) -> None:
    spec = network({"kind": kind}, image=(8, 8, 8))
    check_size(spec)
    assert build_model(spec, seed=0)(torch.randn(2, 8, 8, 8)).shape[1:] == shapes(spec)[-1]
