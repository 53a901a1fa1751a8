"""Networks worth knowing, ready to be changed."""

from collections.abc import Callable
from dataclasses import dataclass

from cnn_core.architecture import ArchitectureSpec
from cnn_core.layers import (
    ActivationLayerSpec,
    BatchNorm2dSpec,
    Conv2dSpec,
    FlattenSpec,
    LayerSpec,
    LinearSpec,
    MaxPool2dSpec,
)
from cnn_core.reference import Reference

InputShape = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Preset:
    """A network that can be fitted to an image's shape and a number of classes.

    Attributes:
        reference: the paper it goes back to.
        build: gives the network for an image of shape (C, H, W) and so many classes; `shapes` tells whether an image
            is large enough for it.
    """

    reference: Reference
    build: Callable[[InputShape, int], ArchitectureSpec]

    @property
    def paper(self) -> str:
        """Authors and title."""
        return f"{self.reference.authors}, {self.reference.title}"

    @property
    def year(self) -> int:
        """Of publication."""
        return self.reference.year


def lenet5(input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """LeNet-5 as it is taught today: ReLU and max pooling where the paper has scaled tanh and learnt averages.

    61,706 parameters on 1×28×28 with 10 classes. The paper's images have 32 px a side; smaller ones get as many px of
    padding as MNIST's 28 need for that, so the maps are the paper's in both cases.
    """
    padding = 0 if min(input_shape[1:]) >= 32 else 2
    return _network(
        "LeNet-5",
        input_shape,
        [
            *(Conv2dSpec(out_channels=6, kernel_size=5, padding=padding), _relu(), MaxPool2dSpec()),
            *(Conv2dSpec(out_channels=16, kernel_size=5), _relu(), MaxPool2dSpec()),
            FlattenSpec(),
            *(LinearSpec(out_features=120), _relu()),
            *(LinearSpec(out_features=84), _relu()),
            LinearSpec(out_features=classes),
        ],
    )


def vgg_small(input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """VGG's idea at a laptop's size: pairs of 3×3 convolutions, halved by max pooling, channels doubled each time.

    307,946 parameters on 3×32×32 with 10 classes. Batch normalisation came after the paper; with it the network learns
    at once, and the convolutions need no bias, since the mean is taken away behind them.
    """
    blocks = [layer for channels in (32, 64, 128) for layer in _vgg_block(channels)]
    return _network("VGG-small", input_shape, [*blocks, FlattenSpec(), LinearSpec(out_features=classes)])


def _vgg_block(channels: int) -> list[LayerSpec]:
    convolution = Conv2dSpec(out_channels=channels, padding=1, bias=False)
    return [*[convolution, BatchNorm2dSpec(), _relu()] * 2, MaxPool2dSpec()]


def _relu() -> ActivationLayerSpec:
    return ActivationLayerSpec.parse({"function": "relu"})


def _network(name: str, input_shape: InputShape, layers: list[LayerSpec]) -> ArchitectureSpec:
    return ArchitectureSpec.parse({"name": name, "input_shape": input_shape, "layers": layers})


PRESETS: dict[str, Preset] = {
    "lenet5": Preset(
        Reference(
            "LeCun, Bottou, Bengio, Haffner",
            "Gradient-Based Learning Applied to Document Recognition",
            1998,
            venue="Proceedings of the IEEE 86",
        ),
        lenet5,
    ),
    "vgg_small": Preset(
        Reference(
            "Simonyan, Zisserman",
            "Very Deep Convolutional Networks for Large-Scale Image Recognition",
            2014,
            venue="ICLR 2015",
            arxiv="1409.1556",
        ),
        vgg_small,
    ),
}
