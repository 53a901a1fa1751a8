"""Which part of the image a value deep in the network can see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import ceil

from cnn_core.layers import BlockSpec, LayerSpec, Shape, Window
from cnn_core.layers.block import Step, Ways, ways

Pair = tuple[int, int]
"""(height, width)."""

Px = int | Fraction
"""Px of the image; behind a layer that enlarges, neighbouring values lie less than one apart."""

Pixels = tuple[tuple[int, ...], tuple[int, ...]]
"""Rows and columns of the image, ascending; a value sees every crossing of the two."""


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """The window of the image that each cell of a feature map sees; every field is (height, width), in image px.

    Sizes are the theoretical ones: with a dilation there are holes inside, and at the border a part of the window
    lies in the padding (`pixels_seen` tells the very pixels). Batch normalisation and softmax over channels count as
    looking at their own place only: the statistics over the batch while training are left out.

    Attributes:
        size: extent of one cell's window, padding included.
        jump: px from one cell's window to the next one's; (0, 0) once the cells have been joined into a vector.
        start: first px of the first cell's window; negative where it begins in the padding.

    Reference: Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
    """

    size: tuple[Px, Px] = (1, 1)
    jump: tuple[Px, Px] = (1, 1)
    start: tuple[Px, Px] = (0, 0)

    @property
    def whole(self) -> Pair:
        """The size in whole px."""
        return ceil(self.size[0]), ceil(self.size[1])


@dataclass(frozen=True, slots=True)
class Sight:
    """How far one sees on the way through a network.

    Attributes:
        image: shape of the image, (C, H, W).
        field: the receptive field here.
        passed: the layers between the image and here.
        everything: what each value sees since a block has shown all cells to every cell (squeeze-and-excitation):
            nobody behind can see more, so it need not be looked for again. None before.
    """

    image: Shape
    field: ReceptiveField = ReceptiveField()
    passed: tuple[LayerSpec, ...] = ()
    everything: ReceptiveField | None = None

    def through(self, layer: LayerSpec, input_shape: Shape) -> "Sight":
        """Behind `layer`, which `input_shape` reaches."""
        if isinstance(layer, BlockSpec):
            return self._through_block(layer, input_shape)
        window, passed = layer.window_for(input_shape), (*self.passed, layer)
        if window is not None:
            return replace(self, field=_widen(self.field, window), passed=passed)
        if self.field.jump == (0, 0):  # joined once, the cells stay joined
            return replace(self, passed=passed)
        return replace(self, field=self.everything or _join(pixels_seen(passed, self.image)), passed=passed)

    def joined(self, found: Ways, input_shape: Shape) -> "Sight":
        """Behind the join of a block's branches: a value sees what any of them sees."""
        ends = [reduce(_through_step, steps, self) for _, steps in found.branches]
        is_image = len(found.joined) == 3
        whole = (end.everything or (end.field if is_image and end.field.jump == (0, 0) else None) for end in ends)
        field = _merged([end.field for end in ends], is_image=is_image)
        return Sight(self.image, field, self.passed, next((each for each in whole if each), None))

    def _through_block(self, block: BlockSpec, input_shape: Shape) -> "Sight":
        found = ways(block, input_shape)
        behind = reduce(_through_step, found.after, self.joined(found, input_shape))
        return replace(behind, passed=(*self.passed, block))


def receptive_fields(layers: Iterable[LayerSpec], input_shape: Shape) -> tuple[ReceptiveField, ...]:
    """The receptive field behind each layer.

    A convolution or pooling widens it by (kernel − 1)·dilation·jump and multiplies the jump by its stride; where a
    layer enlarges, the jump is divided, and sizes may be fractions of a px (of which whole ones are seen). A linear
    layer or a global pooling reads every cell there is, so each of its values sees all of the image that any cell
    saw. A flatten only rearranges: each number still sees what its cell saw. Behind a block a value sees what any of
    the branches sees.

    Args:
        layers: in order; each must accept the shape that reaches it.
        input_shape: of the image, (C, H, W).

    Raises:
        ShapeError: a layer does not fit.
    """
    sight, shape, fields = Sight(input_shape), input_shape, []
    for layer in layers:
        sight, shape = sight.through(layer, shape), layer.output_shape(shape)
        fields.append(sight.field)
    return tuple(fields)


