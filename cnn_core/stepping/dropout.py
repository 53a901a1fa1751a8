"""Dropout, written out: a coin for every value; what stays is enlarged, so that the sum stays the same on average.

A comment of one word at the end of a line names the moment that the page marks there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cnn_core.stepping.chance import uniform
from cnn_core.stepping.convolution import Array
from cnn_core.stepping.operations import DropoutOperationSpec
from cnn_core.stepping.totals import RunningTotals, Share
from cnn_core.stepping.windows import Cell, cells


@dataclass(frozen=True, slots=True)
class DropoutStep:
    """What becomes of one value.

    Attributes:
        cell: map, row, column.
        x: what goes in.
        draw: a random number in [0, 1); below p the value is dropped. None when not training.
        factor: 0, or 1 / (1 − p) for a value that stays; 1 when not training.
        value: x·factor.
    """

    cell: Cell
    x: float
    draw: float | None
    factor: float
    value: float


def dropout_steps(image: Array, operation: DropoutOperationSpec) -> Iterator[DropoutStep]:
    """Drop values at random, one after another; the same seed drops the same ones.

    The draws are the laboratory's own: PyTorch drops others for the same seed.

    Args:
        image: (C, H, W).
        operation: how many to drop, whether it trains, the seed.

    Reference:
        Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15, 2014.

    >>> import numpy as np
    >>> [step.value for step in dropout_steps(np.ones((1, 2, 3)), DropoutOperationSpec(p=0.5, seed=7))]
    [0.0, 0.0, 2.0, 2.0, 2.0, 0.0]
    """
    draws = uniform(operation.seed)
    for cell in cells(image.shape):  # cell
        x, draw, factor = float(image[cell]), None, 1.0
        if operation.training:
            draw = next(draws)  # draw
            factor = 0.0 if draw < operation.p else 1 / (1 - operation.p)  # factor
        yield DropoutStep(cell, x, draw, factor, x * factor)  # value


def dropout_backward_steps(image: Array, upstream: Array, operation: DropoutOperationSpec) -> Iterator[Share]:
    """Go back through dropout: the gradient goes the way the value went, through the same factor.

    Args:
        image: (C, H, W), as it went in.
        upstream: dL/dy, in the same shape.
        operation: as it was applied.
    """
    d_image = RunningTotals(image.shape)
    for step in dropout_steps(image, operation):  # cell
        yield d_image.add(step.cell, float(upstream[step.cell]), step.factor)  # scatter
