"""Trained networks that come with the laboratory, so that no page is ever empty.

A model is two files in one folder: `<id>.safetensors` with its weights, `<id>.json` with its card. Both are written by
`scripts/train_shipped_models.py` with the laboratory's own training loop.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field
from torch import nn

from cnn_core.architecture import ArchitectureSpec, build_model
from cnn_core.errors import CnnCoreError
from cnn_core.spec import Spec
from cnn_core.training.spec import RunSpec
from cnn_core.weights import WeightsError, load_weights


class UnknownModelError(CnnCoreError):
    """There is no shipped model of this id."""

    code = "unknown_model"
    template = "expected one of {known}; received {received}"


class ModelCard(Spec):
    """What a shipped model is, where it comes from and how good it was when it was measured.

    Attributes:
        run: the whole recipe: network, data set, optimiser, schedule, loss, epochs, seed.
        mean: of the training images, per channel, [0, 1]; the network saw images normalised with it.
        std: likewise.
        test_accuracy: share of right answers on all `test_images`, [0, 1], in float32 on a CPU.
        weights_sha256: of the file with the weights.
        trained: the day.
        command: what made the two files.
        weights_licence: of the weights.
        data_licence: of the images they were trained on, as its source states it.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    run: RunSpec
    mean: tuple[float, ...]
    std: tuple[float, ...]
    test_accuracy: float = Field(ge=0, le=1)
    test_images: int = Field(ge=1)
    weights_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    trained: date
    command: str
    weights_licence: str
    data_licence: str


@dataclass(frozen=True, slots=True)
class ShippedModel:
    """A trained network, ready to answer: in evaluation mode, on the CPU.

    Attributes:
        model: gives logits (N, K) for normalised images (N, C, H, W). Who hooks or trains it copies it first.
        architecture: what it was built from.
        card: where it comes from.
        mean: of its training images, per channel, [0, 1].
        std: of its training images, per channel, [0, 1].
    """

    model: nn.Sequential
    architecture: ArchitectureSpec
    card: ModelCard
    mean: tuple[float, ...]
    std: tuple[float, ...]


def shipped_ids(folder: Path) -> tuple[str, ...]:
    """The ids of the models in a folder, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.json")))


def card(folder: Path, model_id: str) -> ModelCard:
    """A model's card, without its weights.

    Raises:
        UnknownModelError: there is no such model.
        InvalidSpecError: the card was changed into something that is none.
    """
    known = shipped_ids(folder)
    if model_id not in known:
        raise UnknownModelError(known=", ".join(known) or "none", received=re.sub(r"\W", "?", model_id)[:40])
    return ModelCard.from_json((folder / f"{model_id}.json").read_bytes())


def shipped(folder: Path, model_id: str) -> ShippedModel:
    """A trained model of the folder `assets/models`, checked before it is used.

    Raises:
        UnknownModelError: there is no such model.
        WeightsError: its weights are not the ones its card was written for.
    """
    about = card(folder, model_id)
    model = build_model(about.run.architecture)
    path = folder / f"{model_id}.safetensors"
    load_weights(path, model)
    received = hashlib.sha256(path.read_bytes()).hexdigest()
    if received != about.weights_sha256:
        raise WeightsError(
            file=path.name, expected=f"the weights {about.weights_sha256[:12]}…", received=f"{received[:12]}…"
        )
    return ShippedModel(model.eval(), about.run.architecture, about, about.mean, about.std)
