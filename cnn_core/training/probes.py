"""What is read off a training step, between the backward pass and the change of the weights.

A probe is a function of a `Moment` that returns a short vector on the training device. All probes' vectors of a step
travel to the processor together: one synchronisation a step, however many probes there are.
"""

from collections.abc import Callable, Mapping
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


Probe = Callable[[Moment], Tensor]


def loss(moment: Moment) -> Tensor:
    """The batch's loss, (1,)."""
    return moment.loss.detach().reshape(1)


def accuracy(moment: Moment) -> Tensor:
    """Share of the batch answered right, before this step's change, (1,), [0, 1]."""
    right = moment.logits.detach().argmax(1) == moment.labels
    return right.float().mean().reshape(1)


def gradient_layers(model: nn.Module) -> tuple[str, ...]:
    """The names of the layers that have weights to train, in the order of the forward pass.

    >>> gradient_layers(nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2)))
    ('1', '3')
    """
    return tuple(_parameters_by_layer(model))


def gradient_norms(model: nn.Module) -> Probe:
    """A probe for the Euclidean norm of the loss's gradient, one number a layer, weights and bias together.

    The layers are looked up once here, not at every step.
    """
    layers = [tuple(parameters) for parameters in _parameters_by_layer(model).values()]

    def norms(moment: Moment) -> Tensor:
        squares = [torch.stack([_square_sum(parameter) for parameter in layer]).sum() for layer in layers]
        return torch.stack(squares).sqrt()

    return norms


def read(probes: Mapping[str, Probe], moment: Moment) -> dict[str, tuple[float, ...]]:
    """Every probe's numbers, fetched from the device in one go."""
    with torch.no_grad():
        vectors = {name: probe(moment).float() for name, probe in probes.items()}
        numbers = iter(torch.cat(tuple(vectors.values())).tolist())
    return {name: tuple(next(numbers) for _ in range(len(vector))) for name, vector in vectors.items()}


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
