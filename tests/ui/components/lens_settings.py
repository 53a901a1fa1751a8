"""Random operations of the lens with pictures for them, possible or not, within the bounds of a scene."""

import json
from typing import Any

import torch
from hypothesis import HealthCheck
from hypothesis import settings as rules
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from torch import Tensor

from cnn_core.layers import ShapeError
from cnn_core.stepping.operations import OPERATIONS, OperationSpec

Setting = tuple[dict[str, Any], tuple[int, int, int]]
"""An operation as the browser gets it, and the shape of a picture."""


def pair(low: int, high: int) -> SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high))


# Small numbers are the likelier ones, so that most settings fit their picture; the bounds are the scene's.
KERNELS = pair(1, 3) | pair(1, 7)
STRIDES = pair(1, 3) | pair(1, 8)
PADDINGS = pair(0, 2) | pair(0, 9)
DILATIONS = st.just((1, 1)) | pair(1, 3) | pair(1, 8)

FIELDS: dict[str, dict[str, SearchStrategy[Any]]] = {
    "convolution": {
        "out_channels": st.integers(1, 6),
        "kernel_size": KERNELS,
        "stride": st.just((1, 1)) | STRIDES,
        "padding": st.just("same") | PADDINGS,
        "padding_mode": st.sampled_from(["zeros", "reflect", "replicate"]),
        "dilation": DILATIONS,
        "groups": st.just(1) | st.integers(1, 4),
        "bias": st.booleans(),
        "flipped": st.booleans(),
    },
    "transposed_convolution": {
        "out_channels": st.integers(1, 4),
        "kernel_size": KERNELS,
        "stride": STRIDES,
        "padding": PADDINGS,
        "output_padding": st.just((0, 0)) | pair(0, 3),
        "dilation": DILATIONS,
        "groups": st.just(1) | st.integers(1, 3),
        "bias": st.booleans(),
    },
    "separable": {
        "out_channels": st.integers(1, 6),
        "kernel_size": KERNELS,
        "stride": st.just((1, 1)) | STRIDES,
        "padding": st.just("same") | PADDINGS,
        "dilation": DILATIONS,
        "bias": st.booleans(),
    },
    "max_pool": {"kernel_size": KERNELS, "stride": STRIDES, "padding": pair(0, 1) | pair(0, 3)},
    "avg_pool": {"kernel_size": KERNELS, "stride": STRIDES, "padding": pair(0, 1) | pair(0, 3)},
    "adaptive_max_pool": {"output_size": pair(1, 14)},
    "adaptive_avg_pool": {"output_size": pair(1, 14)},
    "batch_norm": {"training": st.booleans(), "eps": st.sampled_from([1e-5, 0.1]), "momentum": st.floats(0, 1)},
    "dropout": {"p": st.floats(0, 0.95), "training": st.booleans(), "seed": st.integers(0, 2**31 - 1)},
    "linear": {"out_features": st.integers(1, 16), "bias": st.booleans()},
}


@st.composite
def settings(draw: DrawFn, *kinds: str) -> Setting:
    """Any operation of these kinds with any picture, 1×1 to 12×12, which it may not be able to take."""
    kind = draw(st.sampled_from(kinds))
    fields = draw(st.fixed_dictionaries(FIELDS[kind]))
    channels = draw(st.integers(1, 2)) * fields.get("groups", 1) if draw(st.booleans()) else draw(st.integers(1, 4))
    operation = OPERATIONS[kind].parse({"kind": kind, **fields})
    return json.loads(operation.to_json()), (channels, *draw(pair(1, 12)))


@st.composite
def possible(draw: DrawFn, *kinds: str) -> Setting:
    """An operation of these kinds with a picture that it can take; what does not fit is mended as the core says."""
    operation, shape = draw(settings(*kinds))
    for _ in range(6):
        try:
            spec(operation).output_shape(shape)
        except ShapeError as error:
            operation = mended(operation, error)
        else:
            return operation, shape
    raise AssertionError(f"the core's own ways out do not help {operation} on {shape}")


# The ways out of problems that bring none of their own.
OTHERWISE = {
    "reflect_too_large": {"padding_mode": "replicate"},
    "output_padding": {"output_padding": [0, 0]},
    "nothing_left": {"padding": [0, 0]},
    "one_value": {"training": False},
}


def mended(operation: dict[str, Any], error: ShapeError) -> dict[str, Any]:
    """The operation with the first way out taken; pairs stay pairs."""
    fixes = error.params["fixes"]
    fields = fixes[0]["fields"] if fixes else OTHERWISE[error.code]
    twice = {name: [value, value] for name, value in fields.items() if name in PAIRS and isinstance(value, int)}
    return {**operation, **fields, **twice}


def spec(operation: dict[str, Any]) -> OperationSpec:
    return OPERATIONS[operation["kind"]].parse(operation)


PAIRS = ("kernel_size", "stride", "padding", "dilation")

SEEDS = st.integers(0, 2**31 - 1)
SHARES = st.floats(0, 1, exclude_max=True)

# The Node process is shared by all examples, and knows nothing from one to the next.
most = rules(max_examples=500, suppress_health_check=list(HealthCheck))
many = rules(most, max_examples=200)
some = rules(many, max_examples=80)
few = rules(many, max_examples=25)


def numbers(shape: tuple[int, ...], seed: int, whole: bool = False) -> Tensor:
    """Random float32 numbers, in double precision for torch to compute with; `whole` ones have ties among them."""
    generator = torch.Generator().manual_seed(seed)
    if whole:
        return torch.randint(-3, 4, shape, generator=generator).double()
    return torch.randn(shape, generator=generator).double()
