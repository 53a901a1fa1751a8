"""The layers a network can be built of: a class each, and the table of all."""

from typing import Annotated

from pydantic import Field

from cnn_core.layers.activation import ActivationLayerSpec
from cnn_core.layers.arithmetic import Shape
from cnn_core.layers.base import LayerSpec
from cnn_core.layers.convolution import Conv2dSpec
from cnn_core.layers.dense import LinearSpec
from cnn_core.layers.errors import ShapeError
from cnn_core.layers.normalization import BatchNorm2dSpec, GroupNormSpec, InstanceNorm2dSpec, LayerNormSpec
from cnn_core.layers.pooling import AvgPool2dSpec, GlobalAvgPoolSpec, GlobalMaxPoolSpec, MaxPool2dSpec
from cnn_core.layers.regularization import Dropout2dSpec, DropoutSpec
from cnn_core.layers.shaping import FlattenSpec, PadSpec
from cnn_core.layers.window import Window

__all__ = [
    "LAYERS",
    "ActivationLayerSpec",
    "AvgPool2dSpec",
    "BatchNorm2dSpec",
    "Conv2dSpec",
    "Dropout2dSpec",
    "DropoutSpec",
    "FlattenSpec",
    "GlobalAvgPoolSpec",
    "GlobalMaxPoolSpec",
    "GroupNormSpec",
    "InstanceNorm2dSpec",
    "Layer",
    "LayerNormSpec",
    "LayerSpec",
    "LinearSpec",
    "MaxPool2dSpec",
    "PadSpec",
    "Shape",
    "ShapeError",
    "Window",
]

Layer = Annotated[
    Conv2dSpec
    | MaxPool2dSpec
    | AvgPool2dSpec
    | GlobalAvgPoolSpec
    | GlobalMaxPoolSpec
    | BatchNorm2dSpec
    | LayerNormSpec
    | GroupNormSpec
    | InstanceNorm2dSpec
    | DropoutSpec
    | Dropout2dSpec
    | PadSpec
    | FlattenSpec
    | LinearSpec
    | ActivationLayerSpec,
    Field(discriminator="kind"),
]

LAYERS: dict[str, type[LayerSpec]] = {
    "conv2d": Conv2dSpec,
    "max_pool2d": MaxPool2dSpec,
    "avg_pool2d": AvgPool2dSpec,
    "global_avg_pool": GlobalAvgPoolSpec,
    "global_max_pool": GlobalMaxPoolSpec,
    "batch_norm2d": BatchNorm2dSpec,
    "layer_norm": LayerNormSpec,
    "group_norm": GroupNormSpec,
    "instance_norm2d": InstanceNorm2dSpec,
    "dropout": DropoutSpec,
    "dropout2d": Dropout2dSpec,
    "pad": PadSpec,
    "flatten": FlattenSpec,
    "linear": LinearSpec,
    "activation": ActivationLayerSpec,
}
