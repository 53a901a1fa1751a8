"""A small network for each member of the table of layers."""

from typing import Any

from cnn_core.architecture import ArchitectureSpec
from cnn_core.layers import LAYERS

UNREADABLE: set[str] = set()
"""Layers that are no single layer of PyTorch, and stand in the source as classes."""

FIELDS: dict[str, dict[str, Any]] = {
    "conv2d": {"out_channels": 6, "kernel_size": (3, 2), "stride": (1, 2), "padding": (0, 1), "groups": 2},
    "max_pool2d": {"kernel_size": 3, "stride": 2, "padding": 1},
    "avg_pool2d": {"kernel_size": (3, 2), "stride": 2, "padding": 1},
    "batch_norm2d": {"eps": 0.01, "momentum": 0.3},
    "group_norm": {"num_groups": 2},
    "pad": {"padding": (1, 2), "mode": "reflect"},
    "linear": {"out_features": 5},
    "activation": {"function": "relu"},
}
"""What a layer needs, or what makes it harder than its defaults."""


def member_network(kind: str, **more: Any) -> ArchitectureSpec:
    """The layer on images of 4×8×9; behind a flatten where it needs a vector."""
    layer = {"kind": kind, **FIELDS.get(kind, {}), **more}
    before = [{"kind": "flatten"}] if kind == "linear" else []
    assert kind in LAYERS
    return ArchitectureSpec.parse({"name": kind, "input_shape": (4, 8, 9), "layers": [*before, layer]})
