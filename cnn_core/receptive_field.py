"""Which part of the image a value deep in the network can see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cnn_core.layers import LayerSpec, Shape, Window

Pair = tuple[int, int]
"""(height, width)."""


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """The window of the image that each cell of a feature map sees; every field is (height, width), in image px.

    Sizes are the theoretical ones: with a dilation there are holes inside, and at the border a part of the window
    lies in the padding. Batch normalisation and softmax over channels count as looking at their own place only (the
    statistics that normalisation takes from the whole batch while training are left out).

    Attributes:
        size: extent of one cell's window, padding included.
        jump: px from one cell's window to the next one's; (0, 0) once the cells have been joined into a vector.
        start: first px of the first cell's window; negative where it begins in the padding.
        cells: how many windows there are.

    Reference: Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
    """

    size: Pair
    jump: Pair
    start: Pair
    cells: Pair

    @property
    def end(self) -> Pair:
        """Px behind the last cell's window."""
        height, width = (
            start + (cells - 1) * jump + size
            for start, cells, jump, size in zip(self.start, self.cells, self.jump, self.size, strict=True)
        )
        return height, width


def receptive_fields(layers: Iterable[LayerSpec], input_shape: Shape) -> tuple[ReceptiveField, ...]:
    """The receptive field behind each layer.

    A convolution or pooling widens it by (kernel − 1)·dilation·jump and multiplies the jump by its stride. A linear
    layer or a global pooling reads every cell there is, so each of its values sees all that had been reached so far,
    clipped to the image. A flatten only rearranges: each number still sees what its cell saw.

    Args:
        layers: in order; each must accept the shape that reaches it.
        input_shape: of the image, (C, H, W).

    Raises:
        ShapeError: a layer does not fit.
    """
    shape, field = input_shape, ReceptiveField((1, 1), (1, 1), (0, 0), (input_shape[1], input_shape[2]))
    fields = []
    for layer in layers:
        shape, window = layer.output_shape(shape), layer.window()
        field = _join(field, (input_shape[1], input_shape[2])) if window is None else _widen(field, window, shape)
        fields.append(field)
    return tuple(fields)


def region(field: ReceptiveField, cell: Pair, image_size: Pair) -> tuple[int, int, int, int]:
    """The part of the image that one cell sees: (top, left, bottom, right) in px, bottom and right exclusive.

    Args:
        field: behind the cell's layer.
        cell: row and column in the feature map.
        image_size: height and width, px; what lies in the padding is cut off.

    >>> region(ReceptiveField(size=(3, 3), jump=(1, 1), start=(-1, -1), cells=(28, 28)), (0, 5), (28, 28))
    (0, 4, 2, 7)
    """
    starts = [start + at * jump for start, at, jump in zip(field.start, cell, field.jump, strict=True)]
    ends = [start + size for start, size in zip(starts, field.size, strict=True)]
    top, left = (max(0, start) for start in starts)
    bottom, right = (min(px, end) for px, end in zip(image_size, ends, strict=True))
    return top, left, bottom, right


def _widen(field: ReceptiveField, window: Window, shape: Shape) -> ReceptiveField:
    (height, width), (r_h, r_w), (j_h, j_w), (t_h, t_w) = window.extent, field.size, field.jump, field.start
    return ReceptiveField(
        size=(r_h + (height - 1) * j_h, r_w + (width - 1) * j_w),
        jump=(j_h * window.stride[0], j_w * window.stride[1]),
        start=(t_h - window.padding[0] * j_h, t_w - window.padding[1] * j_w),
        cells=(shape[1], shape[2]) if len(shape) == 3 else field.cells,
    )


def _join(field: ReceptiveField, image_size: Pair) -> ReceptiveField:
    start = max(0, field.start[0]), max(0, field.start[1])
    end = min(image_size[0], field.end[0]), min(image_size[1], field.end[1])
    joined = replace(field, jump=(0, 0), start=start, cells=(1, 1))
    return replace(joined, size=(end[0] - start[0], end[1] - start[1]))
