"""How good a network is on images it did not train on, and what it answers to one of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor, nn

from cnn_core.architecture import ArchitectureSpec, LedgerRow, ledger
from cnn_core.architecture.ledger import FLOAT32_BYTES
from cnn_core.datasets import ImageSet, normalise
from cnn_core.layers import LayerSpec
from cnn_core.training.machine import Precision

AT_ONCE = 200  # images a forward pass, of networks as small as the ready-made ones
# What a forward pass of more than one image may hold and do: some 0.1 s on one core, for a press on pause has to wait
# that long. Measured in products of a convolution (0.05 ns), a look into a window of a pooling takes ten of them, and
# a value of a slow activation (tanh) a hundred and more.
AT_ONCE_BYTES = 64 * 2**20
AT_ONCE_PRODUCTS = 2 * 10**9
LOOK_PRODUCTS = 10
VALUE_PRODUCTS = 100


class EvaluationAbandonedError(Exception):
    """Nobody wants the result any more; raised by whoever is asked between two batches."""


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
    at_once: int = AT_ONCE,
    between: Callable[[], None] = lambda: None,
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
        at_once: images in a forward pass; `images_at_once` for a network that somebody has drawn up.
        between: called before each forward pass; may wait. What it raises ends the evaluation.
    """
    loss_function = loss_function or nn.CrossEntropyLoss()
    losses: list[Tensor] = []
    answers: list[Tensor] = []
    classes = 0
    with evaluating(model), autocast(images.images.device, precision):
        for start in range(0, len(images.labels), at_once):
            between()
            labels = images.labels[start : start + at_once]
            logits = model(normalise(images.images[start : start + at_once], mean, std, torch.float32))
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


def images_at_once(architecture: ArchitectureSpec) -> int:
    """How many images go through this network in one forward pass, 1 to `AT_ONCE`, judged on paper.

    A forward pass without gradients holds what reaches a layer and what leaves it, and as much again for the copies in
    another layout that convolutions make. Where a single image is already too much, it is less than the training step
    that `check_size` has let pass.

    >>> from cnn_core.presets import PRESETS
    >>> [images_at_once(PRESETS[name].build((3, 32, 32), 10)) for name in ("lenet5", "vgg_small")]
    [200, 22]
    """
    rows = ledger(architecture)
    held = max(2 * (FLOAT32_BYTES * prod(row.input_shape) + row.activation_bytes) for row in rows)
    work = sum(_products(layer, row) for layer, row in zip(architecture.layers, rows, strict=True))
    return max(1, min(AT_ONCE, AT_ONCE_BYTES // held, AT_ONCE_PRODUCTS // work))


def _products(layer: LayerSpec, row: LedgerRow) -> int:
    looks = layer.looks(row.input_shape)
    return row.multiply_adds + LOOK_PRODUCTS * looks + VALUE_PRODUCTS * layer.activation_values(row.input_shape)


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
