"""The window that slides over an image: how many places it has, and what to do when it has none."""

from dataclasses import dataclass
from math import gcd
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from cnn_core.layers.arithmetic import both
from cnn_core.layers.errors import KernelTooLargeError

Pair = tuple[int, int]
"""(height, width)."""


def pair(value: int | Pair) -> Pair:
    """The same number for both axes, or each its own.

    >>> pair(3)
    (3, 3)
    """
    return (value, value) if isinstance(value, int) else value


def shortest(value: Any) -> Any:
    """(3, 3) and 3 mean the same; keep one spelling, so that equal networks compare equal.

    >>> shortest((3, 3)), shortest((3, 1)), shortest("same")
    (3, (3, 1), 'same')
    """
    return value[0] if isinstance(value, tuple) and value[0] == value[1] else value


def pair_text(value: int | Pair) -> str:
    """How a field's value is written in a sentence.

    >>> pair_text((3, 3)), pair_text((3, 1))
    ('3', '3×1')
    """
    return "×".join(map(str, value)) if isinstance(value := shortest(value), tuple) else str(value)


_Kernel = Annotated[int, Field(ge=1, le=15)]
_Stride = Annotated[int, Field(ge=1, le=8)]
# 64 leaves room for the padding that any kernel (15) with any dilation (8) could need: (8·14 + 1 − 1) / 2 = 56.
_Padding = Annotated[int, Field(ge=0, le=64)]
_Dilation = Annotated[int, Field(ge=1, le=8)]

KernelSize = Annotated[_Kernel | tuple[_Kernel, _Kernel], AfterValidator(shortest)]
Stride = Annotated[_Stride | tuple[_Stride, _Stride], AfterValidator(shortest)]
Padding = Annotated[_Padding | tuple[_Padding, _Padding], AfterValidator(shortest)]
Dilation = Annotated[_Dilation | tuple[_Dilation, _Dilation], AfterValidator(shortest)]


