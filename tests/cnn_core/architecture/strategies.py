"""Random networks for the property tests: small enough for a forward pass in a millisecond, and always fitting."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from cnn_core.activations import ACTIVATIONS
from cnn_core.architecture import ArchitectureSpec, ShapeError, repaired, shapes


def _pair(low: int, high: int) -> st.SearchStrategy[Any]:
    number = st.integers(low, high)
    return number | st.tuples(number, number)


def _layers(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"kind": st.just(kind), **fields})


_CONVOLUTION = {
    "out_channels": st.sampled_from([2, 4, 6]),
    "kernel_size": _pair(1, 5),
    "stride": _pair(1, 3),
    "padding": st.just("same") | _pair(0, 3),
    "dilation": _pair(1, 3),
    "bias": st.booleans(),
}
_GROUPS = st.sampled_from([1, 2, 2, 3, 6])
_POOLING = {"kernel_size": _pair(1, 4), "stride": st.none() | _pair(1, 3), "padding": _pair(0, 2)}

SETTINGS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "conv2d": _layers("conv2d", **_CONVOLUTION, groups=_GROUPS),
    "depthwise_separable": _layers("depthwise_separable", **_CONVOLUTION),
    "conv_transpose2d": _layers(
        "conv_transpose2d",
        **_CONVOLUTION | {"padding": _pair(0, 3)},
        output_padding=st.just(0) | _pair(0, 3),
        groups=_GROUPS,
    ),
    "max_pool2d": _layers("max_pool2d", **_POOLING),
    "avg_pool2d": _layers("avg_pool2d", **_POOLING),
    "adaptive_avg_pool2d": _layers("adaptive_avg_pool2d", output_size=_pair(1, 9)),
    "adaptive_max_pool2d": _layers("adaptive_max_pool2d", output_size=_pair(1, 9)),
    "global_avg_pool": _layers("global_avg_pool"),
    "global_max_pool": _layers("global_max_pool"),
    "batch_norm2d": _layers("batch_norm2d", affine=st.booleans()),
    "layer_norm": _layers("layer_norm", affine=st.booleans()),
    "group_norm": _layers("group_norm", num_groups=st.integers(1, 6), affine=st.booleans()),
    "instance_norm2d": _layers("instance_norm2d", affine=st.booleans()),
    "dropout": _layers("dropout", p=st.just(0.25)),
    "dropout2d": _layers("dropout2d", p=st.just(0.25)),
    "pad": _layers("pad", padding=_pair(0, 4), mode=st.sampled_from(["zeros", "reflect", "replicate"])),
    "upsample": _layers("upsample", scale_factor=st.integers(2, 4), mode=st.sampled_from(["nearest", "bilinear"])),
    "flatten": _layers("flatten"),
    "linear": _layers("linear", out_features=st.integers(1, 7), bias=st.booleans()),
    "activation": _layers("activation", function=st.sampled_from(sorted(ACTIVATIONS))),
}
"""The layers of each kind, with settings that a small image can mostly take."""

_OFTEN = [SETTINGS["conv2d"]] * 3
LAYERS = st.one_of(*_OFTEN, *SETTINGS.values())
_SIDES = st.integers(6, 16) | st.integers(1, 16)
IMAGES = st.tuples(st.sampled_from([1, 2, 3, 6]), _SIDES, _SIDES)


@st.composite
def raw_networks(draw: DrawFn, layers: st.SearchStrategy[Any] = LAYERS, most: int = 8) -> ArchitectureSpec:
    """A network that mostly does not fit."""
    chosen = draw(st.lists(layers, min_size=1, max_size=most))
    return ArchitectureSpec.parse({"name": "random", "input_shape": draw(IMAGES), "layers": chosen})


@st.composite
def networks(draw: DrawFn, layers: st.SearchStrategy[Any] = LAYERS, most: int = 8) -> ArchitectureSpec:
    """A network that fits: each layer that does not is mended in one of the ways its error offers."""
    spec = draw(raw_networks(layers, most))
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
