"""What there is to say about a network as it stands, finished or not: a pure function of its JSON, for the browser.

The builder asks after each change. The answer is partial where a layer does not fit: the rows up to it, the sentence
of its error, and its ways out as buttons.
"""

from typing import Any

from cnn_core.architecture import (
    Account,
    ArchitectureSpec,
    LedgerRow,
    SizeLimits,
    Totals,
    advice,
    check_size,
    smallest_batch,
)
from cnn_core.architecture import account as counted_up
from cnn_core.architecture.ledger import training_bytes
from cnn_core.architecture.problem import Problem, problem
from cnn_core.architecture.reading import read
from cnn_core.errors import CnnCoreError, InvalidSpecError
from cnn_core.layers import BlockSpec, LayerSpec
from cnn_core.layers.block import ways
from cnn_core.training.machine import memory_limits
from ui import advice_texts, errors, fix_texts, i18n, spec_problems
from ui.i18n import number, t
from ui.layer_texts import branch_label, counted, detail, field_text, layer_label, shape_text

BATCH_SIZE = 64
LARGEST_BATCH = 2048  # as `RunSpec.batch_size`


def account(
    spec_text: str | bytes, language: str | None, *, classes: int | None = None, batch_size: int = BATCH_SIZE
) -> dict[str, Any]:
    """The ledger of a network's JSON as far as it goes, with what is wrong, in the learner's language.

    Args:
        spec_text: JSON of an `ArchitectureSpec`; without a layer, too.
        language: to answer in.
        classes: of the data it is meant for; None where that is open.
        batch_size: images at once in a training step.
    """
    with i18n.speaking(language):
        try:
            value = read(spec_text)
        except InvalidSpecError as error:
            return _nothing_but(_error(errors.sentence(error)))
        return _read(value, classes, batch_size)


def _read(value: Any, classes: int | None, batch_size: int) -> dict[str, Any]:
    try:
        return _answer(ArchitectureSpec.parse(value), classes, batch_size)
    except InvalidSpecError as error:
        found = problem(error, value)
    if found.field == "layers" and not found.path and value.get("layers") == []:
        return _nothing_but(_empty())
    return _before(value, found, batch_size) | {"error": _problem(found)}


def _before(value: Any, found: Problem, batch_size: int) -> dict[str, Any]:
    """The rows before a layer with a field that is wrong; none where the network's own fields are."""
    layers = value["layers"][: int(found.path[1])] if found.path else []
    if not layers:
        return _nothing_but({})
    try:
        whole = _answer(ArchitectureSpec.parse({**value, "layers": layers}), None, batch_size)
    except InvalidSpecError:
        return _nothing_but({})
    return whole | {"totals": None, "fits": _not_yet()}


def _answer(spec: ArchitectureSpec, classes: int | None, batch_size: int) -> dict[str, Any]:
    found = counted_up(spec, batch_size, classes)
    return {
        "rows": [_row(row, layer, found.totals) for row, layer in zip(found.rows, spec.layers, strict=False)],
        "totals": _totals(found, batch_size) if found.is_whole else None,
        "error": None if found.error is None else _core_error(found.error, spec),
        "warnings": [advice_texts.warning(each, spec) for each in advice(spec, classes)],
        "fits": _fits(spec, found.totals, batch_size) if found.is_whole else _not_yet(),
    }


def _row(row: LedgerRow, layer: LayerSpec, sums: Totals) -> dict[str, Any]:
    label = layer_label(layer)
    memory = i18n.size(row.activation_bytes)
    return {
        "path": list(row.path),
        "name": row.name,
        "kind": row.kind,
        "label": label,
        "shape": list(row.output_shape),
        "shape_text": shape_text(row.output_shape),
        "detail": detail(row, label),
        "parameters": _counted(row.parameters, row.parameters_text, sums.parameters),
        "work": _counted(row.multiply_adds, row.multiply_adds_text, sums.multiply_adds),
        "memory": _counted(row.activation_bytes, row.activation_bytes_text, sums.activation_bytes) | {"text": memory},
        "field": {"text": field_text(row.receptive_field), "how": row.receptive_field_text},
        "output_how": row.output_shape_text,
        "jump_text": "" if row.jump is None else t("{jump} px", jump=field_text(row.jump)),
        "inside": _inside(row, layer, sums),
    }


