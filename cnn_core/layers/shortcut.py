"""What runs past the body of a residual block."""

from typing import Literal

from torch import nn

from cnn_core.layers.arithmetic import Shape
from cnn_core.layers.base import LayerSpec, image_shape
from cnn_core.layers.convolution import Conv2dSpec
from cnn_core.layers.joined import ZeroPadded
from cnn_core.layers.normalization import BatchNorm2dSpec
from cnn_core.layers.window import Pair, Stride, Window, pair

Shortcut = Literal["identity", "projection", "zero_pad"]

_LARGEST_STRIDE = 8


class ZeroPadShortcutSpec(LayerSpec):
    """Every `stride`-th px, and maps of zeros behind those that are there: a shortcut without parameters.

    Input shape (C, H, W), output shape (out_channels, ⌈H/stride⌉, ⌈W/stride⌉). Made by residual blocks only ("option A"
    of He et al. 2016, section 4.2); it is no layer to choose.

    Attributes:
        out_channels: at least C.
        stride: px.
    """

    kind: Literal["zero_pad_shortcut"] = "zero_pad_shortcut"
    out_channels: int
    stride: Stride = 1

    prefix = "shortcut"
    seldom_twice = True

    def output_shape(self, input_shape: Shape) -> Shape:
        _, height, width = image_shape(input_shape, self.kind)
        return self.out_channels, *self.window().output_size((height, width))

    def window(self) -> Window:
        return Window(stride=pair(self.stride))

    def build(self, input_shape: Shape) -> nn.Module:
        return ZeroPadded(self.out_channels, pair(self.stride))


def shortcut_layers(shortcut: Shortcut, given: Shape, wanted: Shape) -> tuple[LayerSpec, ...]:
    """The layers of a shortcut from one shape to another; none where it has nothing to change, or cannot.

    Args:
        shortcut: "identity" never changes anything; "projection" is a convolution of 1×1 with batch normalisation;
            "zero_pad" only drops pixels and adds empty maps.
        given: what reaches the block, (C, H, W).
        wanted: what the body gives.
    """
    if given == wanted or shortcut == "identity" or len(given) != 3 or len(wanted) != 3:
        return ()
    stride = _stride(given, wanted)
    if stride is None:
        return ()
    if shortcut == "projection":
        projection = Conv2dSpec(out_channels=wanted[0], kernel_size=1, stride=stride, bias=False)
        return projection, BatchNorm2dSpec()
    return (ZeroPadShortcutSpec(out_channels=wanted[0], stride=stride),) if wanted[0] >= given[0] else ()


def _stride(given: Shape, wanted: Shape) -> Pair | None:
    """The stride by which a window of 1×1 gets from one size to the other."""
    fitting = [
        next((s for s in range(1, _LARGEST_STRIDE + 1) if (px - 1) // s + 1 == end), None)
        for px, end in zip(given[1:], wanted[1:], strict=True)
    ]
    height, width = fitting
    return None if height is None or width is None else (height, width)
