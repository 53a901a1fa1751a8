"""A run while it goes on: the model, the optimiser, where it stands, and all of it as plain tensors."""

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from cnn_core.architecture import build_model, ledger, totals
from cnn_core.datasets import Dataset, normalise
from cnn_core.errors import CnnCoreError
from cnn_core.training.machine import Precision, resolve_device, resolve_precision
from cnn_core.training.spec import RunSpec, check_fits


class StateMismatchError(CnnCoreError):
    """A saved state does not belong to this network and optimiser."""

    code = "state_mismatch"
    template = "expected a saved state with {expected}; received {received}"


@dataclass
class Training:
    """Everything that changes while a run goes on; `train` moves it, the caller may read it between two steps.

    Attributes:
        spec: what was asked for.
        dataset: the images, on the training device.
        model: the network, on the training device.
        optimizer: over all the model's parameters.
        loss_function: called as `loss_function(logits, labels)`.
        device: where it trains.
        precision: "auto" resolved.
        step: how many steps are done.
        learning_rate_override: when set, takes the schedule's place from the next step on.
        listen: called between two batches of an evaluation, which on a large network takes longer than anybody waits
            for an answer. It may wait, and may raise `EvaluationAbandonedError`: the step then comes without one.
    """

    spec: RunSpec
    dataset: Dataset
    model: nn.Module
    optimizer: torch.optim.Optimizer
    loss_function: nn.Module
    device: torch.device
    precision: Precision
    step: int = 0
    learning_rate_override: float | None = None
    first_loss: float = math.nan
    high_steps: int = 0
    listen: Callable[[], None] = lambda: None
    _order: tuple[int, Tensor] = field(default=(-1, torch.empty(0)), repr=False)

    @property
    def steps_per_epoch(self) -> int:
        """Full batches in the training images; see `next_batch` for the rest."""
        return steps_per_epoch(len(self.dataset.train.labels), self.spec.batch_size)

    @property
    def total_steps(self) -> int:
        """Steps of the whole run."""
        return self.steps_per_epoch * self.spec.epochs

    @property
    def epoch(self) -> int:
        """The epoch, from 0, that the next step belongs to."""
        return self.step // self.steps_per_epoch

    def learning_rate(self) -> float:
        """The learning rate of the next step: the override, else the schedule's."""
        if self.learning_rate_override is not None:
            return self.learning_rate_override
        return self.spec.optimizer.learning_rate * self.spec.schedule.factor(self.step, self.total_steps)

    def next_batch(self) -> tuple[Tensor, Tensor]:
        """The images (N, C, H, W), normalised, and labels (N,) of the next step.

        Every epoch has its own order, drawn from the seed and the epoch's number alone, so a resumed run sees the
        same batches. Every step gets a full batch, so that all points of the curve are equally noisy; the few images
        left over at the end of an epoch are others each time.
        """
        train = self.dataset.train
        if self._order[0] != self.epoch:
            self._order = (self.epoch, self._shuffled(len(train.labels)))
        start = self.step % self.steps_per_epoch * self.spec.batch_size
        chosen = self._order[1][start : start + self.spec.batch_size]
        images = normalise(train.images.index_select(0, chosen), self.dataset.mean, self.dataset.std)
        return images.contiguous(memory_format=torch.channels_last), train.labels.index_select(0, chosen)

    def _shuffled(self, count: int) -> Tensor:
        generator = torch.Generator().manual_seed(stream(self.spec.seed, "order", self.epoch))
        return torch.randperm(count, generator=generator).to(self.device)

    def state_tensors(self) -> dict[str, Tensor]:
        """All that a run needs to go on bit for bit, as contiguous CPU tensors under flat names.

        `model/…` is the network's state dict, `optimizer/<parameter>/<moment>` the optimiser's, `training/…` where the
        run stands. Random numbers need no state: every draw derives from the seed and the step's number.
        """
        tensors = {f"model/{name}": tensor for name, tensor in self.model.state_dict().items()}
        for name, parameter in self.model.named_parameters():
            for key, value in self.optimizer.state.get(parameter, {}).items():
                if isinstance(value, Tensor):
                    tensors[f"optimizer/{name}/{key}"] = value
        override = math.nan if self.learning_rate_override is None else self.learning_rate_override
        tensors["training/step"] = torch.tensor(self.step)
        tensors["training/high_steps"] = torch.tensor(self.high_steps)
        tensors["training/first_loss"] = torch.tensor(self.first_loss, dtype=torch.float64)
        tensors["training/learning_rate_override"] = torch.tensor(override, dtype=torch.float64)
        return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}

    def load_state_tensors(self, tensors: dict[str, Tensor]) -> None:
        """Stand where a saved run stood.

        Raises:
            StateMismatchError: when the names or shapes are not those of this network and optimiser.
        """
        moments = self._optimizer_state(tensors)
        load_model_tensors(self.model, tensors)
        self.optimizer.state.update(moments)
        self.step = int(tensors["training/step"])
        self.high_steps = int(tensors["training/high_steps"])
        self.first_loss = float(tensors["training/first_loss"])
        override = float(tensors["training/learning_rate_override"])
        self.learning_rate_override = None if math.isnan(override) else override

    def _optimizer_state(self, tensors: dict[str, Tensor]) -> dict[Tensor, dict[str, Tensor]]:
        state: dict[Tensor, dict[str, Tensor]] = {}
        for name, parameter in self.model.named_parameters():
            saved = _under(f"optimizer/{name}/", tensors)
            if unknown := saved.keys() - self.spec.optimizer.state_names:
                raise StateMismatchError(expected=f"what {self.spec.optimizer.kind} remembers", received=min(unknown))
            if saved:
                state[parameter] = {key: _like(parameter, value) for key, value in saved.items()}
        return state


