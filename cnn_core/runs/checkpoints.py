"""A run's state as one file: tensors, and beside them where the run stands and the rows the store may not have yet.

Layout: `home/runs/<run id>/latest.safetensors`, and `step_00000128.safetensors` for each kept step.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as serialise
from torch import Tensor, nn

from cnn_core.architecture import ArchitectureSpec, build_model
from cnn_core.datasets import DatasetSpec
from cnn_core.runs.errors import CheckpointError
from cnn_core.runs.records import Row, StoredEvaluation
from cnn_core.training.spec import RunSpec
from cnn_core.training.state import StateMismatchError, Training, load_model_tensors

FORMAT = "convolab-checkpoint-1"
LATEST = "latest.safetensors"
MAX_HEADER_BYTES = 4 * 2**20
_KEPT = "step_{:08d}.safetensors"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a resumed run starts from.

    `rows` and `evaluations` are the ones the store had not confirmed when the file was written: sent once more, they
    leave no hole in the curve.
    """

    spec: RunSpec
    step: int
    tensors: dict[str, Tensor]
    rows: tuple[Row, ...]
    evaluations: tuple[StoredEvaluation, ...]


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A trained network in evaluation mode on the CPU, and what its input must be normalised with."""

    model: nn.Module
    architecture: ArchitectureSpec
    dataset: DatasetSpec
    step: int
    mean: tuple[float, ...]
    std: tuple[float, ...]


def save(
    path: Path,
    training: Training,
    rows: Sequence[Row] = (),
    evaluations: Sequence[StoredEvaluation] = (),
) -> int:
    """Write a checkpoint so that `path` is always either the old whole file or the new whole file.

    Returns:
        Its size in bytes.

    Raises:
        OSError: no space left, or the folder is gone; the file at `path` is as it was.
    """
    metadata = {
        "format": FORMAT,
        "step": str(training.step),
        "spec": training.spec.to_json(),
        "mean": json.dumps(training.dataset.mean),
        "std": json.dumps(training.dataset.std),
        "rows": json.dumps([asdict(row) for row in rows]),
        "evaluations": json.dumps([asdict(one) for one in evaluations]),
    }
    # Serialised in memory first: a full disk then is an ordinary OSError.
    data = serialise(training.state_tensors(), metadata)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return len(data)


def sweep(folder: Path) -> None:
    """Remove the drafts of a process that was killed while it saved."""
    for draft in folder.glob(f".{LATEST}.*"):
        draft.unlink(missing_ok=True)


def load(path: Path) -> Checkpoint:
    """Read a checkpoint to go on from.

    Raises:
        CheckpointError: it is not a whole file of ours.
        FileNotFoundError: there is none.
    """
    facts, tensors = _read(path, prefix="")
    try:
        rows = tuple(Row(**_tuples(row)) for row in json.loads(facts["rows"]))
        evaluations = tuple(StoredEvaluation(**_tuples(one)) for one in json.loads(facts["evaluations"]))
        return Checkpoint(RunSpec.from_json(facts["spec"]), int(facts["step"]), tensors, rows, evaluations)
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(file=path.name, reason=repr(error)[:200]) from error


def load_model(path: Path) -> LoadedModel:
    """The network of a checkpoint, ready to answer.

    Raises:
        CheckpointError: it is not a whole file of ours, or holds another network than it says.
        FileNotFoundError: there is none.
    """
    facts, tensors = _read(path, prefix="model/")
    try:
        spec = RunSpec.from_json(facts["spec"])
        model = build_model(spec.architecture)
        load_model_tensors(model, tensors)
        mean, std = (tuple(json.loads(facts[name])) for name in ("mean", "std"))
        return LoadedModel(model.eval(), spec.architecture, spec.dataset, int(facts["step"]), mean, std)
    except (KeyError, TypeError, ValueError, StateMismatchError) as error:
        raise CheckpointError(file=path.name, reason=repr(error)[:200]) from error


def newest(folder: Path) -> Checkpoint | None:
    """The newest readable checkpoint of a run: the latest, else a kept one; None when there is none at all."""
    for path in (folder / LATEST, *reversed(list(kept(folder).values()))):
        try:
            return load(path)
        except (CheckpointError, FileNotFoundError):
            continue
    return None


def kept(folder: Path) -> dict[int, Path]:
    """The kept checkpoints of a run by step, in order."""
    return {int(path.stem.removeprefix("step_")): path for path in sorted(folder.glob("step_*.safetensors"))}


def kept_path(folder: Path, step: int) -> Path:
    """Where the checkpoint of `step` is kept."""
    return folder / _KEPT.format(step)


def _read(path: Path, *, prefix: str) -> tuple[dict[str, str], dict[str, Tensor]]:
    try:
        _check_header(path)
        with safe_open(path, framework="pt") as file:
            facts = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys() if name.startswith(prefix)}  # noqa: SIM118
    except FileNotFoundError:
        raise
    except (OSError, SafetensorError) as error:  # a folder in its place, a disk that cannot read it
        raise CheckpointError(file=path.name, reason=str(error)[:200]) from error
    if facts.get("format") != FORMAT:
        raise CheckpointError(file=path.name, reason=f"format {str(facts.get('format'))[:40]!r}")
    # Counters may be anything; weights and moments that are not numbers would spread through every answer.
    odd = next((name for name, one in tensors.items() if name.startswith("model/") and not _finite(one)), None)
    if odd:
        raise CheckpointError(file=path.name, reason=f"{odd} is not finite")
    return facts, tensors


def _check_header(path: Path) -> None:
    """Before the library parses it: the header must be small and lie within the file."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        size = os.fstat(file.fileno()).st_size
    if not 2 <= length <= min(MAX_HEADER_BYTES, size - 8):
        raise CheckpointError(file=path.name, reason=f"header of {length} bytes in a file of {size}")


def _finite(tensor: Tensor) -> bool:
    return bool(torch.isfinite(tensor).all())


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _tuple(value) for name, value in fields.items()}


def _tuple(value: Any) -> Any:
    return tuple(_tuple(item) for item in value) if isinstance(value, list) else value
