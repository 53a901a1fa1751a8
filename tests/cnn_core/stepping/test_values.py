"""Activations, batch normalisation, dropout and the linear layer written out, both ways, against torch."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from cnn_core.activations import ACTIVATIONS, ReluSpec, SoftmaxSpec, StepSpec
from cnn_core.stepping.activation import (
    RULES,
    activation_backward_steps,
    activation_steps,
    dead_share,
    softmax_backward_steps,
    softmax_steps,
)
from cnn_core.stepping.dense import linear_backward_steps, linear_steps
from cnn_core.stepping.dropout import dropout_backward_steps, dropout_steps
from cnn_core.stepping.errors import OneValueError
from cnn_core.stepping.normalization import (
    Memory,
    batch_norm_backward_steps,
    batch_norm_steps,
    learnt_gradients,
    remembered,
)
from cnn_core.stepping.operations import (
    ActivationOperationSpec,
    BatchNormSpec,
    DropoutOperationSpec,
    LinearOperationSpec,
)
from cnn_core.stepping.totals import totals
from tests.cnn_core.stepping.strategies import SEEDS, array, pair
from tests.cnn_core.stepping.torch_twin import close, give_weights, tensor, twin

SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 5), st.integers(1, 5))
FUNCTIONS = st.one_of(
    st.sampled_from(sorted(RULES)).map(lambda kind: {"kind": kind}),
    st.floats(0, 1).map(lambda slope: {"kind": "leaky_relu", "negative_slope": slope}),
    st.floats(0, 1).map(lambda slope: {"kind": "prelu", "init": slope}),
    st.floats(0.1, 4).map(lambda alpha: {"kind": "elu", "alpha": alpha}),
    st.just({"kind": "gelu", "approximate": "tanh"}),
)


def like(image: Any, values: list[float]) -> Any:
    return np.array(values).reshape(image.shape)


def both_ways(operation: Any, image: Any, upstream: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """Torch's output, and its gradient by the input."""
    x = tensor(image)
    y = twin(operation, image.shape)(x[None])[0]
    y.backward(torch.tensor(upstream))
    assert x.grad is not None
    return y, x.grad


def test_every_activation_but_softmax_has_its_rule() -> None:
    assert set(RULES) == {kind for kind, spec in ACTIVATIONS.items() if spec.elementwise}


@settings(max_examples=80)
@given(FUNCTIONS, SHAPES, SEEDS)
def test_an_activation_is_torch_s(function: dict[str, Any], shape: tuple[int, int, int], seed: int) -> None:
    operation = ActivationOperationSpec.parse({"function": function})
    image, upstream = 3 * array(shape, seed), array(shape, seed + 1)
    steps = list(activation_steps(image, operation.function))
    if isinstance(operation.function, StepSpec):  # a comparison has no gradient in torch
        close(like(image, [step.value for step in steps]), (torch.tensor(image) > 0).double())
        return
    y, gradient = both_ways(operation, image, upstream)
    close(like(image, [step.value for step in steps]), y)
    close(totals(shape, activation_backward_steps(image, upstream, operation.function)), gradient)


@settings(max_examples=40)
@given(st.sampled_from(sorted(RULES)), SEEDS)
def test_a_slope_is_autograd_s_at_every_point_corners_included(kind: str, seed: int) -> None:
    function = ACTIVATIONS[kind].parse({"kind": kind})
    image = np.append(array((1, 1, 7), seed), [[[0.0]]], axis=2)
    expected = function.derivative(torch.tensor(image))
    close(like(image, [step.slope for step in activation_steps(image, function)]), expected)


@settings(max_examples=40)
@given(SHAPES, st.floats(0.05, 20), SEEDS)
def test_softmax_is_torch_s(shape: tuple[int, int, int], temperature: float, seed: int) -> None:
    operation = ActivationOperationSpec(function=SoftmaxSpec(), temperature=temperature)
    image, upstream = array(shape, seed), array(shape, seed + 1)
    y, gradient = both_ways(operation, image, upstream)
    steps = list(softmax_steps(image, operation))
    own = np.array([step.shares for step in steps]).T.reshape(shape)
    close(own, y)
    close(totals(shape, softmax_backward_steps(image, upstream, operation)), gradient)
    assert all(sum(step.shares) == pytest.approx(1) for step in steps)


def test_large_numbers_do_not_overflow() -> None:
    image = np.array([[[1000.0]], [[-1000.0]]])
    [step] = softmax_steps(image, ActivationOperationSpec(function=SoftmaxSpec()))
    assert step.shares == (1.0, 0.0)
    for kind in RULES:
        assert np.isfinite([s.value for s in activation_steps(image, ACTIVATIONS[kind].parse({"kind": kind}))]).all()


