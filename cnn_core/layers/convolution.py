"""Convolution: one small set of weights, applied at every place of the image."""

from collections import OrderedDict
from typing import Any, Literal

from pydantic import Field
from torch import nn

from cnn_core.layers.arithmetic import Shape, Terms
from cnn_core.layers.base import LayerSpec, image_shape
from cnn_core.layers.errors import GroupsError, SamePaddingStrideError
from cnn_core.layers.window import Dilation, KernelSize, Padding, Pair, Stride, Window, pair, pair_text, shortest
from cnn_core.reference import Reference


class SlidingConvolutionSpec(LayerSpec):
    """What the convolutions that slide a window over the image share.

    Attributes:
        out_channels: maps it gives, 1 to 1024.
        kernel_size: px, one number or (height, width).
        stride: px from one place to the next.
        padding: px of zeros on each side, or "same": as many as keep the size (an odd one out goes after the end).
        dilation: px between two weights of the kernel; 1 leaves no gap.
    """

    out_channels: int = Field(ge=1, le=1024)
    kernel_size: KernelSize = 3
    stride: Stride = 1
    padding: Literal["same"] | Padding = 0
    dilation: Dilation = 1

    def output_shape(self, input_shape: Shape) -> Shape:
        _, height, width = self._image(input_shape)
        self._check_stride()
        return self.out_channels, *self.window().output_size((height, width))

    def output_shape_text(self, input_shape: Shape) -> str:
        _, height, width = self._image(input_shape)
        return self.window().output_size_text((height, width))

    def window(self) -> Window:
        before, after = self._padding()
        return Window(pair(self.kernel_size), pair(self.stride), before, after, pair(self.dilation))

    def _image(self, input_shape: Shape) -> tuple[int, int, int]:
        return image_shape(input_shape, self.kind, instead={"kind": "linear", "out_features": self.out_channels})

    def _sliding(self) -> dict[str, Any]:
        """How torch's module slides."""
        return {
            "kernel_size": pair(self.kernel_size),
            "stride": pair(self.stride),
            "padding": self.padding if self.padding == "same" else pair(self.padding),
            "dilation": pair(self.dilation),
        }

    def _padding(self) -> tuple[Pair, Pair]:
        if self.padding != "same":
            return pair(self.padding), pair(self.padding)
        height, width = self._total_same()
        return (height // 2, width // 2), (height - height // 2, width - width // 2)

    def _total_same(self) -> Pair:
        (k_h, k_w), (d_h, d_w) = pair(self.kernel_size), pair(self.dilation)
        return d_h * (k_h - 1), d_w * (k_w - 1)

    def _check_stride(self) -> None:
        if self.padding == "same" and pair(self.stride) != (1, 1):
            height, width = self._total_same()
            centred = ((height + 1) // 2, (width + 1) // 2)
            raise SamePaddingStrideError(
                stride=pair_text(self.stride),
                fitting_padding=pair_text(centred),
                fixes=[
                    {"op": "set", "fields": {"stride": 1}},
                    {"op": "set", "fields": {"padding": shortest(centred)}},
                ],
            )


class Conv2dSpec(SlidingConvolutionSpec):
    """A convolution: `out_channels` kernels, each giving one feature map.

    Input shape (C, H, W), output shape (out_channels, H', W') with
    H' = ⌊(H + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1. The input's channels are not a field:
    they are what reaches the layer.

    Attributes:
        out_channels: kernels, 1 to 1024.
        kernel_size: px, one number or (height, width).
        stride: px from one place to the next.
        padding: px of zeros on each side, or "same": as many as keep the size (an odd one out goes after the end).
        dilation: px between two weights of the kernel; 1 leaves no gap.
        groups: the channels are split into so many parts that do not see each other.
        bias: whether a learnt number is added to each map.
    """

    kind: Literal["conv2d"] = "conv2d"
    groups: int = Field(1, ge=1, le=1024)
    bias: bool = True

    prefix = "conv"
    is_linear = True
    reference = Reference(
        "LeCun et al.",
        "Backpropagation Applied to Handwritten Zip Code Recognition",
        1989,
        venue="Neural Computation 1",
    )

    def output_shape(self, input_shape: Shape) -> Shape:
        check_groups(self._image(input_shape)[0], self.out_channels, self.groups)
        return super().output_shape(input_shape)

    def parameter_terms(self, input_shape: Shape) -> Terms:
        weights = (*pair(self.kernel_size), input_shape[0] // self.groups, self.out_channels)
        return (weights, (self.out_channels,)) if self.bias else (weights,)

    def multiply_add_terms(self, input_shape: Shape) -> Terms:
        weights = self.parameter_terms(input_shape)[0]
        return ((*weights, *self.output_shape(input_shape)[1:]),)

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        return nn.Conv2d(input_shape[0], self.out_channels, **self._sliding(), groups=self.groups, bias=self.bias)


class DepthwiseSeparableSpec(SlidingConvolutionSpec):
    """A depthwise separable convolution: a kernel for each channel, then a 1×1 convolution that mixes the channels.

    Input shape (C, H, W), output shape (out_channels, H', W') as of a convolution. Only the second half has a bias:
    one before the mixing could be moved behind it.

    Attributes:
        out_channels: maps the 1×1 convolution gives, 1 to 1024.
        kernel_size: px of the depthwise kernels, one number or (height, width).
        stride: px from one place to the next.
        padding: px of zeros on each side, or "same": as many as keep the size (an odd one out goes after the end).
        dilation: px between two weights of the kernel; 1 leaves no gap.
        bias: whether a learnt number is added to each map.
    """

    kind: Literal["depthwise_separable"] = "depthwise_separable"
    bias: bool = True

    prefix = "sepconv"
    is_linear = True
    reference = (
        Reference(  # after Sifre and Mallat, "Rotation, Scaling and Deformation Invariant Scattering", CVPR 2013
            "Chollet",
            "Xception: Deep Learning with Depthwise Separable Convolutions",
            2017,
            venue="CVPR, section 1",
            arxiv="1610.02357",
        )
    )

    def parameter_terms(self, input_shape: Shape) -> Terms:
        halves = self._weights(input_shape[0])
        return (*halves, (self.out_channels,)) if self.bias else halves

    def multiply_add_terms(self, input_shape: Shape) -> Terms:
        places = self.output_shape(input_shape)[1:]
        return tuple((*half, *places) for half in self._weights(input_shape[0]))

    def activation_values(self, input_shape: Shape) -> int:
        """The maps between the two halves are held, too."""
        _, height, width = self.output_shape(input_shape)
        return (input_shape[0] + self.out_channels) * height * width

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        channels = input_shape[0]
        depthwise = nn.Conv2d(channels, channels, **self._sliding(), groups=channels, bias=False)
        pointwise = nn.Conv2d(channels, self.out_channels, 1, bias=self.bias)
        return nn.Sequential(OrderedDict(depthwise=depthwise, pointwise=pointwise))

    def _weights(self, channels: int) -> Terms:
        """Of the two halves: kernel height, width, channels a kernel reads, kernels."""
        return (*pair(self.kernel_size), 1, channels), (1, 1, channels, self.out_channels)


def check_groups(in_channels: int, out_channels: int, groups: int) -> None:
    """Refuse groups that do not split both the channels that come in and those that go out.

    Raises:
        GroupsError: with every number of groups that does, and the nearest below.
    """
    if in_channels % groups or out_channels % groups:
        smaller = min(in_channels, out_channels)
        fitting = [n for n in range(1, smaller + 1) if in_channels % n == 0 and out_channels % n == 0]
        nearest = max(n for n in fitting if n <= groups)
        raise GroupsError(
            in_channels=in_channels,
            out_channels=out_channels,
            groups=groups,
            fitting=fitting,
            fixes=[{"op": "set", "fields": {"groups": nearest}}],
        )
