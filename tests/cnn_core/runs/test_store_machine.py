"""The store against a model of itself: any order of requests, reports, deaths and silences."""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from cnn_core.runs.errors import NotResumableError, QueueFullError, QuotaExceededError
from cnn_core.runs.records import Limits, Progress, Row, Run
from cnn_core.runs.store import RunStore
from cnn_core.runs.store.leases import LEASE_SECONDS, MAX_ATTEMPTS
from tests.cnn_core.runs.conftest import AnySpec, Clock

LIMITS = Limits(active_per_workspace=4, running_per_workspace=2, queue=6)
WORKSPACES = st.sampled_from(["ana", "ben"])
RUNNERS = st.sampled_from(["one", "two"])


@dataclass
class Known:
    """What must be true of a run from what was done to it."""

    stop_asked: bool = False
    highest_step: int = 0
    last: Run | None = None


class StoreMachine(RuleBasedStateMachine):
    """Each rule is something a page or a runner does."""

    run_ids = Bundle("run_ids")
    held = Bundle("held")

    @initialize(target=held)
    def open(self) -> object:
        """Begin in the middle of life, with one run in a runner's hands."""
        self.clock = Clock()
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name) / "store.sqlite3"
        file.write_bytes(_empty_store())
        self.store = RunStore(f"sqlite:///{file}", limits=LIMITS, clock=self.clock)
        self.known: dict[str, Known] = {}
        self.submit("ana")
        return self.claim("one")

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    @rule(target=run_ids, workspace=WORKSPACES)
    def submit(self, workspace: str) -> object:
        try:
            run_id = self.store.submit(workspace, AnySpec())
        except QueueFullError:
            assert sum(run.state == "queued" for run in self._runs()) == LIMITS.queue
            return multiple()
        except QuotaExceededError:
            active = [run for run in self.store.runs(workspace) if not run.is_final]
            assert len(active) == LIMITS.active_per_workspace
            return multiple()
        self.known[run_id] = Known()
        return run_id

    @rule(lease=held)
    def stop_what_runs(self, lease: tuple[str, str]) -> None:
        self.command(lease[0], "stop")

    @rule(run_id=run_ids, word=st.sampled_from(["pause", "resume", "step", "stop"]))
    def command(self, run_id: str, word: str) -> None:
        before = self.store.run(run_id)
        heard = self.store.command(run_id, word)  # type: ignore[arg-type]
        assert heard == (not before.is_final)
        if word == "stop" and heard:
            self.known[run_id].stop_asked = True

    @rule(target=held, runner=RUNNERS)
    def claim(self, runner: str) -> object:
        waiting = [run for run in self._runs() if run.state == "queued" and not run.paused]
        claim = self.store.claim(runner)
        if claim is None:
            assert all(self._slots_taken(run.workspace_id) >= LIMITS.running_per_workspace for run in waiting)
            return multiple()
        assert self.store.run(claim.run_id).state == "running" and claim.attempt <= MAX_ATTEMPTS
        return (claim.run_id, runner)

    @rule(lease=held, step=st.integers(1, 40))
    def write(self, lease: tuple[str, str], step: int) -> None:
        run_id, runner = lease
        rows = [Row(one, 0, 0.5, 0.5, 0.1, ()) for one in range(max(1, step - 3), step + 1)]
        if self.store.write(run_id, rows, progress=Progress(step=step, epoch=0), owner=runner):
            self.known[run_id].highest_step = max(step, self.known[run_id].highest_step)

    @rule(lease=consumes(held), state=st.sampled_from(["done", "failed", "cancelled"]))
    def finish(self, lease: tuple[str, str], state: str) -> None:
        if self.store.finish(lease[0], state, owner=lease[1]):  # type: ignore[arg-type]
            assert self.store.run(lease[0]).state == state

    @rule(lease=consumes(held))
    def hand_back(self, lease: tuple[str, str]) -> None:
        self.store.hand_back(lease[0], owner=lease[1])

    @rule(lease=consumes(held))
    def die(self, lease: tuple[str, str]) -> None:
        self.store.died(lease[0], "worker_died", {}, owner=lease[1])

    @rule(runner=RUNNERS)
    def renew(self, runner: str) -> None:
        self.store.renew(runner)

    @rule(runner=RUNNERS)
    def take_commands(self, runner: str) -> None:
        self.store.take_commands(runner)

    @rule(seconds=st.sampled_from([1.0, LEASE_SECONDS + 1]))
    def time_passes(self, seconds: float) -> None:
        self.clock.now += seconds
        self.store.requeue_expired()

    @rule(run_id=run_ids)
    def resume(self, run_id: str) -> None:
        before = self.store.run(run_id)
        try:
            self.store.resume_failed(run_id)
        except (NotResumableError, QueueFullError, QuotaExceededError):
            return
        assert before.state == "failed"
        self.known[run_id].stop_asked = False
        self.known[run_id].last = None

    @invariant()
    def everything_is_in_order(self) -> None:
        if not hasattr(self, "store"):
            return
        runs = self._runs()
        for run in runs:
            known = self.known[run.id]
            assert known.last is None or not known.last.is_final or run == known.last, "a final state is final"
            assert not (known.stop_asked and run.state == "queued"), "who asked to stop does not wait for ever"
            assert run.step == known.highest_step, "steps only go forward"
            known.last = run
        self._places_are_distinct([run.id for run in runs if run.state == "queued" and not run.paused])

    def _places_are_distinct(self, waiting: list[str]) -> None:
        self.store.known_queue = None
        places = [self.store.queue_place(run_id) for run_id in waiting]
        assert None not in places
        assert len({place.place for place in places if place}) == len(waiting)

    def _runs(self) -> list[Run]:
        return [run for workspace in ("ana", "ben") for run in self.store.runs(workspace)]

    def _slots_taken(self, workspace: str) -> int:
        """Paused runs keep their process, not their slot; one that was asked for a step counts until it heard."""
        return sum(run.state == "running" for run in self.store.runs(workspace))


@cache
def _empty_store() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "store.sqlite3"
        store = RunStore(f"sqlite:///{file}")
        store.migrate()
        store.close()
        return file.read_bytes()


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),  # thirty rules are readable as they are; shrinking them takes minutes of SQLite
)
