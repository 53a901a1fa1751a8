"""Every number the lens computes in the browser, against torch: the layers with weights."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from tests.ui.components.conftest import Arithmetic
from tests.ui.components.lens_oracle import assert_close, forward, gradients
from tests.ui.components.lens_settings import SEEDS, SHARES, Setting, most, numbers, possible, some, spec

RUN = {
    "convolution": "convolution.convolve",
    "transposed_convolution": "transposed.transposed",
    "linear": "dense.dense",
}
BACK = {
    "convolution": "convolution.backward",
    "transposed_convolution": "transposed.transposedBackward",
    "linear": "dense.denseBackward",
}


def leaf(shape: tuple[int, ...], seed: int) -> Tensor:
    return numbers(shape, seed).requires_grad_()


def cell_of(y: Tensor, at: int) -> tuple[int, int, int]:
    _, rows, columns = y.shape
    return at // (rows * columns), at // columns % rows, at % columns


class Layer:
    """A layer with random weights on a random picture, with torch's output and gradients."""

    def __init__(self, setting: Setting, seed: int, where: float) -> None:
        self.op, shape = setting
        weights = spec(self.op).weight_shape(shape)
        assert weights is not None
        self.x, self.weight = leaf(shape, seed), leaf(weights, seed + 1)
        self.bias = leaf((spec(self.op).bias_count(),), seed + 2)
        self.y = forward(self.op, self.x, self.weight, self.bias if self.op["bias"] else None)
        self.upstream = numbers(self.y.shape, seed + 3)
        self.at = int(where * self.y.numel())
        self.cell = cell_of(self.y, self.at)

    def gradients_until(self, count: int) -> list[Tensor]:
        """Of picture, weights and biases, when only the first `count` outputs in scan order play a part."""
        first = self.upstream.flatten().clone()
        first[count:] = 0
        return gradients(self.y, first.reshape(self.y.shape), self.x, self.weight, self.bias)


@pytest.mark.parametrize("kind", RUN)
@most
@given(data=st.data(), seed=SEEDS, where=SHARES)
def test_a_layer_with_weights_forwards(arithmetic: Arithmetic, kind: str, data: Any, seed: int, where: float) -> None:
    layer = Layer(data.draw(possible(kind)), seed, where)
    bias = layer.bias.tolist()
    assert_close(arithmetic(RUN[kind], layer.x, layer.weight, bias, layer.op), layer.y)
    told = arithmetic("terms.explain", layer.x, layer.weight, bias, layer.op, layer.cell)
    value = layer.y[layer.cell].item()
    allowed = 1e-5 * layer.y.abs().max().item()
    assert told["sum"] == pytest.approx(value, abs=allowed)
    assert sum(told["planeSums"]) + told["bias"] == pytest.approx(value, abs=allowed)
    assert sum(term["x"] * term["w"] for term in told["terms"]) + told["bias"] == pytest.approx(value, abs=allowed)
    for term in told["terms"]:
        assert term["x"] == (layer.x[term["channel"], *term["source"]].item() if term["source"] else 0)


@pytest.mark.parametrize("kind", RUN)
@most
@given(data=st.data(), seed=SEEDS, where=SHARES)
def test_a_layer_with_weights_backwards(arithmetic: Arithmetic, kind: str, data: Any, seed: int, where: float) -> None:
    layer = Layer(data.draw(possible(kind)), seed, where)
    given_all = arithmetic(BACK[kind], layer.x, layer.weight, layer.op, layer.upstream)
    d_x, d_weight, d_bias = layer.gradients_until(layer.y.numel())
    assert_close(given_all["dx"], d_x)
    assert_close(given_all["dw"], d_weight)
    assert_close(given_all["db"][: len(d_bias)], d_bias)
    assert d_bias.numel() or not any(given_all["db"])


@pytest.mark.parametrize("kind", RUN)
@some
@given(data=st.data(), seed=SEEDS, where=SHARES)
def test_the_totals_at_a_cell_are_the_gradients_of_all_before_it(
    arithmetic: Arithmetic, kind: str, data: Any, seed: int, where: float
) -> None:
    layer = Layer(data.draw(possible(kind)), seed, where)
    told = arithmetic("totals.explainBackward", layer.x, layer.weight, layer.op, layer.upstream, layer.cell)
    before, after = layer.gradients_until(layer.at), layer.gradients_until(layer.at + 1)
    assert told["g"] == layer.upstream[layer.cell].item()
    # A cell that several places stand for gathers several times: its first share tells `before`, its last `after`.
    inputs = {(share["channel"], *share["source"]): share["after"] for share in told["toInput"]}
    first = {(share["channel"], *share["source"]): share["before"] for share in reversed(told["toInput"])}
    assert_close([inputs[place] for place in inputs], picked(after[0], inputs))
    assert_close([first[place] for place in inputs], picked(before[0], inputs))
    places = [weight_place(layer, share) for share in told["toWeight"]]
    assert_close([share["after"] for share in told["toWeight"]], picked(after[1], places))
    assert_close([share["before"] for share in told["toWeight"]], picked(before[1], places))
    assert (told["toBias"] is None) == (not layer.op["bias"])
    if told["toBias"]:
        own = torch.stack([before[2], after[2]])[:, layer.cell[0]]
        assert_close([told["toBias"]["before"], told["toBias"]["after"]], own)


def weight_place(layer: Layer, share: dict[str, Any]) -> tuple[int, ...]:
    """Where torch keeps the weight between the share's channel and the cell's map."""
    inner, outer = layer.weight.shape[1], (layer.cell[0], share["channel"])
    if layer.op["kind"] == "transposed_convolution":
        outer = outer[::-1]
    return outer[0], outer[1] % inner, *share["kernel"]


def picked(values: Tensor, places: Any) -> Tensor:
    return torch.stack([values[place] for place in places]) if places else torch.zeros(0)


@some
@given(setting=possible("separable"), seed=SEEDS)
def test_a_separable_convolution(arithmetic: Arithmetic, setting: Setting, seed: int) -> None:
    op, shape = setting
    depthwise = leaf((shape[0], 1, *op["kernel_size"]), seed)
    pointwise = leaf((op["out_channels"], shape[0], 1, 1), seed + 4)
    x, bias = leaf(shape, seed + 1), leaf((op["out_channels"],), seed + 2)
    weights = {"depthwise": depthwise, "pointwise": pointwise}
    first = {**op, "padding_mode": "zeros", "groups": shape[0]}
    middle = forward(first, x, depthwise, None)
    y = F.conv2d(middle[None], pointwise, bias if op["bias"] else None)[0]
    ours = arithmetic("separable.separable", x, weights, bias.tolist(), op)
    assert_close(ours["middle"], middle)
    assert_close(ours["y"], y)
    upstream = numbers(y.shape, seed + 3)
    back = arithmetic("separable.separableBackward", x, middle, weights, op, upstream)
    d_x, d_depthwise, d_pointwise = gradients(y, upstream, x, depthwise, pointwise)
    assert_close(back["dx"], d_x)
    assert_close(back["dw"]["depthwise"], d_depthwise)
    assert_close(back["dw"]["pointwise"], d_pointwise)
