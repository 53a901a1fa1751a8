"""The operations that can be put under the lens: a class each, and the table of all."""

from typing import Annotated

from pydantic import Field

from cnn_core.stepping.operations.base import OperationSpec
from cnn_core.stepping.operations.convolution import ConvolutionSpec, SeparableSpec
from cnn_core.stepping.operations.pooling import AdaptiveAvgPoolSpec, AdaptiveMaxPoolSpec, AvgPoolSpec, MaxPoolSpec
from cnn_core.stepping.operations.transposed import TransposedConvolutionSpec
from cnn_core.stepping.operations.values import (
    ActivationOperationSpec,
    BatchNormSpec,
    DropoutOperationSpec,
    LinearOperationSpec,
)

__all__ = [
    "OPERATIONS",
    "ActivationOperationSpec",
    "AdaptiveAvgPoolSpec",
    "AdaptiveMaxPoolSpec",
    "AvgPoolSpec",
    "BatchNormSpec",
    "ConvolutionSpec",
    "DropoutOperationSpec",
    "LinearOperationSpec",
    "MaxPoolSpec",
    "Operation",
    "OperationSpec",
    "SeparableSpec",
    "TransposedConvolutionSpec",
]

Operation = Annotated[
    ConvolutionSpec
    | TransposedConvolutionSpec
    | SeparableSpec
    | MaxPoolSpec
    | AvgPoolSpec
    | AdaptiveMaxPoolSpec
    | AdaptiveAvgPoolSpec
    | ActivationOperationSpec
    | BatchNormSpec
    | DropoutOperationSpec
    | LinearOperationSpec,
    Field(discriminator="kind"),
]

OPERATIONS: dict[str, type[OperationSpec]] = {
    "convolution": ConvolutionSpec,
    "transposed_convolution": TransposedConvolutionSpec,
    "separable": SeparableSpec,
    "max_pool": MaxPoolSpec,
    "avg_pool": AvgPoolSpec,
    "adaptive_max_pool": AdaptiveMaxPoolSpec,
    "adaptive_avg_pool": AdaptiveAvgPoolSpec,
    "activation": ActivationOperationSpec,
    "batch_norm": BatchNormSpec,
    "dropout": DropoutOperationSpec,
    "linear": LinearOperationSpec,
}
