"""A run small enough to be repeated a hundred times: 40 images, a network with batch norm and dropout."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from cnn_core.architecture import ArchitectureSpec
from cnn_core.datasets import Dataset, ImageSet
from cnn_core.training.spec import RunSpec

LAYERS = (
    {"kind": "conv2d", "out_channels": 4, "kernel_size": 5, "stride": 4},
    {"kind": "batch_norm2d"},
    {"kind": "activation", "function": {"kind": "relu"}},
    {"kind": "dropout", "p": 0.3},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 10},
)


def images(count: int, seed: int) -> ImageSet:
    generator = torch.Generator().manual_seed(seed)
    pictures = torch.randint(0, 256, (count, 1, 28, 28), dtype=torch.uint8, generator=generator)
    return ImageSet(pictures, torch.arange(count) % 10)


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return Dataset(images(43, 0), images(11, 1), images(7, 2), mean=(0.5,), std=(0.25,))


@pytest.fixture(scope="session")
def make_spec() -> Callable[..., RunSpec]:
    def make(layers: Any = LAYERS, **fields: Any) -> RunSpec:
        architecture = ArchitectureSpec.parse({"name": "tiny", "input_shape": (1, 28, 28), "layers": list(layers)})
        defaults = {
            "dataset": {"kind": "digits"},
            "batch_size": 8,
            "epochs": 3,
            "precision": "float32",
            "device": "cpu",
        }
        return RunSpec.parse({"architecture": architecture, **defaults, **fields})

    return make
