"""How good a network is on images it did not train on, and what it answers to one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from cnn_core.datasets import ImageSet, normalise
from cnn_core.training.machine import Precision

BATCH = 1000  # images a forward pass: large enough to be quick, small enough for any memory


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A network on one split.

    Attributes:
        split: "validation" or "test".
        loss: mean over the images, in the unit of the loss (nats for cross-entropy).
        accuracy: share of right answers, [0, 1].
        confusion: K rows of K counts; row = true class, column = answer. All counts together are the images.
    """

    split: str
    loss: float
    accuracy: float
    confusion: tuple[tuple[int, ...], ...]


def evaluate(
    model: nn.Module,
    images: ImageSet,
    *,
    mean: tuple[float, ...],
    std: tuple[float, ...],
    split: str = "test",
    loss_function: nn.Module | None = None,
    precision: Precision = "float32",
) -> Evaluation:
    """Loss, accuracy and confusion matrix of `model` on `images`; the model comes back in the mode it was in.

    Args:
        model: on the same device as the images; takes (N, C, H, W), gives logits (N, K).
        images: uint8 images and their labels.
        mean: of the training images, per channel, [0, 1].
        std: of the training images, per channel, [0, 1].
        split: the name the result carries.
        loss_function: called as `loss_function(logits, labels)`, a mean over the batch; cross-entropy when missing.
        precision: of the forward pass.
    """
    loss_function = loss_function or nn.CrossEntropyLoss()
    losses: list[Tensor] = []
    answers: list[Tensor] = []
    classes = 0
    with evaluating(model), autocast(images.images.device, precision):
        for start in range(0, len(images.labels), BATCH):
            labels = images.labels[start : start + BATCH]
            logits = model(normalise(images.images[start : start + BATCH], mean, std, torch.float32))
            losses.append(loss_function(logits, labels).double() * len(labels))
            answers.append(logits.argmax(1))
            classes = logits.shape[1]
    confusion = _confusion(images.labels, torch.cat(answers), classes)
    return Evaluation(
        split=split,
        loss=float(torch.stack(losses).sum()) / len(images.labels),
        accuracy=sum(row[i] for i, row in enumerate(confusion)) / len(images.labels),
        confusion=confusion,
    )


def answer(model: nn.Module, image: Tensor, mean: tuple[float, ...], std: tuple[float, ...]) -> tuple[float, ...]:
    """The probability that `model` gives each class for one image; they add up to 1.

    Args:
        model: on the image's device; gives logits (N, K).
        image: uint8 (C, H, W), not normalised.
        mean: of the training images, per channel, [0, 1].
        std: of the training images, per channel, [0, 1].
    """
    with evaluating(model):
        logits = model(normalise(image[None], mean, std, torch.float32))
        return tuple(torch.softmax(logits.float(), 1)[0].tolist())


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Borrow a model for answers only: no gradients, no dropout, batch norm at rest; each module's mode is given back.

    Every module's mode, not only the root's: a part of the network may have been frozen on purpose.
    """
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        for module, mode in modes:
            module.training = mode


def autocast(device: torch.device, precision: Precision) -> torch.autocast:
    """The context in which convolutions and linear layers calculate in bfloat16, or in float32 as usual."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=precision == "bfloat16")


def _confusion(labels: Tensor, answers: Tensor, classes: int) -> tuple[tuple[int, ...], ...]:
    counts = torch.bincount(labels * classes + answers, minlength=classes * classes)
    return tuple(tuple(row) for row in counts.reshape(classes, classes).tolist())
