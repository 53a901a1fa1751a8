"""The files a network can be taken away as: one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from cnn_core.architecture import ArchitectureSpec, build_model
from cnn_core.exports.keras import keras_source
from cnn_core.exports.onnx import onnx_bytes
from cnn_core.exports.pytorch import module_source
from cnn_core.exports.weights import weights_bytes
from cnn_core.runs.checkpoints import LATEST, CheckpointError, load_model
from ui import exporting, storage
from ui.i18n import filled, mark

SEED: Final = 0
"""Of the first weights, for a network that nobody has trained."""

Weights = Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to take a network away.

    Attributes:
        label: what it is.
        help: what it is good for.
        ending: of the file's name.
        media_type: of the file.
        make: gives the file's content; the weights are asked for only where they are needed.
        is_text: whether it can be copied, too.
    """

    label: str
    help: str
    ending: str
    media_type: str
    make: Callable[[ArchitectureSpec, Callable[[], Weights]], bytes]
    is_text: bool = True


OFFERS: Final[dict[str, Offer]] = {
    "pytorch": Offer(
        mark("PyTorch"),
        mark("The network as a class, each line with the shape it gives."),
        ".py",
        "text/x-python",
        lambda spec, _: module_source(spec, exporting.comments()).encode(),
    ),
    "keras": Offer(
        mark("Keras 3"),
        mark("The same network for Keras, with a function that takes PyTorch's weights over."),
        "_keras.py",
        "text/x-python",
        lambda spec, _: keras_source(spec, exporting.comments()).encode(),
    ),
    "json": Offer(
        mark("JSON"),
        mark("What the editor knows, to bring it back or to read it by machine."),
        ".json",
        "application/json",
        lambda spec, _: spec.to_json().encode(),
    ),
    "safetensors": Offer(
        mark("Weights (safetensors)"),
        mark("The weights of your run of this network, or first ones; the network itself is inside."),
        ".safetensors",
        "application/octet-stream",
        lambda spec, weights: weights_bytes(spec, weights()),
        is_text=False,
    ),
    "onnx": Offer(
        mark("ONNX"),
        mark("For programs without PyTorch: the network with its weights, ready to answer."),
        ".onnx",
        "application/octet-stream",
        lambda spec, weights: onnx_bytes(spec, weights()),
        is_text=False,
    ),
}


def file_name(spec: ArchitectureSpec, offer: Offer) -> str:
    """A name that every file system takes: "Ana's net" -> "Ana_s_net.py"."""
    return "_".join("".join(letter if letter.isalnum() else " " for letter in spec.name).split()) + offer.ending


def words(offer: Offer) -> tuple[str, str]:
    """Label and help in the learner's language."""
    return filled(offer.label, {}), filled(offer.help, {})


def made(offer: Offer, spec: ArchitectureSpec, workspace_id: str, home: Path) -> bytes:
    """The file's content.

    Raises:
        ShapeError: a layer does not fit.
        TooManyParametersError, TooMuchMemoryError, TooMuchWorkError: the network is too large to be built.
    """
    return offer.make(spec, lambda: _trained(spec, workspace_id, home) or _first(spec))


def _first(spec: ArchitectureSpec) -> Weights:
    return build_model(spec, seed=SEED).state_dict()


def _trained(spec: ArchitectureSpec, workspace_id: str, home: Path) -> Weights | None:
    """The weights of the run that the learner looks at, where it is a run of this very network."""
    run_id = storage.store().workspace(workspace_id).run_id if workspace_id else None
    try:
        found = load_model(home / "runs" / run_id / LATEST) if run_id else None
    except (CheckpointError, FileNotFoundError):  # nothing saved yet: there are first weights
        return None
    torch.set_num_threads(1)  # as in ui.models
    return found.model.state_dict() if found and found.architecture == spec else None
