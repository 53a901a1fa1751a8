"""What a network may cost, judged on paper: whole numbers, no tensor, not even one without memory."""

from dataclasses import dataclass
from math import prod
from typing import Any

from cnn_core.architecture.ledger import FLOAT32_BYTES, training_bytes
from cnn_core.architecture.spec import ArchitectureSpec, input_shapes, layer_names, shapes
from cnn_core.errors import CnnCoreError
from cnn_core.layers.arithmetic import Terms, text, value


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """How much a training step may take.

    Attributes:
        parameters: numbers to learn.
        training_bytes: weights, gradients, moments and activations of one step (`Totals.training_bytes`).
        multiply_adds: forwards, for the whole batch. A step is the longest that a press on pause has to wait; the
            small VGG on a thousand images of 32 × 32 takes 4·10^10, many seconds on two busy cores.
    """

    parameters: int = 20_000_000
    training_bytes: int = 4 * 2**30
    multiply_adds: int = 5 * 10**10


class TooManyParametersError(CnnCoreError):
    """Params: parameters, limit, layer and index (of the largest), arithmetic (of the largest)."""

    code = "too_many_parameters"
    template = "expected at most {limit} parameters; received {parameters}, most of them in {layer}: {arithmetic}"


class TooMuchMemoryError(CnnCoreError):
    """Params: bytes, limit, batch_size, layer, index, arithmetic (bytes of the largest activation).

    fitting_batch_size is the largest that fits, 0 where not even one image does.
    """

    code = "too_much_memory"
    template = (
        "expected at most {limit} bytes for a training step; received {bytes} with {batch_size} images at once, "
        "most of them in {layer}: {arithmetic}; {fitting_batch_size} images would fit"
    )


class TooMuchWorkError(CnnCoreError):
    """Params: multiply_adds (of the batch), limit, batch_size, fitting_batch_size, layer, index, arithmetic."""

    code = "too_much_work"
    template = (
        "expected at most {limit} multiply-adds in a step; received {multiply_adds} with {batch_size} images at once, "
        "most of them in {layer}: {arithmetic} an image; {fitting_batch_size} images would fit"
    )


def check_size(spec: ArchitectureSpec, batch_size: int = 1, limits: SizeLimits | None = None) -> None:
    """Refuse a network that this machine should not try.

    Args:
        spec: the network.
        batch_size: images at once in a training step.
        limits: the machine's; those of a small shared server when None.

    Raises:
        ShapeError: as `shapes`.
        TooManyParametersError: more parameters than allowed.
        TooMuchMemoryError: a training step would hold more bytes than allowed.
        TooMuchWorkError: a training step would take more multiply-adds than allowed.
    """
    limits = limits or SizeLimits()
    reached = list(zip(spec.layers, input_shapes(spec), strict=True))
    parameters = [layer.parameter_terms(shape) for layer, shape in reached]
    work = [layer.multiply_add_terms(shape) for layer, shape in reached]
    _check_parameters(spec, parameters, limits)
    _check_memory(spec, sum(map(value, parameters)), batch_size, limits)
    _check_work(spec, work, batch_size, limits)


def _check_parameters(spec: ArchitectureSpec, terms: list[Terms], limits: SizeLimits) -> None:
    parameters = sum(map(value, terms))
    if parameters > limits.parameters:
        raise TooManyParametersError(parameters=parameters, limit=limits.parameters, **_largest(spec, terms))


def _check_memory(spec: ArchitectureSpec, parameters: int, batch_size: int, limits: SizeLimits) -> None:
    held = [layer.activation_values(shape) for layer, shape in zip(spec.layers, input_shapes(spec), strict=True)]
    one_image = FLOAT32_BYTES * sum(held)
    needed = training_bytes(parameters, batch_size * one_image)
    if needed > limits.training_bytes:
        left = limits.training_bytes - training_bytes(parameters, 0)
        raise TooMuchMemoryError(
            bytes=needed,
            limit=limits.training_bytes,
            batch_size=batch_size,
            fitting_batch_size=max(0, left // training_bytes(0, one_image)),
            **_largest(spec, _activations(spec, batch_size, held)),
        )


def _check_work(spec: ArchitectureSpec, terms: list[Terms], batch_size: int, limits: SizeLimits) -> None:
    one_image = sum(map(value, terms))
    if batch_size * one_image > limits.multiply_adds:
        raise TooMuchWorkError(
            multiply_adds=batch_size * one_image,
            limit=limits.multiply_adds,
            batch_size=batch_size,
            fitting_batch_size=limits.multiply_adds // one_image,
            **_largest(spec, terms),
        )


def _activations(spec: ArchitectureSpec, batch_size: int, held: list[int]) -> list[Terms]:
    """What each layer keeps: its output's sides, or the count of all that a block holds."""
    kept = [
        (*output,) if prod(output) == values else (values,) for output, values in zip(shapes(spec), held, strict=True)
    ]
    return [((batch_size, *values, FLOAT32_BYTES),) for values in kept]


def _largest(spec: ArchitectureSpec, terms: list[Terms]) -> dict[str, Any]:
    """The layer to look at first, with its arithmetic."""
    index = max(range(len(terms)), key=lambda i: value(terms[i]))
    arithmetic = f"{text(terms[index])} = {value(terms[index])}"
    return {"layer": layer_names(spec)[index], "index": index, "arithmetic": arithmetic}
