"""Networks made of blocks, from 2015 on."""

from collections.abc import Sequence

from cnn_core.architecture import ArchitectureSpec
from cnn_core.layers import (
    BatchNorm2dSpec,
    DenseBlockSpec,
    GlobalAvgPoolSpec,
    InvertedResidualSpec,
    LayerSpec,
    LinearSpec,
    MaxPool2dSpec,
    ParallelSpec,
    RepeatSpec,
    ResidualSpec,
    TransitionSpec,
)
from cnn_core.presets.making import InputShape, activation, convolution, convolved, network, normalised

_WIDTHS = (16, 32, 64)
_STRIDES = (1, 2, 2)


def plain(depth: int, input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """ResNet's convolutions without its shortcuts: the network that gets worse as it gets deeper.

    Args:
        depth: layers with weights, 6·n + 2.
        input_shape: (C, H, W) of the image.
        classes: numbers it answers with.
    """
    stages: list[LayerSpec] = []
    for width, stride in zip(_WIDTHS, _STRIDES, strict=True):
        stages += [*normalised(width, stride=stride), *_repeated(normalised(width), 2 * _pairs(depth) - 1)]
    return network(f"Plain-{depth}", input_shape, [*normalised(16), *stages, *_answer(classes)])


def resnet(depth: int, input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """ResNet for CIFAR: 3 stages of n residual blocks with 16, 32 and 64 maps, shortcuts without parameters.

    The paper's sizes (table 6) with 10 classes: 0.27 million parameters at depth 20, 0.46 at 32, 0.66 at 44, 0.85 at
    56.

    Args:
        depth: layers with weights, 6·n + 2.
        input_shape: (C, H, W) of the image.
        classes: numbers it answers with.
    """
    stages: list[LayerSpec] = []
    for width, stride in zip(_WIDTHS, _STRIDES, strict=True):
        stages += [_residual(width, stride), *_repeated([_residual(width, 1)], _pairs(depth) - 1)]
    return network(f"ResNet-{depth}", input_shape, [*normalised(16), *stages, *_answer(classes)])


def _pairs(depth: int) -> int:
    """How many pairs of convolutions each of the three stages has."""
    pairs, rest = divmod(depth - 2, 6)
    if rest or pairs < 1:
        raise ValueError(f"expected a depth of 6·n + 2; received {depth}")
    return pairs


def _repeated(layers: Sequence[LayerSpec], times: int) -> list[LayerSpec]:
    """The stretch so many times over: as one block where it is more than once."""
    return [RepeatSpec.parse({"layers": layers, "times": times})] if times > 1 else [*layers] * times


def _residual(width: int, stride: int) -> ResidualSpec:
    body = (*normalised(width, stride=stride), convolution(width, bias=False), BatchNorm2dSpec())
    return ResidualSpec.parse({"layers": body, "shortcut": "zero_pad"})


def densenet(depth: int, input_shape: InputShape, classes: int, growth: int = 12) -> ArchitectureSpec:
    """DenseNet for CIFAR: 3 dense blocks, every layer behind all the layers before it.

    The paper's size (table 2) with 10 classes: 1.0 million parameters at depth 40 with a growth of 12.

    Args:
        depth: layers with weights, 3·n + 4.
        input_shape: (C, H, W) of the image.
        classes: numbers it answers with.
        growth: maps that each layer adds.
    """
    times, rest = divmod(depth - 4, 3)
    if rest or times < 1:
        raise ValueError(f"expected a depth of 3·n + 4; received {depth}")
    dense = DenseBlockSpec(growth=growth, times=times)
    between = TransitionSpec(compression=1.0)
    blocks = [dense, between, dense, between, dense, BatchNorm2dSpec(), activation()]
    return network(f"DenseNet-{depth}", input_shape, [convolution(16, bias=False), *blocks, *_answer(classes)])


def mobilenet_small(input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """MobileNetV2's blocks for small images: wide inside, narrow between, one filter for each channel.

    70,538 parameters on 3×32×32 with 10 classes.
    """
    sizes = [(16, 1, 1), (24, 6, 1), (24, 6, 1), (32, 6, 2), (32, 6, 1), (64, 6, 2)]
    blocks = [
        InvertedResidualSpec(out_channels=channels, expansion=expansion, stride=stride)
        for channels, expansion, stride in sizes
    ]
    return network("MobileNet-small", input_shape, [*normalised(16), *blocks, *normalised(128, 1), *_answer(classes)])


def squeezenet_small(input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """SqueezeNet's fire blocks for small images: few channels squeezed, then widened by 1×1 and 3×3 side by side.

    61,546 parameters on 3×32×32 with 10 classes.
    """
    pool = MaxPool2dSpec(kernel_size=3, stride=2)
    layers = [
        *(*convolved(32), pool, *fire(16, 32), *fire(16, 32), pool),
        *(*fire(32, 64), *fire(32, 64)),
        *(convolution(classes, 1), activation(), GlobalAvgPoolSpec()),
    ]
    return network("SqueezeNet-small", input_shape, layers)


def fire(squeeze: int, expand: int) -> list[LayerSpec]:
    """SqueezeNet's block: a 1×1 convolution to few maps, then 1×1 and 3×3 ones side by side."""
    branches = [convolved(expand, 1), convolved(expand, 3)]
    return [*convolved(squeeze, 1), ParallelSpec.parse({"branches": branches})]


def _answer(classes: int) -> list[LayerSpec]:
    return [GlobalAvgPoolSpec(), LinearSpec(out_features=classes)]
