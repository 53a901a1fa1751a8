"""Pooling: each window, or the whole map, is replaced by one number."""

from math import gcd
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from torch import nn

from cnn_core.layers.arithmetic import Shape, both
from cnn_core.layers.base import LayerSpec, image_shape
from cnn_core.layers.errors import PoolPaddingError
from cnn_core.layers.window import KernelSize, Padding, Stride, Window, pair, pair_text, shortest
from cnn_core.reference import Reference


class PoolSpec(LayerSpec):
    """What the two sliding poolings share.

    Input shape (C, H, W), output shape (C, H', W') with H' = ⌊(H + 2·padding − kernel_size) / stride⌋ + 1.

    Attributes:
        kernel_size: px, one number or (height, width).
        stride: px from one window to the next; None: as the kernel, so that windows neither overlap nor leave gaps.
        padding: px on each side, at most half the kernel.
    """

    kernel_size: KernelSize = 2
    stride: Stride | None = None
    padding: Padding = 0

    prefix = "pool"

    def output_shape(self, input_shape: Shape) -> Shape:
        channels, height, width = image_shape(input_shape, self.kind)
        self._check_padding()
        return channels, *self.window().output_size((height, width))

    def output_shape_text(self, input_shape: Shape) -> str:
        _, height, width = image_shape(input_shape, self.kind)
        return self.window().output_size_text((height, width))

    def window(self) -> Window:
        stride = self.kernel_size if self.stride is None else self.stride
        return Window(pair(self.kernel_size), pair(stride), pair(self.padding))

    def _check_padding(self) -> None:
        (k_h, k_w), (p_h, p_w) = pair(self.kernel_size), pair(self.padding)
        if p_h > k_h // 2 or p_w > k_w // 2:
            fitting = (min(p_h, k_h // 2), min(p_w, k_w // 2))
            raise PoolPaddingError(
                padding=pair_text(self.padding),
                kernel=pair_text(self.kernel_size),
                fitting_padding=pair_text(fitting),
                fixes=[{"op": "set", "fields": {"padding": shortest(fitting)}}],
            )


class MaxPool2dSpec(PoolSpec):
    """Keeps the largest value of each window; padding counts as minus infinity, so it never wins."""

    kind: Literal["max_pool2d"] = "max_pool2d"
    reference = Reference(
        "Riesenhuber, Poggio",
        "Hierarchical Models of Object Recognition in Cortex",
        1999,
        venue="Nature Neuroscience 2",
    )

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        window = self.window()
        return nn.MaxPool2d(window.kernel, window.stride, window.padding)


class AvgPool2dSpec(PoolSpec):
    """Keeps the mean of each window; padding counts as zeros, as in torch."""

    kind: Literal["avg_pool2d"] = "avg_pool2d"
    is_linear = True
    reference = Reference(
        "LeCun, Bottou, Bengio, Haffner",
        "Gradient-Based Learning Applied to Document Recognition",
        1998,
        venue="Proceedings of the IEEE 86",
    )

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        window = self.window()
        return nn.AvgPool2d(window.kernel, window.stride, window.padding)


class GlobalPoolSpec(LayerSpec):
    """What the two global poolings share: each map becomes one number.

    Input shape (C, H, W), output shape (C,): a vector, ready for a linear layer.
    """

    drops_positions = True

    def output_shape(self, input_shape: Shape) -> Shape:
        return image_shape(input_shape, self.kind)[:1]

    def window(self) -> None:
        return None


class GlobalAvgPoolSpec(GlobalPoolSpec):
    """Keeps the mean of each map."""

    kind: Literal["global_avg_pool"] = "global_avg_pool"
    prefix = "gap"
    is_linear = True
    reference = Reference("Lin, Chen, Yan", "Network In Network", 2013, venue="ICLR 2014", arxiv="1312.4400")

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())


class GlobalMaxPoolSpec(GlobalPoolSpec):
    """Keeps the largest value of each map."""

    kind: Literal["global_max_pool"] = "global_max_pool"
    prefix = "gmp"
    reference = Reference("Oquab, Bottou, Laptev, Sivic", "Is Object Localization for Free?", 2015, venue="CVPR")

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        # Not amax: on ties that would share the gradient, while every other max pooling gives it to one winner.
        return nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten())


_Side = Annotated[int, Field(ge=1, le=32)]
OutputSize = Annotated[_Side | tuple[_Side, _Side], AfterValidator(shortest)]


class AdaptivePoolSpec(LayerSpec):
    """What the two adaptive poolings share: the output's size is given, and the windows follow from it.

    Input shape (C, H, W), output shape (C, H', W'). Output o reads from ⌊o·H / H'⌋ up to ⌈(o + 1)·H / H'⌉; where H'
    does not divide H the windows differ in size and overlap, and a map smaller than the output is repeated.

    Attributes:
        output_size: px of the output, 1 to 32, one number or (height, width).
    """

    output_size: OutputSize = 1

    prefix = "pool"
    reference = Reference(
        "He, Zhang, Ren, Sun",
        "Spatial Pyramid Pooling in Deep Convolutional Networks for Visual Recognition",
        2014,
        venue="ECCV, section 2.2",
        arxiv="1406.4729",
    )

    def output_shape(self, input_shape: Shape) -> Shape:
        return image_shape(input_shape, self.kind)[0], *pair(self.output_size)

    def output_shape_text(self, input_shape: Shape) -> str:
        height, width = (
            f"{px} / {px // side} = {side}" if px % side == 0 else str(side)
            for px, side in zip(input_shape[1:], pair(self.output_size), strict=True)
        )
        return both(height, width)

    def window(self) -> None:
        """Not without knowing what reaches it: `window_for`."""
        return

    def window_for(self, input_shape: Shape) -> Window:
        """Exact for every output: a window over the stretched input reads what an uneven window reads.

        Where the output's size divides the input's, nothing is stretched.

        >>> even, uneven = (AdaptiveAvgPool2dSpec(output_size=n).window_for((8, 12, 12)) for n in (4, 5))
        >>> even
        Window(kernel=(3, 3), stride=(3, 3), padding=(0, 0), padding_after=None, dilation=(1, 1), upscale=(1, 1))
        >>> [uneven.reads(0, output) for output in range(5)]
        [(0, 1, 2), (2, 3, 4), (4, 5, 6, 7), (7, 8, 9), (9, 10, 11)]
        """
        parts = [gcd(px, side) for px, side in zip(input_shape[1:], pair(self.output_size), strict=True)]
        stride = input_shape[1] // parts[0], input_shape[2] // parts[1]
        upscale = pair(self.output_size)[0] // parts[0], pair(self.output_size)[1] // parts[1]
        kernel = stride[0] + upscale[0] - 1, stride[1] + upscale[1] - 1
        return Window(kernel, stride, padding=(upscale[0] - 1, upscale[1] - 1), upscale=upscale)


class AdaptiveAvgPool2dSpec(AdaptivePoolSpec):
    """Keeps the mean of each part of the map, whatever the map's size."""

    kind: Literal["adaptive_avg_pool2d"] = "adaptive_avg_pool2d"

    is_linear = True

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        return nn.AdaptiveAvgPool2d(pair(self.output_size))


class AdaptiveMaxPool2dSpec(AdaptivePoolSpec):
    """Keeps the largest value of each part of the map, whatever the map's size."""

    kind: Literal["adaptive_max_pool2d"] = "adaptive_max_pool2d"

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        return nn.AdaptiveMaxPool2d(pair(self.output_size))
