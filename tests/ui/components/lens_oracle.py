"""What torch gives for an operation of the lens, in double precision."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def forward(op: dict[str, Any], x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """The output for a picture (C, H, W) without a batch."""
    if op["kind"] == "linear":
        return F.linear(x.flatten(), weight.flatten(1), bias).reshape(-1, 1, 1)
    if op["kind"] == "transposed_convolution":
        fields = {name: op[name] for name in ("stride", "padding", "output_padding", "dilation", "groups")}
        return F.conv_transpose2d(x[None], weight, bias, **fields)[0]
    kernel = weight.flip(-2, -1) if op.get("flipped") else weight
    shared = {name: op[name] for name in ("stride", "dilation", "groups")}
    return F.conv2d(padded(op, x)[None], kernel, bias, **shared)[0]


def padded(op: dict[str, Any], x: Tensor) -> Tensor:
    """The picture with its padding; under "same" an odd px goes after the end."""
    sides = []
    for axis in (1, 0):  # F.pad begins with the last axis
        total = op["dilation"][axis] * (op["kernel_size"][axis] - 1)
        before, after = (total // 2, total - total // 2) if op["padding"] == "same" else (op["padding"][axis],) * 2
        sides += [before, after]
    mode = "constant" if op["padding_mode"] == "zeros" else op["padding_mode"]
    return F.pad(x[None], sides, mode=mode)[0]


def gradients(y: Tensor, upstream: Tensor, *leaves: Tensor) -> list[Tensor]:
    """The gradient of each leaf, zeros where it plays no part."""
    given = torch.autograd.grad(y, leaves, upstream, retain_graph=True, allow_unused=True)
    return [torch.zeros_like(leaf) if each is None else each for leaf, each in zip(leaves, given, strict=True)]


def assert_close(ours: Any, theirs: Tensor) -> None:
    """Equal within 1e-5 of the largest magnitude among torch's numbers."""
    theirs = theirs.detach()
    received = torch.as_tensor(ours, dtype=torch.float64)
    assert received.shape == theirs.shape, f"{tuple(received.shape)} for {tuple(theirs.shape)}"
    allowed = 1e-5 * theirs.abs().max().item() if theirs.numel() else 0
    off = (received - theirs).abs().max().item() if theirs.numel() else 0
    # Double precision leaves its own crumbs where everything cancels.
    assert off <= max(allowed, 1e-12), f"off by {off}, allowed {allowed}"
