"""Blocks as their papers describe them: a few numbers say what is inside."""

from typing import Literal

from pydantic import Field

from cnn_core.activations import ActivationSpec, ReluSpec, SigmoidSpec
from cnn_core.layers.activation import ActivationLayerSpec
from cnn_core.layers.arithmetic import Shape
from cnn_core.layers.base import LayerSpec, image_shape
from cnn_core.layers.block import BlockSpec, Body, Branch
from cnn_core.layers.composition import ParallelSpec
from cnn_core.layers.convolution import Conv2dSpec
from cnn_core.layers.dense import LinearSpec
from cnn_core.layers.normalization import BatchNorm2dSpec
from cnn_core.layers.pooling import AvgPool2dSpec, GlobalAvgPoolSpec, MaxPool2dSpec
from cnn_core.layers.shortcut import Shortcut, shortcut_layers
from cnn_core.layers.window import Stride
from cnn_core.reference import Reference


class BottleneckSpec(BlockSpec):
    """A residual block that computes its 3×3 convolution on few channels: 1×1 down, 3×3, 1×1 up.

    Input shape (C, H, W), output shape (channels·expansion, ⌈H/stride⌉, ⌈W/stride⌉).

    Attributes:
        channels: of the narrow part, 1 to 256.
        expansion: how many times as wide the output is, 1 to 8.
        stride: of the 3×3 convolution.
        shortcut: as in `ResidualSpec`; where the shapes agree nothing is done in any case.
    """

    kind: Literal["bottleneck"] = "bottleneck"
    channels: int = Field(16, ge=1, le=256)
    expansion: int = Field(4, ge=1, le=8)
    stride: Stride = 1
    shortcut: Shortcut = "projection"

    prefix = "bottleneck"
    most_made = 11
    reference = Reference(
        "He, Zhang, Ren, Sun",
        "Deep Residual Learning for Image Recognition",
        2015,
        venue="CVPR 2016, figure 5",
        arxiv="1512.03385",
    )

    def body(self, input_shape: Shape) -> Body:
        _, height, width = image_shape(input_shape, self.kind)
        narrow, wide = self.channels, self.channels * self.expansion
        middle = _convolved(narrow, kernel_size=3, stride=self.stride, padding=1)
        layers = (*_convolved(narrow), *middle, *_convolved(wide, function=None))
        wanted = (wide, *middle[0].output_shape((narrow, height, width))[1:])
        way = shortcut_layers(self.shortcut, input_shape, wanted)
        return Body((Branch("body", layers), Branch("shortcut", way)), "add", (_relu(),))

    def join_fixes(self, outputs: tuple[Shape, ...]) -> list[dict[str, object]]:
        return [{"op": "set", "fields": {"shortcut": "projection"}}]


class InvertedResidualSpec(BlockSpec):
    """A residual block that is wide inside and narrow at its ends, its 3×3 convolution on every channel alone.

    Input shape (C, H, W), output shape (out_channels, ⌈H/stride⌉, ⌈W/stride⌉). What came in is added only where the
    shapes agree. The paper's ReLU6 is a plain ReLU here.

    Attributes:
        out_channels: 1 to 512.
        expansion: how many times as wide it is inside, 1 to 8; 1 leaves the first convolution out.
        kernel_size: of the convolution on single channels, odd.
        stride: of the same.
    """

    kind: Literal["inverted_residual"] = "inverted_residual"
    out_channels: int = Field(16, ge=1, le=512)
    expansion: int = Field(6, ge=1, le=8)
    kernel_size: Literal[3, 5, 7] = 3
    stride: Stride = 1

    prefix = "inverted"
    most_made = 8
    reference = Reference(
        "Sandler et al.",
        "MobileNetV2: Inverted Residuals and Linear Bottlenecks",
        2018,
        venue="CVPR",
        arxiv="1801.04381",
    )

    def body(self, input_shape: Shape) -> Body:
        channels, height, width = image_shape(input_shape, self.kind)
        wide = channels * self.expansion
        expanded = _convolved(wide) if self.expansion > 1 else ()
        depthwise = _convolved(
            wide, kernel_size=self.kernel_size, stride=self.stride, padding=self.kernel_size // 2, groups=wide
        )
        layers = (*expanded, *depthwise, *_convolved(self.out_channels, function=None))
        wanted = (self.out_channels, *depthwise[0].output_shape((wide, height, width))[1:])
        if wanted != input_shape:
            return Body((Branch("body", layers),), "chain")
        return Body((Branch("body", layers), Branch("shortcut")), "add")


class DenseBlockSpec(BlockSpec):
    """Every layer sees what all the layers before it have given: each adds its few maps behind those that are there.

    Input shape (C, H, W), output shape (C + count·growth, H, W).

    Attributes:
        growth: maps that each layer adds, 1 to 64.
        times: layers, 1 to 24.
        bottleneck: whether a 1×1 convolution to 4·growth maps stands before each 3×3 ("DenseNet-B").
    """

    kind: Literal["dense_block"] = "dense_block"
    growth: int = Field(12, ge=1, le=64)
    times: int = Field(4, ge=1, le=24)
    bottleneck: bool = False

    prefix = "dense"
    reference = Reference(
        "Huang, Liu, van der Maaten, Weinberger",
        "Densely Connected Convolutional Networks",
        2016,
        venue="CVPR 2017",
        arxiv="1608.06993",
    )

    def body(self, input_shape: Shape) -> Body:
        image_shape(input_shape, self.kind)
        narrow = (*_before(), _plain(4 * self.growth, 1)) if self.bottleneck else ()
        layers = (*narrow, *_before(), _plain(self.growth, 3))
        layer = ParallelSpec.parse({"branches": [[], [each.model_dump() for each in layers]]})
        return Body((Branch("body", (layer,) * self.times),), "chain")

    def count(self) -> int:
        return 1 + self.times * (7 if self.bottleneck else 4)

    def depth(self) -> int:
        return 2


