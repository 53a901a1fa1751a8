"""`RunSpec`: everything that decides a training run, as one frozen, comparable line of JSON."""

from typing import Literal, Self

import torch
from pydantic import Field, model_validator

from cnn_core.architecture import ArchitectureSpec, check_size, class_count, smallest_batch
from cnn_core.datasets import AnyDataset
from cnn_core.errors import CnnCoreError, InvalidSpecError
from cnn_core.losses import AnyLoss, CrossEntropySpec
from cnn_core.optimizers import AdamSpec, AnyOptimizer
from cnn_core.schedules import AnySchedule, OneCycleSpec
from cnn_core.spec import Spec
from cnn_core.training.machine import memory_limits
from cnn_core.training.recipes import RECIPES


class DatasetMismatchError(CnnCoreError):
    """The network does not take this data set's images, or does not answer with its number of classes."""

    code = "dataset_mismatch"
    template = "expected images {expected_shape} and {expected_classes} classes; received {shape} and {classes}"


class RunSpec(Spec):
    """A training run before it starts. Same spec, thread count and machine: the same curve, bit for bit, on CPU."""

    architecture: ArchitectureSpec
    dataset: AnyDataset
    optimizer: AnyOptimizer = AdamSpec()
    schedule: AnySchedule = OneCycleSpec()
    loss: AnyLoss = CrossEntropySpec()
    batch_size: int = Field(default=64, ge=1, le=2048)
    epochs: int = Field(default=1, ge=1, le=500)
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"

    @model_validator(mode="after")
    def _network_fits_data(self) -> Self:
        shape, classes = tuple(self.architecture.input_shape), class_count(self.architecture)
        wanted_shape, wanted_classes = tuple(self.dataset.image_shape), len(self.dataset.class_ids)
        if (shape, classes) != (wanted_shape, wanted_classes):
            raise DatasetMismatchError(
                expected_shape=_times(wanted_shape),
                expected_classes=wanted_classes,
                shape=_times(shape),
                classes=classes,
            )
        return self

    @model_validator(mode="after")
    def _batch_is_large_enough(self) -> Self:
        if self.batch_size < (least := smallest_batch(self.architecture)):
            raise InvalidSpecError(field="batch_size", expected=f"at least {least}", received=str(self.batch_size))
        return self


def _times(shape: tuple[int, ...]) -> str:
    return "×".join(str(side) for side in shape)


def default_run(architecture: ArchitectureSpec, dataset: AnyDataset, *, seed: int = 0) -> RunSpec:
    """The run a learner gets who changes nothing.

    Raises:
        DatasetMismatchError: when the network does not fit the data set.
    """
    recipe = RECIPES[dataset.kind]
    return RunSpec(
        architecture=architecture,
        dataset=dataset,
        optimizer=recipe.optimizer,
        schedule=recipe.schedule,
        loss=recipe.loss,
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        seed=seed,
    )


def check_fits(spec: RunSpec, device: torch.device | None = None) -> None:
    """Refuse on paper, before any tensor is made, what this laboratory cannot train.

    Args:
        spec: the run.
        device: where it will train, once that is known; None judges by the machine's own memory.

    Raises:
        TooManyParametersError, TooMuchMemoryError, TooMuchWorkError: with the limit and the received number.
    """
    check_size(spec.architecture, spec.batch_size, memory_limits(device=device))
