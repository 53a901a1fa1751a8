"""Which functions write out which operation: the table of contents of this package."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cnn_core.stepping.activation import (
    activation_backward_steps,
    activation_steps,
    softmax_backward_steps,
    softmax_steps,
)
from cnn_core.stepping.backward import convolution_backward_steps
from cnn_core.stepping.convolution import convolution_steps
from cnn_core.stepping.dense import linear_backward_steps, linear_steps
from cnn_core.stepping.dropout import dropout_backward_steps, dropout_steps
from cnn_core.stepping.normalization import batch_norm_backward_steps, batch_norm_steps
from cnn_core.stepping.pooling import (
    avg_pool_backward_steps,
    avg_pool_steps,
    max_pool_backward_steps,
    max_pool_steps,
)
from cnn_core.stepping.separable import separable_backward_steps, separable_steps
from cnn_core.stepping.transposed import (
    transposed_convolution_backward_steps,
    transposed_convolution_steps,
)


@dataclass(frozen=True, slots=True)
class Algorithm:
    """The two generators of an operation; `listing` gives their code."""

    forward: Callable[..., Any]
    backward: Callable[..., Any]


_MAX_POOL = Algorithm(max_pool_steps, max_pool_backward_steps)
_AVG_POOL = Algorithm(avg_pool_steps, avg_pool_backward_steps)

# By the operation's kind; softmax, an activation that looks at all channels at once, stands by itself.
ALGORITHMS: dict[str, Algorithm] = {
    "convolution": Algorithm(convolution_steps, convolution_backward_steps),
    "transposed_convolution": Algorithm(transposed_convolution_steps, transposed_convolution_backward_steps),
    "separable": Algorithm(separable_steps, separable_backward_steps),
    "max_pool": _MAX_POOL,
    "avg_pool": _AVG_POOL,
    "adaptive_max_pool": _MAX_POOL,
    "adaptive_avg_pool": _AVG_POOL,
    "activation": Algorithm(activation_steps, activation_backward_steps),
    "softmax": Algorithm(softmax_steps, softmax_backward_steps),
    "batch_norm": Algorithm(batch_norm_steps, batch_norm_backward_steps),
    "dropout": Algorithm(dropout_steps, dropout_backward_steps),
    "linear": Algorithm(linear_steps, linear_backward_steps),
}
