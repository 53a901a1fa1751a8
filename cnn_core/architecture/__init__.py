"""The network on paper: what it is, what it costs, whether it fits, and the torch module it becomes."""

from cnn_core.architecture.account import Account, ClassCountError, account
from cnn_core.architecture.advice import Advice, advice
from cnn_core.architecture.building import build_model
from cnn_core.architecture.ledger import LedgerRow, Totals, ledger, totals
from cnn_core.architecture.limits import (
    SizeLimits,
    TooManyParametersError,
    TooMuchMemoryError,
    TooMuchWorkError,
    check_size,
)
from cnn_core.architecture.repair import repaired
from cnn_core.architecture.spec import (
    ArchitectureSpec,
    OutputShapeError,
    class_count,
    input_shapes,
    layer_names,
    shapes,
    smallest_batch,
)
from cnn_core.layers import Shape, ShapeError

__all__ = [
    "Account",
    "Advice",
    "ArchitectureSpec",
    "ClassCountError",
    "LedgerRow",
    "OutputShapeError",
    "Shape",
    "ShapeError",
    "SizeLimits",
    "TooManyParametersError",
    "TooMuchMemoryError",
    "TooMuchWorkError",
    "Totals",
    "account",
    "advice",
    "build_model",
    "check_size",
    "class_count",
    "input_shapes",
    "layer_names",
    "ledger",
    "repaired",
    "shapes",
    "smallest_batch",
    "totals",
]
