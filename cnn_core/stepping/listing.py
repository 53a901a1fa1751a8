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
    """Functions as their reader sees them.

    Attributes:
        source: their code without docstrings and marks.
        lines: line number, from 1, of each mark (a comment of one word at the end of a line).
    """

    source: str
    lines: dict[str, int]


def listing(*functions: Callable[..., Any]) -> Listing:
    """The source of one function or more, to be shown with one line marked.

    A word that marks several lines stands for the first of them.

    >>> from cnn_core.stepping.convolution import convolution_steps
    >>> from cnn_core.stepping.windows import window
    >>> shown = listing(convolution_steps, window)
    >>> shown.source.splitlines()[shown.lines["product"] - 1].strip()
    'plane_sum += x * w'
    """
    whole = "\n\n\n".join(_without_docstring(inspect.getsource(function)) for function in functions).splitlines()
    marks = [(found[1], number) for number, line in enumerate(whole, 1) if (found := _MARK.search(line))]
    return Listing("\n".join(_MARK.sub("", line) for line in whole), dict(reversed(marks)))


def _without_docstring(source: str) -> str:
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    lines, docstring = source.splitlines(), definition.body[0]
    if ast.get_docstring(definition):
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    return "\n".join(lines)
