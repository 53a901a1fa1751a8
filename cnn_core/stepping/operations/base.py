"""What every operation under the lens is: a frozen description that knows its sizes and its line of PyTorch."""

from typing import Annotated, Any

from pydantic import Field

from cnn_core.layers import LayerSpec, Shape, ShapeError
from cnn_core.layers.window import shortest
from cnn_core.spec import Spec

Kernel = Annotated[int, Field(ge=1, le=7)]
Stride = Annotated[int, Field(ge=1, le=8)]
Padding = Annotated[int, Field(ge=0, le=64)]
Dilation = Annotated[int, Field(ge=1, le=8)]
Maps = Annotated[int, Field(ge=1, le=8)]


def torch_call(name: str, *arguments: Any, **options: tuple[Any, Any]) -> str:
    """A call as a person would write it: what equals PyTorch's own default is left out.

    Args:
        name: "nn.Conv2d".
        *arguments: given by position.
        **options: given by name: the value, and PyTorch's default.

    >>> torch_call("nn.Conv2d", 1, 6, (5, 5), stride=((2, 1), (1, 1)), groups=(1, 1))
    'nn.Conv2d(1, 6, 5, stride=(2, 1))'
    """
    given = [repr(shortest(argument)) for argument in arguments]
    named = [f"{option}={shortest(value)!r}" for option, (value, default) in options.items() if value != default]
    return f"{name}({', '.join(given + named)})"


class OperationSpec(Spec):
    """One operation applied to one picture.

    Written to JSON whole, with its defaults: whoever reads a scene, in whatever language, needs no table of them.
    Pairs are (vertical, horizontal).
    """

    kind: str

    def layer(self) -> LayerSpec | None:
        """The same as a layer of a network, whose rules then hold here, too; None where there is none."""
        return None

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape it gives, (C, H, W) as it takes.

        Raises:
            ShapeError: it cannot take `input_shape`; says why and what would fit.
        """
        layer = self.layer()
        if layer is None:
            return input_shape
        try:
            return layer.output_shape(input_shape)
        except ShapeError as error:
            raise error.at(0, layer.prefix) from error

    def weight_shape(self, input_shape: Shape) -> Shape | None:
        """The shape of its weights, four numbers as PyTorch lays out a kernel; None when it has none."""
        return None

    def bias_count(self) -> int:
        """How many biases it adds: one for each map, or none."""
        return 0

    def pytorch_line(self, input_shape: Shape) -> str:
        """The same operation in PyTorch, as code; only what differs from PyTorch's defaults is written."""
        raise NotImplementedError
