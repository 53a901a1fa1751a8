"""Layers that only rearrange."""

from math import prod
from typing import Literal

from torch import nn

from cnn_core.layers.arithmetic import Shape, shape_text, text
from cnn_core.layers.base import LayerSpec


class FlattenSpec(LayerSpec):
    """Lays all values of an image in one row: channel by channel, row by row.

    Input shape (C, H, W), output shape (C·H·W,); a vector passes unchanged.
    """

    kind: Literal["flatten"] = "flatten"
    prefix = "flatten"
    seldom_twice = True
    drops_positions = True

    def output_shape(self, input_shape: Shape) -> Shape:
        return (prod(input_shape),)

    def output_shape_text(self, input_shape: Shape) -> str:
        return f"{text((input_shape,))} = {shape_text(self.output_shape(input_shape))}"

    def build(self, input_shape: Shape) -> nn.Module:
        return nn.Flatten()
