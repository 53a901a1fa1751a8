"""What is resolved, and that setting a process up does what it says."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch

from cnn_core.training import machine

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("wanted", "fast", "multiply_adds", "given"),
    [
        ("auto", True, 39_000_000, "bfloat16"),
        ("auto", True, 400_000, "float32"),
        ("auto", False, 39_000_000, "float32"),
        ("bfloat16", False, 1, "bfloat16"),
        ("float32", True, 39_000_000, "float32"),
    ],
)
def test_bfloat16_is_taken_only_where_it_pays(
    wanted: str, fast: bool, multiply_adds: int, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "has_fast_bfloat16", lambda device: fast)
    assert machine.resolve_precision(wanted, CPU, multiply_adds) == given


@pytest.mark.skipif(torch.cuda.is_available(), reason="here is a GPU")
def test_a_device_that_is_not_there_becomes_the_cpu() -> None:
    assert machine.resolve_device("cuda") == CPU


def test_a_quarter_of_the_memory_is_the_limit() -> None:
    assert machine.memory_limits(2**30).training_bytes == 2**28
    assert machine.memory_limits(2**40) == machine.SizeLimits()


def test_on_a_gpu_its_own_memory_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: SimpleNamespace(total_memory=2**32))
    assert machine.memory_limits(device=torch.device("cuda", 0)).training_bytes == 2**30
    assert machine.memory_limits(device=CPU) == machine.memory_limits()


def test_set_up_fixes_threads_flushes_denormals_and_keeps_buffers() -> None:
    # In a process of its own: these settings would outlive the test.
    code = """
import resource, torch
from cnn_core.training.machine import set_up
set_up(1)
assert torch.get_num_threads() == 1
assert (torch.tensor([1e-30]) * torch.tensor([1e-10])).item() == 0.0
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    torch.ones(2_000_000)
before = faults()
for _ in range(20):
    torch.ones(2_000_000)
assert faults() - before < 2000, faults() - before  # 20 × 8 MB given back and taken again would be 39,000
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
