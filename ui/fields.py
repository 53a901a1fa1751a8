"""What a learner can change about a spec: its fields with their bounds, read from the spec's class itself.

The class states every bound once, and pydantic tells them as a JSON schema; here that becomes what a control needs.
"""

from collections.abc import Iterator
from typing import Any

from cnn_core.spec import Spec

# What a first look does not need: it folds away until it differs from its default.
# A name alone counts for every kind, one behind its kind for that kind only.
SELDOM = frozenset(
    {"dilation", "groups", "bias", "eps", "momentum", "affine", "output_padding", "padding_mode", "approximate"}
    | {"max_pool2d_padding", "avg_pool2d_padding"}
)
# One number for both sides of a window is written as both: a kernel of 5 is 5×5 to everybody.
WRITTEN_TWICE = frozenset({"kernel_size", "output_size", "pool_size"})


def fields(spec: type[Spec]) -> list[dict[str, Any]]:
    """Every field of a spec but its kind, in the order of its class.

    Each has `name`, `type`, `default` (None where there is none), `required` and `seldom`, and by its type:

    - "integer", "number": `low` and `high` (`above`, `below` where the bound itself is left out);
    - "sizes": one whole number, or so many as `lengths` says, each within `low` and `high`;
    - "flag": nothing;
    - "choice": `options`, a list of words or numbers;
    - "variant": `options`, a list of {kind, fields}: one of several specs;
    - "layers", "branches": layers inside; edited as cards of their own.

    `words` are taken beside numbers ("same"); `empty` says that the field may be left empty.
    """
    whole = spec.model_json_schema()
    shared = whole.get("$defs", {})
    schema = next(_options(whole, shared))  # of a layer that may hold itself, only a reference stands there
    required = schema.get("required", [])
    kind = schema["properties"]["kind"]["const"]
    return [
        {
            "name": name,
            "default": part.get("default"),
            "required": name in required,
            "seldom": bool({name, f"{kind}_{name}"} & SELDOM),
            "twice": name in WRITTEN_TWICE,
            **_kind_of_field(part, shared),
        }
        for name, part in schema["properties"].items()
        if name != "kind"
    ]


def _kind_of_field(schema: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    options = list(_options(schema, shared))
    numbers = [option for option in options if option.get("type") in ("integer", "number") and not _words(option)]
    words = [word for option in options for word in _words(option)]
    arrays = [option for option in options if option.get("type") == "array"]
    empty = {"empty": True} if any(option.get("type") == "null" for option in options) else {}
    match options:
        case [{"type": "boolean"}]:
            return {"type": "flag"}
        case _ if any(option.get("type") == "object" for option in options):
            return {"type": "variant", "options": _variants(options, shared)} | empty
        case _ if arrays and not numbers and "items" in arrays[0]:
            return _of_layers(arrays[0], shared)
        case _ if arrays or numbers:
            return _of_numbers(numbers, arrays, shared) | ({"words": words} if words else {}) | empty
        case _ if words:
            return {"type": "choice", "options": words} | empty
    raise TypeError(f"expected a field that can be edited; received {schema}")


def _options(schema: dict[str, Any], shared: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas of which a value must match one."""
    if "$ref" in schema:
        yield from _options(shared[schema["$ref"].rsplit("/", 1)[1]], shared)
    elif several := schema.get("anyOf") or schema.get("oneOf"):
        for one in several:
            yield from _options(one, shared)
    else:
        yield schema


def _words(option: dict[str, Any]) -> list[Any]:
    """The values of an option that allows only these; a few numbers are a choice, too."""
    return [option["const"]] if "const" in option else option.get("enum", [])


def _of_numbers(numbers: list[dict[str, Any]], arrays: list[dict[str, Any]], shared: dict[str, Any]) -> dict[str, Any]:
    if not arrays:
        return {"type": numbers[0]["type"]} | _bounds(numbers[0])
    side = next(_options((arrays[0].get("prefixItems") or [arrays[0].get("items")])[0], shared))
    lengths = [1] * bool(numbers) + [len(array["prefixItems"]) for array in arrays]
    return {"type": "sizes", "lengths": lengths} | _bounds(side)


def _bounds(schema: dict[str, Any]) -> dict[str, Any]:
    names = {"minimum": "low", "maximum": "high", "exclusiveMinimum": "above", "exclusiveMaximum": "below"}
    return {ours: schema[theirs] for theirs, ours in names.items() if theirs in schema}


def _variants(options: list[dict[str, Any]], shared: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "kind": option["properties"]["kind"]["const"],
            "fields": [
                {"name": name, "default": part.get("default"), "required": False, "seldom": name in SELDOM}
                | {"twice": False, **_kind_of_field(part, shared)}
                for name, part in option["properties"].items()
                if name != "kind"
            ],
        }
        for option in options
        if option.get("type") == "object"
    ]


def _of_layers(array: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    # Not through `_options`: a layer may hold layers, and its schema has no end.
    nested = _is_array(array["items"], shared)
    return {"type": "branches" if nested else "layers"} | {
        name: array[key] for key, name in (("minItems", "fewest"), ("maxItems", "most")) if key in array
    }


def _is_array(schema: dict[str, Any], shared: dict[str, Any]) -> bool:
    found = shared[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    return found.get("type") == "array"
