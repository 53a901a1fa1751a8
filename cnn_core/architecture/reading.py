"""Reading a network's JSON that anybody may have written: bounded before anything is made of it.

Length and depth are looked at in one pass over the text, so that what is refused costs no more than that pass.
"""

import json
import math
import re
from typing import Any, NoReturn

from cnn_core.errors import InvalidSpecError

LONGEST = 2**18
"""Characters. 200 layers with every field written out take a sixth of it, 2000 in blocks without defaults a half."""

DEEPEST = 24
"""Brackets inside one another: six levels of branches within branches take 23."""

Path = tuple[str | int, ...]
"""Keys from the root of a network's JSON: ("layers", 3, "kernel_size")."""

_MOST_DIGITS = 40
_MOST_NAMES = 64  # in one pair of braces; every unknown one would be a problem of its own
# A string without an end goes to the end of the text: to look for one behind each of its quotes would take squares.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


class TextTooLongError(InvalidSpecError):
    """Params: length, limit (characters or bytes)."""

    code = "text_too_long"
    template = "expected at most {limit} characters; received {length}"


class TextTooDeepError(InvalidSpecError):
    """Params: limit (brackets inside one another)."""

    code = "text_too_deep"
    template = "expected at most {limit} brackets inside one another; received more"


class NotJsonError(InvalidSpecError):
    """Params: line, column (both from 1) where it stops being JSON."""

    code = "not_json"
    template = "expected JSON; received something else in line {line}, column {column}"


class RepeatedKeyError(InvalidSpecError):
    """Params: key."""

    code = "repeated_key"
    template = "expected each name once; received {key} twice in the same braces"


class TooManyNamesError(InvalidSpecError):
    """Params: received, limit (names in one pair of braces)."""

    code = "too_many_names"
    template = "expected at most {limit} names in the same braces; received {received}"


class NumberTooLargeError(InvalidSpecError):
    """Params: received (its beginning)."""

    code = "number_too_large"
    template = "expected a finite number; received {received}"


def read(text: str | bytes) -> Any:
    """The JSON value of a text: dicts, lists, strings and finite numbers.

    Raises:
        TextTooLongError, TextTooDeepError, NotJsonError, RepeatedKeyError, TooManyNamesError, NumberTooLargeError:
            before anything has been made of it that is larger than the text.

    >>> read('{"name": "tiny"}')
    {'name': 'tiny'}
    """
    if len(text) > LONGEST:
        raise TextTooLongError(length=len(text), limit=LONGEST)
    text = _decoded(text)
    _check_depth(text)
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_int=_integer, parse_float=_finite, parse_constant=_infinite
        )
    except json.JSONDecodeError as error:
        raise NotJsonError(line=error.lineno, column=error.colno) from error
    _check_letters(text, value)
    return value


def problem_path(value: Any, field: str) -> Path:
    """Where in the value an `InvalidSpecError` lies, from its `params["field"]`.

    pydantic's own path also names the members of unions that it went through; they are no keys.

    >>> problem_path({"layers": [{"kind": "conv2d", "stride": 99}]}, "layers.0.conv2d.stride.constrained-int")
    ('layers', 0, 'stride')
    >>> problem_path({"layers": [{"kind": "conv2d"}]}, "layers.0.conv2d.out_channels")
    ('layers', 0, 'out_channels')
    """
    path: list[str | int] = []
    for part in field.split("."):
        if isinstance(value, list):
            if not part.isdecimal() or int(part) >= len(value):
                continue
            path.append(int(part))
            value = value[int(part)]
        elif isinstance(value, dict) and (part in value or part != value.get("kind")):
            path.append(part)
            value = value.get(part)
    return tuple(path)


def _decoded(text: str | bytes) -> str:
    try:
        return text if isinstance(text, str) else text.decode()
    except UnicodeDecodeError as error:
        raise NotJsonError(line=1, column=error.start + 1) from error


def _check_depth(text: str) -> None:
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket.group() in "[{" else -1
        if depth > DEEPEST:
            raise TextTooDeepError(limit=DEEPEST)


def _check_letters(text: str, value: Any) -> None:
    """Half of a surrogate pair is a letter that no answer could tell back."""
    try:
        text.encode()
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise NotJsonError(line=1, column=1) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > _MOST_NAMES:
        raise TooManyNamesError(received=len(pairs), limit=_MOST_NAMES)
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise RepeatedKeyError(key=ascii(key)[1:-1][:60])
        found[key] = value
    return found


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise NumberTooLargeError(received=f"{digits[:12]}…")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise NumberTooLargeError(received=digits[:12])
    return number


def _infinite(name: str) -> NoReturn:
    raise NumberTooLargeError(received=name)
