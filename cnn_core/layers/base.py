"""What every layer is: a frozen description that knows its arithmetic and builds its torch module."""

from math import prod
from typing import ClassVar

from torch import nn

from cnn_core.layers.arithmetic import Shape, Terms, shape_text, value
from cnn_core.layers.errors import NeedsImageError
from cnn_core.layers.window import Window
from cnn_core.reference import Reference
from cnn_core.spec import CompactSpec

# Each output value reads the one input value at its own place.
POINT = Window()


class LayerSpec(CompactSpec):
    """One layer of a network.

    A subclass gives `kind` (a Literal, its id in links), `prefix`, and the rules below. Shapes leave the batch out.

    Attributes:
        prefix: start of its name in a network ("conv" gives conv1, conv2, …).
        reference: where it was proposed; None where nobody did.
        seldom_twice: its first in a network goes by the prefix alone, without a number.
        needs_variance: it divides by the variance over batch and positions, which one value does not have.
        drops_positions: an image goes in, a vector comes out.
        is_linear: while answering, its output is a weighted sum of its inputs plus a constant.
    """

    kind: str
    prefix: ClassVar[str]
    seldom_twice: ClassVar[bool] = False
    needs_variance: ClassVar[bool] = False
    drops_positions: ClassVar[bool] = False
    is_linear: ClassVar[bool] = False
    reference: ClassVar[Reference | None] = None

    @property
    def name_prefix(self) -> str:
        """Start of this layer's name in a network."""
        return self.prefix

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape it gives.

        Raises:
            ShapeError: it cannot take `input_shape`; says why and what would fit.
        """
        raise NotImplementedError

    def output_shape_text(self, input_shape: Shape) -> str:
        """The arithmetic behind the output's size, in the network's own numbers."""
        return shape_text(self.output_shape(input_shape))

    def parameter_terms(self, input_shape: Shape) -> Terms:
        """The numbers it learns, as a sum of products (weights, then biases)."""
        return ()

    def multiply_add_terms(self, input_shape: Shape) -> Terms:
        """The products it adds up for one image, as a product of counts.

        Only convolutions and linear layers have any: what papers report leaves out biases, poolings, activations
        and normalisation (a multiply-add is one product and one addition; FLOPs are twice as many).
        """
        return ()

    def parameter_count(self, input_shape: Shape) -> int:
        """How many numbers it learns."""
        return value(self.parameter_terms(input_shape))

    def multiply_adds(self, input_shape: Shape) -> int:
        """How many products it adds up for one image."""
        return value(self.multiply_add_terms(input_shape))

    def activation_values(self, input_shape: Shape) -> int:
        """The numbers it gives for one image, and those inside it: what a training step holds for the way back."""
        return prod(self.output_shape(input_shape))

    def looks(self, input_shape: Shape) -> int:
        """How many values it reads for one image, every time it reads one."""
        window = self.window_for(input_shape)
        return prod(self.output_shape(input_shape)) * prod(window.taps) if window else prod(input_shape)

    def divides_by_nothing(self, input_shape: Shape) -> bool:
        """Whether a training step with a single image has no variance to divide by."""
        return self.needs_variance and input_shape[1:] == (1, 1)

    def count(self) -> int:
        """How many layers it is, itself and all inside it; arithmetic only, nothing is written out."""
        return 1

    def depth(self) -> int:
        """How many levels of layers in layers it has."""
        return 0

    def window(self) -> Window | None:
        """What one output value reads; None when it reads every position there is."""
        return POINT

    def window_for(self, input_shape: Shape) -> Window | None:
        """As `window`, also for a layer whose window follows from the shape that reaches it."""
        return self.window()

    def build(self, input_shape: Shape) -> nn.Module:
        """The torch module, on torch's current default device.

        Raises:
            ShapeError: as `output_shape`.
        """
        raise NotImplementedError


def image_shape(input_shape: Shape, kind: str, instead: dict[str, object] | None = None) -> tuple[int, int, int]:
    """The channels, height and width of what reaches a layer that needs an image.

    Args:
        input_shape: what reaches it.
        kind: of the layer.
        instead: JSON of the layer that would do the same to a vector; None where there is none.

    Raises:
        NeedsImageError: it is a vector.
    """
    if len(input_shape) != 3:
        fix = {"op": "replace", "layer": instead} if instead else {"op": "remove"}
        raise NeedsImageError(kind=kind, features=input_shape[0], fixes=[fix])
    return input_shape[0], input_shape[1], input_shape[2]
