"""What stands on the button of a way out: short, and in the learner's numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from cnn_core.architecture import ArchitectureSpec
from cnn_core.layers import LayerSpec
from cnn_core.layers.chain import names_of
from ui.i18n import filled, mark, number, setting, t, term

SETTINGS = {
    "kernel_size": mark("Use a kernel of {value}"),
    "padding": mark("Use a padding of {value}"),
    "stride": mark("Use a stride of {value}"),
    "dilation": mark("Use a dilation of {value}"),
    "groups": mark("Use {value} groups"),
    "groups.1": mark("Use a single group"),
    "num_groups": mark("Use {value} groups"),
    "num_groups.1": mark("Use a single group"),
    "output_padding": mark("Use an output padding of {value}"),
    "mode.replicate": mark("Repeat the edge instead of mirroring"),
    "scale_factor": mark("Enlarge {value} times"),
    "out_features": mark("Give {layer} {value} outputs"),
    "out_channels": mark("Give {layer} {value} filters"),
    "function": mark("Make {layer} a {value}"),
    "shortcut.projection": mark("Let the shortcut of {layer} be a convolution of 1×1"),
    "shortcut.zero_pad": mark("Fill the shortcut of {layer} up with empty maps"),
    "join.concat": mark("Put the maps of {layer} behind one another"),
    "bias.False": mark("Take the bias of {layer} away"),
}


def choice(fix: Mapping[str, Any], spec: ArchitectureSpec) -> dict[str, Any]:
    """A way out with the text of its button."""
    return {"text": fix_text(fix, spec), "fix": dict(fix)}


def fix_text(fix: Mapping[str, Any], spec: ArchitectureSpec) -> str:
    """What a fix does, as on a button."""
    layer = name_at(spec, fix["path"])
    match fix["op"]:
        case "set":
            return _set_text(fix["fields"], layer)
        case "remove":
            return t("Remove {layer}", layer=layer)
        case "replace":
            return t("Replace {layer} by “{kind}”", layer=layer, kind=_kind(fix["layer"]))
    return _insert_text(fix["layer"], layer)


def name_at(spec: ArchitectureSpec, path: Sequence[str | int]) -> str:
    """The name of the layer at this address, "res1.conv2" inside a block; empty behind the last one."""
    names: list[str] = []
    there: Any = spec
    for key in path:
        if isinstance(key, str):
            there = getattr(there, key)
            continue
        if key >= len(there):
            return ""
        names += names_of(there)[key : key + 1] if isinstance(there[key], LayerSpec) else ()
        there = there[key]
    return ".".join(names)


def first_text(layer: Mapping[str, Any]) -> str:
    """The button that puts the first layer into an empty network."""
    return t("Start with “{kind}”", kind=_kind(layer))


def _insert_text(new: Mapping[str, Any], before: str) -> str:
    if before:
        return t("Insert “{kind}” before {layer}", kind=_kind(new), layer=before)
    if "out_features" in new:
        count = number(new["out_features"])
        return t("Add “{kind}” with {count} outputs at the end", kind=_kind(new), count=count)
    return t("Add “{kind}” at the end", kind=_kind(new))


def _set_text(fields: Mapping[str, Any], layer: str) -> str:
    field, value = next(iter(fields.items()))
    source = SETTINGS.get(f"{field}.{value}", SETTINGS.get(field))
    if source is None:
        return t("{field}: {value}", field=term(field).label, value=value_text(value))
    return filled(source, {"value": value_text(value), "layer": layer})


def _kind(layer: Mapping[str, Any]) -> str:
    kind = layer["kind"]
    return term(layer["function"] if kind == "activation" else kind).label


def value_text(value: Any) -> str:
    """A field's value as it stands in a sentence: (3, 1) -> "3×1"."""
    if isinstance(value, list | tuple):
        return "×".join(map(value_text, value))
    if isinstance(value, str):
        return term(value).label
    if isinstance(value, float):
        return setting(value)
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)
