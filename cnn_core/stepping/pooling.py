"""Pooling, written out: look at a window, keep one number; on the way back, hand the gradient to whom it is due.

A comment of one word at the end of a line names the moment that the page marks there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from cnn_core.layers.window import Pair
from cnn_core.stepping.convolution import Array
from cnn_core.stepping.operations import AdaptiveAvgPoolSpec, AdaptiveMaxPoolSpec, AvgPoolSpec, MaxPoolSpec
from cnn_core.stepping.totals import RunningTotals, Share, totals
from cnn_core.stepping.windows import Cell, cells

MaxPool = MaxPoolSpec | AdaptiveMaxPoolSpec
AvgPool = AvgPoolSpec | AdaptiveAvgPoolSpec


@dataclass(frozen=True, slots=True)
class Seen:
    """One place of a pooling's window.

    Attributes:
        place: row and column; outside the picture in the padding.
        source: the same, or None in the padding.
        x: the value; in the padding 0 for a mean, minus infinity for a maximum.
    """

    place: Pair
    source: Pair | None
    x: float


@dataclass(frozen=True, slots=True)
class PoolStep:
    """How one output value comes about.

    Attributes:
        cell: map, row, column of the output.
        seen: the window, row by row.
        value: the output.
    """

    cell: Cell
    seen: tuple[Seen, ...]
    value: float


@dataclass(frozen=True, slots=True)
class MaxPoolStep(PoolStep):
    """How one output value of a max pooling comes about.

    Attributes:
        winner: index in `seen` of the largest value, the first of equals; never one of the padding.
    """

    winner: int


@dataclass(frozen=True, slots=True)
class PoolBackwardStep:
    """How the gradient of one output is handed on.

    Attributes:
        cell: map, row, column of the output.
        g: dL/dy, the gradient that reaches it.
        to_input: what the places of its window receive; padding takes nothing.
    """

    cell: Cell
    g: float
    to_input: tuple[Share, ...]


def max_pool_steps(image: Array, operation: MaxPool) -> Iterator[MaxPoolStep]:
    """Keep the largest value of each window, one output value at a time.

    Args:
        image: (C, H, W).
        operation: sliding windows, or windows that follow from the output's size.

    Raises:
        ShapeError: the operation cannot take such a picture.

    Reference:
        Riesenhuber, Poggio, "Hierarchical models of object recognition in cortex", Nature Neuroscience 2, 1999.

    >>> image = np.array([[[1.0, 5.0, 2.0, 2.0], [3.0, 4.0, 0.0, 2.0]]])
    >>> [(step.value, step.seen[step.winner].place) for step in max_pool_steps(image, MaxPoolSpec())]
    [(5.0, (0, 1)), (2.0, (0, 2))]
    """
    for cell in cells(operation.output_shape(image.shape)):  # cell
        seen = window(image, operation, cell, padding=-np.inf)  # window
        winner = 0
        for place in range(len(seen)):
            if seen[place].x > seen[winner].x:  # compare
                winner = place
        yield MaxPoolStep(cell, seen, seen[winner].x, winner)  # winner


def avg_pool_steps(image: Array, operation: AvgPool) -> Iterator[PoolStep]:
    """Keep the mean of each window, one output value at a time; the padding's zeros count, as in PyTorch.

    Args:
        image: (C, H, W).
        operation: sliding windows, or windows that follow from the output's size.

    Raises:
        ShapeError: the operation cannot take such a picture.

    Reference:
        LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998.

    >>> image = np.array([[[1.0, 5.0, 2.0, 2.0], [3.0, 4.0, 0.0, 2.0]]])
    >>> [step.value for step in avg_pool_steps(image, AvgPoolSpec())]
    [3.25, 1.5]
    """
    for cell in cells(operation.output_shape(image.shape)):  # cell
        seen = window(image, operation, cell, padding=0.0)  # window
        total = 0.0
        for place in seen:
            total += place.x  # add
        yield PoolStep(cell, seen, total / len(seen))  # mean


def max_pool_backward_steps(image: Array, upstream: Array, operation: MaxPool) -> Iterator[PoolBackwardStep]:
    """Go back through a max pooling: the winner of each window takes the whole gradient, the others nothing.

    Args:
        image: (C, H, W), as it went in.
        upstream: dL/dy, in the shape of the output.
        operation: as it was applied.
    """
    d_image = RunningTotals(image.shape)
    for step in max_pool_steps(image, operation):  # cell
        g = float(upstream[step.cell])  # upstream
        winner = step.seen[step.winner]  # winner
        share = d_image.add((step.cell[0], *winner.place), g)  # scatter
        yield PoolBackwardStep(step.cell, g, (share,))


def avg_pool_backward_steps(image: Array, upstream: Array, operation: AvgPool) -> Iterator[PoolBackwardStep]:
    """Go back through an average pooling: every place of a window takes the same part of the gradient.

    Args:
        image: (C, H, W), as it went in.
        upstream: dL/dy, in the shape of the output.
        operation: as it was applied.
    """
    d_image = RunningTotals(image.shape)
    for step in avg_pool_steps(image, operation):  # cell
        g, part, to_input = float(upstream[step.cell]), 1 / len(step.seen), []  # upstream
        for place in step.seen:
            if place.source:
                to_input.append(d_image.add((step.cell[0], *place.source), g, part))  # scatter
        yield PoolBackwardStep(step.cell, g, tuple(to_input))


def window(image: Array, operation: MaxPool | AvgPool, cell: Cell, padding: float) -> tuple[Seen, ...]:
    """The places that one output value reads, row by row; `padding` is what lies outside the picture."""
    channel, row, column = cell
    _, height, width = image.shape
    places = []
    for place in product(operation.reads(0, height, row), operation.reads(1, width, column)):
        if 0 <= place[0] < height and 0 <= place[1] < width:
            places.append(Seen(place, place, float(image[channel, *place])))
        else:
            places.append(Seen(place, None, padding))
    return tuple(places)


def input_gradient(image: Array, steps: Iterator[PoolBackwardStep]) -> Array:
    """dL/dX once every output has handed on its own."""
    return totals(image.shape, (share for step in steps for share in step.to_input))
