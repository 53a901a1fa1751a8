"""Depthwise separable convolution, written out: one kernel for each channel, then a 1×1 convolution over all of them.

Both halves are ordinary convolutions, the first with as many groups as channels.
"""

from collections.abc import Iterator
from typing import Literal

from cnn_core.stepping.backward import BackwardStep, convolution_backward, convolution_backward_steps
from cnn_core.stepping.convolution import Array, Biases, ConvolutionStep, convolution_steps, convolve
from cnn_core.stepping.operations import SeparableSpec

Half = Literal["depthwise", "pointwise"]


def separable_steps(
    image: Array, depthwise: Array, pointwise: Array, bias: Biases, operation: SeparableSpec
) -> Iterator[tuple[Half, ConvolutionStep]]:
    """Convolve in two halves, one value at a time: first the maps between them, then the output.

    Args:
        image: (C, H, W).
        depthwise: (C, 1, kernel height, kernel width).
        pointwise: (out_channels, C, 1, 1).
        bias: one for each map of the output; not read when the operation has none.
        operation: kernel size, stride, padding, dilation.

    Raises:
        ShapeError: the operation cannot take such a picture.

    Reference:
        Sifre, "Rigid-motion scattering for image classification", PhD thesis, 2014;
        Howard et al., "MobileNets", 2017, arXiv:1704.04861, section 3.1.
    """
    first, second = operation.depthwise(len(image)), operation.pointwise()
    for step in convolution_steps(image, depthwise, (), first):
        yield "depthwise", step  # depthwise
    between = convolve(image, depthwise, (), first)
    for step in convolution_steps(between, pointwise, bias, second):
        yield "pointwise", step  # pointwise


def separable_backward_steps(
    image: Array, depthwise: Array, pointwise: Array, upstream: Array, operation: SeparableSpec
) -> Iterator[tuple[Half, BackwardStep]]:
    """Go back through both halves, the last one first, one value at a time.

    What reaches the maps in the middle is the upstream gradient of the first half.

    Args:
        image: (C, H, W), as it went in.
        depthwise: (C, 1, kernel height, kernel width).
        pointwise: (out_channels, C, 1, 1).
        upstream: dL/dy, in the shape of the output.
        operation: as it was applied.

    Raises:
        ShapeError: the operation cannot take such a picture.
    """
    first, second = operation.depthwise(len(image)), operation.pointwise()
    between = convolve(image, depthwise, (), first)
    for step in convolution_backward_steps(between, pointwise, upstream, second):
        yield "pointwise", step  # pointwise
    reached = convolution_backward(between, pointwise, upstream, second).image
    for step in convolution_backward_steps(image, depthwise, reached, first):
        yield "depthwise", step  # depthwise
