"""Activations, written out: one function of one number, and how steep it is there; softmax, which looks around.

A comment of one word at the end of a line names the moment that the page marks there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from math import erf, exp, expm1, pi, sqrt, tanh
from typing import Any

from cnn_core.activations import ActivationSpec
from cnn_core.stepping.convolution import Array
from cnn_core.stepping.operations import ActivationOperationSpec
from cnn_core.stepping.totals import RunningTotals, Share
from cnn_core.stepping.windows import Cell, cells


@dataclass(frozen=True, slots=True)
class Rule:
    """A function and its slope, each of a number and the activation's own fields."""

    value: Callable[[float, Any], float]
    slope: Callable[[float, Any], float]


@dataclass(frozen=True, slots=True)
class ActivationStep:
    """One value passing through.

    Attributes:
        cell: map, row, column.
        x: what goes in.
        value: what comes out.
        slope: how much the output moves when the input does; times the gradient that arrives it is what goes back.
    """

    cell: Cell
    x: float
    value: float
    slope: float


@dataclass(frozen=True, slots=True)
class SoftmaxStep:
    """All channels of one pixel becoming shares of 1.

    Attributes:
        place: row and column.
        scores: what goes in, divided by the temperature.
        powers: e to the score, the largest score taken off first so that nothing overflows.
        total: of the powers.
        shares: what comes out.
    """

    place: tuple[int, int]
    scores: tuple[float, ...]
    powers: tuple[float, ...]
    total: float
    shares: tuple[float, ...]


def sigmoid(x: float) -> float:
    """1 / (1 + e^-x), from the side on which nothing overflows.

    >>> sigmoid(0.0), sigmoid(-1000.0)
    (0.5, 0.0)
    """
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def _below_normal(x: float) -> float:
    """The share of a standard normal distribution that lies below x."""
    return (1 + erf(x / sqrt(2))) / 2


def _gelu(x: float, spec: Any) -> float:
    return x * (1 + tanh(_bend(x))) / 2 if spec.approximate == "tanh" else x * _below_normal(x)


def _gelu_slope(x: float, spec: Any) -> float:
    if spec.approximate == "tanh":
        bent = tanh(_bend(x))
        return (1 + bent) / 2 + x / 2 * (1 - bent**2) * sqrt(2 / pi) * (1 + 3 * 0.044715 * x**2)
    return _below_normal(x) + x * exp(-(x**2) / 2) / sqrt(2 * pi)


def _bend(x: float) -> float:
    return sqrt(2 / pi) * (x + 0.044715 * x**3)


# At a corner, x = 0, the slope is PyTorch's: that from the left.
RULES: dict[str, Rule] = {
    "relu": Rule(lambda x, _: max(0.0, x), lambda x, _: 1.0 if x > 0 else 0.0),
    "leaky_relu": Rule(
        lambda x, spec: x if x > 0 else spec.negative_slope * x,
        lambda x, spec: 1.0 if x > 0 else spec.negative_slope,
    ),
    "prelu": Rule(lambda x, spec: x if x > 0 else spec.init * x, lambda x, spec: 1.0 if x > 0 else spec.init),
    "elu": Rule(
        lambda x, spec: x if x > 0 else spec.alpha * expm1(x),
        lambda x, spec: 1.0 if x > 0 else spec.alpha * exp(x),
    ),
    "silu": Rule(lambda x, _: x * sigmoid(x), lambda x, _: sigmoid(x) * (1 + x * (1 - sigmoid(x)))),
    "gelu": Rule(_gelu, _gelu_slope),
    "sigmoid": Rule(lambda x, _: sigmoid(x), lambda x, _: sigmoid(x) * (1 - sigmoid(x))),
    "tanh": Rule(lambda x, _: tanh(x), lambda x, _: 1 - tanh(x) ** 2),
    "step": Rule(lambda x, _: 1.0 if x > 0 else 0.0, lambda _x, _: 0.0),
}


def activation_steps(image: Array, function: ActivationSpec) -> Iterator[ActivationStep]:
    """Pass every value through an activation, with the slope at that point.

    Args:
        image: (C, H, W).
        function: any activation but softmax.

    >>> import numpy as np

    >>> from cnn_core.activations import LeakyReluSpec
    >>> for step in activation_steps(np.array([[[-2.0, 3.0]]]), LeakyReluSpec(negative_slope=0.1)):
    ...     print(step.value, step.slope)
    -0.2 0.1
    3.0 1.0
    """
    rule = RULES[function.kind]
    for cell in cells(image.shape):  # cell
        x = float(image[cell])
        yield ActivationStep(cell, x, rule.value(x, function), rule.slope(x, function))  # value


def activation_backward_steps(image: Array, upstream: Array, function: ActivationSpec) -> Iterator[Share]:
    """Go back through an activation: what goes back is what arrives, times the slope.

    Args:
        image: (C, H, W), as it went in.
        upstream: dL/dy, in the same shape.
        function: any activation but softmax.
    """
    d_image = RunningTotals(image.shape)
    for step in activation_steps(image, function):  # cell
        yield d_image.add(step.cell, float(upstream[step.cell]), step.slope)  # scatter


def dead_share(image: Array, function: ActivationSpec) -> float:
    """The share of values where the slope is zero, so that no gradient passes, [0, 1].

    >>> import numpy as np

    >>> from cnn_core.activations import ReluSpec
    >>> dead_share(np.array([[[-1.0, 0.0, 2.0, 3.0]]]), ReluSpec())
    0.5
    """
    slopes = [step.slope for step in activation_steps(image, function)]
    return slopes.count(0.0) / len(slopes)


def softmax_steps(image: Array, operation: ActivationOperationSpec) -> Iterator[SoftmaxStep]:
    """Turn the channels of each pixel into shares that add up to 1, one pixel at a time.

    Args:
        image: (C, H, W).
        operation: with its temperature.

    Reference:
        Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990;
        the temperature: Hinton, Vinyals, Dean, "Distilling the knowledge in a neural network", 2015,
        arXiv:1503.02531, eq. 1.

    >>> import numpy as np

    >>> [step] = softmax_steps(np.log([[[1.0]], [[3.0]]]), ActivationOperationSpec())
    >>> [round(share, 2) for share in step.shares]
    [0.25, 0.75]
    """
    _, height, width = image.shape
    for row, column in product(range(height), range(width)):  # cell
        scores = [float(x) / operation.temperature for x in image[:, row, column]]  # score
        powers = [exp(score - max(scores)) for score in scores]  # power
        total = sum(powers)  # total
        shares = [power / total for power in powers]  # share
        yield SoftmaxStep((row, column), tuple(scores), tuple(powers), total, tuple(shares))


def softmax_backward_steps(image: Array, upstream: Array, operation: ActivationOperationSpec) -> Iterator[Share]:
    """Go back through softmax: a share can only grow at the others' cost, so each gradient is measured by their mean.

    dL/dx_i = s_i / T · (g_i − Σ_j g_j·s_j)

    Args:
        image: (C, H, W), as it went in.
        upstream: dL/dy, in the same shape.
        operation: with its temperature.
    """
    d_image = RunningTotals(image.shape)
    for step in softmax_steps(image, operation):  # cell
        gradients = [float(g) for g in upstream[:, *step.place]]  # upstream
        mean = sum(g * share for g, share in zip(gradients, step.shares, strict=True))  # mean
        for channel, (g, share) in enumerate(zip(gradients, step.shares, strict=True)):
            yield d_image.add((channel, *step.place), g - mean, share / operation.temperature)  # scatter