def pixels_seen(layers: Sequence[LayerSpec], input_shape: Shape, cell: Pair | None = None) -> Pixels:
    """The rows and columns of the image that reach a value behind `layers`, one by one, padding left out.

    Behind a block they are the rows, and the columns, that any of its branches reads: the crossings may be a few more
    than the pixels themselves.

    Args:
        layers: from the image to the value's layer.
        input_shape: of the image, (C, H, W).
        cell: row and column of the value in its feature map (before a flatten, where one followed); None, or behind
            a linear layer or a global pooling: what all cells see together.

    Raises:
        ShapeError: a layer does not fit.

    >>> from cnn_core.layers import Conv2dSpec
    >>> pixels_seen([Conv2dSpec(out_channels=1, dilation=2, padding=2)], (1, 28, 28), (0, 9))
    ((0, 2), (7, 9, 11))
    """
    steps = _steps(layers, input_shape)
    maps = [shape for shape in (input_shape, *(output for _, _, output in steps)) if len(shape) == 3]
    joined = any(layer.window_for(shape) is None for layer, shape, _ in steps)
    _, height, width = maps[-1]
    seen = _all(height, width) if cell is None or joined else ({cell[0]}, {cell[1]})
    rows, columns = _back(steps, seen)
    return (tuple(sorted(rows)), tuple(sorted(columns))) if rows and columns else ((), ())


_Cells = tuple[set[int], set[int]]
_Steps = Sequence[tuple[LayerSpec, Shape, Shape]]


def _steps(layers: Iterable[LayerSpec], shape: Shape) -> _Steps:
    steps = []
    for layer in layers:
        output = layer.output_shape(shape)
        steps.append((layer, shape, output))
        shape = output
    return steps


def _all(height: int, width: int) -> _Cells:
    return set(range(height)), set(range(width))


def _back(steps: _Steps, seen: _Cells) -> _Cells:
    """Walk back to where the steps began, dropping what lies in the padding on the way."""
    for layer, shape, _ in reversed(steps):
        if len(shape) == 3:  # a vector has no places
            seen = _read_by(layer, shape, seen)
    return seen


def _read_by(layer: LayerSpec, shape: Shape, seen: _Cells) -> _Cells:
    if isinstance(layer, BlockSpec):
        return _read_by_block(ways(layer, shape), seen)
    window = layer.window_for(shape)
    if window is None:
        return _all(shape[1], shape[2])
    return _read_along(window, 0, shape[1], seen[0]), _read_along(window, 1, shape[2], seen[1])


def _read_by_block(found: Ways, seen: _Cells) -> _Cells:
    behind = _back([_as_tuple(step) for step in found.after], seen)
    read = [_back([_as_tuple(step) for step in steps], behind) for _, steps in found.branches]
    return set().union(*(rows for rows, _ in read)), set().union(*(columns for _, columns in read))


def _as_tuple(step: Step) -> tuple[LayerSpec, Shape, Shape]:
    return step.layer, step.input_shape, step.output_shape


def _read_along(window: Window, axis: int, size: int, seen: set[int]) -> set[int]:
    return {at for output in seen for at in window.reads(axis, output) if 0 <= at < size}


def _through_step(sight: Sight, step: Step) -> Sight:
    return sight.through(step.layer, step.input_shape)


def _merged(fields: Sequence[ReceptiveField], *, is_image: bool) -> ReceptiveField:
    """What any of the branches sees; they meet cell by cell, so those with places agree on the jump."""
    start = min(each.start[0] for each in fields), min(each.start[1] for each in fields)
    ends = [(each.start[0] + each.size[0], each.start[1] + each.size[1]) for each in fields]
    size = max(end[0] for end in ends) - start[0], max(end[1] for end in ends) - start[1]
    jump = next((each.jump for each in fields if each.jump != (0, 0)), (0, 0)) if is_image else (0, 0)
    return ReceptiveField(size, jump, start)


def _widen(field: ReceptiveField, window: Window) -> ReceptiveField:
    axes = [_widened(field, window, axis) for axis in (0, 1)]
    (r_h, j_h, t_h), (r_w, j_w, t_w) = axes
    return ReceptiveField(size=(r_h, r_w), jump=(j_h, j_w), start=(t_h, t_w))


def _widened(field: ReceptiveField, window: Window, axis: int) -> tuple[Px, Px, Px]:
    """Size, jump and start along one axis."""
    jump, stretched = field.jump[axis], window.upscale[axis]
    size = field.size[axis] + (window.span[axis] - 1) * jump
    first = -(window.padding[axis] // stretched)  # place of the input that the first output reads first
    return (
        _plain(size),
        _plain(Fraction(jump * window.stride[axis]) / stretched),
        _plain(field.start[axis] + first * jump),
    )


def _plain(number: Px) -> Px:
    """A whole number as such."""
    return int(number) if number == int(number) else number


def _join(seen: Pixels) -> ReceptiveField:
    rows, columns = seen
    start = (min(rows, default=0), min(columns, default=0))
    end = (max(rows, default=-1) + 1, max(columns, default=-1) + 1)
    return ReceptiveField(size=(end[0] - start[0], end[1] - start[1]), jump=(0, 0), start=start)
