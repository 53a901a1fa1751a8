"""How many processors there are for us, and how many trainings they carry."""

import os
import time
from collections import deque
from pathlib import Path
from typing import NamedTuple

RUNS_PER_GPU = 4


def count() -> int:
    """Processors this process may use: those of the machine, of its affinity and of its container's quota."""
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(mine, _quota(Path("/sys/fs/cgroup/cpu.max")) or mine))


def slots(gpus: int = 0) -> int:
    """Trainings at once: one processor is left for the pages; where there are GPUs, as many as they carry."""
    free = max(1, count() - 1)
    return min(free, gpus * RUNS_PER_GPU) if gpus else free


def _quota(file: Path) -> int | None:
    """Whole processors of a control group's quota ("200000 100000" is two); None where there is no limit."""
    try:
        quota, period = file.read_text().split()
    except (OSError, ValueError):
        return None
    return max(1, int(quota) // int(period)) if quota.isdigit() else None


class _Sample(NamedTuple):
    at: float  # monotonic seconds
    ours: float  # thread seconds of our trainings until then
    all: float  # ticks of all processors together
    idle: float


class IdleMeter:
    """How many processors had nothing to do over the last seconds.

    Why it matters: two threads of one training meet at every layer, and a thread that has to share its processor with
    somebody else's work makes both wait. On two cores of which another program held one, two threads trained at a
    seventh of the speed of one. What our own trainings used meanwhile counts as idle: who asks wants to start the next
    one when they are over.

    Args:
        cores: how many there are for us.
        file: the kernel's counters; elsewhere than on Linux all processors are taken to be idle.
    """

    def __init__(self, cores: int, file: Path = Path("/proc/stat")) -> None:
        self._cores = cores
        self._file = file
        self._samples: deque[_Sample] = deque(maxlen=4)
        self._next_sample = self._last_call = self._ours = 0.0

    def sample(self, ours: int = 0) -> None:
        """Look, at most every half second; `ours` is how many threads have been training for us since the last call."""
        now = time.monotonic()
        self._ours += ours * (now - self._last_call)
        self._last_call = now
        if now < self._next_sample:
            return
        self._next_sample = now + 0.5
        counters = _ticks(self._file)
        if counters:
            self._samples.append(_Sample(now, self._ours, *counters))

    def idle(self) -> float:
        """Processors that were idle, between 0 and all."""
        if len(self._samples) < 2:
            return float(self._cores)
        before, now = self._samples[0], self._samples[-1]
        share = (now.idle - before.idle) / max(1.0, now.all - before.all)
        ours = (now.ours - before.ours) / max(0.1, now.at - before.at)
        return min(float(self._cores), share * (os.cpu_count() or 1) + ours)


def threads_for(idle: float, cores: int) -> int:
    """Threads of a run that starts alone: the idle processors (those a third busy among them) but one.

    That one is for the pages and the browser that draw the run: threads of one training wait for each other at every
    layer without letting go of their processors, and on two cores of which a browser used one, two threads fell to a
    few hundred images per second.

    >>> threads_for(1.9, 2), threads_for(0.2, 2), threads_for(3.7, 4), threads_for(2.5, 4), threads_for(64.0, 8)
    (1, 1, 3, 1, 7)
    """
    return max(1, min(cores, int(idle + 0.4)) - 1)


def _ticks(file: Path) -> tuple[float, float] | None:
    try:
        fields = [float(field) for field in file.read_text().split("\n", 1)[0].split()[1:9]]
    except (OSError, ValueError):
        return None
    return sum(fields), fields[3] + fields[4]  # user nice system idle iowait irq softirq steal
