"""The ledger of a network that may not be finished: as far as its layers fit, and what is wrong behind them."""

from dataclasses import dataclass
from typing import Any

from cnn_core.architecture.ledger import LedgerRow, Totals, ledger, totals
from cnn_core.architecture.spec import ArchitectureSpec, OutputShapeError, class_count, layer_names, shapes
from cnn_core.errors import CnnCoreError
from cnn_core.layers import LinearSpec, ShapeError


class ClassCountError(CnnCoreError):
    """The network's last vector has another length than there are classes.

    Params: layer (name of the last one), index, received (numbers it gives), expected (classes of the data), fixes.
    """

    code = "class_count"
    template = "{layer}: expected {expected} numbers at the end, one for each class; received {received}"


@dataclass(frozen=True, slots=True)
class Account:
    """What there is to say about a network on paper, right or not.

    Attributes:
        rows: the ledger up to, not including, the layer that does not fit; all of it where all fit.
        totals: the sums of these rows.
        error: the layer that does not fit (`ShapeError`), or an end that is no answer (`OutputShapeError`,
            `ClassCountError`); None where the network can be trained. Its `params["fixes"]` are ways out.
    """

    rows: tuple[LedgerRow, ...]
    totals: Totals
    error: CnnCoreError | None

    @property
    def is_whole(self) -> bool:
        """Whether every layer fits, so that the totals are the network's."""
        return not isinstance(self.error, ShapeError)


def account(spec: ArchitectureSpec, batch_size: int = 1, classes: int | None = None) -> Account:
    """The ledger as far as it goes. Never raises for a layer that does not fit: an editor shows what there is.

    Args:
        spec: the network.
        batch_size: images at once, for the memory.
        classes: numbers the network has to end in; None: any vector will do.

    >>> from cnn_core.presets import PRESETS
    >>> lenet = PRESETS["lenet5"].build((1, 28, 28), 10)
    >>> account(lenet).totals.parameters, account(lenet, classes=7).error.params["fixes"][0]["fields"]
    (61706, {'out_features': 7})
    """
    error = _misfit(spec) or _wrong_end(spec, classes)
    fitting = spec.layers[: error.params["index"]] if isinstance(error, ShapeError) else spec.layers
    rows = ledger(spec.model_copy(update={"layers": fitting}), batch_size) if fitting else ()
    return Account(rows, totals(rows), error)


def _misfit(spec: ArchitectureSpec) -> ShapeError | None:
    try:
        shapes(spec)
    except ShapeError as error:
        return error
    return None


def _wrong_end(spec: ArchitectureSpec, classes: int | None) -> CnnCoreError | None:
    end = len(spec.layers)
    try:
        received = class_count(spec)
    except OutputShapeError as error:
        ways = [_insert(end, {"kind": "flatten"}), _insert(end, {"kind": "global_avg_pool"})]
        return OutputShapeError(**error.params, fixes=ways)
    if classes is None or received == classes:
        return None
    facts = {"layer": layer_names(spec)[-1], "index": end - 1, "received": received, "expected": classes}
    return ClassCountError(**facts, fixes=[_answering(spec, classes)])


def _answering(spec: ArchitectureSpec, classes: int) -> dict[str, Any]:
    """Give the last linear layer as many outputs as there are classes, or append one that has."""
    found = shapes(spec)
    for index, layer in reversed(list(enumerate(spec.layers))):
        if isinstance(layer, LinearSpec):
            fields = {"out_features": classes}
            return {"op": "set", "path": ["layers", index], "fields": fields}
        if index == 0 or found[index] != found[index - 1]:  # it decides the length, and has no number for it
            break
    return _insert(len(spec.layers), {"kind": "linear", "out_features": classes})


def _insert(index: int, layer: dict[str, Any]) -> dict[str, Any]:
    """Put a layer before the one at this place; the place behind the last appends it."""
    return {"op": "insert_before", "path": ["layers", index], "layer": layer}
