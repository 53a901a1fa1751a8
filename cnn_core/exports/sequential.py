"""A network from the source of a plain `nn.Sequential`: read from its syntax tree, never executed."""

import ast
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cnn_core.architecture import ArchitectureSpec
from cnn_core.errors import InvalidSpecError
from cnn_core.exports.readable import READABLE, Readable, taken_instead
from cnn_core.exports.source_errors import (
    SourceArgumentError,
    SourceChannelsError,
    SourceLayerError,
    SourceStatementError,
    SourceSyntaxError,
    SourceTooLongError,
)
from cnn_core.layers import GlobalAvgPoolSpec, GlobalMaxPoolSpec, LayerSpec, Shape, ShapeError

LARGEST_SOURCE = 100_000  # characters
DEEPEST = 8  # sequences in sequences
_LARGEST_NUMBER = 10**9
_SIGNS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}
PREFIXES = ("torch.nn.", "nn.")
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
    for call in _joined(list(_calls(_sequential(_tree(source)), 0))):
        layers.append(_layer(call, shape))
        shape = _behind(layers[-1], shape)
    return ArchitectureSpec.parse({"name": name, "input_shape": input_shape, "layers": layers})


def _tree(source: str) -> ast.Module:
    if len(source) > LARGEST_SOURCE:
        raise SourceTooLongError(limit=LARGEST_SOURCE, received=len(source))
    try:
        return ast.parse(source.strip())
    except SyntaxError as error:
        raise SourceSyntaxError(line=error.lineno or 1, received=(error.text or "").strip()[:60]) from None
    except (ValueError, RecursionError, MemoryError):  # a null byte; nested deeper than the parser goes
        raise SourceSyntaxError(line=1, received=source.strip()[:60]) from None


def _sequential(tree: ast.Module) -> ast.Call:
    """The one call of `nn.Sequential`; imports and a docstring may stand beside it, nothing else.

    Anything else could change the network afterwards, which nobody would notice.
    """
    found: list[ast.Call] = []
    for statement in tree.body:
        match statement:
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant(value=str())):
                continue
            case ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(value=value) | ast.Expr(value=value):
                if not found and isinstance(value, ast.Call) and _torch_name(value.func) == "Sequential":
                    found.append(value)
                    continue
        raise SourceStatementError(line=statement.lineno, received=_text(statement), reason="other")
    if not found:
        raise SourceStatementError(line=1, received="", reason="missing")
    return found[0]


def _calls(sequential: ast.Call, depth: int) -> Iterator[ast.Call]:
    """The layers' calls, from sequences in sequences, too."""
    for item in _items(sequential):
        if not isinstance(item, ast.Call) or depth > DEEPEST:
            raise _unknown(item)
        if _torch_name(item.func) == "Sequential":
            yield from _calls(item, depth + 1)
        else:
            yield item


def _items(sequential: ast.Call) -> Sequence[ast.expr]:
    """What stands between the parentheses: layers one by one, or an `OrderedDict` of them."""
    if sequential.keywords:
        raise _unknown(sequential)
    match sequential.args:
        case [ast.Call(func=ast.Name(id="OrderedDict") | ast.Attribute(attr="OrderedDict")) as named]:
            return _named_items(named)
    return sequential.args


def _named_items(named: ast.Call) -> Sequence[ast.expr]:
    """The values of `OrderedDict([("conv1", …)])`, `OrderedDict({"conv1": …})` or `OrderedDict(conv1=…)`."""
    match named:
        case ast.Call(args=[], keywords=keywords) if all(keyword.arg for keyword in keywords):
            return [keyword.value for keyword in keywords]
        case ast.Call(args=[ast.Dict(keys=keys, values=values)], keywords=[]) if all(keys):
            return values
        case ast.Call(args=[ast.List(elts=pairs) | ast.Tuple(elts=pairs)], keywords=[]):
            return [_second(pair) for pair in pairs]
    raise _unknown(named)


