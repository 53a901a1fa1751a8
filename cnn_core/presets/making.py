"""What the ready-made networks are written with: pieces that all of them use."""

from collections.abc import Sequence
from typing import Any

from cnn_core.architecture import ArchitectureSpec
from cnn_core.layers import ActivationLayerSpec, BatchNorm2dSpec, Conv2dSpec, LayerSpec

InputShape = tuple[int, int, int]
"""(C, H, W) of the image."""


def network(name: str, input_shape: InputShape, layers: Sequence[LayerSpec]) -> ArchitectureSpec:
    """The network of these layers."""
    return ArchitectureSpec.parse({"name": name, "input_shape": input_shape, "layers": layers})


def activation(function: str = "relu") -> ActivationLayerSpec:
    """An activation by its id."""
    return ActivationLayerSpec.parse({"function": function})


def convolved(out_channels: int, kernel_size: int = 3, **fields: Any) -> list[LayerSpec]:
    """A convolution that keeps the size, and ReLU."""
    return [convolution(out_channels, kernel_size, **fields), activation()]


def normalised(out_channels: int, kernel_size: int = 3, **fields: Any) -> list[LayerSpec]:
    """A convolution that keeps the size, batch normalisation, ReLU.

    The convolution needs no bias, since the mean is taken away behind it.
    """
    return [convolution(out_channels, kernel_size, bias=False, **fields), BatchNorm2dSpec(), activation()]


def convolution(out_channels: int, kernel_size: int = 3, **fields: Any) -> Conv2dSpec:
    """A convolution whose padding keeps the size where its stride is 1."""
    return Conv2dSpec.parse(
        {"out_channels": out_channels, "kernel_size": kernel_size, "padding": kernel_size // 2, **fields}
    )
