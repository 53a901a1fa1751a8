"""The code that the page shows: every generator, without its docstring, with the moments it marks."""

import ast
from collections.abc import Callable
from typing import Any

import pytest

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
from cnn_core.stepping.learning import learning_steps
from cnn_core.stepping.listing import listing
from cnn_core.stepping.normalization import batch_norm_backward_steps, batch_norm_steps
from cnn_core.stepping.pooling import (
    avg_pool_backward_steps,
    avg_pool_steps,
    max_pool_backward_steps,
    max_pool_steps,
)
from cnn_core.stepping.transposed import transposed_convolution_backward_steps, transposed_convolution_steps

MARKS: dict[Callable[..., Any], set[str]] = {
    convolution_steps: {"cell", "channel", "window", "product", "plane", "sum"},
    convolution_backward_steps: {"cell", "upstream", "channel", "window", "gather", "scatter", "bias"},
    transposed_convolution_steps: {"bias", "cell", "stamp", "product"},
    transposed_convolution_backward_steps: {"cell", "stamp", "upstream", "gather", "weight"},
    learning_steps: {"forward", "loss", "backward", "step"},
    max_pool_steps: {"cell", "window", "compare", "winner"},
    max_pool_backward_steps: {"cell", "upstream", "winner", "scatter"},
    avg_pool_steps: {"cell", "window", "add", "mean"},
    avg_pool_backward_steps: {"cell", "upstream", "scatter"},
    activation_steps: {"cell", "value"},
    activation_backward_steps: {"cell", "scatter"},
    softmax_steps: {"cell", "score", "power", "total", "share"},
    softmax_backward_steps: {"cell", "upstream", "mean", "scatter"},
    batch_norm_steps: {"statistics", "deviation", "cell", "normalize", "scale"},
    batch_norm_backward_steps: {"cell", "upstream", "mean", "variance"},
    dropout_steps: {"cell", "draw", "factor", "value"},
    dropout_backward_steps: {"cell", "scatter"},
    linear_steps: {"cell", "input", "product", "sum"},
    linear_backward_steps: {"cell", "upstream", "input", "weight", "scatter", "bias"},
}


@pytest.mark.parametrize("function", MARKS, ids=lambda function: function.__name__)
def test_a_listing_is_code_with_its_moments_and_nothing_else(function: Callable[..., Any]) -> None:
    shown = listing(function)
    assert set(shown.lines) == MARKS[function]
    assert "#" not in shown.source
    definition = ast.parse(shown.source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    assert ast.get_docstring(definition) is None
    assert len(shown.source.splitlines()) <= 20
    assert all(shown.source.splitlines()[line - 1].strip() for line in shown.lines.values())
