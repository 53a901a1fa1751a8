"""The layer that applies an activation to every value."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainSerializer
from torch import nn

from cnn_core.activations import ActivationSpec, AnyActivation
from cnn_core.layers.arithmetic import Shape, Terms
from cnn_core.layers.base import LayerSpec


def _from_id(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


def _to_id(function: ActivationSpec) -> Any:
    fields = function.model_dump(mode="json")
    return fields["kind"] if len(fields) == 1 else fields


# "relu" in links instead of {"kind": "relu"}: a network has one every other layer.
Function = Annotated[AnyActivation, BeforeValidator(_from_id), PlainSerializer(_to_id)]


class ActivationLayerSpec(LayerSpec):
    """An activation as a layer of its own. Any shape, unchanged.

    Attributes:
        function: an activation, or its id alone: `ActivationLayerSpec(function="relu")`.
    """

    kind: Literal["activation"] = "activation"
    function: Function

    prefix = "activation"

    @property
    def name_prefix(self) -> str:
        """The function's id: relu1, relu2, …, tanh1."""
        return self.function.kind

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def parameter_terms(self, input_shape: Shape) -> Terms:
        return ((self.function.parameters,),) if self.function.parameters else ()

    def build(self, input_shape: Shape) -> nn.Module:
        return self.function.build()
