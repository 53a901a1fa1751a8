"""How each layer, activation and initialisation is written for PyTorch: the tables that a new one is entered in."""

from collections.abc import Callable
from typing import Any

from cnn_core.activations import ActivationSpec
from cnn_core.exports.source import call, changed, indented
from cnn_core.layers import Shape
from cnn_core.layers.window import pair

ACTIVATIONS: dict[str, str] = {
    "relu": "nn.ReLU",
    "leaky_relu": "nn.LeakyReLU",
    "prelu": "nn.PReLU",
    "elu": "nn.ELU",
    "silu": "nn.SiLU",
    "gelu": "nn.GELU",
    "sigmoid": "nn.Sigmoid",
    "tanh": "nn.Tanh",
    "softmax": "nn.Softmax",
    "step": "Step",
}
"""The class for each activation; the fields are spelled as its arguments."""

PADS: dict[str, str] = {"zeros": "nn.ZeroPad2d", "reflect": "nn.ReflectionPad2d", "replicate": "nn.ReplicationPad2d"}
"""The class for each mode of padding."""

Written = Callable[[Any, Shape], str]
"""The source of one layer, for what reaches it."""


def _convolution(layer: Any, shape: Shape) -> str:
    more = changed(layer, "stride", "padding", "dilation", "groups", "bias")
    return call("nn.Conv2d", shape[0], layer.out_channels, kernel_size=layer.kernel_size, **more)


def _transposed(layer: Any, shape: Shape) -> str:
    stride = {} if layer.stride == 1 else {"stride": layer.stride}  # PyTorch's default is 1
    more = changed(layer, "padding", "output_padding", "groups", "bias", "dilation")
    return call("nn.ConvTranspose2d", shape[0], layer.out_channels, kernel_size=layer.kernel_size, **stride, **more)


def _separable(layer: Any, shape: Shape) -> str:
    channels, more = shape[0], changed(layer, "stride", "padding", "dilation")
    kernels = {"kernel_size": layer.kernel_size, **more, "groups": channels, "bias": False}
    halves = [
        f"depthwise={call('nn.Conv2d', channels, channels, **kernels)},",
        f"pointwise={call('nn.Conv2d', channels, layer.out_channels, kernel_size=1, **changed(layer, 'bias'))},",
    ]
    return "\n".join(["nn.Sequential(OrderedDict(", *indented(halves), "))"])


def _pool(name: str) -> Written:
    return lambda layer, _: call(name, layer.kernel_size, **changed(layer, "stride", "padding"))


def _plain(name: str) -> Written:
    """A layer whose fields are the arguments."""
    return lambda layer, _: call(name, **changed(layer))


def _sized(name: str) -> Written:
    """The same behind the number of channels (or features) that reach it."""
    return lambda layer, shape: call(name, shape[0], **changed(layer))


def _layer_norm(layer: Any, shape: Shape) -> str:
    more = {} if layer.affine else {"elementwise_affine": False}
    return call("nn.LayerNorm", shape if len(shape) > 1 else shape[0], **changed(layer, "eps"), **more)


def _group_norm(layer: Any, shape: Shape) -> str:
    return call("nn.GroupNorm", layer.num_groups, shape[0], **changed(layer, "eps", "affine"))


def _pad(layer: Any, _: Shape) -> str:
    above, left = pair(layer.padding)
    return call(PADS[layer.mode], above if above == left else (left, left, above, above))


def _global_pool(name: str) -> Written:
    return lambda _layer, _: f"nn.Sequential({name}(1), nn.Flatten())"


def _linear(layer: Any, shape: Shape) -> str:
    return call("nn.Linear", shape[0], layer.out_features, **changed(layer, "bias"))


def _activation(layer: Any, _: Shape) -> str:
    function: ActivationSpec = layer.function
    # Over the channels: the only one that looks at more than one value has to be told along which axis.
    more = {} if function.elementwise else {"dim": 1}
    return call(ACTIVATIONS[function.kind], **changed(function), **more)


LAYERS: dict[str, Written] = {
    "conv2d": _convolution,
    "depthwise_separable": _separable,
    "conv_transpose2d": _transposed,
    "max_pool2d": _pool("nn.MaxPool2d"),
    "avg_pool2d": _pool("nn.AvgPool2d"),
    "adaptive_avg_pool2d": lambda layer, _: call("nn.AdaptiveAvgPool2d", layer.output_size),
    "adaptive_max_pool2d": lambda layer, _: call("nn.AdaptiveMaxPool2d", layer.output_size),
    "global_avg_pool": _global_pool("nn.AdaptiveAvgPool2d"),
    "global_max_pool": _global_pool("nn.AdaptiveMaxPool2d"),
    "batch_norm2d": _sized("nn.BatchNorm2d"),
    "layer_norm": _layer_norm,
    "group_norm": _group_norm,
    "instance_norm2d": _sized("nn.InstanceNorm2d"),
    "dropout": _plain("nn.Dropout"),
    "dropout2d": _plain("nn.Dropout2d"),
    "pad": _pad,
    "upsample": lambda layer, _: call("nn.Upsample", scale_factor=layer.scale_factor, **changed(layer, "mode")),
    "flatten": _plain("nn.Flatten"),
    "linear": _linear,
    "activation": _activation,
    "zero_pad_shortcut": lambda layer, _: call("ZeroPadded", layer.out_channels, pair(layer.stride)),
}
"""How each layer is written, but for blocks, which follow from their body; a name without `nn.` is one of `OWN`."""

JOINS: dict[str, str] = {"add": "Add", "concat": "Concat", "multiply": "Multiply"}
"""The class that joins branches; where there is nothing to join, the only one stands alone."""

FIRST_WEIGHTS: dict[str, tuple[str, ...]] = {
    "default": (),
    "he_normal": ('nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")',),
    "he_uniform": ('nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")',),
    "glorot_normal": ("nn.init.xavier_normal_(layer.weight)",),
    "glorot_uniform": ("nn.init.xavier_uniform_(layer.weight)",),
    "lecun_normal": ('nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")',),
}
"""How each initialisation draws the weights of a layer; the biases begin at zero, but for torch's own rule."""
