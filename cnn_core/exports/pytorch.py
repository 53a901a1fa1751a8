"""A network as PyTorch source that says what it is: nothing of this laboratory is needed to run it."""

import re
from dataclasses import asdict

from cnn_core.architecture import ArchitectureSpec, input_shapes, layer_names, ledger, totals
from cnn_core.exports.comments import Comments
from cnn_core.exports.pytorch_layers import FIRST_WEIGHTS, JOINS, LAYERS
from cnn_core.exports.pytorch_own import OWN
from cnn_core.exports.source import indented
from cnn_core.layers import LayerSpec, Shape
from cnn_core.layers.block import BlockSpec, Step, ways


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


def header(spec: ArchitectureSpec, comments: Comments, packages: str) -> list[str]:
    """What the file is and which packages it needs, as a docstring."""
    parameters = totals(ledger(spec)).parameters
    described = comments.network.format(
        name=spec.name, input=comments.shape(spec.input_shape), parameters=str(parameters)
    )
    return [f'"""{described}', "", comments.needs.format(packages=packages), comments.made, '"""']


def _opening(spec: ArchitectureSpec, comments: Comments) -> list[str]:
    return [
        *header(spec, comments, "torch"),
        "",
        "from collections import OrderedDict",
        "",
        *imports(model_lines(spec, comments)),
    ]


def imports(lines: list[str]) -> list[str]:
    """What of PyTorch these lines use."""
    used = {"torch.": "import torch", "nn.": "from torch import nn", "F.": "from torch.nn import functional as F"}
    return [line for name, line in used.items() if any(re.search(rf"\b{re.escape(name)}", each) for each in lines)]


def _network(spec: ArchitectureSpec, comments: Comments) -> list[str]:
    entries = zip(layer_names(spec), spec.layers, input_shapes(spec), strict=True)
    lines = [line for name, layer, shape in entries for line in _entry(name, layer, shape, comments)]
    return ["model = nn.Sequential(OrderedDict(", *indented(lines), "))"]


def _entry(name: str, layer: LayerSpec, shape: Shape, comments: Comments) -> list[str]:
    if isinstance(layer, BlockSpec):
        lines = _block(layer, shape, comments)
    else:
        lines = LAYERS[layer.kind](layer, shape).split("\n")
    said = comments.shape(layer.output_shape(shape))
    if len(lines) == 1:
        return [f"{name}={lines[0]},  # {said}"]
    return [f"{name}={lines[0]}  # {said}", *lines[1:-1], f"{lines[-1]},"]


def _block(block: BlockSpec, shape: Shape, comments: Comments) -> list[str]:
    """Its branches, and what comes after them, under the names that they have in `build_model`."""
    found = ways(block, shape)
    parts = [*found.branches, *([("after", found.after)] if found.after else [])]
    inside = indented([line for name, steps in parts for line in _part(name, steps, comments)])
    if found.join == "chain":
        return ["nn.Sequential(OrderedDict(", *inside, "))"]
    return [f"{JOINS[found.join]}(", *inside, ")"]


def _part(name: str, steps: tuple[Step, ...], comments: Comments) -> list[str]:
    if not steps:
        return [f"{name}=nn.Sequential(),"]
    lines = [line for step in steps for line in _entry(step.name, step.layer, step.input_shape, comments)]
    return [f"{name}=nn.Sequential(OrderedDict(", *indented(lines), ")),"]


def own_classes(lines: list[str], comments: Comments) -> list[str]:
    """The classes of `OWN` that these lines call, with empty lines around each."""
    called = {name for name in OWN if any(f"={name}(" in line for line in lines)}
    needed = called | ({"Branches"} if called & set(JOINS.values()) else set())
    texts = [text.strip("\n").format(**asdict(comments)) for name, text in OWN.items() if name in needed]
    return [line for text in texts for line in ("", *text.split("\n"), "")] + ([""] if texts else [])


def _first_weights(spec: ArchitectureSpec, comments: Comments) -> list[str]:
    draws = FIRST_WEIGHTS[spec.initialization]
    if not draws:
        return []
    return [
        "",
        f"# {comments.weights.format(rule=spec.initialization)}",
        "for layer in model.modules():",
        *indented(["if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):"]),
        *indented([*draws, "if layer.bias is not None:"], 2),
        *indented(["nn.init.zeros_(layer.bias)"], 3),
    ]
