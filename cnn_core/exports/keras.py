"""A network as Keras 3 source, with the same layers, the same names, and a way to bring PyTorch's weights in."""

from dataclasses import asdict

from cnn_core.architecture import ArchitectureSpec, input_shapes, layer_names
from cnn_core.exports.comments import Comments
from cnn_core.exports.keras_layers import JOINS, LAYERS
from cnn_core.exports.keras_own import LOADING, OWN
from cnn_core.exports.pytorch import header
from cnn_core.layers import LayerSpec, Shape
from cnn_core.layers.block import BlockSpec, Step, Ways, ways


def keras_source(spec: ArchitectureSpec, comments: Comments) -> str:
    """A Python module that makes the network as `model` (channels first, as PyTorch) and has `load_weights`.

    Raises:
        ShapeError: a layer does not fit.
    """
    network = _network(spec, comments)
    own = [text for name, text in OWN.items() if any(f" = {name}(" in line for line in network)]
    names = "layers, ops" if any("ops." in text for text in own) else "layers"
    written = "\n".join([*own, LOADING]).format(**asdict(comments))
    opening = [*header(spec, comments, "keras, torch"), "", *_BACKEND, f"from keras import {names}", ""]
    return "\n".join([*opening, written, "", *network, ""])


_BACKEND = [
    "import os",
    "",
    'os.environ.setdefault("KERAS_BACKEND", "torch")',
    "",
    "import keras",
    "import numpy as np",
]


def _network(spec: ArchitectureSpec, comments: Comments) -> list[str]:
    entries = zip(layer_names(spec), spec.layers, input_shapes(spec), strict=True)
    lines = [line for name, layer, shape in entries for line in _entry(name, layer, shape, comments)]
    shape = comments.shape(spec.input_shape)
    return [f"x = inputs = keras.Input({spec.input_shape!r})  # {shape}", *lines, "model = keras.Model(inputs, x)"]


def _entry(name: str, layer: LayerSpec, shape: Shape, comments: Comments) -> list[str]:
    """The lines that lead from `x` to `x`; a dot in PyTorch's name of the layer is two underscores in `name`."""
    if isinstance(layer, BlockSpec):
        return _block(name, ways(layer, shape), comments)
    calls = LAYERS[layer.kind](layer, shape, name)
    said = comments.shape(layer.output_shape(shape))
    return [*(f"x = {each}(x)" for each in calls[:-1]), f"x = {calls[-1]}(x)  # {said}"]


def _block(name: str, found: Ways, comments: Comments) -> list[str]:
    after = _steps(f"{name}__after", found.after, comments)
    if found.join == "chain":
        [(branch, steps)] = found.branches
        return [*_steps(f"{name}__{branch}", steps, comments), *after]
    branches = [line for way in found.branches for line in _branch(name, *way, comments)]
    if branches[:1] == [f"x = {name}"]:  # which it is already
        branches = branches[1:]
    outputs = ", ".join(_output(name, *way, found.joined) for way in found.branches)
    joined = f"x = {JOINS[found.join].format(outputs=outputs)}  # {comments.shape(found.joined)}"
    return [f"{name} = x", *branches, joined, *after]


def _branch(block: str, branch: str, steps: tuple[Step, ...], comments: Comments) -> list[str]:
    """From what reached the block, kept under its name, to the branch's own variable; nothing for an empty branch."""
    name = f"{block}__{branch}"
    return [f"x = {block}", *_steps(name, steps, comments), f"{name} = x"] if steps else []


def _output(block: str, branch: str, steps: tuple[Step, ...], joined: Shape) -> str:
    """What a branch gives, as an expression; a vector that meets whole maps gets their axes."""
    if not steps:
        return block
    given = steps[-1].output_shape
    across = f"layers.Reshape({(*given, 1, 1)})({{}})" if len(given) < len(joined) else "{}"
    return across.format(f"{block}__{branch}")


def _steps(prefix: str, steps: tuple[Step, ...], comments: Comments) -> list[str]:
    entries = [_entry(f"{prefix}__{step.name}", step.layer, step.input_shape, comments) for step in steps]
    return [line for lines in entries for line in lines]