def test_a_dead_unit_passes_no_gradient() -> None:
    assert dead_share(-np.ones((1, 2, 2)), ReluSpec()) == 1.0


@settings(max_examples=60)
@given(SHAPES, st.booleans(), st.floats(1e-5, 0.1), st.floats(0, 1), SEEDS)
def test_batch_normalisation_is_torch_s(
    shape: tuple[int, int, int], training: bool, eps: float, momentum: float, seed: int
) -> None:
    operation = BatchNormSpec(training=training, eps=eps, momentum=momentum)
    samples, upstream = array((shape[0] + 1, *shape[1:]), seed), array((shape[0] + 1, *shape[1:]), seed + 1)
    memory = Memory(scale=1.5, shift=-0.5, mean=0.25, variance=2.0)
    module = twin(operation, samples.shape).train(training)
    give_weights(module, np.array([memory.scale]), [memory.shift])
    module.running_mean.fill_(memory.mean)
    module.running_var.fill_(memory.variance)
    x = tensor(samples)
    y = module(x[:, None])[:, 0]
    y.backward(torch.tensor(upstream))

    close(like(samples, [step.value for step in batch_norm_steps(samples, operation, memory)]), y)
    back = batch_norm_backward_steps(samples, upstream, operation, memory)
    close(like(samples, [step.to_input for step in back]), x.grad)
    close(np.array(learnt_gradients(samples, upstream, operation, memory)), _learnt(module))
    after = remembered(samples, operation, memory)
    close(np.array([after.mean, after.variance]), torch.cat([module.running_mean, module.running_var]))


def _learnt(module: Any) -> torch.Tensor:
    return torch.cat([module.weight.grad, module.bias.grad])


def test_a_single_value_cannot_be_normalised_while_training() -> None:
    with pytest.raises(OneValueError):
        next(batch_norm_steps(np.ones((1, 1, 1)), BatchNormSpec()))
    assert next(batch_norm_steps(np.ones((1, 1, 1)), BatchNormSpec(training=False))).x == 1.0


@settings(max_examples=40)
@given(SHAPES, st.floats(0, 0.95), SEEDS)
def test_dropout_drops_or_enlarges_and_afterwards_does_nothing(
    shape: tuple[int, int, int], p: float, seed: int
) -> None:
    image, upstream = array(shape, seed), array(shape, seed + 1)
    training = DropoutOperationSpec(p=p, seed=seed)
    steps = list(dropout_steps(image, training))
    assert all(step.factor in (0.0, 1 / (1 - p)) and step.value == step.x * step.factor for step in steps)
    kept = like(image, [step.factor for step in steps])
    close(totals(shape, dropout_backward_steps(image, upstream, training)), torch.tensor(upstream * kept))
    answering = DropoutOperationSpec(p=p, seed=seed, training=False)
    y = twin(answering, shape).eval()(tensor(image))
    close(like(image, [step.value for step in dropout_steps(image, answering)]), y)


def test_about_the_asked_share_is_dropped_and_the_sum_stays_on_average() -> None:
    image = np.ones((3, 40, 40))
    values = [step.value for step in dropout_steps(image, DropoutOperationSpec(p=0.3, seed=1))]
    assert values.count(0.0) / len(values) == pytest.approx(0.3, abs=0.03)
    assert sum(values) / len(values) == pytest.approx(1.0, abs=0.05)


@settings(max_examples=40)
@given(st.integers(1, 3), pair(1, 4), st.integers(1, 5), st.booleans(), SEEDS)
def test_the_linear_layer_is_torch_s(
    channels: int, size: tuple[int, int], out_features: int, bias: bool, seed: int
) -> None:
    operation, shape = LinearOperationSpec(out_features=out_features, bias=bias), (channels, *size)
    image, weight = array(shape, seed), array((out_features, *shape), seed + 1)
    biases, upstream = array((out_features,), seed + 2), array((out_features, 1, 1), seed + 3)
    module, x = twin(operation, shape), tensor(image)
    assert isinstance(module, nn.Sequential)
    give_weights(module[1], weight, biases)
    y = module(x[None])[0]
    y.backward(torch.tensor(upstream[:, 0, 0]))
    close(np.array([step.sum for step in linear_steps(image, weight, biases, operation)]), y)
    steps = list(linear_backward_steps(image, weight, upstream, operation))
    close(totals(shape, (share for step in steps for share in step.to_input)), x.grad)
    gathered = totals(weight.shape, (share for step in steps for share in step.to_weight))
    close(gathered.reshape(out_features, -1), module[1].weight.grad)
    if bias:
        close(totals((out_features,), (step.to_bias for step in steps if step.to_bias)), module[1].bias.grad)
