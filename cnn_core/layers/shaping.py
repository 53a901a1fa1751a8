"""Layers that only rearrange, or add what is already there."""

from collections.abc import Callable
from math import prod
from typing import Any, Literal

from pydantic import Field
from torch import nn

from cnn_core.layers.arithmetic import Shape, both, shape_text, text
from cnn_core.layers.base import LayerSpec, image_shape
from cnn_core.layers.errors import ReflectTooLargeError
from cnn_core.layers.side import AXES, LARGEST_SIDE, side_error, too_large
from cnn_core.layers.window import Padding, Pair, Window, pair, shortest


class FlattenSpec(LayerSpec):
    """Lays all values of an image in one row: channel by channel, row by row.

    Input shape (C, H, W), output shape (C·H·W,); a vector passes unchanged.
    """

    kind: Literal["flatten"] = "flatten"
    prefix = "flatten"
    seldom_twice = True
    drops_positions = True
    is_linear = True

    def output_shape(self, input_shape: Shape) -> Shape:
        return (prod(input_shape),)

    def output_shape_text(self, input_shape: Shape) -> str:
        return f"{text((input_shape,))} = {shape_text(self.output_shape(input_shape))}"

    def build(self, input_shape: Shape) -> nn.Module:
        return nn.Flatten()


class PadSpec(LayerSpec):
    """Adds px around each map.

    Input shape (C, H, W), output shape (C, H + 2·padding, W + 2·padding).

    Attributes:
        padding: px on each side, one number or (above and below, left and right).
        mode: what is added: zeros, the map as in a mirror (without its edge), or its edge again.
    """

    kind: Literal["pad"] = "pad"
    padding: Padding = 1
    mode: Literal["zeros", "reflect", "replicate"] = "zeros"

    prefix = "pad"
    is_linear = True

    def output_shape(self, input_shape: Shape) -> Shape:
        channels, height, width = image_shape(input_shape, self.kind)
        size, padded = (height, width), self.window().output_size((height, width))
        if self.mode == "reflect":
            self._check_mirror(size)
        if too_large(size, padded):
            room = ((LARGEST_SIDE - height) // 2, (LARGEST_SIDE - width) // 2)
            raise side_error(padded, self._texts(size), [self._at_most((max(0, room[0]), max(0, room[1])))])
        return channels, *padded

    def output_shape_text(self, input_shape: Shape) -> str:
        return both(*self._texts((input_shape[1], input_shape[2])))

    def window(self) -> Window:
        return Window(padding=pair(self.padding))

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        vertical, horizontal = pair(self.padding)
        return _PADS[self.mode]((horizontal, horizontal, vertical, vertical))

    def _texts(self, size: Pair) -> tuple[str, str]:
        height, width = (
            f"{px} + 2·{added} = {px + 2 * added}" for px, added in zip(size, pair(self.padding), strict=True)
        )
        return height, width

    def _at_most(self, most: Pair) -> dict[str, Any]:
        fitting = (min(pair(self.padding)[0], most[0]), min(pair(self.padding)[1], most[1]))
        return {"op": "set", "fields": {"padding": shortest(fitting)}}

    def _check_mirror(self, size: Pair) -> None:
        for axis, added, px in zip(AXES, pair(self.padding), size, strict=True):
            if added >= px:
                raise ReflectTooLargeError(
                    axis=axis,
                    padding=added,
                    size=px,
                    fitting_padding=px - 1,
                    fixes=[
                        self._at_most((size[0] - 1, size[1] - 1)),
                        {"op": "set", "fields": {"mode": "replicate"}},
                    ],
                )


class UpsampleSpec(LayerSpec):
    """Makes maps larger without learning anything.

    Input shape (C, H, W), output shape (C, H·scale_factor, W·scale_factor).

    Attributes:
        scale_factor: px of output for each px of input, 2 to 4.
        mode: each px repeated ("nearest"), or the weighted mean of the up to 4 px around ("bilinear").
    """

    kind: Literal["upsample"] = "upsample"
    scale_factor: int = Field(2, ge=2, le=4)
    mode: Literal["nearest", "bilinear"] = "nearest"

    prefix = "up"
    is_linear = True

    def output_shape(self, input_shape: Shape) -> Shape:
        channels, height, width = image_shape(input_shape, self.kind)
        size, larger = (height, width), (height * self.scale_factor, width * self.scale_factor)
        if too_large(size, larger):
            fitting = [n for n in (2, 3) if max(size) * n <= LARGEST_SIDE]
            fixes = [{"op": "set", "fields": {"scale_factor": n}} for n in fitting[-1:]]
            raise side_error(larger, self._texts(size), fixes or [{"op": "remove"}])
        return channels, *larger

    def output_shape_text(self, input_shape: Shape) -> str:
        return both(*self._texts((input_shape[1], input_shape[2])))

    def window(self) -> Window:
        """Both are transposed convolutions with a fixed kernel: of ones, or falling off like a roof."""
        scale = self.scale_factor
        kernel, padding = (scale, scale - 1) if self.mode == "nearest" else _roof(scale)
        return Window(pair(kernel), padding=pair(padding), upscale=pair(scale))

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        return nn.Upsample(scale_factor=self.scale_factor, mode=self.mode)

    def _texts(self, size: Pair) -> tuple[str, str]:
        height, width = (f"{px}·{self.scale_factor} = {px * self.scale_factor}" for px in size)
        return height, width


def _roof(scale: int) -> Pair:
    """Kernel and padding of the convolution over the stretched input that is bilinear interpolation."""
    kernel = 2 * scale - scale % 2
    return kernel, kernel - 1 - scale // 2


_PADS: dict[str, Callable[[tuple[int, int, int, int]], nn.Module]] = {
    "zeros": nn.ZeroPad2d,
    "reflect": nn.ReflectionPad2d,
    "replicate": nn.ReplicationPad2d,
}
