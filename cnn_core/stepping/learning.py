"""Learning written out: measure how wrong, go back, take one small step downhill, and again."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cnn_core.stepping.backward import convolution_backward
from cnn_core.stepping.convolution import Array, convolve
from cnn_core.stepping.operations import ConvolutionSpec


@dataclass(frozen=True, slots=True)
class LearningStep:
    """A kernel on its way.

    Attributes:
        kernel: the weights now.
        bias: the biases now.
        loss: how wrong their output is.
    """

    kernel: Array
    bias: Array
    loss: float


def mean_squared_error(output: Array, target: Array) -> tuple[float, Array]:
    """How wrong an output is, and which way each of its values should move.

    L = Σ (y − t)² / n and dL/dy = 2·(y − t) / n, over all n values.

    >>> mean_squared_error(np.array([1.0, 2.0]), np.array([1.0, 0.0]))
    (2.0, array([0., 2.]))
    """
    off = output - target
    return float(np.mean(off**2)), 2 * off / off.size


def gradient_step(values: Array, gradient: Array, learning_rate: float) -> Array:
    """One plain step of gradient descent: a little against the gradient.

    Args:
        values: weights or biases.
        gradient: of the loss by each of them.
        learning_rate: how far to go for a gradient of 1.

    >>> gradient_step(np.array([1.0, -2.0]), np.array([0.5, 0.0]), learning_rate=0.1)
    array([ 0.95, -2.  ])
    """
    return values - learning_rate * gradient


def learning_steps(
    image: Array, target: Array, kernel: Array, operation: ConvolutionSpec, learning_rate: float = 0.1
) -> Iterator[LearningStep]:
    """Learn the filter that turns `image` into `target`, one step after another, without end.

    The first item is the beginning: the kernel as given, biases of zero.

    Args:
        image: (C, H, W).
        target: what the right kernel gives, in the shape of the output.
        kernel: to begin with, (out_channels, C / groups, kernel height, kernel width).
        operation: how the kernel is applied.
        learning_rate: of each step.

    Raises:
        ShapeError: the operation cannot take such a picture.

    >>> image, target = np.array([[[0.0, 1.0, 2.0]]]), np.array([[[0.0, 2.0, 4.0]]])
    >>> steps = learning_steps(image, target, np.zeros((1, 1, 1, 1)), ConvolutionSpec(kernel_size=(1, 1), bias=False))
    >>> [(round(step.kernel.item(), 2), round(step.loss, 2)) for step, _ in zip(steps, range(4))]
    [(0.0, 6.67), (0.67, 2.96), (1.11, 1.32), (1.41, 0.59)]
    """
    bias = np.zeros(len(kernel))
    while True:
        output = convolve(image, kernel, bias, operation)  # forward
        loss, upstream = mean_squared_error(output, target)  # loss
        yield LearningStep(kernel, bias, loss)
        gradients = convolution_backward(image, kernel, upstream, operation)  # backward
        kernel = gradient_step(kernel, gradients.weight, learning_rate)  # step
        bias = gradient_step(bias, gradients.bias, learning_rate)
