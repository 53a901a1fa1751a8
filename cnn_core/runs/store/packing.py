"""Numbers as bytes: small, exact for float32 and int32, the same on every machine."""

import json
import math
from array import array
from collections.abc import Iterable, Sequence
from sys import byteorder
from typing import Any

from sqlalchemy import Row as SqlRow

from cnn_core.runs.records import Row, Run, StoredEvaluation


def pack(kind: str, values: Iterable[float]) -> bytes:
    """Values as little-endian bytes; `kind` is the letter of `array` ("f" float32, "i" int32).

    >>> unpack("f", pack("f", (0.5, 2.0)))
    (0.5, 2.0)
    """
    packed = array(kind, values)
    if byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack(kind: str, blob: bytes) -> tuple[Any, ...]:
    """What `pack` packed."""
    values = array(kind)
    values.frombytes(bytes(blob))
    if byteorder == "big":
        values.byteswap()
    return tuple(values)


def row_values(run_id: str, row: Row) -> dict[str, Any]:
    """A row of the curve as a row of the table."""
    return {
        "run_id": run_id,
        "step": row.step,
        "epoch": row.epoch,
        "loss": row.loss,
        "accuracy": row.accuracy,
        "learning_rate": row.learning_rate,
        "gradient_norms": pack("f", row.gradient_norms),
    }


def row_from(found: SqlRow[Any]) -> Row:
    """The other way round; SQLite keeps a NaN as NULL."""
    loss, accuracy, learning_rate = (
        math.nan if value is None else value for value in (found.loss, found.accuracy, found.learning_rate)
    )
    return Row(found.step, found.epoch, loss, accuracy, learning_rate, unpack("f", found.gradient_norms))


def evaluation_values(run_id: str, evaluation: StoredEvaluation) -> dict[str, Any]:
    """An evaluation as a row of the table."""
    return {
        "run_id": run_id,
        "step": evaluation.step,
        "split": evaluation.split,
        "epoch": evaluation.epoch,
        "loss": evaluation.loss,
        "accuracy": evaluation.accuracy,
        "confusion": pack("i", (count for line in evaluation.confusion for count in line)),
    }


def evaluation_from(found: SqlRow[Any]) -> StoredEvaluation:
    """The other way round."""
    loss, accuracy = (math.nan if value is None else value for value in (found.loss, found.accuracy))
    confusion = _square(unpack("i", found.confusion))
    return StoredEvaluation(found.step, found.epoch, found.split, loss, accuracy, confusion)


def run_from(found: SqlRow[Any]) -> Run:
    """A run as the pages read it, without what only the runner needs."""
    values = {name: found._mapping[name] for name in Run.__slots__}
    values["layers"] = tuple(json.loads(found.layers))
    values["error_params"] = json.loads(found.error_params)
    return Run(**values)


def _square(counts: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    classes = math.isqrt(len(counts))
    return tuple(tuple(counts[first : first + classes]) for first in range(0, len(counts), classes or 1))
