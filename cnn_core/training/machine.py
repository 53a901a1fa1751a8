"""What the machine can do and how a training process is set up on it; the one place that touches process settings."""

import ctypes
import platform
from typing import Literal

import torch

Precision = Literal["float32", "bfloat16"]

# glibc's <malloc.h>; Python has no names for them.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3


def set_up(threads: int) -> None:
    """Prepare this process for training on `threads` CPU threads; call it once, before the first step.

    Keeps freed buffers instead of giving them back to the kernel at every step (Linux with glibc), lets numbers below
    1e-38 count as zero (the moments of dead units fall there and slow the processor), and fixes the thread count,
    which is part of what makes a run repeatable.
    """
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
        libc.mallopt(_M_MMAP_THRESHOLD, 2**30)


def resolve_device(wanted: str = "auto") -> torch.device:
    """The device a run gets: what it asks for where that exists, else the CPU; "auto" prefers a GPU."""
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        wanted = next(name for name, there in present.items() if there)
    return torch.device(wanted if present[wanted] else "cpu")


def has_fast_bfloat16(device: torch.device) -> bool:
    """Whether the device multiplies bfloat16 in hardware (AVX512-BF16, AMX, or a GPU that has it)."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type == "mps":
        return False
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def resolve_precision(wanted: str, device: torch.device, multiply_adds: int) -> Precision:
    """The precision a run gets; "auto" takes bfloat16 where the device has it and the network gains from it.

    Args:
        wanted: "auto", "float32" or "bfloat16".
        device: where the run will train.
        multiply_adds: of one image's forward pass; below some millions the casts cost more than they save.
    """
    if wanted == "auto":
        gains = multiply_adds >= BFLOAT16_PAYS_FROM and has_fast_bfloat16(device)
        return "bfloat16" if gains else "float32"
    return "bfloat16" if wanted == "bfloat16" else "float32"


BFLOAT16_PAYS_FROM = 2_000_000


def seed_chance(device: torch.device, seed: int) -> None:
    """Seed the stream that dropout draws from on `device`."""
    torch.default_generator.manual_seed(seed)
    if device.type == "cuda":
        torch.cuda.manual_seed(seed)
    elif device.type == "mps":
        torch.mps.manual_seed(seed)
