"""Which cells meet in the lens: what the browser says of an impossible setting, and that its answers agree."""

from typing import Any

import torch
from hypothesis import given

from cnn_core.layers import ShapeError
from tests.ui.components.conftest import Arithmetic
from tests.ui.components.lens_oracle import forward
from tests.ui.components.lens_settings import FIELDS, SHARES, Setting, many, possible, settings, some, spec

PLACE = ("layer", "index", "path")  # in a network; under the lens there is only one


@many
@given(setting=settings(*FIELDS))
def test_what_is_impossible_is_told_as_the_core_tells_it(arithmetic: Arithmetic, setting: Setting) -> None:
    op, shape = setting
    try:
        size = spec(op).output_shape(shape)
    except ShapeError as error:
        params = {name: value for name, value in error.params.items() if name not in PLACE}
        fixes = [{name: value for name, value in fix.items() if name not in PLACE} for fix in params["fixes"]]
        assert arithmetic("geometry.problemOf", op, shape) == plain({"code": error.code, **params, "fixes": fixes})
    else:
        assert arithmetic("geometry.problemOf", op, shape) is None
        assert arithmetic("geometry.outputShape", op, shape) == list(size)


def plain(value: Any) -> Any:
    """As JSON has it: tuples are lists."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


@many
@given(setting=possible(*FIELDS), where=SHARES, whence=SHARES)
def test_reading_feeding_and_applying_agree(
    arithmetic: Arithmetic, setting: Setting, where: float, whence: float
) -> None:
    op, shape = setting
    output = place_of(spec(op).output_shape(shape)[1:], where)
    for tap in arithmetic("geometry.windowOf", op, shape, output):
        applied = {"output": output, "place": tap["place"], "source": tap["source"]}
        assert applied in arithmetic("geometry.placesOf", op, shape, tap["kernel"])
        if tap["source"]:
            fed = {"output": output, "kernel": tap["kernel"]}
            assert fed in arithmetic("geometry.fedBy", op, shape, tap["source"])
    source = place_of(shape[1:], whence)
    for fed in arithmetic("geometry.fedBy", op, shape, source):
        window = arithmetic("geometry.windowOf", op, shape, fed["output"])
        assert [tap["source"] for tap in window if tap["kernel"] == fed["kernel"]] == [source]


def place_of(size: tuple[int, ...], share: float) -> list[int]:
    rows, columns = size
    at = int(share * rows * columns)
    return [at // columns, at % columns]


@some
@given(setting=possible("convolution"), whence=SHARES)
def test_an_input_cell_feeds_what_torch_says_it_moves(arithmetic: Arithmetic, setting: Setting, whence: float) -> None:
    op, shape = setting
    source = place_of(shape[1:], whence)
    one = torch.zeros(shape, dtype=torch.float64)
    one[0, source[0], source[1]] = 1
    weight = torch.ones(spec(op).weight_shape(shape), dtype=torch.float64)
    moved = forward(op, one, weight, None)[0]
    fed = torch.zeros_like(moved)
    for each in arithmetic("geometry.fedBy", op, shape, source):
        fed[tuple(each["output"])] += 1
    assert torch.equal(fed, moved)


@many
@given(setting=possible("convolution", "max_pool", "transposed_convolution"))
def test_the_formula_has_the_numbers_of_the_size(arithmetic: Arithmetic, setting: Setting) -> None:
    op, shape = setting
    _, *size = spec(op).output_shape(shape)
    formula = arithmetic("geometry.sizeFormula", op, shape)
    for side, own, axis in zip(size, shape[1:], ("height", "width"), strict=True):
        f = formula[axis]
        assert (f["size"], f["result"]) == (own, side)
        if op["kind"] == "transposed_convolution":
            grown = (f["size"] - 1) * f["stride"] - f["added"] + f["extent"]["value"] + f["output_padding"]
            assert grown == side
        else:
            assert (f["size"] + f["added"] - f["extent"]["value"]) // f["stride"] + 1 == side