@dataclass(frozen=True, slots=True)
class Window:
    """What one output value reads of its input; every field is (height, width).

    A layer that enlarges is a window with an `upscale` above 1, after Dumoulin and Visin (2016, arXiv:1603.07285,
    chapter 4): the input is stretched first, upscale − 1 empty places between two of its pixels, and the window slides
    over the stretched one; what it reads of the empty places is nothing. All other fields count in places of the
    stretched input, which are the input's px where nothing is stretched.

    Attributes:
        kernel: positions read.
        stride: px from one output's window to the next one's.
        padding: px added before the first pixel.
        padding_after: px added after the last one; as `padding` when None (an even kernel under "same" differs).
        dilation: px between two positions read; 1 leaves no gap.
        upscale: px of output for each px of input, where the stride is 1; else stride / upscale px of input lie
            between two outputs.
    """

    kernel: Pair = (1, 1)
    stride: Pair = (1, 1)
    padding: Pair = (0, 0)
    padding_after: Pair | None = None
    dilation: Pair = (1, 1)
    upscale: Pair = (1, 1)

    @property
    def extent(self) -> Pair:
        """Px from the first to the last position read.

        >>> Window(kernel=(3, 3), dilation=(2, 1)).extent
        (5, 3)
        """
        height, width = (d * (k - 1) + 1 for k, d in zip(self.kernel, self.dilation, strict=True))
        return height, width

    @property
    def taps(self) -> Pair:
        """Positions of the input that one output reads at most: of a stretched input only every upscale-th is one.

        >>> Window(kernel=(3, 3)).taps, Window(kernel=(3, 3), upscale=(2, 2)).taps
        ((3, 3), (2, 2))
        """
        every = (u // gcd(d, u) for d, u in zip(self.dilation, self.upscale, strict=True))
        height, width = (-(-k // step) for k, step in zip(self.kernel, every, strict=True))
        return height, width

    @property
    def span(self) -> Pair:
        """Px of the input from the first to the last that one output can read: the extent, nothing stretched.

        >>> Window(kernel=(3, 3), upscale=(2, 2)).span
        (2, 2)
        """
        height, width = ((px - 1) // upscale + 1 for px, upscale in zip(self.extent, self.upscale, strict=True))
        return height, width

    @property
    def added(self) -> Pair:
        """Px of padding on both sides together."""
        after = self.padding if self.padding_after is None else self.padding_after
        return self.padding[0] + after[0], self.padding[1] + after[1]

    def output_size(self, size: Pair) -> Pair:
        """How many places the window has along each axis.

        Raises:
            KernelTooLargeError: the window is larger than the padded image.

        >>> Window(kernel=(5, 5), padding=(2, 2)).output_size((28, 28))
        (28, 28)
        """
        for axis in (0, 1):
            if self._places(axis, size) < 1:
                raise self._too_large(axis, size)
        return self._places(0, size), self._places(1, size)

    def reads(self, axis: int, output: int) -> tuple[int, ...]:
        """The positions of the input that an output reads along one axis; outside of the input lies the padding.

        >>> Window(kernel=(3, 3), stride=(2, 2), padding=(1, 1)).reads(0, 0)
        (-1, 0, 1)
        >>> stretched = Window(kernel=(3, 3), padding=(2, 2), upscale=(2, 2))
        >>> stretched.reads(0, 2), stretched.reads(0, 3)
        ((0, 1), (1,))
        """
        start, upscale = output * self.stride[axis] - self.padding[axis], self.upscale[axis]
        places = (start + tap * self.dilation[axis] for tap in range(self.kernel[axis]))
        return tuple(place // upscale for place in places if place % upscale == 0)

    def output_size_text(self, size: Pair) -> str:
        """The arithmetic of `output_size`, once if both axes agree, else for height and width.

        >>> Window(kernel=(5, 5)).output_size_text((28, 28))
        '⌊(28 − 5) / 1⌋ + 1 = 24'
        """
        return both(self._places_text(0, size), self._places_text(1, size))

    def _places(self, axis: int, size: Pair) -> int:
        stretched = (size[axis] - 1) * self.upscale[axis] + 1
        return (stretched + self.added[axis] - self.extent[axis]) // self.stride[axis] + 1

    def _places_text(self, axis: int, size: Pair) -> str:
        kernel, dilation, before, added = (
            each[axis] for each in (self.kernel, self.dilation, self.padding, self.added)
        )
        padding = f" + 2·{before}" if added == 2 * before else f" + {added}"
        covered = str(kernel) if dilation == 1 else f"({dilation}·({kernel} − 1) + 1)"
        inside = f"{size[axis]}{padding if added else ''} − {covered}"
        return f"⌊({inside}) / {self.stride[axis]}⌋ + 1 = {self._places(axis, size)}".replace("= -", "= −")

    def _too_large(self, axis: int, size: Pair) -> KernelTooLargeError:
        fits = self._fits(size)
        return KernelTooLargeError(
            axis=("height", "width")[axis],
            size=size[axis],
            padding=self.added[axis],
            room=size[axis] + self.added[axis],
            kernel=self.kernel[axis],
            dilation=self.dilation[axis],
            extent=self.extent[axis],
            arithmetic=self._places_text(axis, size),
            fitting_kernel=pair_text(fits["kernel_size"]),
            fitting_padding=pair_text(fits["padding"]),
            fixes=[{"op": "set", "fields": {name: shortest(fit)}} for name, fit in fits.items()],
        )

    def _fits(self, size: Pair) -> dict[str, Pair]:
        """For each field the value nearest to the present one that fits along both axes."""
        rooms = [px + added for px, added in zip(size, self.added, strict=True)]
        kernel = [min(k, (room - 1) // d + 1) for k, d, room in zip(self.kernel, self.dilation, rooms, strict=True)]
        padding = [
            max(p, (covered - px + 1) // 2) for p, covered, px in zip(self.padding, self.extent, size, strict=True)
        ]
        dilation = [
            d if k == 1 else min(d, (room - 1) // (k - 1))
            for k, d, room in zip(self.kernel, self.dilation, rooms, strict=True)
        ]
        fits = {"kernel_size": (kernel[0], kernel[1]), "padding": (padding[0], padding[1])}
        if self.dilation == (1, 1) or min(dilation) < 1:
            return fits
        return fits | {"dilation": (dilation[0], dilation[1])}
