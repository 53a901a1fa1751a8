"""The runner's one loop: hear the workers, save, pass on control words, start who is next, keep the leases."""

import logging
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cnn_core.runs.cores import IdleMeter, threads_for
from cnn_core.runs.engine import Died, Ended, Engine, Job, News, Report
from cnn_core.runs.errors import StorageFullError, StorageUnavailableError
from cnn_core.runs.outbox import Ending, Outbox
from cnn_core.runs.records import Command, Progress, RunnerStatus
from cnn_core.runs.store import RunStore

TICK_SECONDS = 0.04
IDLE_TICK_SECONDS = 0.1  # every look into the store costs 3 ms; with nothing to steer, a start may wait that long
RENEW_SECONDS = 3.0
STORAGE_RETRY_SECONDS = 0.5
STOP_GRACE_SECONDS = 0.3
YIELD_GRACE_SECONDS = 4.0
IDLE_PAUSED_SECONDS = 600.0
MOST_PAUSED = 8
TIDY_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Active:
    """A run with a worker. `leaving` says how it will end once its worker is gone: stopped, yielded or lost."""

    paused: bool
    paused_since: float
    threads: int = 1
    leaving: str | None = None
    kill_at: float = float("inf")
    save_seconds: float = 0.0


class Supervisor:
    """Carries out the trainings of one store on one engine.

    Args:
        store: shared with the pages; already migrated.
        engine: where the workers are.
        home: the folder whose `runs/` holds the checkpoints.
        data: the folder of the data sets.
        owner: the name under which leases are held; no other runner may use it.
        cores: how many processors there are to train on.
    """

    def __init__(
        self, store: RunStore, engine: Engine, *, home: Path, data: Path | None, owner: str, cores: int
    ) -> None:
        self.store = store
        self.engine = engine
        self.home = home
        self.data = data
        self.owner = owner
        self.cores = cores
        self.threads: int | None = None  # of a run that starts alone, when somebody has decided it
        self.meter = IdleMeter(cores)
        self.active: dict[str, _Active] = {}
        self.outbox = Outbox(store, owner, confirm=self._confirm, lost=self._drop)
        self._next_renewal = self._next_tidying = self._storage_retry = 0.0
        self._storage_trouble = False

    def run(self, should_stop: Callable[[], bool]) -> None:
        """Go on until `should_stop()`, then hand all runs back."""
        while not should_stop():
            self.tick(TICK_SECONDS if self.active else IDLE_TICK_SECONDS)
        self.shut_down()

    def tick(self, timeout: float = TICK_SECONDS) -> None:
        """One round; waits at most `timeout` seconds for the workers."""
        self._hear(self.engine.poll(timeout, deaf_to=self.active if self._storage_trouble else ()))
        self._kill_the_late()
        self.meter.sample(ours=sum(active.threads for active in self.active.values() if not active.paused))
        if time.monotonic() >= self._storage_retry:
            self._with_storage(self._exchange)

    def shut_down(self) -> None:
        """Let every worker save and leave, and put the runs back into the queue without spending an attempt."""
        for run_id in self.active:
            self._dismiss(run_id, "yield", YIELD_GRACE_SECONDS)
        while self.active:
            self._hear(self.engine.poll(TICK_SECONDS))
            self._kill_the_late()
            self._with_storage(self.outbox.flush)
        self._with_storage(self.outbox.flush)
        self._with_storage(lambda: self.store.forget_runner(self.owner))

    def _exchange(self) -> None:
        """Everything that needs the store, the precious things first."""
        self.outbox.flush()
        self._keep_leases()
        leaving = [run_id for run_id, active in self.active.items() if active.leaving]
        for command in self.store.take_commands(self.owner, but_of=leaving) if self.active else []:
            self._obey(command)
        self._start_waiting()
        self._tidy()

    def _with_storage(self, action: Callable[[], None]) -> None:
        try:
            action()
        except (StorageFullError, StorageUnavailableError) as error:
            if not self._storage_trouble:
                log.error("the store does not take anything: %s; everything waits, nothing is lost", error)
            self._storage_trouble = True
            self._storage_retry = time.monotonic() + STORAGE_RETRY_SECONDS
        else:
            if self._storage_trouble:
                log.warning("the store takes everything again")
            self._storage_trouble = False

    # What the workers say

    def _hear(self, reports: list[Report]) -> None:
        for report in reports:
            active = self.active.get(report.run_id)
            if active is None:
                continue  # the last words of a worker that was told to go
            if isinstance(report, News):
                active.save_seconds = report.progress.save_seconds or active.save_seconds
                self.outbox.add(report)
            else:
                self._ended(report, active)

    def _ended(self, report: Ended | Died, active: _Active) -> None:
        del self.active[report.run_id]
        if active.leaving == "lost":
            return
        self.outbox.end(report.run_id, _ending(report, active))
        log.info("run %s: %s", report.run_id, report)

    def _confirm(self, run_id: str, step: int) -> None:
        self.engine.tell(run_id, "saved", step)

    def _drop(self, run_id: str) -> None:
        """Somebody else holds the run: our worker must not go on."""
        if run_id in self.active:
            log.warning("run %s is held by another runner now", run_id)
            self.active[run_id].leaving = "lost"
            self.engine.stop(run_id)

    def _kill_the_late(self) -> None:
        """A worker in a very long step, or blocked, cannot hear: it loses what it learnt since its last checkpoint.

        That is a second's work, or fifty times what a checkpoint costs where it costs more than a fiftieth of a second.
        """
        now = time.monotonic()
        for run_id, active in self.active.items():
            if now >= active.kill_at:
                active.kill_at = float("inf")
                self.engine.stop(run_id)

    # What the learners say

    def _obey(self, command: Command) -> None:
        active = self.active.get(command.run_id)
        if active is None or active.leaving:
            return
        if command.word == "stop":
            self._dismiss(command.run_id, "stop", STOP_GRACE_SECONDS)
        elif command.word == "resume" and active.paused and self._training() >= self.engine.capacity():
            # It goes back into the queue, where it stands before everybody who asked later.
            active.paused = False
            self._dismiss(command.run_id, "yield", YIELD_GRACE_SECONDS)
        else:
            self._pass_on(command, active)

    def _pass_on(self, command: Command, active: _Active) -> None:
        self.engine.tell(command.run_id, command.word, command.value)
        if command.word in ("pause", "step", "resume"):
            active.paused = command.word != "resume"
            active.paused_since = time.monotonic()
            self.outbox.add(News(command.run_id, progress=Progress(paused=active.paused)))

    def _dismiss(self, run_id: str, word: str, grace: float) -> None:
        active = self.active[run_id]
        active.leaving = active.leaving or ("stopped" if word == "stop" else "yielded")
        # Whoever leaves saves first: it gets twice the time that its last checkpoint took besides.
        active.kill_at = min(active.kill_at, time.monotonic() + grace + 2 * active.save_seconds)
        self.engine.tell(run_id, word)

    # Who is next

    def _training(self) -> int:
        return sum(not active.paused for active in self.active.values())

    def _start_waiting(self) -> None:
        while self._training() < self.engine.capacity():
            claim = self.store.claim(self.owner)
            if claim is None:
                return
            threads = claim.threads or self._threads()
            folder = self.home / "runs" / claim.run_id
            job = Job(claim.run_id, claim.spec_json, folder, self.data, threads, claim.paused)
            self.active[claim.run_id] = _Active(claim.paused, time.monotonic(), threads)
            log.info("run %s: attempt %d on %d threads", claim.run_id, claim.attempt, threads)
            self.engine.start(job)

    def _threads(self) -> int:
        """The idle cores but one for a run that starts alone, one for a run among others."""
        alone = self._training() == 0 and (self.engine.capacity() == 1 or self.store.queue_length() == 0)
        return (self.threads or threads_for(self.meter.idle(), self.cores)) if alone else 1

    # What is due now and then

    def _keep_leases(self) -> None:
        if time.monotonic() < self._next_renewal:
            return
        held = self.store.renew(self.owner)
        for run_id in self.active.keys() - held:
            self._drop(run_id)
        self.store.requeue_expired()
        capacity = self.engine.capacity()
        self.store.beat(RunnerStatus(self.owner, slots=capacity, ready=capacity > 0, seen_at=0.0))
        # Until the engine is ready the pages say so; tell them at once when it is.
        self._next_renewal = time.monotonic() + (RENEW_SECONDS if capacity else 0.2)

    def _tidy(self) -> None:
        if time.monotonic() < self._next_tidying:
            return
        self._next_tidying = time.monotonic() + TIDY_SECONDS
        self._park_the_long_paused()
        surplus = self.store.surplus()
        for run_id in self.store.forget(surplus) if surplus else []:
            shutil.rmtree(self.home / "runs" / run_id, ignore_errors=True)

    def _park_the_long_paused(self) -> None:
        """A paused worker costs memory only, but for nobody's good after a while: its run waits in the store."""
        paused = sorted((one.paused_since, run_id) for run_id, one in self.active.items() if one.paused)
        for index, (since, run_id) in enumerate(reversed(paused)):
            if index >= MOST_PAUSED or time.monotonic() - since > IDLE_PAUSED_SECONDS:
                self._dismiss(run_id, "yield", YIELD_GRACE_SECONDS)


def _ending(report: Ended | Died, active: _Active) -> Ending:
    outcome = report.outcome if isinstance(report, Ended) else active.leaving or "died"
    if outcome == "stopped":
        return Ending("cancelled")
    if outcome == "yielded":
        return Ending("handed_back", paused=active.paused)
    if isinstance(report, Died):
        return Ending("died", "worker_died", {"reason": report.reason})
    return Ending("done") if outcome == "done" else Ending("failed", report.code, report.params)
