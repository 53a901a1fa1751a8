"""How each layer and activation is written for Keras: the tables that a new one is entered in."""

from collections.abc import Callable
from math import prod
from typing import Any

from cnn_core.exports.source import call, changed
from cnn_core.layers import Conv2dSpec, Shape, Window
from cnn_core.layers.window import pair, shortest

FIRST = {"data_format": "channels_first"}

Written = Callable[[Any, Shape, str], list[str]]
"""The source of one layer, for what reaches it and its name: one Keras layer or several, one behind the other.

The one that holds weights carries the name.
"""


def _convolution(layer: Any, _: Shape, name: str) -> list[str]:
    window = layer.window()
    before, padding = _padded(window)
    more: dict[str, Any] = {"padding": padding} if padding != "valid" else {}
    more |= {"groups": layer.groups} if layer.groups > 1 else {}
    more |= {} if layer.bias else {"use_bias": False}
    # Keras takes either a stride or a dilation: every second of all places is what a stride of 2 looks at.
    both = window.stride != (1, 1) and window.dilation != (1, 1)
    after = [_every(window)] if both else []
    more |= _unless_one(strides=(1, 1) if both else window.stride, dilation_rate=window.dilation)
    return [
        *before,
        call("layers.Conv2D", layer.out_channels, shortest(window.kernel), **more, **FIRST, name=name),
        *after,
    ]


def _separable(layer: Any, shape: Shape, name: str) -> list[str]:
    """Two ordinary convolutions: Keras' own takes no stride or dilation that differs between the axes."""
    kernels = {field: getattr(layer, field) for field in ("kernel_size", "stride", "padding", "dilation")}
    depthwise = Conv2dSpec.model_construct(out_channels=shape[0], groups=shape[0], bias=False, **kernels)
    pointwise = Conv2dSpec.model_construct(out_channels=layer.out_channels, kernel_size=1, bias=layer.bias)
    return [
        *_convolution(depthwise, shape, f"{name}__depthwise"),
        *_convolution(pointwise, shape, f"{name}__pointwise"),
    ]


def _transposed(layer: Any, _: Shape, name: str) -> list[str]:
    if layer.groups > 1 or layer.output_padding or layer.dilation != 1:
        fields = changed(layer, "padding", "output_padding", "dilation", "groups", "bias")
        sizes = pair(layer.kernel_size), pair(layer.stride)
        return [call("ConvTranspose", layer.out_channels, *sizes, **fields, name=name)]
    more = {} if layer.bias else {"use_bias": False}
    kernel, stride = layer.kernel_size, layer.stride
    whole = call("layers.Conv2DTranspose", layer.out_channels, kernel, strides=stride, **more, **FIRST, name=name)
    sides = zip(pair(layer.padding), pair(kernel), pair(stride), strict=True)
    # Where the stride is larger than the kernel, Keras leaves the gap behind the last stamp, too.
    cut = tuple((padding, padding + max(0, step - px)) for padding, px, step in sides)
    return [whole, *([call("layers.Cropping2D", cut, **FIRST)] if cut != ((0, 0), (0, 0)) else [])]


def _zero_padded(layer: Any, shape: Shape, _: str) -> list[str]:
    added = layer.out_channels - shape[0]
    kept = [_every(layer.window())] if pair(layer.stride) != (1, 1) else []
    return [*kept, *([call("MoreMaps", added)] if added else [])] or [call("layers.Identity")]


def _padded(window: Window) -> tuple[list[str], str]:
    """The padding before a convolution, and the word for what is left to do inside it."""
    after = window.padding if window.padding_after is None else window.padding_after
    if window.added == (0, 0):
        return [], "valid"
    kept = (window.extent[0] - 1, window.extent[1] - 1) == window.added
    if kept and window.stride == (1, 1):  # Keras puts an odd one after the end, as PyTorch does
        return [], "same"
    return [_zeros(tuple(zip(window.padding, after, strict=True)))], "valid"


def _zeros(sides: tuple[tuple[int, int], ...]) -> str:
    """Rows above and below, columns left and right, as short as it can be said."""
    (above, below), (left, right) = sides
    if above == below and left == right:
        return call("layers.ZeroPadding2D", shortest((above, left)), **FIRST)
    return call("layers.ZeroPadding2D", sides, **FIRST)


def _every(window: Window) -> str:
    return call("layers.MaxPooling2D", 1, strides=shortest(window.stride), **FIRST)


def _unless_one(**pairs: tuple[int, int]) -> dict[str, Any]:
    return {name: shortest(value) for name, value in pairs.items() if value != (1, 1)}


def _max_pool(layer: Any, _: Shape, name: str) -> list[str]:
    padding = call("PadMinusInfinity", layer.padding)
    return [*([padding] if layer.padding else []), _pool("layers.MaxPooling2D", layer, name)]


def _average_pool(layer: Any, _: Shape, name: str) -> list[str]:
    window = layer.window()
    padding = _zeros(tuple(zip(window.padding, window.padding, strict=True)))
    return [*([padding] if layer.padding else []), _pool("layers.AveragePooling2D", layer, name)]


def _pool(kind: str, layer: Any, name: str) -> str:
    return call(kind, layer.kernel_size, strides=shortest(layer.window().stride), **FIRST, name=name)


def _global_pool(kind: str) -> Written:
    return lambda _layer, _, name: [call(kind, **FIRST, name=name)]


