"""Transposed convolution: the way back through a convolution, used as a way forward to larger maps."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from torch import nn

from cnn_core.layers.arithmetic import Shape, Terms, both
from cnn_core.layers.base import LayerSpec, image_shape
from cnn_core.layers.convolution import check_groups
from cnn_core.layers.errors import NothingLeftError, OutputPaddingError
from cnn_core.layers.side import AXES, LARGEST_SIDE, side_error, too_large
from cnn_core.layers.window import Dilation, KernelSize, Padding, Pair, Stride, Window, pair, shortest
from cnn_core.reference import Reference

# It must be smaller than the stride or the dilation, which end at 8.
_OutputPadding = Annotated[int, Field(ge=0, le=7)]
OutputPadding = Annotated[_OutputPadding | tuple[_OutputPadding, _OutputPadding], AfterValidator(shortest)]


class ConvTranspose2dSpec(LayerSpec):
    """A transposed convolution: each input value stamps the kernel into a larger output, and stamps add up.

    Input shape (C, H, W), output shape (out_channels, H', W') with
    H' = (H − 1)·stride − 2·padding + dilation·(kernel_size − 1) + output_padding + 1.

    Attributes:
        out_channels: maps it gives, 1 to 1024.
        kernel_size: px of the stamp, one number or (height, width).
        stride: px of the output from one stamp to the next.
        padding: px cut off on each side of the output.
        output_padding: px added behind the end, where convolutions of several sizes would lead to the same input.
        dilation: px between two weights of the kernel; 1 leaves no gap.
        groups: the channels are split into so many parts that do not see each other.
        bias: whether a learnt number is added to each map.
    """

    kind: Literal["conv_transpose2d"] = "conv_transpose2d"
    out_channels: int = Field(ge=1, le=1024)
    kernel_size: KernelSize = 2
    stride: Stride = 2
    padding: Padding = 0
    output_padding: OutputPadding = 0
    dilation: Dilation = 1
    groups: int = Field(1, ge=1, le=1024)
    bias: bool = True

    prefix = "convt"
    is_linear = True
    reference = Reference("Zeiler, Krishnan, Taylor, Fergus", "Deconvolutional Networks", 2010, venue="CVPR, section 3")

    def output_shape(self, input_shape: Shape) -> Shape:
        channels, height, width = self._image(input_shape)
        check_groups(channels, self.out_channels, self.groups)
        size = (height, width)
        self._check_output_padding()
        self._check_something_left(size)
        if too_large(size, output := self.window().output_size(size)):
            raise side_error(output, self._texts(size), [self._fitting(size)])
        return self.out_channels, *output

    def output_shape_text(self, input_shape: Shape) -> str:
        _, height, width = self._image(input_shape)
        return both(*self._texts((height, width)))

    def parameter_terms(self, input_shape: Shape) -> Terms:
        weights = (*pair(self.kernel_size), input_shape[0] // self.groups, self.out_channels)
        return (weights, (self.out_channels,)) if self.bias else (weights,)

    def multiply_add_terms(self, input_shape: Shape) -> Terms:
        """Every input value is multiplied by its stamp once: the places are those of the input."""
        weights = self.parameter_terms(input_shape)[0]
        return ((*weights, *input_shape[1:]),)

    def window(self) -> Window:
        """An ordinary convolution over the stretched input, stride − 1 empty places between two px."""
        (e_h, e_w), (p_h, p_w), (o_h, o_w) = self._stamp(), pair(self.padding), pair(self.output_padding)
        before = (e_h - 1 - p_h, e_w - 1 - p_w)
        return Window(
            pair(self.kernel_size),
            padding=before,
            padding_after=(before[0] + o_h, before[1] + o_w),
            dilation=pair(self.dilation),
            upscale=pair(self.stride),
        )

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        return nn.ConvTranspose2d(
            input_shape[0],
            self.out_channels,
            pair(self.kernel_size),
            stride=pair(self.stride),
            padding=pair(self.padding),
            output_padding=pair(self.output_padding),
            groups=self.groups,
            bias=self.bias,
            dilation=pair(self.dilation),
        )

    def _image(self, input_shape: Shape) -> tuple[int, int, int]:
        return image_shape(input_shape, self.kind, instead={"kind": "linear", "out_features": self.out_channels})

    def _stamp(self) -> Pair:
        """Px of the output that a stamp covers."""
        return Window(pair(self.kernel_size), dilation=pair(self.dilation)).extent

    def _whole(self, axis: int, size: Pair) -> int:
        """The output's side before the padding cuts it."""
        return (size[axis] - 1) * pair(self.stride)[axis] + self._stamp()[axis] + pair(self.output_padding)[axis]

    def _texts(self, size: Pair) -> tuple[str, str]:
        return self._text(0, size), self._text(1, size)

    def _text(self, axis: int, size: Pair) -> str:
        """(14 − 1)·2 − 2·1 + 3 + 1 = 28: from stamp to stamp, padding, stamp, output padding."""
        kernel, stride, padding, added, dilation = (
            pair(each)[axis]
            for each in (self.kernel_size, self.stride, self.padding, self.output_padding, self.dilation)
        )
        cut = f" − 2·{padding}" if padding else ""
        stamp = str(kernel) if dilation == 1 else f"{dilation}·({kernel} − 1) + 1"
        behind = f" + {added}" if added else ""
        side = self._whole(axis, size) - 2 * padding
        return f"({size[axis]} − 1)·{stride}{cut} + {stamp}{behind} = {side}".replace("= -", "= −")

    def _check_output_padding(self) -> None:
        strides, dilations, added = pair(self.stride), pair(self.dilation), pair(self.output_padding)
        most = _below(strides, dilations)
        for axis in (0, 1):
            if added[axis] > most[axis]:
                raise OutputPaddingError(
                    axis=AXES[axis],
                    output_padding=added[axis],
                    stride=strides[axis],
                    dilation=dilations[axis],
                    fitting_padding=most[axis],
                    fixes=[{"op": "set", "fields": {"output_padding": _at_most(added, most)}}],
                )

    def _check_something_left(self, size: Pair) -> None:
        padding = pair(self.padding)
        most = ((self._whole(0, size) - 1) // 2, (self._whole(1, size) - 1) // 2)
        for axis in (0, 1):
            if padding[axis] > most[axis]:
                raise NothingLeftError(
                    axis=AXES[axis],
                    padding=padding[axis],
                    arithmetic=self._text(axis, size),
                    fitting_padding=most[axis],
                    fixes=[{"op": "set", "fields": {"padding": _at_most(padding, most)}}],
                )

    def _fitting(self, size: Pair) -> dict[str, Any]:
        """The largest stride whose output is not too large, with the output padding that it allows.

        Stride 1 enlarges by the stamp alone; beside the limit the padding has to cut that off again.
        """
        for most in range(max(pair(self.stride)), 0, -1):
            height, width = (self._fitting_along(axis, size[axis], most) for axis in (0, 1))
            fitting = {name: shortest((height[name], width[name])) for name in height}
            if all(fit["padding"] <= own for fit, own in zip((height, width), pair(self.padding), strict=True)):
                break
        return {"op": "set", "fields": {name: fit for name, fit in fitting.items() if fit != getattr(self, name)}}

    def _fitting_along(self, axis: int, px: int, most: int) -> dict[str, int]:
        """The fields along one axis with a stride of at most `most`."""
        dilation, padding = pair(self.dilation)[axis], pair(self.padding)[axis]
        stride = min(most, pair(self.stride)[axis])
        added = min(pair(self.output_padding)[axis], max(stride, dilation) - 1)
        whole = (px - 1) * stride + self._stamp()[axis]
        over = whole - 2 * padding - max(LARGEST_SIDE, px)
        padding += max(0, over + 1) // 2
        added = min(added, max(LARGEST_SIDE, px) - (whole - 2 * padding))
        # Where the other axis asked for a smaller stride, the padding may now be all there is.
        return {"stride": stride, "output_padding": added, "padding": min(padding, (whole + added - 1) // 2)}


def _below(strides: Pair, dilations: Pair) -> Pair:
    return max(strides[0], dilations[0]) - 1, max(strides[1], dilations[1]) - 1


def _at_most(value: Pair, most: Pair) -> int | Pair:
    fitting: int | Pair = shortest((min(value[0], most[0]), min(value[1], most[1])))
    return fitting
