"""A network with its weights as ONNX, which other programs run without PyTorch.

As a program it reads a file of `weights_bytes` from its standard input and writes the ONNX to its standard output: the
exporter takes 230 MB that a process never gives back, and it is not made for threads.
"""

import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from cnn_core.architecture import ArchitectureSpec, build_model, check_size
from cnn_core.errors import CnnCoreError
from cnn_core.exports.weights import read_weights, weights_bytes
from cnn_core.layers.window import pair

ROOT = Path(__file__).parents[2]
SECONDS = 180.0
"""How long the own process may take; the deepest presets take fifteen on a busy machine."""

INPUT, OUTPUT = "images", "logits"


class OnnxTooSlowError(CnnCoreError):
    """A network of so many layers that writing it as ONNX takes too long. Params: seconds."""

    code = "onnx_too_slow"
    template = "expected to write ONNX within {seconds} seconds; received a network that takes longer"


def onnx_bytes_apart(spec: ArchitectureSpec, weights: Mapping[str, Tensor], seconds: float = SECONDS) -> bytes:
    """As `onnx_bytes`, in a process of its own that ends afterwards.

    Raises:
        OnnxTooSlowError: it took longer than `seconds`.
        ShapeError, TooManyParametersError, TooMuchMemoryError, TooMuchWorkError: as `check_size`.
    """
    check_size(spec)
    command = [sys.executable, "-m", "cnn_core.exports.onnx"]
    given = weights_bytes(spec, weights)
    try:
        return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, timeout=seconds, check=True).stdout
    except subprocess.TimeoutExpired as error:
        raise OnnxTooSlowError(seconds=seconds) from error


def onnx_bytes(spec: ArchitectureSpec, weights: Mapping[str, Tensor]) -> bytes:
    """An ONNX model that takes `images` (N, C, H, W), any N, and gives `logits` (N, K).

    Exported from a network of its own in evaluation mode, so nothing of the caller's is touched.

    Args:
        spec: the network.
        weights: a state dict of it.

    Raises:
        ShapeError, TooManyParametersError, TooMuchMemoryError, TooMuchWorkError: as `build_model`.
    """
    model = build_model(spec, seed=0)
    model.load_state_dict(weights)
    _replace(model)
    with _quiet():
        exported = torch.onnx.export(model.eval(), (_example(spec),), **_options())
    assert exported is not None
    return bytes(exported.model_proto.SerializeToString())


class _AdaptiveMax(nn.Module):
    """Adaptive max pooling by slices, since ONNX has none of its own."""

    def __init__(self, pool: nn.AdaptiveMaxPool2d) -> None:
        super().__init__()
        size: Any = pool.output_size
        self.size = pair(size)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) in, (N, C, H', W') out."""
        for axis, side in zip((2, 3), self.size, strict=True):
            px = x.shape[axis]
            windows = [(at * px // side, -(-(at + 1) * px // side)) for at in range(side)]
            x = torch.stack([x.narrow(axis, start, end - start).amax(axis) for start, end in windows], axis)
        return x


class _Transposed(nn.Module):
    """A transposed convolution whose output padding reaches a stride: onnxruntime refuses it in one piece."""

    def __init__(self, whole: nn.ConvTranspose2d) -> None:
        super().__init__()
        self.whole = whole

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) in, (N, C', H', W') out."""
        it: Any = self.whole
        stamped = F.conv_transpose2d(x, it.weight, stride=it.stride, groups=it.groups, dilation=it.dilation)
        (above, left), (below, right) = it.padding, it.output_padding
        y = F.pad(stamped, (-left, right - left, -above, below - above))
        return y if it.bias is None else y + it.bias[:, None, None]


def _replace(model: nn.Module) -> None:
    """Put other modules with the same answers in the place of those that ONNX's programs do not know."""
    for parent in list(model.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.AdaptiveMaxPool2d):
                setattr(parent, name, _AdaptiveMax(child))
            elif isinstance(child, nn.ConvTranspose2d) and _reaches_stride(child):
                setattr(parent, name, _Transposed(child))


def _reaches_stride(layer: nn.ConvTranspose2d) -> bool:
    return any(added >= step for added, step in zip(layer.output_padding, layer.stride, strict=True))


def _example(spec: ArchitectureSpec) -> Tensor:
    # Two images: with one, the tracing would take the number for a fixed one.
    return torch.zeros(2, *spec.input_shape)


def _options() -> dict[str, Any]:
    return {
        "dynamo": True,
        "verbose": False,
        "input_names": [INPUT],
        "output_names": [OUTPUT],
        "dynamic_shapes": ({0: torch.export.Dim("batch")},),
    }


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporter's notes about itself: they say nothing about this network."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


if __name__ == "__main__":
    sys.stdout.buffer.write(onnx_bytes(*read_weights(sys.stdin.buffer.read())))