def _adaptive_pool(kind: str, own: str) -> Written:
    def written(layer: Any, shape: Shape, name: str) -> list[str]:
        window, size = layer.window_for(shape), pair(layer.output_size)
        if window.upscale == (1, 1):
            return [call(kind, shortest(window.kernel), **FIRST, name=name)]
        return [call("AdaptivePool", *size, own, name=name)]

    return written


def _upsample(layer: Any, _: Shape, name: str) -> list[str]:
    more = {} if layer.mode == "nearest" else {"interpolation": layer.mode}
    return [call("layers.UpSampling2D", layer.scale_factor, **more, **FIRST, name=name)]


def _batch_norm(layer: Any, _: Shape, name: str) -> list[str]:
    # Keras counts what is kept of the old mean, PyTorch what is taken of the new one.
    momentum = round(1 - layer.momentum, 12)
    return [_normalization("layers.BatchNormalization", layer, name, axis=1, momentum=momentum)]


def _layer_norm(layer: Any, shape: Shape, name: str) -> list[str]:
    return [_normalization("layers.LayerNormalization", layer, name, axis=list(range(1, len(shape) + 1)))]


def _group_norm(layer: Any, _: Shape, name: str) -> list[str]:
    return [_normalization("layers.GroupNormalization", layer, name, groups=layer.num_groups, axis=1)]


def _instance_norm(layer: Any, shape: Shape, name: str) -> list[str]:
    return [_normalization("layers.GroupNormalization", layer, name, groups=shape[0], axis=1)]


def _normalization(kind: str, layer: Any, name: str, **more: Any) -> str:
    learnt = {} if layer.affine else {"center": False, "scale": False}
    return call(kind, **more, epsilon=layer.eps, **learnt, name=name)


def _dropout2d(layer: Any, _: Shape, name: str) -> list[str]:
    return [call("layers.SpatialDropout2D", layer.p, **FIRST, name=name)]


def _pad(layer: Any, _: Shape, name: str) -> list[str]:
    if layer.mode == "zeros":
        return [call("layers.ZeroPadding2D", layer.padding, **FIRST, name=name)]
    modes = {"reflect": "reflect", "replicate": "edge"}
    return [call("PadFromMap", layer.padding, modes[layer.mode], name=name)]


def _flatten(_layer: Any, shape: Shape, name: str) -> list[str]:
    # Not Flatten: with channels first it changes their order.
    return [call("layers.Reshape", (prod(shape),), name=name)]


def _linear(layer: Any, _: Shape, name: str) -> list[str]:
    return [call("layers.Dense", layer.out_features, **({} if layer.bias else {"use_bias": False}), name=name)]


def _activation(layer: Any, shape: Shape, name: str) -> list[str]:
    return [ACTIVATIONS[layer.function.kind](layer.function, shape, name)]


def _named(word: str) -> Callable[[Any, Shape, str], str]:
    return lambda _function, _, name: call("layers.Activation", word, name=name)


def _prelu(function: Any, shape: Shape, name: str) -> str:
    start = f"keras.initializers.Constant({function.init!r})"
    return call("layers.PReLU", shared_axes=list(range(1, len(shape) + 1)), name=name).replace(
        "shared_axes", f"alpha_initializer={start}, shared_axes"
    )


def _gelu(function: Any, _: Shape, name: str) -> str:
    return call("layers.Activation", "gelu", name=name) if function.approximate == "none" else call("Gelu", name=name)


ACTIVATIONS: dict[str, Callable[[Any, Shape, str], str]] = {
    "relu": _named("relu"),
    "leaky_relu": lambda f, _, name: call("layers.LeakyReLU", f.negative_slope, name=name),
    "prelu": _prelu,
    "elu": lambda f, _, name: call("layers.ELU", **changed(f, "alpha"), name=name),
    "silu": _named("silu"),
    "gelu": _gelu,
    "sigmoid": _named("sigmoid"),
    "tanh": _named("tanh"),
    "softmax": lambda _f, _, name: call("layers.Softmax", axis=1, name=name),
    "step": lambda _f, _, name: call("Step", name=name),
}

LAYERS: dict[str, Written] = {
    "conv2d": _convolution,
    "depthwise_separable": _separable,
    "conv_transpose2d": _transposed,
    "max_pool2d": _max_pool,
    "avg_pool2d": _average_pool,
    "adaptive_avg_pool2d": _adaptive_pool("layers.AveragePooling2D", "mean"),
    "adaptive_max_pool2d": _adaptive_pool("layers.MaxPooling2D", "max"),
    "global_avg_pool": _global_pool("layers.GlobalAveragePooling2D"),
    "global_max_pool": _global_pool("layers.GlobalMaxPooling2D"),
    "batch_norm2d": _batch_norm,
    "layer_norm": _layer_norm,
    "group_norm": _group_norm,
    "instance_norm2d": _instance_norm,
    "dropout": lambda layer, _, name: [call("layers.Dropout", layer.p, name=name)],
    "dropout2d": _dropout2d,
    "pad": _pad,
    "upsample": _upsample,
    "flatten": _flatten,
    "linear": _linear,
    "activation": _activation,
    "zero_pad_shortcut": _zero_padded,
}
"""How each layer is written, but for blocks, which follow from their body.

A name that does not begin with `layers.` is one of `keras_own.OWN`.
"""

JOINS: dict[str, str] = {
    "add": "layers.add([{outputs}])",
    "concat": "layers.concatenate([{outputs}], axis=1)",
    "multiply": "layers.multiply([{outputs}])",
}
"""How the outputs of branches become one."""
