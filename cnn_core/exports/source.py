"""Pieces of Python source: calls, arguments, and layers inside layers."""

from typing import Any

from pydantic import BaseModel

INDENT = "    "


def call(callee: str, /, *positional: Any, **named: Any) -> str:
    """A call as one would write it.

    >>> call("nn.Conv2d", 1, 6, kernel_size=5, padding="same")
    'nn.Conv2d(1, 6, kernel_size=5, padding="same")'
    """
    arguments = [*map(repr, positional), *(f"{name}={value!r}" for name, value in named.items())]
    return f"{callee}({', '.join(arguments)})".replace("'", '"')


def changed(spec: BaseModel, *names: str) -> dict[str, Any]:
    """The fields among `names` (all but `kind` when none is given) that differ from their defaults.

    They can be left out of a call whose own defaults are the spec's.
    """
    fields = type(spec).model_fields
    wanted = names or tuple(name for name in fields if name != "kind")
    return {name: getattr(spec, name) for name in wanted if getattr(spec, name) != fields[name].default}


def indented(lines: list[str], levels: int = 1) -> list[str]:
    """The lines moved to the right."""
    return [INDENT * levels + line if line else line for line in lines]
