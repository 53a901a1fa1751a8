"""The layers' calls in a source, and their arguments as plain values: syntax only, nothing of it is ever executed."""

import ast
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cnn_core.exports.readable import READABLE
from cnn_core.exports.source_errors import (
    SourceLayerError,
    SourceStatementError,
    SourceSyntaxError,
    SourceTooLongError,
)

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


def layer_calls(source: str) -> list[ast.Call]:
    """The calls between the parentheses of the one `nn.Sequential(…)`, in order; sequences in it are opened.

    Raises:
        SourceTooLongError, SourceSyntaxError, SourceStatementError, SourceLayerError: what stands where.
    """
    return list(_calls(_sequential(_tree(source)), 0))


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
                if not found and isinstance(value, ast.Call) and torch_name(value.func) == "Sequential":
                    found.append(value)
                    continue
        raise SourceStatementError(line=statement.lineno, received=text(statement), reason="other")
    if not found:
        raise SourceStatementError(line=1, received="", reason="missing")
    return found[0]


def _calls(sequential: ast.Call, depth: int) -> Iterator[ast.Call]:
    """The layers' calls, from sequences in sequences, too."""
    for item in _items(sequential):
        if not isinstance(item, ast.Call) or depth > DEEPEST:
            raise unknown(item)
        if torch_name(item.func) == "Sequential":
            yield from _calls(item, depth + 1)
        else:
            yield item


def _items(sequential: ast.Call) -> Sequence[ast.expr]:
    """What stands between the parentheses: layers one by one, or an `OrderedDict` of them."""
    if sequential.keywords:
        raise unknown(sequential)
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
    raise unknown(named)


def _second(pair: ast.expr) -> ast.expr:
    match pair:
        case ast.Tuple(elts=[_, value]) | ast.List(elts=[_, value]):
            return value
    raise unknown(pair)


def literal(node: ast.expr) -> Any:
    """The value of a number, a text, a truth value, None or a tuple of them; `...` for everything else.

    Sizes may be written as sums and products of whole numbers: `nn.Linear(16 * 5 * 5, 120)` says where they come from.
    """
    try:
        value = _reckoned(node) if isinstance(node, ast.BinOp) else ast.literal_eval(node)
        repr(value)  # thousands of hexadecimal digits can be read, but never be told back
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ...
    return value


def _reckoned(node: ast.BinOp) -> Any:
    reckon = _SIGNS.get(type(node.op))
    numbers = [literal(side) for side in (node.left, node.right)]
    if reckon is None or not all(type(number) is int and abs(number) <= _LARGEST_NUMBER for number in numbers):
        return ...
    if isinstance(node.op, ast.FloorDiv) and numbers[1] == 0:
        return ...
    return reckon(*numbers)


def torch_name(node: ast.expr) -> str:
    """`Conv2d` of `nn.Conv2d` or `torch.nn.Conv2d`; the text as it stands for everything else."""
    name = text(node)
    prefix = next((prefix for prefix in PREFIXES if name.startswith(prefix)), "")
    return name.removeprefix(prefix)


def unknown(node: ast.expr) -> SourceLayerError:
    """The error about something that is no layer we have."""
    known = ", ".join(sorted({"Sequential", *READABLE}))
    return SourceLayerError(line=node.lineno, received=text(node), known=known)


def text(node: ast.AST) -> str:
    """What stands there, cut to 60 characters."""
    try:
        return ast.unparse(node)[:60]
    except (RecursionError, ValueError):  # too deep, or a number too long to be written
        return type(node).__name__
