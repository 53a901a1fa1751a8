"""Random networks for the property tests: small enough for a forward pass in a millisecond, and always fitting."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from cnn_core.activations import ACTIVATIONS
from cnn_core.architecture import ArchitectureSpec, ShapeError, repaired, shapes


def _pair(low: int, high: int) -> st.SearchStrategy[Any]:
    number = st.integers(low, high)
    return number | st.tuples(number, number)


CONVOLUTIONS = st.fixed_dictionaries(
    {
        "kind": st.just("conv2d"),
        "out_channels": st.sampled_from([2, 4, 6]),
        "kernel_size": _pair(1, 5),
        "stride": _pair(1, 3),
        "padding": st.just("same") | _pair(0, 3),
        "dilation": _pair(1, 3),
        "groups": st.sampled_from([1, 2, 2, 3, 6]),
        "bias": st.booleans(),
    }
)
POOLINGS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["max_pool2d", "avg_pool2d"]),
        "kernel_size": _pair(1, 4),
        "stride": st.none() | _pair(1, 3),
        "padding": _pair(0, 2),
    }
)
OTHERS = st.one_of(
    st.sampled_from(["global_avg_pool", "global_max_pool", "flatten"]).map(lambda kind: {"kind": kind}),
    st.booleans().map(lambda affine: {"kind": "batch_norm2d", "affine": affine}),
    st.just({"kind": "dropout", "p": 0.25}),
    st.builds(lambda n, bias: {"kind": "linear", "out_features": n, "bias": bias}, st.integers(1, 7), st.booleans()),
    st.sampled_from(sorted(ACTIVATIONS)).map(lambda name: {"kind": "activation", "function": name}),
)
LAYERS = st.one_of(CONVOLUTIONS, CONVOLUTIONS, POOLINGS, OTHERS)
_SIDES = st.integers(6, 16) | st.integers(1, 16)
IMAGES = st.tuples(st.sampled_from([1, 2, 3, 6]), _SIDES, _SIDES)


@st.composite
def raw_networks(draw: DrawFn, layers: st.SearchStrategy[Any] = LAYERS) -> ArchitectureSpec:
    """A network that mostly does not fit."""
    chosen = draw(st.lists(layers, min_size=1, max_size=8))
    return ArchitectureSpec.parse({"name": "random", "input_shape": draw(IMAGES), "layers": chosen})


@st.composite
def networks(draw: DrawFn, layers: st.SearchStrategy[Any] = LAYERS) -> ArchitectureSpec:
    """A network that fits: each layer that does not is mended in one of the ways its error offers."""
    spec = draw(raw_networks(layers))
    while (error := first_error(spec)) is not None:
        spec = repaired(spec, draw(st.sampled_from(error.params["fixes"])))
    return spec


def first_error(spec: ArchitectureSpec) -> ShapeError | None:
    """What is wrong with the first layer that does not fit."""
    try:
        shapes(spec)
    except ShapeError as error:
        return error
    return None
