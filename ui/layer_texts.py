"""A layer of the ledger in words: what to call it, its shape, what it learns and how far it sees."""

from typing import Any

from cnn_core.architecture import LedgerRow
from cnn_core.layers import LAYERS, ActivationLayerSpec, LayerSpec
from cnn_core.receptive_field import Px
from ui.i18n import filled, mark, number, t, term

_MODULES = {"transposed": "convolution", "composition": "block", "published_blocks": "block"}


def family(layer: type[LayerSpec]) -> str:
    """Which family a class of layers belongs to: the chapter it stands in."""
    module = layer.__module__.rsplit(".", 1)[-1]
    return _MODULES.get(module, module)


# The single layers that pictures draw as a volume, by the family whose colour they have.
VOLUMES = {
    kind: family(layer) for kind, layer in LAYERS.items() if family(layer) in ("convolution", "pooling", "dense")
} | {"upsample": "pooling"}


def shape_text(shape: tuple[int, ...]) -> str:
    """(6, 28, 28) -> "6×28×28", close together because it stands in a typewriter face."""
    return "×".join(number(side) for side in shape)


def field_text(field: Px | tuple[Px, Px]) -> str:
    """Px of the image: 14 -> "14×14"; behind a layer that enlarges neighbours may be "0.50×0.50" apart."""
    height, width = field if isinstance(field, tuple) else (field, field)
    return f"{_px(height)}×{_px(width)}"


def _px(side: Px) -> str:
    return number(float(side), 0 if side == int(side) else 2)


# The submodules that blocks are made of (`res1.body.conv1`), by the names that cnn_core gives them.
BRANCHES = {
    "body": mark("its layers"),
    "shortcut": mark("shortcut"),
    "after": mark("after the join"),
    "maps": mark("the maps"),
    "gates": mark("how much each map counts"),
    "one": mark("1×1"),
    "three": mark("3×3"),
    "five": mark("5×5"),
    "pooled": mark("pooled"),
}


def branch_label(name: str) -> str:
    """What to call a branch of a block; those of `parallel` are numbered."""
    number_of = name.removeprefix("branch")
    return t("branch {number}", number=number_of) if number_of.isdigit() else filled(BRANCHES[name], {})


def layer_label(layer: LayerSpec) -> str:
    """What to call a layer: an activation by its function, the others by their kind."""
    return term(layer.function.kind if isinstance(layer, ActivationLayerSpec) else layer.kind).label


def detail(row: LedgerRow, label: str) -> str:
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


def counted(value: int, how: str, total: int) -> dict[str, Any]:
    """A count with its arithmetic, and its share of the network's, for the bar."""
    if not value:
        return {"text": "—", "how": "", "share": 0}
    return {"text": number(value), "how": how, "share": value / total}
