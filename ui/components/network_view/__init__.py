"""A network as a row of volumes with its ledger below; pointing at a layer in one shows it in the other."""

from pathlib import Path
from typing import Any

from cnn_core.architecture import ArchitectureSpec, LedgerRow, Totals, ledger, totals
from cnn_core.layers import LayerSpec
from ui import i18n
from ui.components.base import component
from ui.i18n import number, t, term

_mount = component("network_view", Path(__file__).parent)


def network_view(spec: ArchitectureSpec, *, key: str) -> None:
    """Draw the network and its ledger.

    Raises:
        ShapeError: a layer cannot take what reaches it.
    """
    _mount(data=view_data(spec), key=key)


def view_data(spec: ArchitectureSpec) -> dict[str, Any]:
    """Everything the browser shows, as text in the learner's language; the shapes and shares as numbers.

    Raises:
        ShapeError: a layer cannot take what reaches it.
    """
    rows = ledger(spec)
    sums = totals(rows)
    return {
        "rows": [_image(spec), *(_row(row, layer, sums) for row, layer in zip(rows, spec.layers, strict=True))],
        "columns": _columns(),
        "totals": _totals(rows, sums),
        "texts": {"picture": t("{name} as a row of volumes, from the image to the answers", name=spec.name)},
    }


def _image(spec: ArchitectureSpec) -> dict[str, Any]:
    name, text = t("image"), shape_text(spec.input_shape)
    return {"name": name, "kind": "input", "label": name, "shape": list(spec.input_shape), "shape_text": text} | {
        "detail": t("The image: channels × height × width = {shape}.", shape=text)
    }


def _row(row: LedgerRow, layer: LayerSpec, sums: Totals) -> dict[str, Any]:
    label = layer_label(layer)
    return {
        "name": row.name,
        "kind": row.kind,
        "family": _FAMILIES.get(row.kind, ""),
        "label": label,
        "shape": list(row.output_shape),
        "shape_text": shape_text(row.output_shape),
        "parameters": _counted(row.parameters, row.parameters_text, sums.parameters),
        "work": _counted(row.multiply_adds, row.multiply_adds_text, sums.multiply_adds),
        "memory": i18n.size(row.activation_bytes),
        "field": field_text(row.receptive_field),
        "detail": _detail(row, label),
    }


def _detail(row: LedgerRow, label: str) -> str:
    """One line about the layer under the pointer."""
    says = t(
        "{name} ({label}): {input} → {output}",
        name=row.name,
        label=label,
        input=shape_text(row.input_shape),
        output=shape_text(row.output_shape),
    )
    sees = t("each value sees {field} px of the image", field=field_text(row.receptive_field))
    learns = t("{how} = {count} parameters", how=row.parameters_text, count=number(row.parameters))
    return " · ".join([says, *([learns] if row.parameters else []), sees])


def _counted(value: int, how: str, total: int) -> dict[str, Any]:
    """A count with its arithmetic, and its share of the network's, for the bar."""
    if not value:
        return {"text": "—", "how": "", "share": 0}
    return {"text": number(value), "how": how, "share": value / total}


def _columns() -> list[dict[str, str]]:
    return [
        {"id": "layer", "text": t("Layer"), "help": ""},
        {"id": "output", "text": t("Output"), "help": t("Channels × height × width, or the length of the vector.")},
        _column("parameters", "parameter", t("Parameters")),
        _column("work", "multiply_add", t("Multiply-adds")),
        _column("memory", "activation_memory", t("Memory")),
        _column("field", "receptive_field", t("Receptive field")),
    ]


def _column(column: str, term_id: str, text: str) -> dict[str, str]:
    return {"id": column, "text": text, "help": term(term_id).help}


def _totals(rows: tuple[LedgerRow, ...], sums: Totals) -> dict[str, str]:
    return {
        "layer": t("Whole network"),
        "output": shape_text(rows[-1].output_shape),
        "parameters": number(sums.parameters),
        "work": number(sums.multiply_adds),
        "memory": i18n.size(sums.activation_bytes),
        "field": field_text(rows[-1].receptive_field),
    }


def shape_text(shape: tuple[int, ...]) -> str:
    """(6, 28, 28) -> "6×28×28", close together because it stands in a typewriter face."""
    return "×".join(number(side) for side in shape)


def field_text(field: int | tuple[int, int]) -> str:
    """A receptive field in px: 14 -> "14×14"."""
    height, width = field if isinstance(field, tuple) else (field, field)
    return f"{number(height)}×{number(width)}"


def layer_label(layer: LayerSpec) -> str:
    """What to call a layer: an activation by its function, the others by their kind."""
    function = getattr(layer, "function", None)
    return term(function.kind if function else layer.kind).label


_FAMILIES = {
    "conv2d": "convolution",
    "max_pool2d": "pooling",
    "avg_pool2d": "pooling",
    "global_avg_pool": "pooling",
    "global_max_pool": "pooling",
    "linear": "dense",
}
