"""Transposed convolution, as it is put under the lens."""

from typing import Literal

from cnn_core.layers import Shape
from cnn_core.layers.errors import NothingLeftError, OutputPaddingError
from cnn_core.stepping.operations.base import Dilation, Kernel, Maps, OperationSpec, Padding, Stride, torch_call
from cnn_core.stepping.operations.convolution import AXES, ConvolutionSpec


class TransposedConvolutionSpec(OperationSpec):
    """A transposed convolution: each input value stamps the kernel, weighted, into a larger output; stamps add up.

    H' = (H − 1)·stride − 2·padding + dilation·(kernel_size − 1) + output_padding + 1.

    Attributes:
        out_channels: maps it gives.
        kernel_size: px of the stamp.
        stride: px from one stamp to the next.
        padding: px cut off on each side.
        output_padding: px added behind the end, where several input sizes would lead to the same convolution.
        dilation: px between two weights; 1 leaves no gap.
        groups: the channels are split into so many parts that do not see each other.
        bias: whether a number is added to each map.
    """

    kind: Literal["transposed_convolution"] = "transposed_convolution"
    out_channels: Maps = 1
    kernel_size: tuple[Kernel, Kernel] = (3, 3)
    stride: tuple[Stride, Stride] = (2, 2)
    padding: tuple[Padding, Padding] = (0, 0)
    output_padding: tuple[Padding, Padding] = (0, 0)
    dilation: tuple[Dilation, Dilation] = (1, 1)
    groups: Maps = 1
    bias: bool = True

    def output_shape(self, input_shape: Shape) -> Shape:
        channels, *size = input_shape
        # The groups must divide the channels just as in a convolution; the rest of its rules do not apply.
        ConvolutionSpec(out_channels=self.out_channels, groups=self.groups, kernel_size=(1, 1)).output_shape(
            (channels, 1, 1)
        )
        return self.out_channels, self._places(0, size[0]), self._places(1, size[1])

    def weight_shape(self, input_shape: Shape) -> Shape:
        return input_shape[0], self.out_channels // self.groups, *self.kernel_size

    def bias_count(self) -> int:
        return self.out_channels if self.bias else 0

    def pytorch_line(self, input_shape: Shape) -> str:
        return torch_call(
            "nn.ConvTranspose2d",
            input_shape[0],
            self.out_channels,
            self.kernel_size,
            stride=(self.stride, (1, 1)),
            padding=(self.padding, (0, 0)),
            output_padding=(self.output_padding, (0, 0)),
            groups=(self.groups, 1),
            bias=(self.bias, True),
            dilation=(self.dilation, (1, 1)),
        )

    def _places(self, axis: int, size: int) -> int:
        self._check_output_padding(axis)
        kernel, stride, padding = self.kernel_size[axis], self.stride[axis], self.padding[axis]
        whole = (size - 1) * stride + self.dilation[axis] * (kernel - 1) + self.output_padding[axis] + 1
        if whole - 2 * padding < 1:
            raise NothingLeftError(
                layer="convt",
                axis=AXES[axis],
                padding=padding,
                arithmetic=f"{whole} − 2·{padding} = {whole - 2 * padding}".replace("= -", "= −"),
                fitting_padding=(whole - 1) // 2,
            )
        return whole - 2 * padding

    def _check_output_padding(self, axis: int) -> None:
        stride, dilation, added = self.stride[axis], self.dilation[axis], self.output_padding[axis]
        if added >= max(stride, dilation):
            raise OutputPaddingError(
                layer="convt",
                axis=AXES[axis],
                output_padding=added,
                stride=stride,
                dilation=dilation,
                fitting_padding=max(stride, dilation) - 1,
            )
