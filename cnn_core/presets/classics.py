"""Networks in one line of layers, from 1986 to 2014."""

from cnn_core.architecture import ArchitectureSpec
from cnn_core.layers import (
    AvgPool2dSpec,
    Conv2dSpec,
    DropoutSpec,
    FlattenSpec,
    GlobalAvgPoolSpec,
    LayerSpec,
    LinearSpec,
    MaxPool2dSpec,
)
from cnn_core.presets.making import InputShape, activation, convolution, convolved, network, normalised


def mlp(input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """A multilayer perceptron, for comparison: it sees pixels in a row and knows nothing of their neighbours.

    535,818 parameters on 1×28×28 with 10 classes, nearly nine times LeNet-5's.
    """
    hidden: list[LayerSpec] = [
        layer for features in (512, 256) for layer in (LinearSpec(out_features=features), activation())
    ]
    return network("MLP", input_shape, [FlattenSpec(), *hidden, LinearSpec(out_features=classes)])


def lenet5(input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """LeNet-5 as it is taught today: ReLU and max pooling where the paper has scaled tanh and learnt averages.

    61,706 parameters on 1×28×28 with 10 classes. The paper's images have 32 px a side; smaller ones get as many px of
    padding as MNIST's 28 need for that, so the maps are the paper's in both cases.
    """
    return network("LeNet-5", input_shape, _lenet5(input_shape, classes, function="relu", pool=MaxPool2dSpec()))


def lenet5_1998(input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """LeNet-5 as published: tanh and averages.

    The convolutions and linear layers C1, C5 and F6 have the paper's parameters (156, 48,120 and 10,164). Three things
    of the paper no layer here does: each map of C3 reads only some maps (1,516 parameters instead of 2,416), the
    averages are scaled and shifted by 44 learnt numbers, and the answers are distances to drawn digits.
    """
    return network("LeNet-5 1998", input_shape, _lenet5(input_shape, classes, function="tanh", pool=AvgPool2dSpec()))


def _lenet5(input_shape: InputShape, classes: int, *, function: str, pool: LayerSpec) -> list[LayerSpec]:
    padding = 0 if min(input_shape[1:]) >= 32 else 2
    return [
        *(Conv2dSpec(out_channels=6, kernel_size=5, padding=padding), activation(function), pool),
        *(Conv2dSpec(out_channels=16, kernel_size=5), activation(function), pool),
        FlattenSpec(),
        *(LinearSpec(out_features=120), activation(function)),
        *(LinearSpec(out_features=84), activation(function)),
        LinearSpec(out_features=classes),
    ]


def alexnet_small(input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """AlexNet's idea for small images: five convolutions, overlapping poolings, two large linear layers with dropout.

    810,698 parameters on 3×32×32 with 10 classes; the paper's network for 3×224×224 has 60 million.
    """
    pool = MaxPool2dSpec(kernel_size=3, stride=2)
    linear = [layer for _ in range(2) for layer in (DropoutSpec(), LinearSpec(out_features=512), activation())]
    return network(
        "AlexNet-small",
        input_shape,
        [
            *(*convolved(32, 5), pool, *convolved(64, 5), pool),
            *(*convolved(96), *convolved(96), *convolved(64), pool, FlattenSpec()),
            *(*linear, LinearSpec(out_features=classes)),
        ],
    )


def vgg_small(input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """VGG's idea at a laptop's size: pairs of 3×3 convolutions, halved by max pooling, channels doubled each time.

    307,946 parameters on 3×32×32 with 10 classes. Batch normalisation came after the paper; with it the network learns
    at once, and the convolutions need no bias, since the mean is taken away behind them.
    """
    blocks = [
        layer for channels in (32, 64, 128) for layer in (*normalised(channels), *normalised(channels), MaxPool2dSpec())
    ]
    return network("VGG-small", input_shape, [*blocks, FlattenSpec(), LinearSpec(out_features=classes)])


def all_cnn(input_shape: InputShape, classes: int) -> ArchitectureSpec:
    """All-CNN-C: nothing but convolutions; a stride of 2 takes the place of every pooling.

    1,369,738 parameters on 3×32×32 with 10 classes; the paper says 1.4 million (table 4, All-CNN).
    """
    layers = [
        *(DropoutSpec(p=0.2), *convolved(96), *convolved(96), *convolved(96, stride=2)),
        *(DropoutSpec(), *convolved(192), *convolved(192), *convolved(192, stride=2)),
        *(DropoutSpec(), *convolved(192, padding=0), *convolved(192, 1)),
        *(convolution(classes, 1), activation(), GlobalAvgPoolSpec()),
    ]
    return network("All-CNN", input_shape, layers)
