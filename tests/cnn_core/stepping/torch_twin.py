"""The same operation in torch, made by running the very line that the page shows."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from cnn_core.stepping.convolution import Array
from cnn_core.stepping.operations import OperationSpec


def tensor(values: Array | Sequence[float]) -> Tensor:
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def twin(operation: OperationSpec, input_shape: tuple[int, ...]) -> nn.Module:
    """What `pytorch_line` builds, in double precision."""
    built = eval(operation.pytorch_line(input_shape), {"nn": nn, "torch": torch})
    return built.double() if isinstance(built, nn.Module) else built


def give_weights(module: nn.Module, weight: Array, bias: Sequence[float] = (), flipped: bool = False) -> None:
    """Put our numbers into torch's layer."""
    kernel = tensor(weight)
    with torch.no_grad():
        module.weight.copy_((kernel.flip(-2, -1) if flipped else kernel).reshape(module.weight.shape))
        if module.bias is not None:
            module.bias.copy_(tensor(bias))


def close(own: Array, torchs: Tensor | None) -> None:
    """Equal within a hundred thousandth; sums that cancel, within a billionth of nothing."""
    assert torchs is not None
    assert own.shape == tuple(torchs.shape)
    np.testing.assert_allclose(own, torchs.detach().numpy(), rtol=1e-5, atol=1e-9)
