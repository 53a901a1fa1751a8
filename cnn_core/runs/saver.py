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
        size = sum(tensor.nbytes for tensor in training.model.state_dict().values())
        # Adam keeps two moments a weight.
        self._to_keep = set(kept_steps(training.total_steps, 3 * size)) - set(checkpoints.kept(folder))
        self._next_save = time.perf_counter() + EVERY_SECONDS

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
        """Save the latest state. Without `insist` a disk that is full now is left for the next time."""
        if not _finite(training.model):
            log.warning("weights of step %d are not finite: the checkpoint before stays", training.step)
            return
        began = time.perf_counter()
        try:
            checkpoints.save(self.folder / checkpoints.LATEST, training, rows, evaluations)
            self._keep(training.step)
        except OSError as error:
            if insist or error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            log.warning("no space for the checkpoint of step %d", training.step)
        ended = time.perf_counter()
        self._next_save = ended + max(EVERY_SECONDS, (ended - began) / LARGEST_SHARE)

    def _keep(self, step: int) -> None:
        if step not in self._to_keep:
            return
        self._to_keep.discard(step)
        latest, kept = self.folder / checkpoints.LATEST, checkpoints.kept_path(self.folder, step)
        try:
            os.link(latest, kept)  # free: the next latest one is a new file
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            shutil.copyfile(latest, kept)


def _finite(model: nn.Module) -> bool:
    # What `checkpoints.load` will look at: buffers too (a batch norm's running means).
    return all(bool(torch.isfinite(tensor).all()) for tensor in model.state_dict().values())
