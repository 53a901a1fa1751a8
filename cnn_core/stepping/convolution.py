"""Convolution, written out: multiply a window by the kernel, add everything up, add the bias, move on.

A comment of one word at the end of a line names the moment that the page marks there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.layers.window import Pair
from cnn_core.stepping.operations import ConvolutionSpec
from cnn_core.stepping.windows import Cell, cells, channels_read, window

Array = NDArray[np.float64]
Biases = Sequence[float] | Array


@dataclass(frozen=True, slots=True)
class Term:
    """One product of the sum.

    Attributes:
        channel: of the picture.
        kernel: row and column of the weight.
        place: row and column of the value; outside the picture in the padding.
        source: where that place takes its value from; None in the padding of zeros.
        x: the value.
        w: the weight.
        product: x·w.
    """

    channel: int
    kernel: Pair
    place: Pair
    source: Pair | None
    x: float
    w: float
    product: float


@dataclass(frozen=True, slots=True)
class ConvolutionStep:
    """How one output value comes about.

    Attributes:
        cell: map, row, column of the output.
        terms: the products, channel by channel, in the order of the kernel.
        plane_sums: their sum in each channel.
        bias: added at the end.
        sum: the output value.
    """

    cell: Cell
    terms: tuple[Term, ...]
    plane_sums: tuple[float, ...]
    bias: float
    sum: float


def convolution_steps(
    image: Array, weight: Array, bias: Biases, operation: ConvolutionSpec
) -> Iterator[ConvolutionStep]:
    """Convolve, one output value at a time.

    y[o, row, column] = b[o] + Σ x[channel, row·stride − padding + i·dilation, column·…]·w[o, channel, i, j]

    Args:
        image: (C, H, W).
        weight: (out_channels, C / groups, kernel height, kernel width).
        bias: one for each map; not read when the operation has none.
        operation: stride, padding, dilation, groups, flipped.

    Raises:
        ShapeError: the operation cannot take such a picture.

    Reference:
        Dumoulin, Visin, "A guide to convolution arithmetic for deep learning", 2016, arXiv:1603.07285.

    >>> image = np.array([[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]]])
    >>> weight = np.array([[[[1.0, -1.0], [0.0, 2.0]]]])
    >>> for step in convolution_steps(image, weight, [0.5], ConvolutionSpec(kernel_size=(2, 2))):
    ...     print([term.product for term in step.terms], step.sum)
    [1.0, -2.0, 0.0, 2.0] 1.5
    [2.0, -0.0, 0.0, 6.0] 8.5
    """
    output_shape = operation.output_shape(image.shape)
    for o, row, column in cells(output_shape):  # cell
        terms, plane_sums = [], []
        for c, channel in enumerate(channels_read(operation.groups, len(image), len(weight), o)):  # channel
            plane_sum = 0.0
            for tap in window(operation, image.shape, (row, column)):  # window
                x = float(image[channel, *tap.source]) if tap.source else 0.0
                w = float(weight[o, c, *tap.kernel])
                plane_sum += x * w  # product
                terms.append(Term(channel, tap.kernel, tap.place, tap.source, x, w, x * w))
            plane_sums.append(plane_sum)  # plane
        b = float(bias[o]) if operation.bias else 0.0
        yield ConvolutionStep((o, row, column), tuple(terms), tuple(plane_sums), b, sum(plane_sums) + b)  # sum


def convolve(image: Array, weight: Array, bias: Biases, operation: ConvolutionSpec) -> Array:
    """The whole output: every step's sum at its cell."""
    output = np.empty(operation.output_shape(image.shape))
    for step in convolution_steps(image, weight, bias, operation):
        output[step.cell] = step.sum
    return output
