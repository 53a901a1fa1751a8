"""The linear layer: every output reads every input."""

from math import prod
from typing import Literal

from pydantic import Field
from torch import nn

from cnn_core.layers.arithmetic import Shape, Terms, shape_text, text
from cnn_core.layers.base import LayerSpec
from cnn_core.layers.errors import NeedsVectorError


class LinearSpec(LayerSpec):
    """A fully connected layer: each output is a weighted sum of all inputs, plus a bias.

    Input shape (F,), output shape (out_features,).

    Attributes:
        out_features: numbers it gives, 1 to 4096.
        bias: whether a learnt number is added to each.
    """

    kind: Literal["linear"] = "linear"
    out_features: int = Field(ge=1, le=4096)
    bias: bool = True

    prefix = "fc"
    is_linear = True

    def output_shape(self, input_shape: Shape) -> Shape:
        if len(input_shape) != 1:
            features = prod(input_shape)
            raise NeedsVectorError(
                received=shape_text(input_shape),
                features=features,
                arithmetic=f"{text((input_shape,))} = {features}",
                fixes=[
                    {"op": "insert_before", "layer": {"kind": "flatten"}},
                    {"op": "insert_before", "layer": {"kind": "global_avg_pool"}},
                ],
            )
        return (self.out_features,)

    def parameter_terms(self, input_shape: Shape) -> Terms:
        weights = (input_shape[0], self.out_features)
        return (weights, (self.out_features,)) if self.bias else (weights,)

    def multiply_add_terms(self, input_shape: Shape) -> Terms:
        return ((input_shape[0], self.out_features),)

    def window(self) -> None:
        return None

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        return nn.Linear(input_shape[0], self.out_features, bias=self.bias)
