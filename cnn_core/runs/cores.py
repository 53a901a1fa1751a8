"""How many processors there are for us, and how many trainings they carry."""

import os
from pathlib import Path

RUNS_PER_GPU = 4


def count() -> int:
    """Processors this process may use: those of the machine, of its affinity and of its container's quota."""
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(mine, _quota(Path("/sys/fs/cgroup/cpu.max")) or mine))


def slots() -> int:
    """Trainings at once: one processor is left for the pages; where there is a GPU, as many as it carries."""
    gpus = len(list(Path("/proc/driver/nvidia/gpus").glob("*")))
    free = max(1, count() - 1)
    return min(free, gpus * RUNS_PER_GPU) if gpus else free


def _quota(file: Path) -> int | None:
    """Whole processors of a control group's quota ("200000 100000" is two); None where there is no limit."""
    try:
        quota, period = file.read_text().split()
    except (OSError, ValueError):
        return None
    return max(1, int(quota) // int(period)) if quota.isdigit() else None