def _second(pair: ast.expr) -> ast.expr:
    match pair:
        case ast.Tuple(elts=[_, value]) | ast.List(elts=[_, value]):
            return value
    raise _unknown(pair)


def _joined(calls: list[ast.Call]) -> Iterator[ast.Call | tuple[ast.Call, type[LayerSpec]]]:
    """The calls, but a pooling to 1×1 with the flatten behind it is one layer."""
    skip = False
    for call, following in zip(calls, [*calls[1:], None], strict=True):
        whole = GLOBAL.get(_torch_name(call.func))
        if skip:
            skip = False
        elif whole and _is_one(call) and following is not None and _torch_name(following.func) == "Flatten":
            skip = True
            _layer(following, None)  # for what it refuses
            yield call, whole
        else:
            yield call


def _is_one(pool: ast.Call) -> bool:
    sizes = [*pool.args, *(keyword.value for keyword in pool.keywords)]
    return len(sizes) == 1 and _literal(sizes[0]) in (1, (1, 1))


def _layer(call: ast.Call | tuple[ast.Call, type[LayerSpec]], shape: Shape | None) -> LayerSpec:
    if isinstance(call, tuple):
        return call[1].parse({})
    readable = READABLE.get(_torch_name(call.func))
    if readable is None:
        raise _unknown(call)
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
        raise _refused(call, readable, str(len(call.args)), ", ".join(names), _text(call))
    named = ((keyword.arg or "**", keyword.value) for keyword in call.keywords)
    values: dict[str, Any] = {}
    for name, node in (*zip(names, call.args, strict=False), *named):
        if name not in names or name in values:
            raise _refused(node, readable, name, ", ".join(names), f"{name}={_text(node)}")
        values[name] = _literal(node)
        if values[name] is Ellipsis:
            raise _refused(node, readable, name, "1, 0.5, True, (1, 2), None", _text(node))
    for name in readable.required:
        if name not in values:
            raise _refused(call, readable, name, name, _text(call))
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


def _literal(node: ast.expr) -> Any:
    """The value of a number, a text, a truth value, None or a tuple of them; `...` for everything else.

    Sizes may be written as sums and products of whole numbers: `nn.Linear(16 * 5 * 5, 120)` says where they come from.
    """
    if isinstance(node, ast.BinOp):
        return _reckoned(node)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ...


def _reckoned(node: ast.BinOp) -> Any:
    reckon = _SIGNS.get(type(node.op))
    numbers = [_literal(side) for side in (node.left, node.right)]
    if reckon is None or not all(type(number) is int and abs(number) <= _LARGEST_NUMBER for number in numbers):
        return ...
    if isinstance(node.op, ast.FloorDiv) and numbers[1] == 0:
        return ...
    return reckon(*numbers)


def _behind(layer: LayerSpec, shape: Shape | None) -> Shape | None:
    """The shape behind the layer; None once something does not fit, which `shapes` will tell better."""
    try:
        return None if shape is None else layer.output_shape(shape)
    except ShapeError:
        return None


def _torch_name(node: ast.expr) -> str:
    """`Conv2d` of `nn.Conv2d` or `torch.nn.Conv2d`; the text as it stands for everything else."""
    text = _text(node)
    prefix = next((prefix for prefix in PREFIXES if text.startswith(prefix)), "")
    return text.removeprefix(prefix)


def _unknown(node: ast.expr) -> SourceLayerError:
    known = ", ".join(sorted({"Sequential", *READABLE}))
    return SourceLayerError(line=node.lineno, received=_text(node), known=known)


def _refused(node: ast.expr, readable: Readable, argument: str, expected: str, received: str) -> SourceArgumentError:
    return SourceArgumentError(
        line=node.lineno,
        layer=f"nn.{readable.torch_class}",
        field=argument,
        expected=expected,
        received=received[:60],
    )


def _text(node: ast.AST) -> str:
    try:
        return ast.unparse(node)[:60]
    except RecursionError:
        return type(node).__name__
