"""Every number the lens computes in the browser, against torch: the layers without weights, kernels and learning."""

import json
from itertools import islice
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from cnn_core.activations import ACTIVATIONS, ActivationSpec, EluSpec, GeluSpec, LeakyReluSpec, PreluSpec
from cnn_core.stepping.kernels import KERNELS, kernel_in_every_channel
from cnn_core.stepping.learning import learning_steps, mean_squared_error
from cnn_core.stepping.operations import ActivationOperationSpec
from tests.ui.components.conftest import Arithmetic
from tests.ui.components.lens_oracle import assert_close, gradients
from tests.ui.components.lens_settings import (
    SEEDS,
    SHARES,
    Setting,
    few,
    many,
    numbers,
    pair,
    possible,
    some,
    spec,
)

POOLINGS = ("max_pool", "avg_pool", "adaptive_max_pool", "adaptive_avg_pool")


def pooled(op: dict[str, Any], x: Tensor) -> tuple[Tensor, Tensor | None]:
    """What torch gives, and the winners where there are any."""
    window = {name: value for name, value in op.items() if name != "kind"}
    match op["kind"]:
        case "max_pool":
            return F.max_pool2d(x[None], **window, return_indices=True)
        case "avg_pool":
            return F.avg_pool2d(x[None], **window), None
        case "adaptive_max_pool":
            return F.adaptive_max_pool2d(x[None], op["output_size"], return_indices=True)
        case _:
            return F.adaptive_avg_pool2d(x[None], op["output_size"]), None


@many
@given(setting=possible(*POOLINGS), seed=SEEDS, ties=st.booleans(), where=SHARES)
def test_a_pooling(arithmetic: Arithmetic, setting: Setting, seed: int, ties: bool, where: float) -> None:
    op, shape = setting
    x = numbers(shape, seed, whole=ties).requires_grad_()
    y, winners = pooled(op, x)
    ours = arithmetic("pooling.pool", x, op)
    assert_close(ours["y"], y[0])
    assert ours["winners"] == (None if winners is None else winners.flatten().tolist())
    at = int(where * y.numel())
    cell = tuple(int(each) for each in np.unravel_index(at, y.shape[1:]))
    told = arithmetic("pooling.explainPool", x, op, cell)
    assert told["value"] == pytest.approx(y[0][cell].item(), abs=1e-6)
    check_pooling_backwards(arithmetic, op, x, y[0], numbers(y.shape[1:], seed + 1), at)


def check_pooling_backwards(
    arithmetic: Arithmetic, op: dict[str, Any], x: Tensor, y: Tensor, upstream: Tensor, at: int
) -> None:
    assert_close(arithmetic("pooling.poolBackward", x, op, upstream)["dx"], gradients(y, upstream, x)[0])
    cell = [int(each) for each in np.unravel_index(at, y.shape)]
    for name, count in ("before", at), ("after", at + 1):
        first = upstream.flatten().clone()
        first[count:] = 0
        d_x = gradients(y, first.reshape(y.shape), x)[0]
        told = arithmetic("pooling.explainPoolBackward", x, op, upstream, cell)["toInput"]
        for share in told:
            assert share[name] == pytest.approx(d_x[share["channel"], *share["source"]].item(), abs=1e-5)


FUNCTIONS: list[ActivationSpec] = [
    *(function() for function in ACTIVATIONS.values()),
    GeluSpec(approximate="tanh"),
    LeakyReluSpec(negative_slope=0.3),
    PreluSpec(init=0.8),
    EluSpec(alpha=2.5),
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
@few
@given(shape=st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 5)), seed=SEEDS)
def test_an_activation(arithmetic: Arithmetic, function: ActivationSpec, shape: tuple[int, ...], seed: int) -> None:
    op = json.loads(ActivationOperationSpec(function=function).to_json())["function"]
    x = (3 * numbers(shape, seed, whole=seed % 2 == 0)).requires_grad_()
    y = function.build().double()(x[None])[0]
    assert_close(arithmetic("activation.apply", op, x), y)
    assert_close(arithmetic("activation.slopes", op, x), function.derivative(x[None])[0])
    upstream = numbers(shape, seed + 1)
    assert_close(arithmetic("activation.activationBackward", op, x, upstream), gradients(y, upstream, x)[0])


