"""Which part of the image a value deep in the network can see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cnn_core.layers import LayerSpec, Shape, Window

Pair = tuple[int, int]
"""(height, width)."""

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

    size: Pair = (1, 1)
    jump: Pair = (1, 1)
    start: Pair = (0, 0)


def receptive_fields(layers: Iterable[LayerSpec], input_shape: Shape) -> tuple[ReceptiveField, ...]:
    """The receptive field behind each layer.

    A convolution or pooling widens it by (kernel − 1)·dilation·jump and multiplies the jump by its stride. A linear
    layer or a global pooling reads every cell there is, so each of its values sees all of the image that any cell
    saw. A flatten only rearranges: each number still sees what its cell saw.

    Args:
        layers: in order; each must accept the shape that reaches it.
        input_shape: of the image, (C, H, W).

    Raises:
        ShapeError: a layer does not fit.
    """
    field, before, fields = ReceptiveField(), list[LayerSpec](), list[ReceptiveField]()
    for layer in layers:
        before.append(layer)
        window = layer.window()
        if window is not None:
            field = _widen(field, window)
        elif field.jump != (0, 0):  # joined once, the cells stay joined
            field = _join(pixels_seen(before, input_shape))
        fields.append(field)
    return tuple(fields)


def pixels_seen(layers: Sequence[LayerSpec], input_shape: Shape, cell: Pair | None = None) -> Pixels:
    """The rows and columns of the image that reach a value behind `layers`, one by one, padding left out.

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
    sizes, windows = _path(layers, input_shape)
    joined = any(layer.window() is None for layer in layers)
    rows, columns = (
        _seen_along(
            [size[axis] for size in sizes],
            [_one_axis(window, axis) for window in windows],
            None if cell is None or joined else cell[axis],
        )
        for axis in (0, 1)
    )
    return (rows, columns) if rows and columns else ((), ())


def _path(layers: Sequence[LayerSpec], input_shape: Shape) -> tuple[list[Pair], list[Window]]:
    """The sizes of the maps, the image first, and the windows between them, up to where the map becomes a vector."""
    shape, sizes, windows = input_shape, [(input_shape[1], input_shape[2])], list[Window]()
    for layer in layers:
        shape, window = layer.output_shape(shape), layer.window()
        if len(shape) != 3 or window is None:
            break
        sizes.append((shape[1], shape[2]))
        windows.append(window)
    return sizes, windows


def _one_axis(window: Window, axis: int) -> tuple[int, int, int, int]:
    return window.kernel[axis], window.stride[axis], window.padding[axis], window.dilation[axis]


def _seen_along(sizes: list[int], windows: list[tuple[int, int, int, int]], cell: int | None) -> tuple[int, ...]:
    """Walk back from the last map to the image along one axis, dropping what lies in the padding on the way."""
    seen = set(range(sizes[-1])) if cell is None else {cell}
    for size, (kernel, stride, padding, dilation) in zip(reversed(sizes[:-1]), reversed(windows), strict=True):
        read = {at * stride - padding + tap * dilation for at in seen for tap in range(kernel)}
        seen = {at for at in read if 0 <= at < size}
    return tuple(sorted(seen))


def _widen(field: ReceptiveField, window: Window) -> ReceptiveField:
    (height, width), (r_h, r_w), (j_h, j_w), (t_h, t_w) = window.extent, field.size, field.jump, field.start
    return ReceptiveField(
        size=(r_h + (height - 1) * j_h, r_w + (width - 1) * j_w),
        jump=(j_h * window.stride[0], j_w * window.stride[1]),
        start=(t_h - window.padding[0] * j_h, t_w - window.padding[1] * j_w),
    )


def _join(seen: Pixels) -> ReceptiveField:
    rows, columns = seen
    start = (min(rows, default=0), min(columns, default=0))
    end = (max(rows, default=-1) + 1, max(columns, default=-1) + 1)
    return ReceptiveField(size=(end[0] - start[0], end[1] - start[1]), jump=(0, 0), start=start)
