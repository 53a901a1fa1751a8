"""Batch normalisation, written out: measure mean and variance of a map over the batch, then centre and scale.

A comment of one word at the end of a line names the moment that the page marks there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Annotated

from pydantic import Field

from cnn_core.spec import Spec
from cnn_core.stepping.convolution import Array
from cnn_core.stepping.operations import BatchNormSpec
from cnn_core.stepping.windows import Cell, cells

Number = Annotated[float, Field(ge=-1e6, le=1e6)]


class Memory(Spec):
    """What the layer has learnt and remembers, for its one map.

    Attributes:
        scale: γ, learnt.
        shift: β, learnt.
        mean: remembered from the batches so far.
        variance: remembered from the batches so far, as wide as the values of a picture allow.
    """

    scale: Number = 1.0
    shift: Number = 0.0
    mean: Number = 0.0
    variance: float = Field(1.0, ge=0.0, le=1e13)


FRESH = Memory()
"""As PyTorch begins."""


@dataclass(frozen=True, slots=True)
class NormStep:
    """How one value is normalised.

    Attributes:
        cell: sample, row, column.
        x: what goes in.
        mean: taken off.
        deviation: √(variance + eps), divided by.
        normalized: (x − mean) / deviation.
        value: scale·normalized + shift.
    """

    cell: Cell
    x: float
    mean: float
    deviation: float
    normalized: float
    value: float


@dataclass(frozen=True, slots=True)
class NormBackwardStep:
    """How the gradient of one output becomes that of its input.

    Attributes:
        cell: sample, row, column.
        g: dL/dy, the gradient that reaches it.
        evenly: taken off because the value moves the mean, and the mean moves all.
        along: taken off because the value moves the variance, and the variance moves all.
        to_input: scale / deviation · (g − evenly − along).
    """

    cell: Cell
    g: float
    evenly: float
    along: float
    to_input: float


def statistics(samples: Array, operation: BatchNormSpec, memory: Memory = FRESH) -> tuple[float, float]:
    """The mean and variance to normalise with: the batch's own while training, the remembered ones afterwards.

    >>> import numpy as np

    >>> statistics(np.array([[[1.0, 3.0]]]), BatchNormSpec())
    (2.0, 1.0)
    """
    if not operation.training:
        return memory.mean, memory.variance
    values = [float(x) for x in samples.flat]
    mean = sum(values) / len(values)
    return mean, sum((x - mean) ** 2 for x in values) / len(values)


def remembered(samples: Array, operation: BatchNormSpec, memory: Memory = FRESH) -> Memory:
    """What the layer remembers after this batch: a little of it, the rest of what it remembered before.

    The remembered variance is that of n − 1, which on average is right for all pictures and not only for this batch.

    >>> import numpy as np

    >>> after = remembered(np.array([[[1.0, 3.0]]]), BatchNormSpec())
    >>> round(after.mean, 2), round(after.variance, 2)
    (0.2, 1.1)
    """
    if not operation.training:
        return memory
    mean, variance = statistics(samples, operation)
    unbiased = variance * samples.size / (samples.size - 1)
    new = operation.momentum
    return Memory(
        scale=memory.scale,
        shift=memory.shift,
        mean=(1 - new) * memory.mean + new * mean,
        variance=(1 - new) * memory.variance + new * unbiased,
    )


def batch_norm_steps(samples: Array, operation: BatchNormSpec, memory: Memory = FRESH) -> Iterator[NormStep]:
    """Normalise one map over a batch, one value at a time.

    Args:
        samples: (N, H, W), the same map of N pictures.
        operation: while training or afterwards, with eps.
        memory: what is learnt and remembered.

    Raises:
        OneValueError: a single value while training.

    Reference:
        Ioffe, Szegedy, "Batch normalization", 2015, arXiv:1502.03167, algorithm 1.

    >>> import numpy as np

    >>> [round(step.value, 3) for step in batch_norm_steps(np.array([[[1.0, 3.0]]]), BatchNormSpec(eps=1e-8))]
    [-1.0, 1.0]
    """
    operation.output_shape(samples.shape)
    mean, variance = statistics(samples, operation, memory)  # statistics
    deviation = sqrt(variance + operation.eps)  # deviation
    for cell in cells(samples.shape):  # cell
        x = float(samples[cell])
        normalized = (x - mean) / deviation  # normalize
        value = memory.scale * normalized + memory.shift  # scale
        yield NormStep(cell, x, mean, deviation, normalized, value)


def batch_norm_backward_steps(
    samples: Array, upstream: Array, operation: BatchNormSpec, memory: Memory = FRESH
) -> Iterator[NormBackwardStep]:
    """Go back through batch normalisation, one value at a time.

    While training each value also moves the mean and the variance, and these move all the others: what all gradients
    have in common is taken off. Afterwards the remembered numbers stand still.

    Args:
        samples: (N, H, W), as they went in.
        upstream: dL/dy, in the same shape.
        operation: as it was applied.
        memory: what is learnt and remembered.

    Raises:
        OneValueError: a single value while training.

    Reference:
        Ioffe, Szegedy, 2015, arXiv:1502.03167, section 3, gathered into one formula.
    """
    steps = list(batch_norm_steps(samples, operation, memory))
    d_scale, d_shift = learnt_gradients(samples, upstream, operation, memory)
    for step in steps:  # cell
        g = float(upstream[step.cell])  # upstream
        evenly = d_shift / samples.size if operation.training else 0.0  # mean
        along = step.normalized * d_scale / samples.size if operation.training else 0.0  # variance
        yield NormBackwardStep(step.cell, g, evenly, along, memory.scale / step.deviation * (g - evenly - along))


def learnt_gradients(
    samples: Array, upstream: Array, operation: BatchNormSpec, memory: Memory = FRESH
) -> tuple[float, float]:
    """dL/dγ = Σ g·x̂ and dL/dβ = Σ g: of the scale and of the shift."""
    d_scale = d_shift = 0.0
    for step in batch_norm_steps(samples, operation, memory):
        d_scale += float(upstream[step.cell]) * step.normalized
        d_shift += float(upstream[step.cell])
    return d_scale, d_shift
