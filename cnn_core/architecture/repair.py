"""Applying one of the ways out that a shape error offers."""

from collections.abc import Mapping
from typing import Any

from cnn_core.architecture.spec import ArchitectureSpec


def repaired(spec: ArchitectureSpec, fix: Mapping[str, Any]) -> ArchitectureSpec:
    """The network with one fix applied; the layers behind it may still have problems of their own.

    Args:
        spec: the network that did not fit.
        fix: one of a `ShapeError`'s `params["fixes"]`, also after a journey through JSON: `index` (0-based) and `op`:
            "set" (`fields` of that layer), "replace" (by `layer`), "insert_before" (`layer`), "remove".

    Raises:
        InvalidSpecError: a value is out of its bounds.
    """
    index = fix["index"]
    layers: list[dict[str, Any]] = [layer.model_dump(mode="json") for layer in spec.layers]
    new: list[dict[str, Any]]
    match fix["op"]:
        case "set":
            new = [{**layers[index], **fix["fields"]}]
        case "replace":
            new = [fix["layer"]]
        case "insert_before":
            new = [fix["layer"], *layers[index : index + 1]]
        case "remove":
            new = []
    return type(spec).parse({**spec.model_dump(mode="json"), "layers": [*layers[:index], *new, *layers[index + 1 :]]})
