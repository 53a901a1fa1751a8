"""The way back through a convolution, written out: each output hands its gradient to all it was made of.

A comment of one word at the end of a line names the moment that the page marks there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cnn_core.stepping.convolution import Array
from cnn_core.stepping.operations import ConvolutionSpec
from cnn_core.stepping.totals import RunningTotals, Share, totals
from cnn_core.stepping.windows import Cell, cells, channels_read, window


@dataclass(frozen=True, slots=True)
class BackwardStep:
    """How the gradient of one output is handed on.

    Attributes:
        cell: map, row, column of the output.
        g: dL/dy, the gradient that reaches it.
        to_weight: dL/dW gathers g·x, over all places where the weight was used.
        to_input: dL/dX gathers g·w, over all windows that read the input; a padding of zeros takes nothing.
        to_bias: dL/db gathers g; None when there is no bias.
    """

    cell: Cell
    g: float
    to_weight: tuple[Share, ...]
    to_input: tuple[Share, ...]
    to_bias: Share | None


@dataclass(frozen=True, slots=True)
class Gradients:
    """dL/dX, dL/dW and dL/db, each in the shape of what it belongs to."""

    image: Array
    weight: Array
    bias: Array


def convolution_backward_steps(
    image: Array, weight: Array, upstream: Array, operation: ConvolutionSpec
) -> Iterator[BackwardStep]:
    """Go back through a convolution, one output value at a time.

    y = … + x·w + … + b, so that dy/dw = x, dy/dx = w and dy/db = 1. A weight is used at every place and an input is
    read by many windows: what reaches them from all sides is added up.

    Args:
        image: (C, H, W), as it went in.
        weight: (out_channels, C / groups, kernel height, kernel width).
        upstream: dL/dy, in the shape of the output.
        operation: as it was applied.

    Raises:
        ShapeError: the operation cannot take such a picture.

    Reference:
        Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors", Nature 323, 1986.

    >>> import numpy as np
    >>> image, weight = np.array([[[1.0, 2.0, 3.0]]]), np.array([[[[10.0, 20.0]]]])
    >>> operation = ConvolutionSpec(kernel_size=(1, 2))
    >>> for step in convolution_backward_steps(image, weight, np.array([[[1.0, -1.0]]]), operation):
    ...     print([share.after for share in step.to_weight], [share.after for share in step.to_input])
    [1.0, 2.0] [10.0, 20.0]
    [-1.0, -1.0] [10.0, -20.0]
    """
    d_weight, d_image, d_bias = (RunningTotals(shape) for shape in (weight.shape, image.shape, (len(weight),)))
    for o, row, column in cells(operation.output_shape(image.shape)):  # cell
        g = float(upstream[o, row, column])  # upstream
        to_weight, to_input = [], []
        for c, channel in enumerate(channels_read(operation.groups, len(image), len(weight), o)):  # channel
            for tap in window(operation, image.shape, (row, column)):  # window
                x = float(image[channel, *tap.source]) if tap.source else 0.0
                w = float(weight[o, c, *tap.kernel])
                to_weight.append(d_weight.add((o, c, *tap.kernel), g, x))  # gather
                if tap.source:
                    to_input.append(d_image.add((channel, *tap.source), g, w))  # scatter
        to_bias = d_bias.add((o,), g) if operation.bias else None  # bias
        yield BackwardStep((o, row, column), g, tuple(to_weight), tuple(to_input), to_bias)


def convolution_backward(image: Array, weight: Array, upstream: Array, operation: ConvolutionSpec) -> Gradients:
    """The three gradients once every output has handed on its own."""
    steps = list(convolution_backward_steps(image, weight, upstream, operation))
    return Gradients(
        image=totals(image.shape, (share for step in steps for share in step.to_input)),
        weight=totals(weight.shape, (share for step in steps for share in step.to_weight)),
        bias=totals((len(weight),), (step.to_bias for step in steps if step.to_bias)),
    )
