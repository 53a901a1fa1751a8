"""What is read off a training step, between the backward pass and the change of the weights.

A probe is a function of a `Moment` that returns scalars on the training device. The scalars of all probes travel to
the processor together: one synchronisation a step, however many probes there are. On a small network a probe costs by
the number of torch calls it makes, not by their arithmetic, so whatever can be finished in Python is.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Moment:
    """A step after its backward pass and before its change of the weights.

    Attributes:
        model: its parameters carry the gradients of this batch.
        images: the normalised batch, (N, C, H, W).
        labels: (N,).
        logits: (N, K).
        loss: a scalar, with its graph already used.
    """

    model: nn.Module
    images: Tensor
    labels: Tensor
    logits: Tensor
    loss: Tensor


Probe = Callable[[Moment], Sequence[Tensor]]


def loss(moment: Moment) -> Sequence[Tensor]:
    """The batch's loss."""
    return (moment.loss,)


def accuracy(moment: Moment) -> Sequence[Tensor]:
    """Share of the batch answered right before this step's change, [0, 1]."""
    return ((moment.logits.argmax(1) == moment.labels).mean(dtype=torch.float32),)


def gradient_layers(model: nn.Module) -> tuple[str, ...]:
    """The names of the layers that have weights to train, in the order of the forward pass.

    >>> gradient_layers(nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2)))
    ('1', '3')
    """
    return tuple(_parameters_by_layer(model))


class GradientNorms:
    """The Euclidean norm of the loss's gradient in each layer, weights and bias together.

    The layers are looked up once, not at every step. Squares below 1e-38 count as zero, so a layer whose gradients
    are all below some 1e-19 shows a norm of 0.
    """

    def __init__(self, model: nn.Module) -> None:
        self.layers = [tuple(parameters) for parameters in _parameters_by_layer(model).values()]

    def squares(self, moment: Moment) -> Sequence[Tensor]:
        """The probe: for each parameter, the sum of its gradient's squares."""
        return [_square_sum(parameter) for layer in self.layers for parameter in layer]

    def of(self, squares: Sequence[float]) -> tuple[float, ...]:
        """One norm a layer, from the probe's numbers."""
        numbers = iter(squares)
        return tuple(math.sqrt(sum(next(numbers) for _ in layer)) for layer in self.layers)


def read(probes: Mapping[str, Probe], moment: Moment) -> dict[str, tuple[float, ...]]:
    """Every probe's numbers, fetched from the device in one go."""
    with torch.no_grad():
        scalars = {name: probe(moment) for name, probe in probes.items()}
        numbers = iter(torch.stack([scalar for some in scalars.values() for scalar in some]).tolist())
    return {name: tuple(next(numbers) for _ in some) for name, some in scalars.items()}


def _parameters_by_layer(model: nn.Module) -> dict[str, list[nn.Parameter]]:
    layers: dict[str, list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            layers.setdefault(name.rpartition(".")[0], []).append(parameter)
    return layers


def _square_sum(parameter: nn.Parameter) -> Tensor:
    # A dot product of the buffer with itself, as it lies in memory: a norm would first copy what is channels-last.
    gradient = parameter.grad
    if gradient is None:
        return parameter.new_zeros(())
    flat = gradient.as_strided((gradient.numel(),), (1,))
    return torch.dot(flat, flat)
