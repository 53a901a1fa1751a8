"""The linear layer, written out: every output is a weighted sum of every value of the picture, plus a bias.

It is a convolution whose kernel is as large as the picture, and so its weights are written: one kernel an output.
A comment of one word at the end of a line names the moment that the page marks there.
"""

from collections.abc import Iterator

from cnn_core.stepping.backward import BackwardStep
from cnn_core.stepping.convolution import Array, Biases, ConvolutionStep, Term
from cnn_core.stepping.operations import LinearOperationSpec
from cnn_core.stepping.totals import RunningTotals
from cnn_core.stepping.windows import cells


def linear_steps(
    image: Array, weight: Array, bias: Biases, operation: LinearOperationSpec
) -> Iterator[ConvolutionStep]:
    """Add up the whole picture, one output at a time.

    y[o] = b[o] + Σ x[channel, row, column]·w[o, channel, row, column]

    Args:
        image: (C, H, W).
        weight: (out_features, C, H, W); PyTorch lays each output's weights in one row.
        bias: one for each output; not read when the operation has none.
        operation: how many outputs.

    >>> import numpy as np
    >>> image, weight = np.array([[[1.0, 2.0]]]), np.array([[[[3.0, 4.0]]], [[[0.0, -1.0]]]])
    >>> [step.sum for step in linear_steps(image, weight, [0.5, 0.0], LinearOperationSpec(out_features=2))]
    [11.5, -2.0]
    """
    for o in range(operation.out_features):  # cell
        terms, plane_sums = [], [0.0] * len(image)
        for channel, row, column in cells(image.shape):  # input
            x, w = float(image[channel, row, column]), float(weight[o, channel, row, column])
            plane_sums[channel] += x * w  # product
            terms.append(Term(channel, (row, column), (row, column), (row, column), x, w, x * w))
        b = float(bias[o]) if operation.bias else 0.0
        yield ConvolutionStep((o, 0, 0), tuple(terms), tuple(plane_sums), b, sum(plane_sums) + b)  # sum


def linear_backward_steps(
    image: Array, weight: Array, upstream: Array, operation: LinearOperationSpec
) -> Iterator[BackwardStep]:
    """Go back through a linear layer, one output at a time.

    Each weight is used once, so nothing gathers in it: dL/dw = g·x. An input is used by every output: dL/dx = Σ g·w.

    Args:
        image: (C, H, W), as it went in.
        weight: (out_features, C, H, W).
        upstream: dL/dy, (out_features, 1, 1).
        operation: as it was applied.
    """
    d_weight, d_image, d_bias = RunningTotals(weight.shape), RunningTotals(image.shape), RunningTotals((len(weight),))
    for o in range(operation.out_features):  # cell
        g, to_weight, to_input = float(upstream[o, 0, 0]), [], []  # upstream
        for cell in cells(image.shape):  # input
            to_weight.append(d_weight.add((o, *cell), g, float(image[cell])))  # weight
            to_input.append(d_image.add(cell, g, float(weight[(o, *cell)])))  # scatter
        to_bias = d_bias.add((o,), g) if operation.bias else None  # bias
        yield BackwardStep((o, 0, 0), g, tuple(to_weight), tuple(to_input), to_bias)
