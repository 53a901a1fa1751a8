"""Which values of the picture meet which weights of the kernel, and in what order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from cnn_core.layers import Shape, Window
from cnn_core.layers.window import Pair
from cnn_core.stepping.operations import ConvolutionSpec

Cell = tuple[int, int, int]
"""Map, row, column."""


@dataclass(frozen=True, slots=True)
class Tap:
    """One weight of the kernel and the place of the picture that it meets.

    Attributes:
        kernel: row and column in the kernel.
        place: row and column in the picture; outside of it in the padding.
        source: where the place takes its value from; None in the padding of zeros.
    """

    kernel: Pair
    place: Pair
    source: Pair | None


def cells(shape: Sequence[int]) -> Iterator[Cell]:
    """Every output in reading order: map by map, row by row, from left to right."""
    maps, rows, columns = shape
    return product(range(maps), range(rows), range(columns))


def window(operation: ConvolutionSpec, input_shape: Shape, output: Pair) -> Iterator[Tap]:
    """What one output value reads of each channel, in the order of the kernel.

    >>> taps = window(ConvolutionSpec(padding=(1, 1)), (1, 5, 5), (0, 0))
    >>> [tap.place for tap in taps if tap.source]
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    (rows, columns), reach = operation.kernel_size, _reach(operation)
    for i, j in product(range(rows), range(columns)):
        # A mathematician's convolution turns the kernel by half a turn: its last weight meets the first place.
        down, along = (rows - 1 - i, columns - 1 - j) if operation.flipped else (i, j)
        row = output[0] * reach.stride[0] - reach.padding[0] + down * reach.dilation[0]  # place
        column = output[1] * reach.stride[1] - reach.padding[1] + along * reach.dilation[1]
        yield Tap((i, j), (row, column), source(operation, input_shape, (row, column)))


@lru_cache(maxsize=32)
def _reach(operation: ConvolutionSpec) -> Window:
    return operation.window()


def source(operation: ConvolutionSpec, input_shape: Shape, place: Pair) -> Pair | None:
    """Where a place takes its value from: from itself inside the picture, by the padding's rule outside."""
    row = inside(place[0], input_shape[1], operation.padding_mode)
    column = inside(place[1], input_shape[2], operation.padding_mode)
    return None if row is None or column is None else (row, column)


def inside(index: int, size: int, padding_mode: str) -> int | None:
    """The index within `size` that stands for `index`; None where a zero does.

    >>> [inside(index, 4, "reflect") for index in (-2, -1, 0, 3, 4, 5)]
    [2, 1, 0, 3, 2, 1]
    >>> [inside(index, 4, "replicate") for index in (-2, -1, 0, 3, 4, 5)]
    [0, 0, 0, 3, 3, 3]
    """
    if 0 <= index < size:
        return index
    if padding_mode == "reflect":
        return -index if index < 0 else 2 * (size - 1) - index
    if padding_mode == "replicate":
        return 0 if index < 0 else size - 1
    return None


def channels_read(groups: int, in_channels: int, out_channels: int, o: int) -> range:
    """The channels that map `o` reads: those of its group.

    >>> channels_read(2, in_channels=4, out_channels=6, o=5)
    range(2, 4)
    """
    each = in_channels // groups
    group = o // (out_channels // groups)
    return range(group * each, (group + 1) * each)
