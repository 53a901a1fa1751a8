"""Imported once by the forkserver: every worker starts as a copy of this process, with everything here loaded.

No thread may be running when a process forks, so nothing here computes with torch on more than one thread, and
nothing touches CUDA or imports a library that starts threads (pandas, pyarrow, scikit-learn).
"""

import atexit
import gc
import logging
import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's; it would start its threads at import

import torch
import torch._dynamo  # the first optimiser would import it: 1.3 s

import cnn_core.runs.worker  # noqa: F401
from cnn_core.datasets import DATASETS, load_cached
from cnn_core.errors import CnnCoreError
from cnn_core.runs.local import DATA_VARIABLE


def load_everything(folder: Path | None) -> None:
    """Load every data set that is at hand; a damaged one is left to the run that asks for it, which then says so."""
    for dataset in DATASETS.values():
        spec = dataset.parse({})
        if not spec.available(folder):
            continue
        try:
            load_cached(spec, folder)
        except (CnnCoreError, OSError):
            logging.getLogger(__name__).warning("could not load %s beforehand", spec.kind, exc_info=True)


def prepare_to_be_copied() -> None:
    """Load, tidy up, and die quietly: what this process does to itself before its first copy."""
    torch.set_num_threads(1)
    load_everything(Path(os.environ[DATA_VARIABLE]) if os.environ.get(DATA_VARIABLE) else None)
    gc.collect()
    gc.freeze()  # a collection in a child would write to, and so copy, every page inherited from here
    atexit.register(os._exit, 0)  # else triton complains for two screens about its own leaks when the forkserver ends


# In any other process (a test that imports every module) the last line would turn every exit status into a 0.
if any("multiprocessing.forkserver" in word for word in sys.orig_argv):
    prepare_to_be_copied()
