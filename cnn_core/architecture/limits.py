"""What a network may cost, judged on paper: whole numbers, no tensor, not even one without memory."""

from dataclasses import dataclass

from cnn_core.architecture.ledger import LedgerRow, ledger, totals
from cnn_core.architecture.spec import ArchitectureSpec
from cnn_core.errors import CnnCoreError


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """How much a training step may take.

    Attributes:
        parameters: numbers to learn.
        training_bytes: weights, gradients, moments and activations of one step (`Totals.training_bytes`).
        multiply_adds: forwards, for the whole batch. 10^11 are some seconds of a step on two cores, and a step is
            the longest that a press on pause has to wait.
    """

    parameters: int = 20_000_000
    training_bytes: int = 4 * 2**30
    multiply_adds: int = 10**11


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
    rows = ledger(spec)
    _check_parameters(rows, limits)
    _check_memory(rows, batch_size, limits)
    _check_work(rows, batch_size, limits)


def _check_parameters(rows: tuple[LedgerRow, ...], limits: SizeLimits) -> None:
    largest = max(rows, key=lambda row: row.parameters)
    if (parameters := totals(rows).parameters) > limits.parameters:
        raise TooManyParametersError(
            parameters=parameters,
            limit=limits.parameters,
            layer=largest.name,
            index=largest.index,
            arithmetic=f"{largest.parameters_text} = {largest.parameters}",
        )


def _check_memory(rows: tuple[LedgerRow, ...], batch_size: int, limits: SizeLimits) -> None:
    total = totals(rows)
    each = 2 * total.activation_bytes
    fixed = total.training_bytes - each
    largest = max(rows, key=lambda row: row.activation_bytes)
    if (needed := fixed + batch_size * each) > limits.training_bytes:
        raise TooMuchMemoryError(
            bytes=needed,
            limit=limits.training_bytes,
            batch_size=batch_size,
            fitting_batch_size=max(0, (limits.training_bytes - fixed) // each),
            layer=largest.name,
            index=largest.index,
            arithmetic=f"{batch_size}·{largest.activation_bytes_text.removeprefix('1·')} = "
            f"{batch_size * largest.activation_bytes}",
        )


def _check_work(rows: tuple[LedgerRow, ...], batch_size: int, limits: SizeLimits) -> None:
    each = totals(rows).multiply_adds
    largest = max(rows, key=lambda row: row.multiply_adds)
    if each * batch_size > limits.multiply_adds:
        raise TooMuchWorkError(
            multiply_adds=each * batch_size,
            limit=limits.multiply_adds,
            batch_size=batch_size,
            fitting_batch_size=limits.multiply_adds // each,
            layer=largest.name,
            index=largest.index,
            arithmetic=f"{largest.multiply_adds_text} = {largest.multiply_adds}",
        )
