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
from ui import models, storage

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


def answer(home: Path, subject: str, *, workspace_id: str, ink: bytes, side: int) -> dict[str, Any]:
    """The probabilities of the ten digits for a drawing, which is kept in the learner's workspace.

    Args:
        home: the installation's folder.
        subject: a run's id, or "shipped". A run without a checkpoint yet is stood in for by the shipped model.
        workspace_id: whose drawing it is.
        ink: side × side bytes, row by row; 0 is paper, 255 is ink.
        side: px, at most 280.

    Raises:
        DrawingNotAcceptedError: the network was not trained on digits.
        ValueError: the bytes are no such picture.
    """
    if not 0 < side <= LARGEST_SIDE or len(ink) != side * side:
        raise ValueError(f"expected {side} × {side} bytes; received {len(ink)}")
    storage.store().save_drawing(workspace_id, ink)
    network = _network(home, subject)
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
