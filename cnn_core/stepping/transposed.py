"""Transposed convolution, written out: every input value stamps the kernel into a larger output, and stamps add up.

It is the way back through an ordinary convolution, used as a way forward.
A comment of one word at the end of a line names the moment that the page marks there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from cnn_core.layers import Shape
from cnn_core.layers.window import Pair
from cnn_core.stepping.backward import Gradients
from cnn_core.stepping.convolution import Array, Biases
from cnn_core.stepping.operations import TransposedConvolutionSpec
from cnn_core.stepping.totals import RunningTotals, Share, totals
from cnn_core.stepping.windows import Cell, cells, channels_read


@dataclass(frozen=True, slots=True)
class StampStep:
    """How one input value is spread over the output.

    Attributes:
        cell: channel, row, column of the input.
        x: its value.
        stamped: what it adds to each output that it reaches, x·w; the first to reach an output finds the bias there.
    """

    cell: Cell
    x: float
    stamped: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class StampBackwardStep:
    """How one input value, and the weights it stamped with, gather their gradients.

    Attributes:
        cell: channel, row, column of the input.
        to_input: g·w from each output it reached: an ordinary convolution of the gradient.
        to_weight: g·x for each weight it stamped with.
    """

    cell: Cell
    to_input: tuple[Share, ...]
    to_weight: tuple[Share, ...]


def transposed_convolution_steps(
    image: Array, weight: Array, bias: Biases, operation: TransposedConvolutionSpec
) -> Iterator[StampStep]:
    """Spread a picture over a larger output, one input value at a time.

    y[o, row·stride − padding + i·dilation, …] += x[channel, row, column]·w[channel, o, i, j]

    Args:
        image: (C, H, W).
        weight: (C, out_channels / groups, kernel height, kernel width).
        bias: one for each map; not read when the operation has none.
        operation: stride, padding, output padding, dilation, groups.

    Raises:
        ShapeError: the operation cannot take such a picture.

    Reference:
        Zeiler, Krishnan, Taylor, Fergus, "Deconvolutional networks", CVPR 2010;
        Dumoulin, Visin, "A guide to convolution arithmetic for deep learning", 2016, arXiv:1603.07285, chapter 4.

    >>> image, weight = np.array([[[1.0, 2.0]]]), np.array([[[[1.0, 10.0, 100.0]]]])
    >>> operation = TransposedConvolutionSpec(kernel_size=(1, 3), stride=(1, 2))
    >>> for step in transposed_convolution_steps(image, weight, [0.0], operation):
    ...     print([share.after for share in step.stamped])
    [1.0, 10.0, 100.0]
    [102.0, 20.0, 200.0]
    """
    output_shape = operation.output_shape(image.shape)
    output = RunningTotals(output_shape)
    if operation.bias:
        output.values += np.reshape(bias, (-1, 1, 1))  # bias
    for channel, row, column in cells(image.shape):  # cell
        x, stamped = float(image[channel, row, column]), []
        for index, place in stamp(operation, image.shape, output_shape, (channel, row, column)):  # stamp
            stamped.append(output.add(place, x, float(weight[index])))  # product
        yield StampStep((channel, row, column), x, tuple(stamped))


def transposed_convolution_backward_steps(
    image: Array, weight: Array, upstream: Array, operation: TransposedConvolutionSpec
) -> Iterator[StampBackwardStep]:
    """Go back through a transposed convolution, one input value at a time.

    What an input had stamped on comes back to it: dL/dx = Σ g·w over its stamp, dL/dw = Σ g·x over all stamps.

    Args:
        image: (C, H, W), as it went in.
        weight: (C, out_channels / groups, kernel height, kernel width).
        upstream: dL/dy, in the shape of the output.
        operation: as it was applied.

    Raises:
        ShapeError: the operation cannot take such a picture.
    """
    d_image, d_weight = RunningTotals(image.shape), RunningTotals(weight.shape)
    for cell in cells(image.shape):  # cell
        x, to_input, to_weight = float(image[cell]), [], []
        for index, place in stamp(operation, image.shape, upstream.shape, cell):  # stamp
            g = float(upstream[place])  # upstream
            to_input.append(d_image.add(cell, g, float(weight[index])))  # gather
            to_weight.append(d_weight.add(index, g, x))  # weight
        yield StampBackwardStep(cell, tuple(to_input), tuple(to_weight))


def stamp(
    operation: TransposedConvolutionSpec, input_shape: Shape, output_shape: Shape, cell: Cell
) -> Iterator[tuple[tuple[int, int, int, int], Cell]]:
    """The weights that one input value is stamped with, each with the output that it reaches.

    What falls on the padding is cut off.
    """
    channel, row, column = cell
    maps = channels_read(operation.groups, operation.out_channels, input_shape[0], channel)
    for number, o in enumerate(maps):
        for i, j in product(*map(range, operation.kernel_size)):
            place = _place(operation, (row, column), (i, j))
            if 0 <= place[0] < output_shape[1] and 0 <= place[1] < output_shape[2]:
                yield (channel, number, i, j), (o, *place)


def _place(operation: TransposedConvolutionSpec, cell: Pair, kernel: Pair) -> Pair:
    stride, padding, dilation = operation.stride, operation.padding, operation.dilation
    return (
        cell[0] * stride[0] - padding[0] + kernel[0] * dilation[0],
        cell[1] * stride[1] - padding[1] + kernel[1] * dilation[1],
    )


def transposed_convolve(image: Array, weight: Array, bias: Biases, operation: TransposedConvolutionSpec) -> Array:
    """The whole output, once every input value has stamped."""
    output = np.zeros(operation.output_shape(image.shape))
    if operation.bias:
        output += np.reshape(bias, (-1, 1, 1))  # also where no stamp reaches
    for step in transposed_convolution_steps(image, weight, bias, operation):
        for share in step.stamped:
            output[share.index] = share.after
    return output


def transposed_convolution_backward(
    image: Array, weight: Array, upstream: Array, operation: TransposedConvolutionSpec
) -> Gradients:
    """The three gradients once every input value has gathered its own."""
    steps = list(transposed_convolution_backward_steps(image, weight, upstream, operation))
    return Gradients(
        image=totals(image.shape, (share for step in steps for share in step.to_input)),
        weight=totals(weight.shape, (share for step in steps for share in step.to_weight)),
        bias=upstream.sum(axis=(1, 2)) * operation.bias,
    )
