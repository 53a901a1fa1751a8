"""What a network answers to a drawing: the last checkpoint of a run, or the model shipped with the laboratory."""

import base64
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cnn_core import zoo
from cnn_core.datasets.drawing import EmptyDrawingError, as_mnist
from cnn_core.errors import CnnCoreError
from cnn_core.runs.checkpoints import load_model
from cnn_core.training.evaluation import answer as answer_of
from ui import storage

LARGEST_SIDE = 280  # px
SHIPPED = "shipped"
SHIPPED_MODEL = "lenet5_mnist"
_RUN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class DrawingNotAcceptedError(CnnCoreError):
    """A drawn digit means nothing to a network trained on other pictures."""

    code = "drawing_not_accepted"
    template = "expected a network trained on digits; received one trained on {dataset}"


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
    loaded, kind = _network(home, subject)
    if not loaded.dataset.accepts_drawing:
        raise DrawingNotAcceptedError(dataset=loaded.dataset.kind)
    try:
        seen = as_mnist(np.frombuffer(ink, np.uint8).reshape(side, side))
    except EmptyDrawingError:
        return {"empty": True, "step": loaded.step, "model": kind}
    image = torch.from_numpy(seen)[None]
    return {
        "probabilities": answer_of(loaded.model, image, loaded.mean, loaded.std),
        "step": loaded.step,
        "seen": base64.b64encode(seen.tobytes()).decode(),
        "model": kind,
    }


def _network(home: Path, subject: str) -> tuple[Any, str]:
    checkpoint = home / "runs" / subject / "latest.safetensors"
    if subject == SHIPPED or not _RUN_ID.fullmatch(subject) or not checkpoint.exists():
        return shipped(), "shipped"
    return _checkpoint(checkpoint, checkpoint.stat().st_mtime_ns), "run"


@lru_cache(maxsize=1)
def shipped() -> Any:
    """The trained LeNet-5 of the laboratory, loaded once and only ever asked for answers."""
    return _at_rest(zoo.shipped(SHIPPED_MODEL))


@lru_cache(maxsize=16)
def _checkpoint(path: Path, written_at: int) -> Any:
    """A run's network, read again whenever the file is a newer one."""
    return _at_rest(load_model(path))


def _at_rest(loaded: Any) -> Any:
    """In evaluation mode for good: several threads ask the same network, and none may find dropout switched on."""
    torch.set_num_threads(1)  # the cores belong to the trainings; one small image gains nothing from more
    loaded.model.eval()
    return loaded