class TransitionSpec(BlockSpec):
    """Between two dense blocks: fewer channels by a 1×1 convolution, half the size by average pooling.

    Input shape (C, H, W), output shape (⌊C·compression⌋, ⌊H/2⌋, ⌊W/2⌋).

    Attributes:
        compression: share of the channels that stay, 0.1 to 1.
    """

    kind: Literal["transition"] = "transition"
    compression: float = Field(0.5, ge=0.1, le=1.0)

    prefix = "transition"
    most_made = 4
    reference = DenseBlockSpec.reference

    def body(self, input_shape: Shape) -> Body:
        channels, _, _ = image_shape(input_shape, self.kind)
        kept = max(1, int(channels * self.compression))
        return Body((Branch("body", (*_before(), _plain(kept, 1), AvgPool2dSpec())),), "chain")


class SqueezeExcitationSpec(BlockSpec):
    """Scales each map by a number in (0, 1) that two small linear layers find from the means of all maps.

    Input shape (C, H, W), output shape (C, H, W).

    Attributes:
        reduction: how many times as narrow it is in between, 1 to 32.
    """

    kind: Literal["squeeze_excitation"] = "squeeze_excitation"
    reduction: int = Field(16, ge=1, le=32)

    prefix = "se"
    most_made = 5
    reference = Reference("Hu et al.", "Squeeze-and-Excitation Networks", 2017, venue="CVPR 2018", arxiv="1709.01507")

    def body(self, input_shape: Shape) -> Body:
        channels, _, _ = image_shape(input_shape, self.kind)
        narrow = LinearSpec(out_features=max(1, channels // self.reduction))
        gates = (GlobalAvgPoolSpec(), narrow, _relu(), LinearSpec(out_features=channels), _activation(SigmoidSpec()))
        return Body((Branch("maps"), Branch("gates", gates)), "multiply")


class InceptionSpec(BlockSpec):
    """Four ways side by side, as in GoogLeNet: 1×1, 3×3, 5×5 and a pooling, each with few channels.

    Input shape (C, H, W), output shape (c1 + c3 + c5 + pool, H, W).

    Attributes:
        c1: maps of the 1×1 convolution.
        c3_reduce: maps of the 1×1 convolution before the 3×3.
        c3: maps of the 3×3 convolution.
        c5_reduce: maps of the 1×1 convolution before the 5×5.
        c5: maps of the 5×5 convolution.
        pool: maps of the 1×1 convolution behind the max pooling.
    """

    kind: Literal["inception"] = "inception"
    c1: int = Field(16, ge=1, le=256)
    c3_reduce: int = Field(16, ge=1, le=256)
    c3: int = Field(24, ge=1, le=256)
    c5_reduce: int = Field(4, ge=1, le=256)
    c5: int = Field(8, ge=1, le=256)
    pool: int = Field(8, ge=1, le=256)

    prefix = "inception"
    most_made = 13
    reference = ParallelSpec.reference

    def body(self, input_shape: Shape) -> Body:
        image_shape(input_shape, self.kind)
        pooled = MaxPool2dSpec(kernel_size=3, stride=1, padding=1)
        branches = (
            Branch("one", (_biased(self.c1, 1), _relu())),
            Branch("three", (_biased(self.c3_reduce, 1), _relu(), _biased(self.c3, 3), _relu())),
            Branch("five", (_biased(self.c5_reduce, 1), _relu(), _biased(self.c5, 5), _relu())),
            Branch("pooled", (pooled, _biased(self.pool, 1), _relu())),
        )
        return Body(branches, "concat")


def _activation(function: ActivationSpec) -> ActivationLayerSpec:
    return ActivationLayerSpec.parse({"function": function})


def _relu() -> ActivationLayerSpec:
    return _activation(ReluSpec())


def _plain(out_channels: int, kernel_size: int) -> Conv2dSpec:
    return Conv2dSpec(out_channels=out_channels, kernel_size=kernel_size, padding=kernel_size // 2, bias=False)


def _biased(out_channels: int, kernel_size: int) -> Conv2dSpec:
    return Conv2dSpec(out_channels=out_channels, kernel_size=kernel_size, padding=kernel_size // 2)


def _before() -> tuple[LayerSpec, ...]:
    """Batch normalisation and ReLU before a convolution, as DenseNet has them."""
    return BatchNorm2dSpec(), _relu()


def _convolved(
    out_channels: int,
    *,
    kernel_size: int = 1,
    stride: Stride = 1,
    padding: int = 0,
    groups: int = 1,
    function: ActivationSpec | None = ReluSpec(),  # noqa: B008  frozen
) -> tuple[LayerSpec, ...]:
    """A convolution without bias, batch normalisation, an activation."""
    convolution = Conv2dSpec.model_construct(
        out_channels=out_channels, kernel_size=kernel_size, stride=stride, padding=padding, groups=groups, bias=False
    )
    return (convolution, BatchNorm2dSpec(), *((_activation(function),) if function else ()))
