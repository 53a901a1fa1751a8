"""What the lens is given to work with, as plain values: pictures, kernels, activations, and the code it follows."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import nn

from cnn_core.activations import ACTIVATIONS
from cnn_core.errors import CnnCoreError
from cnn_core.runs.checkpoints import LATEST, load_model
from cnn_core.runs.records import Run
from cnn_core.stepping.algorithms import ALGORITHMS
from cnn_core.stepping.kernels import KERNELS
from cnn_core.stepping.listing import listing
from cnn_core.stepping.picture import LARGEST_VALUE
from cnn_core.stepping.scene import LensScene
from ui import history, i18n, lens_pictures, models
from ui.components.lens.picture import chooser_texts
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
    """Everything the component needs; see `ui.components.lens.lens`."""
    pictures, pixels = lens_pictures.table()
    learned, weights = _learned()
    return {
        "scene": scene.to_json(),
        "pictures": pictures,
        "pixels": pixels,
        "kernels": _kernels(),
        "learned": learned,
        "weights": weights,
        "activations": _activations(),
        "code": _code(),
        "texts": {"picture": chooser_texts()},
    }


def _kernels() -> list[dict[str, Any]]:
    """The table of kernels; the random one has no values, the browser draws it."""
    return [
        {
            "id": name,
            "label": i18n.term(f"kernel_{name}").label,
            "help": i18n.term(f"kernel_{name}").help,
            "shape": [len(kernel.values), len(kernel.values[0])] if kernel.values else [3, 3],
            "values": [value for row in kernel.values for value in row],
        }
        for name, kernel in KERNELS.items()
    ]


def _activations() -> list[dict[str, Any]]:
    return [
        {"kind": kind, "label": i18n.term(kind).label, "help": i18n.term(kind).help, "formula": activation.formula}
        for kind, activation in ACTIVATIONS.items()
    ]


@lru_cache(maxsize=1)
def _code() -> dict[str, dict[str, Any]]:
    """The algorithms beside the picture, forwards by the operation's kind, with the line of each moment."""
    functions = {kind: one.forward for kind, one in ALGORITHMS.items()}
    functions |= {f"{kind}_backward": one.backward for kind, one in ALGORITHMS.items()}
    return {name: asdict(listing(function)) for name, function in functions.items()}


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
