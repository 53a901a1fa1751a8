"""Operations without a window, as they are put under the lens: on each value, on a whole map, on the whole picture."""

from math import prod
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer

from cnn_core.activations import ActivationSpec, AnyActivation, ReluSpec, SoftmaxSpec, StepSpec
from cnn_core.layers import Shape
from cnn_core.stepping.errors import OneValueError
from cnn_core.stepping.operations.base import OperationSpec, torch_call


def _whole(function: ActivationSpec) -> dict[str, Any]:
    return {name: getattr(function, name) for name in type(function).model_fields}


# In a link an activation leaves its defaults out; the browser knows none, so a scene writes them all.
WholeActivation = Annotated[AnyActivation, PlainSerializer(_whole)]


class ActivationOperationSpec(OperationSpec):
    """A function applied to every value; softmax, to all channels of a pixel.

    Attributes:
        function: an activation.
        temperature: what softmax divides its inputs by: above 1 it becomes undecided, below 1 sure of itself.
    """

    kind: Literal["activation"] = "activation"
    function: WholeActivation = ReluSpec()
    temperature: float = Field(1.0, ge=0.05, le=20.0)

    def pytorch_line(self, input_shape: Shape) -> str:
        function = self.function
        if isinstance(function, SoftmaxSpec):
            cooled = f"lambda x: torch.softmax(x / {self.temperature}, dim=1)"
            return "nn.Softmax(dim=1)" if self.temperature == 1 else cooled
        if isinstance(function, StepSpec):
            return "lambda x: (x > 0).float()"
        # The fields of an activation are PyTorch's own arguments, with its defaults.
        fields = {name: field.default for name, field in type(function).model_fields.items() if name != "kind"}
        options = {name: (getattr(function, name), default) for name, default in fields.items()}
        return torch_call(f"nn.{type(function.build()).__name__}", **options)


class BatchNormSpec(OperationSpec):
    """Batch normalisation of one map over a batch: the planes of the picture are its samples.

    Attributes:
        training: whether it takes the batch's own mean and variance, or the remembered ones.
        eps: added to the variance before the root is taken.
        momentum: share of this batch in the remembered mean and variance.
    """

    kind: Literal["batch_norm"] = "batch_norm"
    training: bool = True
    eps: float = Field(1e-5, ge=1e-8, le=0.1)
    momentum: float = Field(0.1, ge=0.0, le=1.0)

    def output_shape(self, input_shape: Shape) -> Shape:
        if self.training and prod(input_shape) == 1:
            raise OneValueError(layer="bn")
        return input_shape

    def pytorch_line(self, input_shape: Shape) -> str:
        return torch_call("nn.BatchNorm2d", 1, eps=(self.eps, 1e-5), momentum=(self.momentum, 0.1))


class DropoutOperationSpec(OperationSpec):
    """While training, each value becomes zero with probability `p`, and the rest is divided by 1 − p.

    Attributes:
        p: share of values dropped, [0, 0.95].
        training: whether it drops; afterwards it does nothing.
        seed: of the draw.
    """

    kind: Literal["dropout"] = "dropout"
    p: float = Field(0.5, ge=0.0, le=0.95)
    training: bool = True
    seed: int = Field(0, ge=0, le=2**31 - 1)

    def pytorch_line(self, input_shape: Shape) -> str:
        return torch_call("nn.Dropout", p=(self.p, 0.5))


class LinearOperationSpec(OperationSpec):
    """A fully connected layer: each output is a weighted sum of every value of the picture, plus a bias.

    Input shape (C, H, W), laid in one row; output shape (out_features, 1, 1).

    Attributes:
        out_features: numbers it gives.
        bias: whether a number is added to each.
    """

    kind: Literal["linear"] = "linear"
    out_features: int = Field(1, ge=1, le=16)
    bias: bool = True

    def output_shape(self, input_shape: Shape) -> Shape:
        return self.out_features, 1, 1

    def weight_shape(self, input_shape: Shape) -> Shape:
        """For each output a kernel as large as the picture; PyTorch lays each in one row."""
        return self.out_features, *input_shape

    def bias_count(self) -> int:
        return self.out_features if self.bias else 0

    def pytorch_line(self, input_shape: Shape) -> str:
        linear = torch_call("nn.Linear", prod(input_shape), self.out_features, bias=(self.bias, True))
        return f"nn.Sequential(nn.Flatten(), {linear})"
