"""Convolution, whole and in two halves, as it is put under the lens."""

from math import prod
from typing import Literal

from cnn_core.layers import Conv2dSpec, Shape, Window
from cnn_core.layers.errors import ReflectTooLargeError
from cnn_core.stepping.operations.base import Dilation, Kernel, Maps, OperationSpec, Padding, Stride, torch_call

PaddingMode = Literal["zeros", "reflect", "replicate"]
AXES = ("height", "width")


class ConvolutionSpec(OperationSpec):
    """A convolution: each output value is a weighted sum of one window of the picture, plus a bias.

    Attributes:
        out_channels: kernels, each giving one map.
        kernel_size: px.
        stride: px from one window to the next.
        padding: px added on each side, or "same": as many as keep the size (an odd one out goes after the end).
        padding_mode: what is added: zeros, the mirrored picture without its edge, or its edge again.
        dilation: px between two weights; 1 leaves no gap.
        groups: the channels are split into so many parts that do not see each other.
        bias: whether a number is added to each map.
        flipped: whether the kernel is turned by half a turn first, as mathematics defines it; networks do not.
    """

    kind: Literal["convolution"] = "convolution"
    out_channels: Maps = 1
    kernel_size: tuple[Kernel, Kernel] = (3, 3)
    stride: tuple[Stride, Stride] = (1, 1)
    padding: Literal["same"] | tuple[Padding, Padding] = (0, 0)
    padding_mode: PaddingMode = "zeros"
    dilation: tuple[Dilation, Dilation] = (1, 1)
    groups: Maps = 1
    bias: bool = True
    flipped: bool = False

    def layer(self) -> Conv2dSpec:
        names = ("out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias")
        return Conv2dSpec.parse({name: getattr(self, name) for name in names})

    def window(self) -> Window:
        """What one output value reads."""
        return self.layer().window()

    def output_shape(self, input_shape: Shape) -> Shape:
        if self.padding_mode == "reflect":
            self._check_mirror(input_shape)
        return super().output_shape(input_shape)

    def weight_shape(self, input_shape: Shape) -> Shape:
        return self.out_channels, input_shape[0] // self.groups, *self.kernel_size

    def bias_count(self) -> int:
        return self.out_channels if self.bias else 0

    def pytorch_line(self, input_shape: Shape) -> str:
        call = torch_call(
            "nn.Conv2d",
            input_shape[0],
            self.out_channels,
            self.kernel_size,
            stride=(self.stride, (1, 1)),
            padding=(self.padding, (0, 0)),
            dilation=(self.dilation, (1, 1)),
            groups=(self.groups, 1),
            bias=(self.bias, True),
            padding_mode=(self.padding_mode, "zeros"),
        )
        # PyTorch knows no flipped kernel: its owner turns it before handing it over.
        return f"{call}  # weight = kernel.flip(-2, -1)" if self.flipped else call

    def _check_mirror(self, input_shape: Shape) -> None:
        window = self.window()
        sides = [max(sides) for sides in zip(window.padding, window.padding_after or window.padding, strict=True)]
        for axis, px, size in zip(AXES, sides, input_shape[1:], strict=True):
            if px >= size:
                raise ReflectTooLargeError(
                    layer=Conv2dSpec.prefix, axis=axis, padding=px, size=size, fitting_padding=size - 1
                )


class SeparableSpec(OperationSpec):
    """A depthwise separable convolution: one kernel for each channel, then a 1×1 convolution that mixes the channels.

    Attributes:
        out_channels: maps the 1×1 convolution gives.
        kernel_size: px of the depthwise kernels.
        stride: px from one window to the next.
        padding: px of zeros on each side, or "same".
        dilation: px between two weights; 1 leaves no gap.
        bias: whether the 1×1 convolution adds a number to each map.
    """

    kind: Literal["separable"] = "separable"
    out_channels: Maps = 1
    kernel_size: tuple[Kernel, Kernel] = (3, 3)
    stride: tuple[Stride, Stride] = (1, 1)
    padding: Literal["same"] | tuple[Padding, Padding] = (0, 0)
    dilation: tuple[Dilation, Dilation] = (1, 1)
    bias: bool = True

    def depthwise(self, in_channels: int) -> ConvolutionSpec:
        """The first half: as many groups as channels."""
        return ConvolutionSpec(
            out_channels=in_channels,
            kernel_size=self.kernel_size,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=in_channels,
            bias=False,
        )

    def pointwise(self) -> ConvolutionSpec:
        """The second half: 1×1."""
        return ConvolutionSpec(out_channels=self.out_channels, kernel_size=(1, 1), bias=self.bias)

    def output_shape(self, input_shape: Shape) -> Shape:
        return self.out_channels, *self.depthwise(input_shape[0]).output_shape(input_shape)[1:]

    def weight_shape(self, input_shape: Shape) -> Shape:
        """Of the depthwise kernels; those of the 1×1 convolution are (out_channels, in_channels, 1, 1)."""
        return input_shape[0], 1, *self.kernel_size

    def weight_counts(self, in_channels: int) -> tuple[int, int]:
        """Weights of the two halves together, and of the one convolution they stand for.

        >>> SeparableSpec(out_channels=8).weight_counts(3)
        (51, 216)
        """
        kernel = prod(self.kernel_size)
        return in_channels * kernel + in_channels * self.out_channels, in_channels * kernel * self.out_channels

    def bias_count(self) -> int:
        return self.out_channels if self.bias else 0

    def pytorch_line(self, input_shape: Shape) -> str:
        channels = input_shape[0]
        depthwise, pointwise = self.depthwise(channels), self.pointwise()
        return f"nn.Sequential({depthwise.pytorch_line(input_shape)}, {pointwise.pytorch_line(input_shape)})"
