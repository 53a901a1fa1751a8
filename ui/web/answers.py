"""What a network answers to a drawing: the last checkpoint of a run, or the model shipped with the laboratory."""

import base64
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from torch import nn

from cnn_core.datasets.base import DatasetSpec
from cnn_core.datasets.drawing import EmptyDrawingError, as_mnist
from cnn_core.errors import CnnCoreError
from cnn_core.runs.checkpoints import load_model
from cnn_core.training.evaluation import answer as answer_of
from ui import errors, models, storage

LARGEST_SIDE = 280  # px
_RUN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class DrawingNotAcceptedError(CnnCoreError):
    """A drawn digit means nothing to a network trained on other pictures."""

    code = "drawing_not_accepted"
    template = "expected a network trained on digits; received one trained on {dataset}"


@dataclass(frozen=True)
class _Network:
    model: nn.Module
    dataset: DatasetSpec
    mean: tuple[float, ...]
    std: tuple[float, ...]
    step: int | None
    origin: Literal["run", "shipped"]


def answer(home: Path, subject: str, *, ink: bytes, side: int, keep_for: str | None = None) -> dict[str, Any]:
    """The probabilities of the ten digits for a drawing.

    Args:
        home: the installation's folder.
        subject: a run's id, or "shipped". A run without a checkpoint yet is stood in for by the shipped model.
        ink: side × side bytes, row by row; 0 is paper, 255 is ink.
        side: px, at most 280.
        keep_for: the workspace that keeps the drawing; None for one that is asked about again, or not finished. It is
            kept after the answer is there: a full disk costs the learner the drawing, told in `not_kept`, not the
            answer.

    Raises:
        DrawingNotAcceptedError: the network was not trained on digits.
        ValueError: the bytes are no such picture.
    """
    if not 0 < side <= LARGEST_SIDE or len(ink) != side * side:
        raise ValueError(f"expected {side} × {side} bytes; received {len(ink)}")
    answered = _answered(_network(home, subject), ink, side)
    if keep_for is None:
        return answered
    try:
        storage.store().save_drawing(keep_for, ink)
    except CnnCoreError as error:
        return answered | {"not_kept": errors.sentence(error)}
    return answered


def last_drawing(workspace_id: str) -> dict[str, Any]:
    """The drawing that a workspace keeps, as base64 of side × side bytes; no `ink` when there is none."""
    kept = storage.store().drawing(workspace_id) or b""
    return {"ink": base64.b64encode(kept).decode()} if any(kept) else {}


def _answered(network: _Network, ink: bytes, side: int) -> dict[str, Any]:
    if not network.dataset.accepts_drawing:
        raise DrawingNotAcceptedError(dataset=network.dataset.kind)
    about = {"step": network.step, "model": network.origin}
    try:
        seen = as_mnist(np.frombuffer(ink, np.uint8).reshape(side, side))
    except EmptyDrawingError:
        return {"empty": True, **about}
    probabilities = answer_of(network.model, torch.from_numpy(seen.copy())[None], network.mean, network.std)
    return {"probabilities": list(probabilities), "seen": base64.b64encode(seen.tobytes()).decode(), **about}


def _network(home: Path, subject: str) -> _Network:
    checkpoint = home / "runs" / subject / "latest.safetensors"
    if not _RUN_ID.fullmatch(subject) or not checkpoint.exists():
        return _shipped()
    return _checkpoint(checkpoint, checkpoint.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _shipped() -> _Network:
    found = models.shipped()
    return _Network(found.model, found.card.run.dataset, found.mean, found.std, None, "shipped")


@lru_cache(maxsize=16)
def _checkpoint(path: Path, written_at: int) -> _Network:
    """A run's network, read again whenever the file is a newer one.

    In evaluation mode for good: several threads ask the same network, and none may find dropout switched on.
    """
    found = load_model(path)
    torch.set_num_threads(1)  # as in ui.models
    return _Network(found.model.eval(), found.dataset, found.mean, found.std, found.step, "run")
