"""A network as PyTorch source that says what it is: nothing of this laboratory is needed to run it."""

from collections.abc import Callable
from typing import Any

from cnn_core.activations import ActivationSpec
from cnn_core.architecture import ArchitectureSpec, input_shapes, layer_names, ledger, totals
from cnn_core.exports.comments import Comments
from cnn_core.exports.source import call, changed, indented
from cnn_core.layers import LayerSpec, Shape
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
    "max_pool2d": _pool("nn.MaxPool2d"),
    "avg_pool2d": _pool("nn.AvgPool2d"),
    "global_avg_pool": _global_pool("nn.AdaptiveAvgPool2d"),
    "global_max_pool": _global_pool("nn.AdaptiveMaxPool2d"),
    "batch_norm2d": _sized("nn.BatchNorm2d"),
    "layer_norm": _layer_norm,
    "group_norm": _group_norm,
    "instance_norm2d": _sized("nn.InstanceNorm2d"),
    "dropout": _plain("nn.Dropout"),
    "dropout2d": _plain("nn.Dropout2d"),
    "pad": _pad,
    "flatten": _plain("nn.Flatten"),
    "linear": _linear,
    "activation": _activation,
}
"""How each layer is written. A name that does not begin with `nn.` is one of `OWN`."""

OWN: dict[str, str] = {
    "Step": '''
class Step(nn.Module):
    """{step}"""

    def forward(self, x):
        return torch.relu(torch.sign(x))
''',
}
"""Classes that PyTorch does not have; each stands in the source where it is needed."""

FIRST_WEIGHTS: dict[str, tuple[str, ...]] = {
    "default": (),
    "he_normal": ('nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")',),
    "he_uniform": ('nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")',),
    "glorot_normal": ("nn.init.xavier_normal_(layer.weight)",),
    "glorot_uniform": ("nn.init.xavier_uniform_(layer.weight)",),
    "lecun_normal": ('nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")',),
}
"""How each initialisation draws the weights of a layer; the biases begin at zero, but for torch's own rule."""


def module_source(spec: ArchitectureSpec, comments: Comments) -> str:
    """A Python module that makes the network as `model`, its layers named as in `build_model`.

    Raises:
        ShapeError: a layer does not fit.
    """
    return "\n".join([*_opening(spec, comments), "", *model_lines(spec, comments), ""])


def model_lines(spec: ArchitectureSpec, comments: Comments) -> list[str]:
    """The lines that make `model`, with the classes it needs before them."""
    network = _network(spec, comments)
    return [*own_classes(network, comments), *network, *_first_weights(spec, comments)]


def sequential_source(spec: ArchitectureSpec, comments: Comments) -> str:
    """The one expression `model = nn.Sequential(…)`."""
    return "\n".join(_network(spec, comments))


def header(spec: ArchitectureSpec, comments: Comments) -> list[str]:
    """What the file is, as a docstring."""
    parameters = totals(ledger(spec)).parameters
    described = comments.network.format(
        name=spec.name, input=comments.shape(spec.input_shape), parameters=str(parameters)
    )
    return [f'"""{described}', "", comments.made, '"""']


def _opening(spec: ArchitectureSpec, comments: Comments) -> list[str]:
    uses_torch = any("torch." in line for line in model_lines(spec, comments))
    imports = ["import torch", "from torch import nn"] if uses_torch else ["from torch import nn"]
    return [*header(spec, comments), "", "from collections import OrderedDict", "", *imports]


def _network(spec: ArchitectureSpec, comments: Comments) -> list[str]:
    entries = zip(layer_names(spec), spec.layers, input_shapes(spec), strict=True)
    lines = [line for name, layer, shape in entries for line in _entry(name, layer, shape, comments)]
    return ["model = nn.Sequential(OrderedDict(", *indented(lines), "))"]


def _entry(name: str, layer: LayerSpec, shape: Shape, comments: Comments) -> list[str]:
    return [f"{name}={LAYERS[layer.kind](layer, shape)},  # {comments.shape(layer.output_shape(shape))}"]


def own_classes(lines: list[str], comments: Comments) -> list[str]:
    """The classes of `OWN` that these lines call, with empty lines around each."""
    sentences = {name: getattr(comments, name) for name in type(comments).__slots__}
    needed = [text for name, text in OWN.items() if any(f"={name}(" in line for line in lines)]
    written = [line for text in needed for line in ("", *text.strip().format(**sentences).split("\n"), "")]
    return [*written, ""] if written else []


def _first_weights(spec: ArchitectureSpec, comments: Comments) -> list[str]:
    draws = FIRST_WEIGHTS[spec.initialization]
    if not draws:
        return []
    return [
        "",
        f"# {comments.weights.format(rule=spec.initialization)}",
        "for layer in model.modules():",
        *indented(["if isinstance(layer, (nn.Conv2d, nn.Linear)):"]),
        *indented([*draws, "if layer.bias is not None:"], 2),
        *indented(["nn.init.zeros_(layer.bias)"], 3),
    ]
