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
from cnn_core.stepping.algorithms import ALGORITHMS
from cnn_core.stepping.backward import convolution_backward_steps
from cnn_core.stepping.convolution import convolution_steps
from cnn_core.stepping.dense import linear_backward_steps, linear_steps
from cnn_core.stepping.dropout import dropout_backward_steps, dropout_steps
from cnn_core.stepping.learning import learning_steps
from cnn_core.stepping.listing import listing
from cnn_core.stepping.normalization import batch_norm_backward_steps, batch_norm_steps
from cnn_core.stepping.operations import OPERATIONS
from cnn_core.stepping.pooling import (
    avg_pool_backward_steps,
    avg_pool_steps,
    max_pool_backward_steps,
    max_pool_steps,
)
from cnn_core.stepping.separable import separable_backward_steps, separable_steps
from cnn_core.stepping.transposed import transposed_convolution_backward_steps, transposed_convolution_steps
from cnn_core.stepping.windows import window

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
    separable_steps: {"depthwise", "pointwise"},
    separable_backward_steps: {"pointwise", "depthwise"},
    linear_backward_steps: {"cell", "upstream", "input", "weight", "scatter", "bias"},
}


def test_every_operation_is_written_out_both_ways() -> None:
    assert set(ALGORITHMS) == {*OPERATIONS, "softmax"}
    written = {function for each in ALGORITHMS.values() for function in (each.forward, each.backward)}
    assert written | {learning_steps} == set(MARKS)


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


def test_several_functions_stand_one_below_the_other() -> None:
    shown = listing(convolution_steps, window)
    assert shown.source.count("\ndef ") == 1
    assert shown.source.splitlines()[shown.lines["place"] - 1].strip().startswith("row = output[0] * reach.stride[0]")
    assert shown.lines["cell"] == listing(convolution_steps).lines["cell"]
