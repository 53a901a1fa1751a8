"""What the machine can do and how a training process is set up on it; the one place that touches process settings."""

import ctypes
import os
import platform
from pathlib import Path
from typing import Literal

import torch

from cnn_core.architecture import SizeLimits

Precision = Literal["float32", "bfloat16"]

# glibc's <malloc.h>; Python has no names for them.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3

# Multiply-adds of one image's forward pass from which bfloat16 pays: LeNet-5 (0.4 million) loses by it, VGG-small
# (39 million) trains in little more than half the time.
BFLOAT16_PAYS_FROM = 2_000_000


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
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
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


def memory_limits(total_bytes: int | None = None, *, device: torch.device | None = None) -> SizeLimits:
    """What a training step may take here: the usual limits, and no more than a quarter of the memory there is.

    A quarter, because several runs share a machine, and as many as four a GPU.

    Args:
        total_bytes: the memory there is; asked from the GPU or the machine (or its container) when missing.
        device: where the run will train; None for the machine's own memory.
    """
    usual = SizeLimits()
    total_bytes = total_bytes or _gpu_memory(device) or _memory()
    return SizeLimits(training_bytes=min(usual.training_bytes, total_bytes // 4)) if total_bytes else usual


def _gpu_memory(device: torch.device | None) -> int | None:
    """Bytes of the GPU's own memory; None for any other device."""
    if device is None or device.type != "cuda":
        return None
    return int(torch.cuda.get_device_properties(device).total_memory)


def _memory() -> int | None:
    """Bytes of memory: the container's where one is set, else the machine's; None where nobody tells."""
    container = Path("/sys/fs/cgroup/memory.max")
    if container.is_file() and (limit := container.read_text().strip()).isdigit():
        return int(limit)
    if "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {}):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def seed_chance(device: torch.device, seed: int) -> None:
    """Seed the stream that dropout draws from on `device`."""
    torch.default_generator.manual_seed(seed)
    if device.type == "cuda":
        torch.cuda.manual_seed(seed)
    elif device.type == "mps":
        torch.mps.manual_seed(seed)