def load_model_tensors(model: nn.Module, tensors: dict[str, Tensor]) -> None:
    """Put the `model/…` tensors of a saved state into `model`.

    Raises:
        StateMismatchError: when the names or shapes are not those of this network.
    """
    saved = _under("model/", tensors)
    wanted = {key: tuple(value.shape) for key, value in model.state_dict().items()}
    received = {key: tuple(value.shape) for key, value in saved.items()}
    if wanted != received:
        odd = min(key for key in wanted.keys() | received.keys() if wanted.get(key) != received.get(key))
        raise StateMismatchError(expected=f"{odd} {wanted.get(odd)}", received=f"{odd} {received.get(odd)}")
    model.load_state_dict(saved)


def prepare(spec: RunSpec, dataset: Dataset, device: torch.device | None = None) -> Training:
    """A run before its first step: the network built from its seed, the images on the training device.

    Raises:
        TooManyParametersError, TooMuchMemoryError, TooMuchWorkError: on paper, before any tensor is made.
    """
    device = device or resolve_device(spec.device)
    check_fits(spec, device)
    model = build_model(spec.architecture, device=device, seed=spec.seed)
    model.to(memory_format=torch.channels_last)
    return Training(
        spec=spec,
        dataset=dataset.to(device),
        model=model,
        optimizer=spec.optimizer.build(model),
        loss_function=spec.loss.build(),
        device=device,
        precision=resolve_precision(spec.precision, device, totals(ledger(spec.architecture)).multiply_adds),
    )


def steps_per_epoch(images: int, batch_size: int) -> int:
    """How many full batches there are, at least one.

    >>> steps_per_epoch(1297, 64), steps_per_epoch(10, 64)
    (20, 1)
    """
    return max(1, images // batch_size)


def stream(seed: int, purpose: str, number: int) -> int:
    """A 32-bit seed of its own for each thing drawn by chance, so that nothing depends on what was drawn before.

    >>> stream(0, "order", 0) == stream(0, "order", 0), stream(0, "order", 0) == stream(0, "order", 1)
    (True, False)
    """
    return zlib.crc32(f"{seed} {purpose} {number}".encode())


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {key.removeprefix(prefix): tensor for key, tensor in tensors.items() if key.startswith(prefix)}


def _like(parameter: Tensor, saved: Tensor) -> Tensor:
    # Moments lie in memory as their parameter does; the fused optimisers depend on it.
    if saved.shape == parameter.shape:
        return torch.empty_like(parameter).copy_(saved).detach()
    return saved.to(parameter.device, copy=True)