def _inside(row: LedgerRow, layer: LayerSpec, sums: Totals) -> list[dict[str, Any]]:
    """The branches of a block, and what follows their join, with the rows of their layers."""
    if not isinstance(layer, BlockSpec):
        return []
    found = ways(layer, row.input_shape)
    branches = [*(steps for _, steps in found.branches), found.after]
    return [
        {"branch": branch_label(each.branch), "rows": [_row(*one, sums) for one in zip(each.rows, layers, strict=True)]}
        for each, layers in zip(row.inside, [[step.layer for step in steps] for steps in branches], strict=False)
    ]


def _counted(value: int, how: str, total: int) -> dict[str, Any]:
    return {"value": value} | counted(value, how, total)


def _totals(found: Account, batch_size: int) -> dict[str, Any]:
    sums, rows = found.totals, found.rows
    return {
        "parameters": _total(sums.parameters, number(sums.parameters), [row.parameters for row in rows]),
        "work": _total(sums.multiply_adds, number(sums.multiply_adds), [row.multiply_adds for row in rows]),
        "memory": _sized(
            sums.activation_bytes,
            t("the outputs of all layers for {images} images, 4 bytes a number", images=number(batch_size)),
        ),
        "training": _sized(sums.training_bytes, _training_how(sums)),
    }


def _total(value: int, text: str, parts: list[int]) -> dict[str, Any]:
    return {"value": value, "text": text, "how": " + ".join(number(part) for part in parts if part)}


def _sized(value: int, how: str) -> dict[str, Any]:
    return {"value": value, "text": i18n.size(value), "how": how}


def _training_how(sums: Totals) -> str:
    return t(
        "4·{weights} (weights, gradients and the optimiser's two memories) + 2·{outputs} (outputs and their "
        "gradients) = {training}",
        weights=i18n.size(sums.parameter_bytes),
        outputs=i18n.size(sums.activation_bytes),
        training=i18n.size(sums.training_bytes),
    )


def _fits(spec: ArchitectureSpec, sums: Totals, batch_size: int) -> dict[str, Any]:
    """Whether this machine would train it, before anything is built."""
    images, limits = max(batch_size, smallest_batch(spec)), memory_limits()
    try:
        check_size(spec, images, limits)
    except CnnCoreError as error:
        return {"ok": False, "text": errors.sentence(error)}
    needed = training_bytes(sums.parameters, sums.activation_bytes // batch_size * images)
    return {"ok": True, "text": _room(needed, images, limits)}


def _room(needed: int, batch_size: int, limits: SizeLimits) -> str:
    return t(
        "A training step with {images} images holds {needed}; this machine gives a training {room}.",
        images=number(batch_size),
        needed=i18n.size(needed),
        room=i18n.size(limits.training_bytes),
    )


def _not_yet() -> dict[str, Any]:
    return {"ok": False, "text": t("It can be trained once every layer fits.")}


def _nothing_but(error: dict[str, Any]) -> dict[str, Any]:
    return {"rows": [], "totals": None, "error": error, "warnings": [], "fits": _not_yet()}


def _core_error(error: CnnCoreError, spec: ArchitectureSpec) -> dict[str, Any]:
    fixes = [fix_texts.choice(fix, spec) for fix in error.params["fixes"]]
    setting = next((each["fix"] for each in fixes if each["fix"]["op"] == "set"), None)
    path = setting["path"] if setting else error.params.get("path", ["layers", error.params["index"]])
    return _error(errors.sentence(error), list(path), next(iter(setting["fields"])) if setting else None, fixes)


def _problem(found: Problem) -> dict[str, Any]:
    path = list(found.path) if found.path or found.field else None
    return _error(spec_problems.problem_text(found), path, found.field, spec_problems.nearest(found))


def _empty() -> dict[str, Any]:
    """Everybody starts from nothing: what to do first, and two layers to start with."""
    first = [{"kind": "conv2d", "out_channels": 16, "padding": 1}, {"kind": "flatten"}]
    fixes = [{"op": "insert_before", "path": ["layers", 0], "layer": layer} for layer in first]
    choices = [{"text": fix_texts.first_text(fix["layer"]), "fix": fix} for fix in fixes]
    return _error(t("There is nothing here yet. Add a first layer."), None, "layers", choices)


def _error(
    text: str, path: list[Any] | None = None, field: str | None = None, fixes: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {"path": path, "field": field, "text": text, "fixes": fixes or []}
