"""A network from the source of a plain `nn.Sequential`: read from its syntax tree, never executed."""

import ast
from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import Any

from cnn_core.architecture import ArchitectureSpec
from cnn_core.architecture.spec import MOST_LAYERS
from cnn_core.errors import InvalidSpecError
from cnn_core.exports.readable import READABLE, Readable, taken_instead
from cnn_core.exports.source_errors import SourceArgumentError, SourceChannelsError
from cnn_core.exports.syntax import layer_calls, literal, text, torch_name, unknown
from cnn_core.layers import GlobalAvgPoolSpec, GlobalMaxPoolSpec, LayerSpec, Shape, ShapeError

GLOBAL: dict[str, type[LayerSpec]] = {"AdaptiveAvgPool2d": GlobalAvgPoolSpec, "AdaptiveMaxPool2d": GlobalMaxPoolSpec}


def read_sequential(source: str, input_shape: tuple[int, int, int], name: str = "network") -> ArchitectureSpec:
    """The network that `nn.Sequential(…)` describes, with or without an assignment and imports before it.

    Args:
        source: Python; sequences may contain sequences, and an `OrderedDict` with names, which are not kept.
        input_shape: (C, H, W) of the image that goes in: the source does not tell.
        name: of the network.

    Returns:
        The network. Its layers need not fit one another: where the first one does not fit, the editor tells; only up
        to there the numbers of channels in the source are compared with what reaches the layers.

    Raises:
        SourceTooLongError, SourceSyntaxError, SourceStatementError, SourceLayerError, SourceArgumentError,
        SourceChannelsError: what stands where, and what would be taken.
        InvalidSpecError: the network as a whole is out of bounds, in the number of its layers for example.
    """
    layers: list[LayerSpec] = []
    shape: Shape | None = input_shape
    for call in islice(_joined(layer_calls(source)), MOST_LAYERS + 1):  # one too many is enough to be refused
        layers.append(_layer(call, shape))
        shape = _behind(layers[-1], shape)
    return ArchitectureSpec.parse({"name": name, "input_shape": input_shape, "layers": layers})


def _joined(calls: list[ast.Call]) -> Iterator[ast.Call | tuple[ast.Call, type[LayerSpec]]]:
    """The calls, but a pooling to 1×1 with the flatten behind it is one layer."""
    skip = False
    for call, following in zip_longest(calls, calls[1:]):
        whole = GLOBAL.get(torch_name(call.func))
        if skip:
            skip = False
        elif whole and _is_one(call) and following is not None and torch_name(following.func) == "Flatten":
            skip = True
            _layer(following, None)  # for what it refuses
            yield call, whole
        else:
            yield call


def _is_one(pool: ast.Call) -> bool:
    sizes = [*pool.args, *(keyword.value for keyword in pool.keywords)]
    return len(sizes) == 1 and literal(sizes[0]) in (1, (1, 1))


def _layer(call: ast.Call | tuple[ast.Call, type[LayerSpec]], shape: Shape | None) -> LayerSpec:
    if isinstance(call, tuple):
        return call[1].parse({})
    readable = READABLE.get(torch_name(call.func))
    if readable is None:
        raise unknown(call)
    given = _arguments(call, readable)
    _check_fixed(call, readable, given)
    try:
        layer = readable.layer(given)
    except InvalidSpecError as error:
        raise _refused(call, readable, error.params["field"], taken_instead(error), error.params["received"]) from error
    # Where the layer does not fit at all, the editor has more to say about it than two numbers that differ.
    if shape is not None and _behind(layer, shape) is not None:
        _check_fed(call, readable, given, shape)
    return layer


def _arguments(call: ast.Call, readable: Readable) -> dict[str, Any]:
    """The arguments by name, as plain values."""
    names = readable.arguments
    if len(call.args) > len(names):
        raise _refused(call, readable, str(len(call.args)), ", ".join(names), text(call))
    named = ((keyword.arg or "**", keyword.value) for keyword in call.keywords)
    values: dict[str, Any] = {}
    for name, node in (*zip(names, call.args, strict=False), *named):
        if name not in names or name in values:
            raise _refused(node, readable, name, ", ".join(names), f"{name}={text(node)}")
        values[name] = literal(node)
        if values[name] is Ellipsis:
            raise _refused(node, readable, name, "1, 0.5, True, (1, 2), None", text(node))
    for name in readable.required:
        if name not in values:
            raise _refused(call, readable, name, name, text(call))
    return values


def _check_fixed(call: ast.Call, readable: Readable, given: dict[str, Any]) -> None:
    """Arguments that we have no field for may only say what the layer does anyway."""
    for name, only in readable.fixed.items():
        value = given.get(name, readable.defaults[name])
        if value != only:
            raise _refused(call, readable, name, repr(only), repr(value))


def _check_fed(call: ast.Call, readable: Readable, given: dict[str, Any], shape: Shape) -> None:
    if not readable.fed:
        return
    expected, received = readable.counted(shape), given[readable.fed]
    if (tuple(received) if isinstance(received, list) else received) != expected:
        raise SourceChannelsError(
            line=call.lineno,
            layer=f"nn.{readable.torch_class}",
            argument=readable.fed,
            expected=expected,
            received=str(received)[:60],
        )


def _behind(layer: LayerSpec, shape: Shape | None) -> Shape | None:
    """The shape behind the layer; None once something does not fit, which `shapes` will tell better."""
    try:
        return None if shape is None else layer.output_shape(shape)
    except ShapeError:
        return None


def _refused(node: ast.expr, readable: Readable, argument: str, expected: str, received: str) -> SourceArgumentError:
    return SourceArgumentError(
        line=node.lineno,
        layer=f"nn.{readable.torch_class}",
        field=argument,
        expected=expected,
        received=received[:60],
    )
