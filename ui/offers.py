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
from cnn_core.exports.script import script_source
from cnn_core.exports.weights import weights_bytes
from cnn_core.runs.checkpoints import LATEST, CheckpointError, load_model
from cnn_core.runs.errors import UnknownRunError
from cnn_core.runs.records import Workspace
from cnn_core.training.spec import RunSpec, default_run
from ui import choices, exporting, storage
from ui.i18n import filled, mark

SEED: Final = 0
"""Of the first weights, for a network that nobody has trained."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A network that somebody wants to take away.

    Attributes:
        spec: the network.
        workspace_id: whose data set and run may go with it; empty for nobody's.
        home: the installation's folder, where the weights of runs lie.
    """

    spec: ArchitectureSpec
    workspace_id: str
    home: Path

    def weights(self) -> Mapping[str, Tensor]:
        """Those of the run the learner looks at, where it is one of this very network; else first ones."""
        run_id = self._workspace().run_id
        if run_id and self._own_run() is not None:
            try:
                found = load_model(self.home / "runs" / run_id / LATEST)
            except (CheckpointError, FileNotFoundError):  # nothing saved yet: there are first weights
                pass
            else:
                torch.set_num_threads(1)  # as in ui.models
                return found.model.state_dict()
        return build_model(self.spec, seed=SEED).state_dict()

    def run(self) -> RunSpec:
        """The run the learner looks at, where it is one of this network; else the recipe of their data set.

        Raises:
            DatasetMismatchError: the network is not made for this data.
        """
        return self._own_run() or default_run(self.spec, choices.dataset_of(self._workspace().dataset_json))

    def _own_run(self) -> RunSpec | None:
        run_id = self._workspace().run_id
        try:
            run = storage.store().run(run_id) if run_id else None
        except UnknownRunError:  # cleared away since
            return None
        spec = RunSpec.from_json(run.spec_json) if run and run.workspace_id == self.workspace_id else None
        return spec if spec and spec.architecture == self.spec else None

    def _workspace(self) -> Workspace:
        return storage.store().workspace(self.workspace_id)


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to take a network away.

    Attributes:
        label: what it is.
        help: what it is good for.
        ending: of the file's name.
        media_type: of the file.
        make: gives the file's content.
        is_text: whether it can be copied, too.
    """

    label: str
    help: str
    ending: str
    media_type: str
    make: Callable[[Asked], bytes]
    is_text: bool = True


OFFERS: Final[dict[str, Offer]] = {
    "pytorch": Offer(
        mark("PyTorch"),
        mark("The network as a class, each line with the shape it gives."),
        ".py",
        "text/x-python",
        lambda asked: module_source(asked.spec, exporting.comments()).encode(),
    ),
    "script": Offer(
        mark("Training script"),
        mark(
            "Trains it with plain PyTorch as here: the data, the recipe and the seed of your run, or of its data set."
        ),
        "_training.py",
        "text/x-python",
        lambda asked: script_source(asked.run(), exporting.comments()).encode(),
    ),
    "keras": Offer(
        mark("Keras 3"),
        mark("The same network for Keras, with a function that takes PyTorch's weights over."),
        "_keras.py",
        "text/x-python",
        lambda asked: keras_source(asked.spec, exporting.comments()).encode(),
    ),
    "json": Offer(
        mark("JSON"),
        mark("What the editor knows, to bring it back or to read it by machine."),
        ".json",
        "application/json",
        lambda asked: asked.spec.to_json().encode(),
    ),
    "safetensors": Offer(
        mark("Weights (safetensors)"),
        mark("The weights of your run of this network, or first ones; the network itself is inside."),
        ".safetensors",
        "application/octet-stream",
        lambda asked: weights_bytes(asked.spec, asked.weights()),
        is_text=False,
    ),
    "onnx": Offer(
        mark("ONNX"),
        mark("For programs without PyTorch: the network with its weights, ready to answer."),
        ".onnx",
        "application/octet-stream",
        lambda asked: onnx_bytes(asked.spec, asked.weights()),
        is_text=False,
    ),
}


def file_name(spec: ArchitectureSpec, offer: Offer) -> str:
    """A name that every file system takes: "Ana's net" -> "Ana_s_net.py"."""
    return "_".join("".join(letter if letter.isalnum() else " " for letter in spec.name).split()) + offer.ending


def words(offer: Offer) -> tuple[str, str]:
    """Label and help in the learner's language."""
    return filled(offer.label, {}), filled(offer.help, {})
