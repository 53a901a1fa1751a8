"""Random settings for the property tests: always possible, small enough to be written out in milliseconds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from cnn_core.layers import ShapeError
from cnn_core.stepping.convolution import Array
from cnn_core.stepping.operations import (
    OPERATIONS,
    ConvolutionSpec,
    OperationSpec,
    SeparableSpec,
    TransposedConvolutionSpec,
)

POOLINGS: dict[str, Any] = {kind: spec for kind, spec in OPERATIONS.items() if kind.endswith("pool")}


def pair(low: int, high: int) -> SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high))


def array(shape: Sequence[int], seed: int) -> Array:
    """Random numbers with a few zeros and ties among them, as pictures have."""
    return np.round(np.random.default_rng(seed).normal(size=tuple(shape)), 2)


SEEDS = st.integers(0, 2**31 - 1)
SIDES = pair(1, 7)


def fitting(operation: OperationSpec, shape: tuple[int, ...]) -> None:
    """Leave out the settings that the operation itself refuses."""
    try:
        operation.output_shape(shape)
    except ShapeError:
        assume(False)


@st.composite
def convolutions(draw: DrawFn, **fixed: Any) -> tuple[ConvolutionSpec, tuple[int, int, int]]:
    """A convolution and the shape of a picture that it takes; `fixed` fields are given."""
    groups = draw(st.integers(1, 3))
    dilation, kernel = draw(pair(1, 3)), draw(pair(1, 4))
    same = draw(st.sampled_from([False, False, True]))
    fields = {
        "out_channels": groups * draw(st.integers(1, 2)),
        "kernel_size": kernel,
        "stride": (1, 1) if same else draw(pair(1, 3)),
        "padding": "same" if same else draw(pair(0, 3)),
        "padding_mode": draw(st.sampled_from(["zeros", "reflect", "replicate"])),
        "dilation": dilation,
        "groups": groups,
        "bias": draw(st.booleans()),
        "flipped": draw(st.booleans()),
    } | fixed
    operation = ConvolutionSpec.parse(fields)
    shape = (operation.groups * draw(st.integers(1, 2)), *draw(SIDES))
    fitting(operation, shape)
    return operation, shape


@st.composite
def transposed_convolutions(draw: DrawFn) -> tuple[TransposedConvolutionSpec, tuple[int, int, int]]:
    groups = draw(st.integers(1, 3))
    stride, dilation = draw(pair(1, 3)), draw(pair(1, 3))
    operation = TransposedConvolutionSpec(
        out_channels=groups * draw(st.integers(1, 2)),
        kernel_size=draw(pair(1, 4)),
        stride=stride,
        padding=draw(pair(0, 2)),
        output_padding=(
            draw(st.integers(0, max(stride[0], dilation[0]) - 1)),
            draw(st.integers(0, max(stride[1], dilation[1]) - 1)),
        ),
        dilation=dilation,
        groups=groups,
        bias=draw(st.booleans()),
    )
    shape = (groups * draw(st.integers(1, 2)), *draw(pair(1, 5)))
    fitting(operation, shape)
    return operation, shape


@st.composite
def separables(draw: DrawFn) -> tuple[SeparableSpec, tuple[int, int, int]]:
    same = draw(st.booleans())
    operation = SeparableSpec(
        out_channels=draw(st.integers(1, 4)),
        kernel_size=draw(pair(1, 4)),
        stride=(1, 1) if same else draw(pair(1, 3)),
        padding="same" if same else draw(pair(0, 2)),
        dilation=draw(pair(1, 2)),
        bias=draw(st.booleans()),
    )
    shape = (draw(st.integers(1, 3)), *draw(SIDES))
    fitting(operation, shape)
    return operation, shape


@st.composite
def poolings(draw: DrawFn, kinds: tuple[str, ...] = tuple(POOLINGS)) -> tuple[Any, tuple[int, int, int]]:
    kind = draw(st.sampled_from(kinds))
    shape = (draw(st.integers(1, 3)), *draw(pair(1, 8)))
    if kind.startswith("adaptive"):
        return POOLINGS[kind](output_size=draw(pair(1, 6))), shape
    kernel = draw(pair(1, 4))
    padding = draw(pair(0, 2))
    operation = POOLINGS[kind](
        kernel_size=kernel,
        stride=draw(pair(1, 4)),
        padding=(min(padding[0], kernel[0] // 2), min(padding[1], kernel[1] // 2)),
    )
    fitting(operation, shape)
    return operation, shape