@some
@given(channels=st.integers(1, 8), temperature=st.floats(0.05, 20), seed=SEEDS)
def test_softmax_with_a_temperature(arithmetic: Arithmetic, channels: int, temperature: float, seed: int) -> None:
    x = (3 * numbers((channels, 2, 3), seed)).requires_grad_()
    y = torch.softmax(x / temperature, dim=0)
    assert_close(arithmetic("activation.softmax", x, temperature), y)
    upstream = numbers(y.shape, seed + 1)
    back = arithmetic("activation.activationBackward", {"kind": "softmax"}, x, upstream, temperature)
    assert_close(back, gradients(y, upstream, x)[0])


@some
@given(setting=possible("batch_norm"), seed=SEEDS)
def test_batch_normalisation(arithmetic: Arithmetic, setting: Setting, seed: int) -> None:
    op, shape = setting
    x, (gamma, beta, mean, spread) = numbers(shape, seed).requires_grad_(), numbers((4, 1), seed + 1)
    learnt, running = [gamma.requires_grad_(), beta.requires_grad_()], [mean, spread.abs() + 0.1]
    names = ("gamma", "beta", "mean", "variance")
    remembered = {name: each.item() for name, each in zip(names, learnt + running, strict=True)}
    y = F.batch_norm(x[:, None], *running, *learnt, op["training"], op["momentum"], op["eps"])[:, 0]
    ours = arithmetic("normalization.batchNorm", x, op, remembered)
    assert_close(ours["y"], y)
    assert_close([ours["running"]["mean"], ours["running"]["variance"]], torch.cat(running))
    told = arithmetic("normalization.explainNorm", x, op, [0, 0, 0], remembered)
    assert told["value"] == pytest.approx(y[0, 0, 0].item(), abs=1e-5 * float(y.detach().abs().max()))
    upstream = numbers(shape, seed + 2)
    back = arithmetic("normalization.batchNormBackward", x, op, upstream, remembered)
    d_x, d_gamma, d_beta = gradients(y, upstream, x, *learnt)
    assert_close(back["dx"], d_x)
    assert_close([back["dgamma"], back["dbeta"]], torch.cat([d_gamma, d_beta]))


@some
@given(setting=possible("dropout"), seed=SEEDS)
def test_dropout_drops_or_scales(arithmetic: Arithmetic, setting: Setting, seed: int) -> None:
    """Which values go is our own draw; what becomes of those that stay is torch's law."""
    op, shape = setting
    x = numbers(shape, seed)
    ours = arithmetic("dropout.dropout", x, op)
    kept = ours["mask"] != 0
    assert_close(ours["y"], torch.where(kept, x / (1 - op["p"]) if op["training"] else x, 0.0))
    assert op["training"] or bool(kept.all())


@some
@given(preset=st.sampled_from(sorted(KERNELS)), size=pair(1, 7), channels=pair(1, 3), seed=SEEDS)
def test_a_ready_made_kernel(
    arithmetic: Arithmetic, preset: Any, size: tuple[int, int], channels: tuple[int, int], seed: int
) -> None:
    values = KERNELS[preset].values
    entry = {"id": preset, "shape": [len(values), len(values)], "values": [each for row in values for each in row]}
    shape = (*channels, *size)
    ours = arithmetic("kernels.weightOf", entry, shape, seed)
    assert_close(ours, torch.as_tensor(kernel_in_every_channel(preset, shape, seed)))


@few
@given(setting=possible("convolution"), seed=SEEDS)
def test_learning_a_filter(arithmetic: Arithmetic, setting: Setting, seed: int) -> None:
    op, shape = setting
    operation: Any = spec(op)
    x, weight = numbers(shape, seed), numbers(operation.weight_shape(shape), seed + 1)
    target = numbers(operation.output_shape(shape), seed + 2)
    start = {"weight": weight, "bias": []}
    ours = arithmetic("learn.learn", x, target, start, op, {"rate": 0.01}, take=4)
    theirs = list(islice(learning_steps(x.numpy(), target.numpy(), weight.numpy(), operation, 0.01), 4))
    assert_close([step["loss"] for step in ours], torch.tensor([step.loss for step in theirs], dtype=torch.float64))
    assert_close(ours[3]["weight"], torch.as_tensor(theirs[3].kernel))
    loss, slope = mean_squared_error(x.numpy(), -x.numpy())
    told = arithmetic("loss.mse", x, -x)
    assert told["loss"] == pytest.approx(loss, rel=1e-6)
    assert_close(told["upstream"], torch.as_tensor(slope))
