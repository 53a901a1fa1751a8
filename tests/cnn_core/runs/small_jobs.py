"""Workers that need no torch, for tests of the engine; found by import path, as the real one is."""

import os
import signal
import time
from multiprocessing.connection import Connection
from typing import Any

from cnn_core.runs.engine import Job
from cnn_core.runs.records import Progress


def count(job: Job, pipe: Connection) -> None:
    """Send a row per word "go", until told to stop."""
    step = 0
    pipe.send(("news", [], [], Progress(threads=job.threads)))
    while True:
        word, value = pipe.recv()
        if word == "stop":
            pipe.send(("ended", "stopped", None, {}))
            return
        step += 1
        rows: list[tuple[Any, ...]] = [(step, 0, float(value or 0), 0.5, 0.1, (1.0,))]
        pipe.send(("news", rows, [], Progress(step=step)))


def flood(job: Job, pipe: Connection) -> None:
    """Send as much as the pipe takes."""
    step = 0
    while True:
        step += 1
        pipe.send(("news", [(step, 0, 0.5, 0.5, 0.1, (1.0,))], [], Progress(step=step)))


def die(job: Job, pipe: Connection) -> None:
    """End as the kernel ends a process when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def leave(job: Job, pipe: Connection) -> None:
    """End without a word."""
    os._exit(7)


def be_deaf(job: Job, pipe: Connection) -> None:
    """Hear nothing."""
    time.sleep(600)


def tell_niceness(job: Job, pipe: Connection) -> None:
    """Report niceness and the handling of SIGINT in an error's parameters."""
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    pipe.send(("ended", "failed", "seen", {"nice": os.nice(0), "deaf_to_terminal": ignored}))


def close_and_stay(job: Job, pipe: Connection) -> None:
    """Be out of reach."""
    pipe.close()
    time.sleep(600)


def tell_gpu(job: Job, pipe: Connection) -> None:
    """Report the GPU that was given out."""
    pipe.send(("ended", "failed", "seen", {"gpu": job.gpu}))
