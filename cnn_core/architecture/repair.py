"""Applying one of the ways out that a shape error offers."""

from collections.abc import Mapping
from typing import Any

from cnn_core.architecture.spec import ArchitectureSpec


def repaired(spec: ArchitectureSpec, fix: Mapping[str, Any]) -> ArchitectureSpec:
    """The network with one fix applied; the layers behind it may still have problems of their own.

    Args:
        spec: the network that did not fit.
        fix: one of a `ShapeError`'s `params["fixes"]`, also after a journey through JSON: `path` (keys from the spec's
            JSON to the layer) and `op`: "set" (`fields` of that layer), "replace" (by `layer`), "insert_before"
            (`layer`), "remove".

    Raises:
        InvalidSpecError: a value is out of its bounds.
    """
    network: dict[str, Any] = spec.model_dump(mode="json")
    *keys, place = fix["path"]
    layers: Any = network
    for key in keys:
        layers = layers[key]
    layers[place : place + 1] = _instead(layers[place : place + 1], fix)
    return type(spec).parse(network)


def _instead(there: list[dict[str, Any]], fix: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What stands in place of one layer, or of none where something is put behind the last."""
    match fix["op"]:
        case "set":
            return [{**layer, **fix["fields"]} for layer in there]
        case "replace":
            return [fix["layer"]]
        case "insert_before":
            return [fix["layer"], *there]
    return []
