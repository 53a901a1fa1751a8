"""The engine of one machine: a process a run, forked from one that has torch and the data loaded already.

Light on purpose: this side imports no torch.
"""

import contextlib
import importlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, cast

import cnn_core
from cnn_core.runs.engine import Died, Ended, Job, News, Report
from cnn_core.runs.records import Row

WORK = "cnn_core.runs.worker:work"
PRELOAD = "cnn_core.runs.preload"
DATA_VARIABLE = "_CONVOLAB_RUNNER_DATA"  # private: from the supervisor to its own forkserver, which takes no arguments
NICE = 10
_MESSAGES_AT_ONCE = 50

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    ended: bool = False


class LocalEngine:
    """Workers as child processes, each with one pipe whose end of file is its notice of death.

    Args:
        slots: how many runs may train at once.
        data: the folder of the data sets, loaded beforehand where they are there.
        work: import path of the function a worker runs, called with the job and its end of the pipe.
        preload: the module that the forkserver loads before it forks.
    """

    def __init__(
        self, *, slots: int, data: Path | None = None, work: str = WORK, preload: str | None = PRELOAD
    ) -> None:
        self._slots = slots
        self._work = work
        self._workers: dict[str, _Worker] = {}
        self._context = _context(data, preload)
        self._preload = preload
        self._failure: str | None = None
        self._ready = threading.Event()
        # In a thread, since loading torch takes seconds and the supervisor must answer meanwhile.
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    def capacity(self) -> int:
        """The slots, or 0 while torch is being loaded.

        Raises:
            RuntimeError: no worker can be started on this machine.
        """
        if self._failure:
            raise RuntimeError(self._failure)
        return self._slots if self._ready.is_set() else 0

    def start(self, job: Job) -> None:
        """Fork a worker (10 ms)."""
        ours, theirs = self._context.Pipe()
        target = self._context.Process(  # type: ignore[attr-defined]  # every concrete context has it
            target=enter, args=(self._work, job, theirs), name=f"run-{job.run_id}", daemon=True
        )
        target.start()
        theirs.close()  # the child's copy is then the only one, and its death the end of the file
        self._workers[job.run_id] = _Worker(target, ours)

    def tell(self, run_id: str, word: str, value: float | None = None) -> None:
        """Write a word into the worker's pipe; one that has just died hears nothing, and `poll` tells of it."""
        worker = self._workers.get(run_id)
        if worker is not None:
            with contextlib.suppress(OSError):
                worker.pipe.send((word, value))

    def stop(self, run_id: str) -> None:
        """SIGKILL (TerminateProcess on Windows)."""
        worker = self._workers.get(run_id)
        if worker is not None:
            worker.process.kill()

    def poll(self, timeout: float, deaf_to: Collection[str] = ()) -> list[Report]:
        """Read what the workers sent; reap those that ended."""
        pipes = {worker.pipe: run_id for run_id, worker in self._workers.items() if run_id not in deaf_to}
        if not pipes:
            time.sleep(timeout)
            return []
        reports: list[Report] = []
        for pipe in connection.wait(list(pipes), timeout):
            reports += self._read(pipes[cast(Connection, pipe)])  # on Windows it is a PipeConnection
        return reports

    def close(self) -> None:
        """Kill whoever is left."""
        for worker in self._workers.values():
            worker.process.kill()
        for run_id in list(self._workers):
            self._reap(run_id)

    def _warm_up(self) -> None:
        preload = self._preload if self._context.get_start_method() == "forkserver" else None
        try:
            first = self._context.Process(target=_check, args=(preload,), daemon=True)  # type: ignore[attr-defined]
            first.start()
            first.join()
        except (OSError, EOFError) as error:
            self._failure = f"the process that workers are forked from did not start: {error!r}"
            return
        if first.exitcode != 0:
            self._failure = f"the first worker ended with {_exit_reason(first.exitcode)} (did {preload} load?)"
            return
        log.info("workers are ready to start")
        self._ready.set()

    def _read(self, run_id: str) -> list[Report]:
        worker = self._workers[run_id]
        reports: list[Report] = []
        try:
            for _ in range(_MESSAGES_AT_ONCE):  # one eager worker must not keep the others waiting
                if not worker.pipe.poll():
                    break
                reports.append(_report(run_id, worker.pipe.recv()))
                worker.ended = worker.ended or isinstance(reports[-1], Ended)
        except (EOFError, OSError):
            reason = self._reap(run_id)
            if not worker.ended:
                reports.append(Died(run_id, reason))
        return reports

    def _reap(self, run_id: str) -> str:
        worker = self._workers.pop(run_id)
        worker.pipe.close()
        worker.process.join(1.0)
        if worker.process.is_alive():  # it closed its pipe and stayed: nobody can reach it any more
            worker.process.kill()
            worker.process.join(1.0)
        code = worker.process.exitcode
        return _exit_reason(code)


def enter(work: str, job: Job, pipe: Connection) -> None:
    """A worker's first function: be polite, deaf to the terminal, then do the work."""
    for name in ("SIGINT", "SIGTERM"):  # the supervisor hears them and tells us through the pipe
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    module, _, function = work.partition(":")
    getattr(importlib.import_module(module), function)(job, pipe)
    pipe.close()


def _context(data: Path | None, preload: str | None) -> BaseContext:
    """Forkserver where there is one, else spawn (Windows): a second and 140 MB a run instead of 20 ms and 20 MB."""
    root = str(Path(cnn_core.__file__).parents[1])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))  # the forkserver starts with a bare sys.path
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    os.environ[DATA_VARIABLE] = str(data) if data else ""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload] if preload else [])
    return context


def _check(preload: str | None) -> None:
    """The first child's work: when it is done, the forkserver is up, and what it must have loaded is loaded."""
    if preload and preload not in sys.modules:
        sys.exit(3)  # the forkserver keeps an ImportError of its preloads to itself


def _report(run_id: str, message: tuple[Any, ...]) -> Report:
    kind, *rest = message
    if kind == "ended":
        return Ended(run_id, *rest)
    rows, evaluations, progress = rest
    return News(run_id, tuple(Row(*row) for row in rows), tuple(evaluations), progress)


def _exit_reason(code: int | None) -> str:
    if code is None:
        return "no exit status"
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit status {code}"
