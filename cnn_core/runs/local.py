"""The engine of one machine: a process a run, forked from one that has torch and the data loaded already.

Light on purpose: this side imports no torch.
"""

import contextlib
import importlib
import logging
import multiprocessing
import os
import select
import signal
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, cast

import cnn_core
from cnn_core.runs import cores
from cnn_core.runs.engine import Died, Ended, Job, News, Report
from cnn_core.runs.records import Row

WORK = "cnn_core.runs.worker:work"
PRELOAD = "cnn_core.runs.preload"
# How long an OpenMP thread waits for its fellows without letting go of its processor. The default is so long that,
# where something else holds one of two processors, two threads fall to a fiftieth of what one alone does (ADR 0004).
# This costs a lone run nothing. It is read when torch is loaded, so it must stand before the forkserver.
SPIN_COUNT = "30000"
DATA_VARIABLE = "_CONVOLAB_RUNNER_DATA"  # private: from the supervisor to its own forkserver, which takes no arguments
NICE = 10
_MESSAGES_AT_ONCE = 50
_LAST_SECONDS = 1.0  # for a process whose pipe has ended

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    gpu: int | None
    ended: bool = False
    unsaid: deque[tuple[str, float | None]] = field(default_factory=deque)
    gone_since: float = 0.0  # monotonic seconds, once its pipe has ended


class LocalEngine:
    """Workers as child processes, each with one pipe whose end of file is its notice of death.

    Args:
        slots: how many runs may train at once; None: as many as `cores.slots` finds right.
        data: the folder of the data sets, loaded beforehand where they are there.
        work: import path of the function a worker runs, called with the job and its end of the pipe.
        preload: the module that the forkserver loads before it forks.
    """

    def __init__(
        self, *, slots: int | None = None, data: Path | None = None, work: str = WORK, preload: str | None = PRELOAD
    ) -> None:
        self._slots = slots
        self._work = work
        self._workers: dict[str, _Worker] = {}
        self._leaving: list[tuple[str, _Worker]] = []  # their pipe has ended, their process not yet
        self._gpus = 0
        self._context = _context(data, preload)
        self._preload = preload
        self._failure: str | None = None
        self._ready = threading.Event()
        self._server: int | None = None
        self._begin_warm_up()

    def capacity(self) -> int:
        """The slots, or 0 while torch is being loaded: at first, and again when the forkserver has died.

        Raises:
            RuntimeError: no worker can be started on this machine.
        """
        if self._failure:
            raise RuntimeError(self._failure)
        if self._ready.is_set() and _server(self._context) != self._server:
            log.warning("the process that workers are forked from has died; another one gets ready")
            self._ready.clear()
            self._begin_warm_up()
        if not self._ready.is_set():
            return 0
        return self._slots or cores.slots(self._gpus)

    def start(self, job: Job) -> None:
        """Fork a worker (10 ms); where there are GPUs, for the one with the fewest workers."""
        busy = Counter(worker.gpu for worker in self._workers.values())
        job = replace(job, gpu=min(range(self._gpus), key=lambda gpu: busy[gpu], default=None))
        ours, theirs = self._context.Pipe()
        target = self._context.Process(  # type: ignore[attr-defined]  # every concrete context has it
            target=enter, args=(self._work, job, theirs), name=f"run-{job.run_id}", daemon=True
        )
        target.start()
        theirs.close()  # the child's copy is then the only one, and its death the end of the file
        self._workers[job.run_id] = _Worker(target, ours, job.gpu)

    def tell(self, run_id: str, word: str, value: float | None = None) -> None:
        """Send a word when the worker's pipe has room, without waiting; one that has just died hears nothing."""
        worker = self._workers.get(run_id)
        if worker is None:
            return
        if worker.unsaid and worker.unsaid[-1][0] == word == "saved":
            worker.unsaid.pop()  # the newer one says it all
        worker.unsaid.append((word, value))
        _say(worker)

    def stop(self, run_id: str) -> None:
        """SIGKILL (TerminateProcess on Windows)."""
        worker = self._workers.get(run_id)
        if worker is not None:
            _kill(worker.process)

    def poll(self, timeout: float, deaf_to: Collection[str] = ()) -> list[Report]:
        """Read what the workers sent, say what they had no room for; reap those that ended."""
        for worker in self._workers.values():
            _say(worker)
        pipes = {worker.pipe: run_id for run_id, worker in self._workers.items() if run_id not in deaf_to}
        ends = [worker.process.sentinel for _, worker in self._leaving]
        reports: list[Report] = []
        if not pipes and not ends:
            time.sleep(timeout)
        else:
            for pipe in connection.wait([*pipes, *ends], timeout):
                if pipe not in ends:
                    reports += self._read(pipes[cast(Connection, pipe)])  # on Windows it is a PipeConnection
        return reports + self._reap()

    def close(self) -> None:
        """Kill whoever is left."""
        left = [*self._workers.values(), *(worker for _, worker in self._leaving)]
        for worker in self._workers.values():
            _kill(worker.process)
        for _, worker in self._leaving:
            worker.process.kill()
        for worker in left:
            worker.process.join(_LAST_SECONDS)
            worker.pipe.close()
        self._workers, self._leaving = {}, []

    def _begin_warm_up(self) -> None:
        # In a thread, since loading torch takes seconds and the supervisor must answer meanwhile.
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    def _warm_up(self) -> None:
        preload = self._preload if self._context.get_start_method() == "forkserver" else None
        try:
            answer, theirs = self._context.Pipe(duplex=False)
            look = self._preload is not None
            first = self._context.Process(  # type: ignore[attr-defined]
                target=_check, args=(preload, look, theirs), daemon=True
            )
            first.start()
            self._server = _server(self._context)  # not later: this is the one that the check below is about
            theirs.close()
            first.join()
        except (OSError, EOFError) as error:
            self._failure = f"the process that workers are forked from did not start: {error!r}"
            return
        if first.exitcode != 0:
            self._failure = f"the first worker ended with {_exit_reason(first.exitcode)} (did {preload} load?)"
            return
        self._gpus = answer.recv()
        answer.close()
        log.info("workers are ready to start; GPUs: %d", self._gpus)
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
            worker.pipe.close()
            worker.gone_since = time.monotonic()
            self._leaving.append((run_id, self._workers.pop(run_id)))
        return reports

    def _reap(self) -> list[Report]:
        """Those whose process is over; who closed his pipe and stays can be reached by nobody, and is killed."""
        reports: list[Report] = []
        for run_id, worker in list(self._leaving):
            code = worker.process.exitcode
            if code is not None:
                self._leaving.remove((run_id, worker))
                worker.process.join()
                if not worker.ended:
                    reports.append(Died(run_id, _exit_reason(code)))
            elif time.monotonic() - worker.gone_since > _LAST_SECONDS:
                worker.process.kill()
        return reports


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
    os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload] if preload else [])
    return context


