"""Regularisation: make the network's life harder while it trains."""

from typing import Literal

from pydantic import Field
from torch import nn

from cnn_core.layers.arithmetic import Shape
from cnn_core.layers.base import LayerSpec, image_shape
from cnn_core.reference import Reference


class DropoutSpec(LayerSpec):
    """While training, sets each value to zero with probability `p` and divides the rest by 1 − p; then does nothing.

    Any shape, unchanged.

    Attributes:
        p: share of values dropped, [0, 0.95].
    """

    kind: Literal["dropout"] = "dropout"
    p: float = Field(0.5, ge=0.0, le=0.95)

    prefix = "drop"
    is_linear = True
    reference = Reference(
        "Srivastava et al.",
        "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
        2014,
        venue="JMLR 15",
    )

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def build(self, input_shape: Shape) -> nn.Module:
        return nn.Dropout(self.p)


class Dropout2dSpec(LayerSpec):
    """Spatial dropout: as dropout, but a whole map is set to zero or kept.

    Neighbouring values of a map are so alike that the rest gives away what a single dropped one was.
    Input shape (C, H, W), output shape (C, H, W).

    Attributes:
        p: share of maps dropped, [0, 0.95].
    """

    kind: Literal["dropout2d"] = "dropout2d"
    p: float = Field(0.5, ge=0.0, le=0.95)

    prefix = "drop"
    is_linear = True
    reference = Reference(
        "Tompson, Goroshin, Jain, LeCun, Bregler",
        "Efficient Object Localization Using Convolutional Networks",
        2015,
        venue="CVPR, section 3.2",
        arxiv="1411.4280",
    )

    def output_shape(self, input_shape: Shape) -> Shape:
        return image_shape(input_shape, self.kind, instead={"kind": "dropout", "p": self.p})

    def build(self, input_shape: Shape) -> nn.Module:
        self.output_shape(input_shape)
        return nn.Dropout2d(self.p)
