"""The code that a page shows beside the picture: an algorithm's own source, and where in it each moment stands."""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_MARK = re.compile(r"  # (\w+)$")


@dataclass(frozen=True, slots=True)
class Listing:
    """A function as its reader sees it.

    Attributes:
        source: its code without the docstring and without the marks.
        lines: line number, from 1, of each mark (a comment of one word at the end of a line).
    """

    source: str
    lines: dict[str, int]


def listing(function: Callable[..., Any]) -> Listing:
    """The source of a function, to be shown with one line marked.

    >>> from cnn_core.stepping.convolution import convolution_steps
    >>> shown = listing(convolution_steps)
    >>> shown.source.splitlines()[shown.lines["product"] - 1].strip()
    'plane_sum += x * w'
    """
    written = _without_docstring(inspect.getsource(function)).splitlines()
    marks = {found[1]: number for number, line in enumerate(written, 1) if (found := _MARK.search(line))}
    return Listing("\n".join(_MARK.sub("", line) for line in written), marks)


def _without_docstring(source: str) -> str:
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    lines, docstring = source.splitlines(), definition.body[0]
    if ast.get_docstring(definition):
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    return "\n".join(lines)
