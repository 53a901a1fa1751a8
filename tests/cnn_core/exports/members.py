"""A small network for each member of the table of layers."""

from typing import Any

from cnn_core.architecture import ArchitectureSpec
from cnn_core.layers import LAYERS, BlockSpec

UNREADABLE = {"depthwise_separable", *(kind for kind, layer in LAYERS.items() if issubclass(layer, BlockSpec))}
"""Layers that are no single layer of PyTorch: blocks are not read, two halves of a convolution come back as two."""

FIELDS: dict[str, dict[str, Any]] = {
    "conv2d": {"out_channels": 6, "kernel_size": (3, 2), "stride": (1, 2), "padding": (0, 1), "groups": 2},
    "depthwise_separable": {"out_channels": 5, "kernel_size": (3, 2), "stride": (1, 2), "padding": (0, 1)},
    "conv_transpose2d": {"out_channels": 6, "kernel_size": (3, 2), "padding": 1, "groups": 2},
    "max_pool2d": {"kernel_size": 3, "stride": 2, "padding": 1},
    "avg_pool2d": {"kernel_size": (3, 2), "stride": 2, "padding": 1},
    "adaptive_avg_pool2d": {"output_size": (3, 10)},
    "adaptive_max_pool2d": {"output_size": 5},
    "upsample": {"scale_factor": 3, "mode": "bilinear"},
    "batch_norm2d": {"eps": 0.01, "momentum": 0.3},
    "group_norm": {"num_groups": 2},
    "pad": {"padding": (1, 2), "mode": "reflect"},
    "linear": {"out_features": 5},
    "residual": {
        "layers": [{"kind": "conv2d", "out_channels": 6, "stride": 2, "padding": 1}],
        "shortcut": "projection",
    },
    "parallel": {"branches": [[], [{"kind": "conv2d", "out_channels": 3, "padding": 1}, {"kind": "batch_norm2d"}]]},
    "repeat": {"layers": [{"kind": "conv2d", "out_channels": 4}, {"kind": "activation", "function": "tanh"}]},
    "bottleneck": {"channels": 3, "expansion": 2, "stride": 2},
    "inverted_residual": {"out_channels": 4},
    "dense_block": {"growth": 3, "times": 2, "bottleneck": True},
    "squeeze_excitation": {"reduction": 2},
    "activation": {"function": "relu"},
}
"""What a layer needs, or what makes it harder than its defaults."""


def member_network(kind: str, **more: Any) -> ArchitectureSpec:
    """The layer on images of 4×8×9; behind a flatten where it needs a vector."""
    layer = {"kind": kind, **FIELDS.get(kind, {}), **more}
    before = [{"kind": "flatten"}] if kind == "linear" else []
    assert kind in LAYERS
    return ArchitectureSpec.parse({"name": kind, "input_shape": (4, 8, 9), "layers": [*before, layer]})


MORE_BLOCKS = [
    member_network("residual", shortcut="zero_pad", function=None),
    member_network(
        "residual",
        layers=[{"kind": "conv2d", "out_channels": 4, "padding": 1}] * 2,
        shortcut="identity",
        function="elu",
    ),
    member_network("residual", layers=[{"kind": "squeeze_excitation"}, {"kind": "inception"}], shortcut="zero_pad"),
    member_network("inverted_residual", out_channels=5, expansion=1, stride=2, kernel_size=5),
    member_network("parallel", join="add", branches=[[], [{"kind": "repeat", "layers": [{"kind": "dropout"}]}]]),
    member_network("parallel", branches=[[{"kind": "flatten"}], [{"kind": "global_max_pool"}]]),
    member_network("repeat", layers=[FIELDS["residual"] | {"kind": "residual"}], times=2),
]
"""Blocks in other ways, and in one another."""