def _server(context: BaseContext) -> int | None:
    """The forkserver's process id; another than before when it had died. None where there is no forkserver.

    Milliseconds: it starts the new one at most, and does not wait until that has loaded anything.
    """
    if context.get_start_method() != "forkserver":
        return None
    from multiprocessing import forkserver  # not on Windows

    forkserver.ensure_running()
    pid: int | None = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]  # nothing public tells
    return pid


def _kill(process: BaseProcess) -> None:
    """`process.kill()`, also for one that multiprocessing believes to be over because its forkserver is."""
    if process.pid is None or not hasattr(signal, "SIGKILL"):
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)


def _check(preload: str | None, look_for_gpus: bool, answer: Connection) -> None:
    """The first child's work: when it is done, the forkserver is up, and what it must have loaded is loaded.

    It says how many GPUs torch can use (never the forkserver itself: a process that has touched CUDA cannot fork).
    """
    if preload and preload not in sys.modules:
        sys.exit(3)  # the forkserver keeps an ImportError of its preloads to itself
    gpus = 0
    if look_for_gpus:
        import torch

        gpus = torch.cuda.device_count()
    answer.send(gpus)
    answer.close()


def _say(worker: _Worker) -> None:
    with contextlib.suppress(OSError):  # it died; `poll` tells of it
        while worker.unsaid and _has_room(worker.pipe):
            worker.pipe.send(worker.unsaid.popleft())


def _has_room(pipe: Connection) -> bool:
    """Whether a word can be sent without waiting. Windows cannot tell: there, a full pipe is waited for."""
    if not hasattr(select, "poll"):
        return True
    room = select.poll()
    room.register(pipe, select.POLLOUT)
    return bool(room.poll(0))


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
