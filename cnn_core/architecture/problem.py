"""What is wrong with a field of a network that somebody wrote, as data that an editor can point at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from cnn_core.architecture.reading import Path, problem_path
from cnn_core.errors import InvalidSpecError


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that does not accept its value.

    Attributes:
        path: of the layer, from the network's root; empty where it is the network's own field.
        field: its name; None where the layer itself is none.
        name: the innermost one, "negative_slope" in "function"; as `field` where nothing is inside.
        code: one of `PROBLEMS`' values, or "other".
        limit: the bound that was passed; None where there is none.
        received: the beginning of what was there.
    """

    path: Path
    field: str | None
    name: str | None
    code: str
    limit: float | None
    received: str


PROBLEMS: Mapping[str, str] = {
    "greater_than_equal": "at_least",
    "greater_than": "above",
    "less_than_equal": "at_most",
    "less_than": "below",
    "too_long": "too_many",
    "too_many_within": "too_many_within",
    "too_deep": "too_deep",
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "union_tag_invalid": "unknown_kind",
    "int_from_float": "not_whole",
    "int_parsing": "not_a_number",
    "int_type": "not_a_number",
    "float_parsing": "not_a_number",
    "float_type": "not_a_number",
}
"""pydantic's types of errors, and our own, that are worth a sentence of their own, and our names for them."""

_LIMITS = ("ge", "gt", "le", "lt", "max_length")


def problem(error: InvalidSpecError, value: Any) -> Problem:
    """What is wrong with `value`, the JSON of a network that `error` was raised for.

    >>> from cnn_core.architecture import ArchitectureSpec
    >>> wrong = {"name": "x", "input_shape": [1, 8, 8], "layers": [{"kind": "flatten"}, {"kind": "dropout", "p": 2}]}
    >>> try:
    ...     ArchitectureSpec.parse(wrong)
    ... except InvalidSpecError as error:
    ...     problem(error, wrong)
    Problem(path=('layers', 1), field='p', name='p', code='at_most', limit=0.95, received='2')
    """
    problems = [(_place(value, each["loc"]), each) for each in _problems(error)]
    # Of the problems that a field's alternatives have, one with a bound tells most.
    same = [each for each in problems if each[0] == problems[0][0]]
    (layer, field, name), found = next((each for each in same if _limit(each[1]) is not None), problems[0])
    return Problem(layer, field, name, PROBLEMS.get(found["type"], "other"), _limit(found), _beginning(found))


def _problems(error: InvalidSpecError) -> Sequence[Mapping[str, Any]]:
    if isinstance(error.__cause__, ValidationError):
        return error.__cause__.errors(include_url=False)
    return [{"loc": (error.params.get("field", ""),), "type": "other", "input": error.params.get("received", "")}]


def _limit(found: Mapping[str, Any]) -> float | None:
    context = found.get("ctx", {})
    return next((context[name] for name in _LIMITS if name in context), None)


def _place(value: Any, location: Sequence[Any]) -> tuple[Path, str | None, str | None]:
    whole = problem_path(value, ".".join(map(str, location)))
    layer = _layer(value, whole)
    names = [key for key in whole[len(layer) :] if isinstance(key, str)]
    return layer, names[0] if names else None, names[-1] if names else None


def _layer(value: Any, path: Path) -> Path:
    """The part of the path that leads to the innermost layer on it."""
    if path[:1] != ("layers",):
        return ()
    innermost: Path = ()
    for length, key in enumerate(path, start=1):
        value = _at(value, key)
        if isinstance(key, int) and (isinstance(value, dict) or not innermost):
            innermost = path[:length]
    return innermost


def _at(value: Any, key: str | int) -> Any:
    if isinstance(value, list) and isinstance(key, int):
        return value[key]
    return value.get(key) if isinstance(value, dict) else None


def _beginning(found: Mapping[str, Any]) -> str:
    received = found.get("ctx", {}).get("tag", found["input"])
    return ascii(received)[:40] if isinstance(received, dict | list) else str(received)[:40]
