"""The torch module of a block: branches side by side, then one output."""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Join = Literal["chain", "add", "concat", "multiply"]


class Joined(nn.Module):
    """Branches that all get the same input; their outputs are joined, and `after` is applied to the result.

    Args:
        branches: by the name of the submodule; an empty `nn.Sequential` hands its input on.
        join: a key of `JOINS`.
        after: None where nothing follows.
    """

    def __init__(self, branches: Mapping[str, nn.Sequential], join: Join, after: nn.Sequential | None = None) -> None:
        super().__init__()
        self.names = tuple(branches)
        self.join = join
        for name, branch in branches.items():
            self.add_module(name, branch)
        self.after = after

    def forward(self, x: Tensor) -> Tensor:
        """(N, …) in, (N, …) out."""
        outputs = [self.get_submodule(name)(x) for name in self.names]
        joined = JOINS[self.join](outputs)
        return joined if self.after is None else self.after(joined)

    def extra_repr(self) -> str:
        """What `print(model)` says of it."""
        return f"join={self.join!r}"


class ZeroPadded(nn.Module):
    """Every `stride`-th px of each map, and behind the maps that are there maps of zeros, up to `out_channels`."""

    def __init__(self, out_channels: int, stride: tuple[int, int]) -> None:
        super().__init__()
        self.out_channels, self.stride = out_channels, stride

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) in, (N, out_channels, ⌈H/stride⌉, ⌈W/stride⌉) out."""
        kept = x[:, :, :: self.stride[0], :: self.stride[1]]
        return F.pad(kept, (0, 0, 0, 0, 0, self.out_channels - x.shape[1]))

    def extra_repr(self) -> str:
        """What `print(model)` says of it."""
        return f"{self.out_channels}, stride={self.stride}"


def _added(outputs: list[Tensor]) -> Tensor:
    return reduce(torch.add, outputs)


def _scaled(outputs: list[Tensor]) -> Tensor:
    first, *others = outputs
    for other in others:
        first = first * (other if other.dim() == first.dim() else other[:, :, None, None])
    return first


JOINS: dict[Join, Callable[[list[Tensor]], Tensor]] = {
    "chain": lambda outputs: outputs[0],
    "add": _added,
    "concat": lambda outputs: torch.cat(outputs, 1),
    "multiply": _scaled,
}
