"""The layers a network can be built of: a class each, and the table of all."""

from typing import Annotated

from pydantic import Field

from cnn_core.layers.activation import ActivationLayerSpec
from cnn_core.layers.arithmetic import Shape
from cnn_core.layers.base import LayerSpec
from cnn_core.layers.block import BlockSpec
from cnn_core.layers.composition import ParallelSpec, RepeatSpec, ResidualSpec
from cnn_core.layers.convolution import Conv2dSpec, DepthwiseSeparableSpec
from cnn_core.layers.dense import LinearSpec
from cnn_core.layers.errors import ShapeError
from cnn_core.layers.normalization import BatchNorm2dSpec, GroupNormSpec, InstanceNorm2dSpec, LayerNormSpec
from cnn_core.layers.pooling import (
    AdaptiveAvgPool2dSpec,
    AdaptiveMaxPool2dSpec,
    AvgPool2dSpec,
    GlobalAvgPoolSpec,
    GlobalMaxPoolSpec,
    MaxPool2dSpec,
)
from cnn_core.layers.published_blocks import (
    BottleneckSpec,
    DenseBlockSpec,
    InceptionSpec,
    InvertedResidualSpec,
    SqueezeExcitationSpec,
    TransitionSpec,
)
from cnn_core.layers.regularization import Dropout2dSpec, DropoutSpec
from cnn_core.layers.shaping import FlattenSpec, PadSpec, UpsampleSpec
from cnn_core.layers.transposed import ConvTranspose2dSpec
from cnn_core.layers.window import Window

__all__ = [
    "LAYERS",
    "ActivationLayerSpec",
    "AdaptiveAvgPool2dSpec",
    "AdaptiveMaxPool2dSpec",
    "AvgPool2dSpec",
    "BatchNorm2dSpec",
    "BlockSpec",
    "BottleneckSpec",
    "Conv2dSpec",
    "ConvTranspose2dSpec",
    "DenseBlockSpec",
    "DepthwiseSeparableSpec",
    "Dropout2dSpec",
    "DropoutSpec",
    "FlattenSpec",
    "GlobalAvgPoolSpec",
    "GlobalMaxPoolSpec",
    "GroupNormSpec",
    "InceptionSpec",
    "InstanceNorm2dSpec",
    "InvertedResidualSpec",
    "Layer",
    "LayerNormSpec",
    "LayerSpec",
    "LinearSpec",
    "MaxPool2dSpec",
    "PadSpec",
    "ParallelSpec",
    "RepeatSpec",
    "ResidualSpec",
    "Shape",
    "ShapeError",
    "SqueezeExcitationSpec",
    "TransitionSpec",
    "UpsampleSpec",
    "Window",
]

Layer = Annotated[
    Conv2dSpec
    | DepthwiseSeparableSpec
    | ConvTranspose2dSpec
    | MaxPool2dSpec
    | AvgPool2dSpec
    | AdaptiveAvgPool2dSpec
    | AdaptiveMaxPool2dSpec
    | GlobalAvgPoolSpec
    | GlobalMaxPoolSpec
    | BatchNorm2dSpec
    | LayerNormSpec
    | GroupNormSpec
    | InstanceNorm2dSpec
    | DropoutSpec
    | Dropout2dSpec
    | PadSpec
    | UpsampleSpec
    | FlattenSpec
    | LinearSpec
    | ActivationLayerSpec
    | ResidualSpec
    | ParallelSpec
    | RepeatSpec
    | BottleneckSpec
    | InvertedResidualSpec
    | DenseBlockSpec
    | TransitionSpec
    | SqueezeExcitationSpec
    | InceptionSpec,
    Field(discriminator="kind"),
]

LAYERS: dict[str, type[LayerSpec]] = {
    "conv2d": Conv2dSpec,
    "depthwise_separable": DepthwiseSeparableSpec,
    "conv_transpose2d": ConvTranspose2dSpec,
    "max_pool2d": MaxPool2dSpec,
    "avg_pool2d": AvgPool2dSpec,
    "adaptive_avg_pool2d": AdaptiveAvgPool2dSpec,
    "adaptive_max_pool2d": AdaptiveMaxPool2dSpec,
    "global_avg_pool": GlobalAvgPoolSpec,
    "global_max_pool": GlobalMaxPoolSpec,
    "batch_norm2d": BatchNorm2dSpec,
    "layer_norm": LayerNormSpec,
    "group_norm": GroupNormSpec,
    "instance_norm2d": InstanceNorm2dSpec,
    "dropout": DropoutSpec,
    "dropout2d": Dropout2dSpec,
    "pad": PadSpec,
    "upsample": UpsampleSpec,
    "flatten": FlattenSpec,
    "linear": LinearSpec,
    "activation": ActivationLayerSpec,
    "residual": ResidualSpec,
    "parallel": ParallelSpec,
    "repeat": RepeatSpec,
    "bottleneck": BottleneckSpec,
    "inverted_residual": InvertedResidualSpec,
    "dense_block": DenseBlockSpec,
    "transition": TransitionSpec,
    "squeeze_excitation": SqueezeExcitationSpec,
    "inception": InceptionSpec,
}

# Their fields hold layers of every kind, which are known only now.
for _block in (ResidualSpec, ParallelSpec, RepeatSpec):
    _block.model_rebuild(_types_namespace={"Layer": Layer})
