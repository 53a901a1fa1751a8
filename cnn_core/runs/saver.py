"""When a run is saved: every second, at the kept steps, and never so often that it costs a fiftieth of the time."""

import errno
import logging
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from cnn_core.runs import checkpoints
from cnn_core.runs.keeping import kept_steps
from cnn_core.runs.records import Row, StoredEvaluation
from cnn_core.training.state import Training

EVERY_SECONDS = 1.0
LARGEST_SHARE = 1 / 50

_PASSING = {errno.ENOSPC, errno.EDQUOT} | ({errno.EACCES} if os.name == "nt" else set())

log = logging.getLogger(__name__)


class Saver:
    """The checkpoints of one run.

    Args:
        folder: the run's; made when missing.
        training: asked for its size and length only.
    """

    def __init__(self, folder: Path, training: Training) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        checkpoints.sweep(folder)
        size = sum(tensor.nbytes for tensor in training.model.state_dict().values())
        # Adam keeps two moments a weight.
        self._to_keep = set(kept_steps(training.total_steps, 3 * size)) - set(checkpoints.kept(folder))
        self._next_save = time.perf_counter() + EVERY_SECONDS
        self.seconds = 0.0  # what the last one cost

    def due(self, step: int, now: float) -> bool:
        """Whether it is time again, or `step` is one to keep; `now` is `time.perf_counter()`."""
        return now >= self._next_save or step in self._to_keep

    def save(
        self,
        training: Training,
        rows: Sequence[Row],
        evaluations: Sequence[StoredEvaluation],
        *,
        insist: bool = False,
    ) -> None:
        """Save the latest state. Without `insist` what `passes` (a full disk) is left for the next time."""
        if not _finite(training.model):
            log.warning("weights of step %d are not finite: the checkpoint before stays", training.step)
            return
        began = time.perf_counter()
        try:
            try:
                self._write(training, rows, evaluations)
            except FileNotFoundError:  # somebody tidied the folder away under a running run
                self.folder.mkdir(parents=True, exist_ok=True)
                self._write(training, rows, evaluations)
        except OSError as error:
            if insist or not passes(error):
                raise
            log.warning("the checkpoint of step %d must wait: %s", training.step, error)
        ended = time.perf_counter()
        self.seconds = ended - began
        self._next_save = ended + max(EVERY_SECONDS, self.seconds / LARGEST_SHARE)

    def _write(self, training: Training, rows: Sequence[Row], evaluations: Sequence[StoredEvaluation]) -> None:
        checkpoints.save(self.folder / checkpoints.LATEST, training, rows, evaluations)
        self._keep(training.step)

    def _keep(self, step: int) -> None:
        if step not in self._to_keep:
            return
        latest, kept = self.folder / checkpoints.LATEST, checkpoints.kept_path(self.folder, step)
        try:
            os.link(latest, kept)  # free: the next latest one is a new file
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            shutil.copyfile(latest, kept)
        self._to_keep.discard(step)


def passes(error: OSError) -> bool:
    """Whether it is worth another try: the disk is full or, on Windows, somebody is just reading the old file."""
    return error.errno in _PASSING


def _finite(model: nn.Module) -> bool:
    # What `checkpoints.load` will look at: buffers too (a batch norm's running means).
    return all(bool(torch.isfinite(tensor).all()) for tensor in model.state_dict().values())
