"""A network as a row of volumes with its ledger below; pointing at a layer in one shows it in the other."""

from pathlib import Path
from typing import Any

from cnn_core.architecture import ArchitectureSpec, LedgerRow, Totals, ledger, totals
from cnn_core.layers import LayerSpec
from ui import i18n
from ui.components.base import component
from ui.i18n import number, t, term
from ui.layer_texts import FAMILIES, counted, detail, field_text, layer_label, shape_text

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
        "family": FAMILIES.get(row.kind, ""),
        "label": label,
        "shape": list(row.output_shape),
        "shape_text": shape_text(row.output_shape),
        "parameters": counted(row.parameters, row.parameters_text, sums.parameters),
        "work": counted(row.multiply_adds, row.multiply_adds_text, sums.multiply_adds),
        "memory": i18n.size(row.activation_bytes),
        "field": field_text(row.receptive_field),
        "detail": detail(row, label),
    }


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
