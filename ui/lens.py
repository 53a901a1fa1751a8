"""What the lens is given of this learner's: the scene, the kernels learned, and where all the rest lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import nn

from cnn_core.errors import CnnCoreError
from cnn_core.runs.checkpoints import LATEST, load_model
from cnn_core.runs.records import Run
from cnn_core.stepping.picture import LARGEST_VALUE
from cnn_core.stepping.scene import LensScene
from ui import history, lens_content, models
from ui.i18n import t
from ui.settings import Settings

_MOST_MAPS = 8  # the lens shows no more at once
_LARGEST_KERNEL = 7  # px

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Bank:
    """The learned kernels of a first layer, (out, in, kh, kw), and what to call them."""

    id: str
    label: str
    values: Floats


def data(scene: LensScene) -> dict[str, Any]:
    """Everything the component needs at a run of the page; see `ui.components.lens.lens`."""
    learned, weights = _learned()
    return {"scene": scene.to_json(), "content": lens_content.address(), "learned": learned, "weights": weights}


def _learned() -> tuple[list[dict[str, Any]], bytes]:
    """The banks that are there, a line for each, and their numbers (float32, little-endian) where the line says."""
    lines, parts, offset = [], [], 0
    for bank in _banks():
        content = np.ascontiguousarray(bank.values, "<f4").tobytes()
        lines.append({"id": bank.id, "label": bank.label, "shape": list(bank.values.shape), "offset": offset})
        parts.append(content)
        offset += len(content)
    return lines, b"".join(parts)


def _banks() -> Iterator[Bank]:
    """What the shipped network has learned, and what the learner's own run has so far."""
    if models.has_shipped():
        values, name = _shipped_kernels(), models.shipped().architecture.name
        if values is not None:
            yield Bank("shipped", t("{name}, trained on MNIST", name=name), values)
    run = history.current()
    values = _kernels_of_run(run) if run else None
    if run is not None and values is not None:
        yield Bank("run", t("Your run: {subject}", subject=history.subject(run)), values)


@lru_cache(maxsize=1)
def _shipped_kernels() -> Floats | None:
    return _first_kernels(models.shipped().model)


def _kernels_of_run(run: Run) -> Floats | None:
    """Of its newest checkpoint; None before the first, and where there are none to show."""
    path = Settings.from_environment().home / "runs" / run.id / LATEST
    try:
        return _kernels_of_checkpoint(path, path.stat().st_mtime_ns)
    except (CnnCoreError, OSError):  # the training page tells; here its kernels are merely not offered
        return None


@lru_cache(maxsize=16)
def _kernels_of_checkpoint(path: Path, written_at: int) -> Floats | None:
    return _first_kernels(load_model(path).model)


def _first_kernels(model: nn.Module) -> Floats | None:
    """The first maps of the first convolution, where they are small enough for the lens.

    None, too, of a run that has diverged: no scene could hold NaN, infinity or such large numbers.
    """
    layer = next((one for one in model.modules() if isinstance(one, nn.Conv2d)), None)
    if layer is None or max(layer.kernel_size) > _LARGEST_KERNEL or layer.groups > 1:
        return None
    values = layer.weight.detach().numpy()[:_MOST_MAPS].copy()
    return values if (np.abs(values) <= LARGEST_VALUE).all() else None  # NaN is not <= anything
