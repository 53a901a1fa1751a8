"""Each optimiser against its paper's lines, written out by hand in float64."""

from collections.abc import Callable
from typing import get_args

import pytest
import torch
from pydantic import TypeAdapter
from torch import Tensor, nn

from cnn_core.errors import InvalidSpecError
from cnn_core.optimizers import OPTIMIZERS, AdamSpec, AdamWSpec, AnyOptimizer, OptimizerSpec, SGDSpec

STEPS = 5


def trajectory(spec: OptimizerSpec) -> Tensor:
    """Where a weight of 3 goes when its loss is w⁴ / 4."""
    layer = nn.Linear(1, 1, bias=False, dtype=torch.float64)
    nn.init.constant_(layer.weight, 3.0)
    optimizer = spec.build(layer)
    path = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        (layer.weight**4 / 4).sum().backward()
        optimizer.step()
        path.append(layer.weight.item())
    return torch.tensor(path, dtype=torch.float64)


def by_hand(update: Callable[[int, float, float], float]) -> Tensor:
    weight, path = 3.0, []
    for step in range(1, STEPS + 1):
        weight = update(step, weight, weight**3)
        path.append(weight)
    return torch.tensor(path, dtype=torch.float64)


def test_sgd_with_momentum_and_decay_is_the_heavy_ball() -> None:
    velocity = 0.0

    def update(step: int, weight: float, gradient: float) -> float:
        nonlocal velocity
        velocity = 0.5 * velocity + gradient + 0.1 * weight
        return weight - 0.01 * velocity

    spec = SGDSpec(learning_rate=0.01, momentum=0.5, weight_decay=0.1)
    torch.testing.assert_close(trajectory(spec), by_hand(update))


def test_nesterov_looks_one_momentum_ahead() -> None:
    velocity = 0.0

    def update(step: int, weight: float, gradient: float) -> float:
        nonlocal velocity
        velocity = 0.5 * velocity + gradient
        return weight - 0.01 * (gradient + 0.5 * velocity)

    spec = SGDSpec(learning_rate=0.01, momentum=0.5, nesterov=True)
    torch.testing.assert_close(trajectory(spec), by_hand(update))


def test_nesterov_without_momentum_is_plain_descent() -> None:
    spec = SGDSpec(learning_rate=0.01, momentum=0.0, nesterov=True)
    torch.testing.assert_close(trajectory(spec), by_hand(lambda step, weight, gradient: weight - 0.01 * gradient))


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_adam_and_adamw_are_their_papers_lines(decay: float) -> None:
    first = second = 0.0

    def update(step: int, weight: float, gradient: float) -> float:
        nonlocal first, second
        first = 0.8 * first + 0.2 * gradient
        second = 0.95 * second + 0.05 * gradient**2
        corrected = first / (1 - 0.8**step) / ((second / (1 - 0.95**step)) ** 0.5 + 1e-6)
        return weight - 0.02 * decay * weight - 0.02 * corrected

    common = {"learning_rate": 0.02, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-6}
    spec = AdamWSpec(**common, weight_decay=decay) if decay else AdamSpec(**common)
    torch.testing.assert_close(trajectory(spec), by_hand(update))


def test_the_union_the_table_and_the_kinds_agree() -> None:
    members = set(get_args(get_args(AnyOptimizer)[0]))
    assert members == set(OPTIMIZERS.values())
    for kind, optimizer in OPTIMIZERS.items():
        spec = optimizer.parse({"kind": kind})
        assert TypeAdapter(AnyOptimizer).validate_json(spec.to_json()) == spec
        assert optimizer.formula
        assert optimizer.reference


def test_a_learning_rate_of_zero_is_refused_by_name() -> None:
    with pytest.raises(InvalidSpecError, match="learning_rate"):
        AdamSpec.parse({"learning_rate": 0})
