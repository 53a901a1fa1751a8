"""Weights in a file, read only when the file is exactly what the network needs.

The format is safetensors: eight bytes with the length of a JSON header, the header (name → dtype, shape, place), then
the numbers. The library alone trusts the header; a hostile one cost 5 s and 251 MB. So the header is read here first.

Reference:
    Hugging Face, safetensors format: https://huggingface.co/docs/safetensors
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save_file
from torch import Tensor, nn

from cnn_core.errors import CnnCoreError

LARGEST_HEADER = 1024 * 1024  # bytes; two thousand normalisations in blocks in blocks need nine tenths of it
DTYPES = {torch.float32: "F32", torch.int64: "I64"}
BYTES = {"F32": 4, "I64": 8}


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the numbers.

    Attributes:
        entries: dtype, shape and place of each tensor, as somebody wrote them.
        remarks: what else was written down, likewise.
        numbers: how many bytes follow.
    """

    entries: dict[str, Any]
    remarks: dict[str, Any]
    numbers: int


class WeightsError(CnnCoreError):
    """A file of weights does not hold exactly what the network needs."""

    code = "weights"
    template = "{file}: expected {expected}; received {received}"


def save_weights(path: Path, model: nn.Module) -> None:
    """Write the model's state (weights, biases, running means), on the CPU and contiguous."""
    save_file({name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}, path)


def load_weights(path: Path, model: nn.Module) -> None:
    """Put the weights of a file into `model`, when names, shapes and dtypes are the model's and every number is finite.

    Nothing of the model is changed unless all of it fits.

    Raises:
        WeightsError: what the file should have held, and what it holds.
    """
    wanted = model.state_dict()
    content = _bounded(path, sum(tensor.nbytes for tensor in wanted.values()))
    model.load_state_dict(checked_tensors(path.name, content, wanted))


def checked_tensors(file: str, content: bytes, wanted: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of a file, when names, shapes and dtypes are the wanted ones' and every number is finite.

    Args:
        file: its name, for what is said about it.
        content: its bytes.
        wanted: tensors to compare with; they need no memory (device "meta").

    Raises:
        WeightsError: what the file should have held, and what it holds.
    """
    _check_header(file, read_header(file, content), wanted)
    tensors = _tensors(file, content)
    for name, tensor in tensors.items():
        if not torch.isfinite(tensor).all():
            raise WeightsError(file=file, expected=f"finite numbers in {name}", received="NaN or infinity")
    return tensors


def _bounded(path: Path, numbers: int) -> bytes:
    """The file's bytes, unless there are more than the numbers and the largest header could fill."""
    most = 8 + LARGEST_HEADER + numbers
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise WeightsError(file=path.name, expected="a readable file", received=error.strerror or "none") from error
    if len(content) > most:
        raise WeightsError(file=path.name, expected=f"at most {most} bytes", received="more")
    return content


def _tensors(file: str, content: bytes) -> dict[str, Tensor]:
    try:
        return load(content)
    except SafetensorError as error:  # what our own reading of the header let pass and the library does not
        raise WeightsError(file=file, expected="a safetensors file", received=str(error)[:80]) from error


def _check_header(file: str, read: Header, wanted: Mapping[str, Tensor]) -> None:
    header, numbers = read.entries, read.numbers
    expected = {name: (DTYPES[tensor.dtype], list(tensor.shape)) for name, tensor in wanted.items()}
    received = {name: _described(file, name, entry) for name, entry in header.items()}
    if expected != received:
        odd = next(name for name in (*expected, *received) if expected.get(name) != received.get(name))
        raise WeightsError(file=file, expected=_said(odd, expected), received=_said(odd, received))
    end = 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        start, end_wanted = end, end + math.prod(entry["shape"]) * BYTES[entry["dtype"]]
        if entry["data_offsets"] != [start, end_wanted]:
            raise WeightsError(
                file=file, expected=f"{name} at bytes {[start, end_wanted]}", received=str(entry["data_offsets"])[:40]
            )
        end = end_wanted
    if end != numbers:
        raise WeightsError(file=file, expected=f"{end} bytes of numbers", received=f"{numbers}")


def read_header(file: str, content: bytes) -> Header:
    """The header of a file, read without the library.

    Raises:
        WeightsError: there is none, or it is too long.
    """
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > min(LARGEST_HEADER, len(content) - 8):
        raise WeightsError(
            file=file, expected=f"a header of at most {LARGEST_HEADER} bytes", received=f"{length} of {len(content)}"
        )
    try:
        header = json.loads(content[8 : 8 + length])
    except (ValueError, RecursionError) as error:
        raise WeightsError(file=file, expected="a header in JSON", received="something else") from error
    if not isinstance(header, dict):
        raise WeightsError(file=file, expected="a header with one entry a tensor", received=type(header).__name__)
    remarks = header.pop("__metadata__", None)
    return Header(header, remarks if isinstance(remarks, dict) else {}, len(content) - 8 - length)


def _described(file: str, name: str, entry: Any) -> tuple[str, list[int]]:
    if not (isinstance(entry, dict) and entry.keys() == {"dtype", "shape", "data_offsets"} and _is_place(entry)):
        raise WeightsError(file=file, expected=f"dtype, shape and place of {name[:40]}", received=repr(entry)[:40])
    return entry["dtype"], entry["shape"]


def _is_place(entry: dict[str, Any]) -> bool:
    place = entry["data_offsets"]
    return isinstance(place, list) and len(place) == 2 and all(type(byte) is int for byte in place)


def _said(name: str, described: Mapping[str, tuple[str, list[int]]]) -> str:
    if name not in described:
        return f"no {name[:40]}"
    dtype, shape = described[name]
    return f"{name[:40]} as {dtype} {shape}"[:120]
