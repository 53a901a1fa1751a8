"""The real runner as a process of its own, training real networks on the embedded digits."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnn_core.architecture import ArchitectureSpec
from cnn_core.datasets import DATASETS, load_cached
from cnn_core.runs import checkpoints
from cnn_core.runs.records import Run
from cnn_core.runs.store import RunStore
from cnn_core.training.loop import prepare, train
from cnn_core.training.spec import RunSpec, default_run

ROOT = Path(__file__).parents[3]
PATIENCE = 120.0  # of a test that would otherwise never end; what must be quick is measured on its own


class Runner:
    """A home folder, its store, and the runner process when one is up."""

    def __init__(self, home: Path, *, slots: int) -> None:
        self.home = home
        self.slots = slots
        self.store = RunStore(f"sqlite:///{home / 'convolab.sqlite3'}")
        self.store.migrate()
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it; returns when workers can start."""
        command = [sys.executable, "-m", "cnn_core.runs", "--home", str(self.home), "--slots", str(self.slots)]
        command += ["--threads", "1"]  # part of what makes a run repeatable
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT)
        self.until(lambda: any(runner.ready for runner in self.store.runners()))

    def submit(self, spec: RunSpec) -> str:
        return self.store.submit("ana", spec)

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> float:
        """Wait; returns how long it took."""
        began = time.perf_counter()
        while not holds():
            assert time.perf_counter() - began < seconds, "waited too long"
            assert self.process is not None and self.process.poll() is None, "the runner ended"
            time.sleep(0.005)
        return time.perf_counter() - began

    def until_state(self, run_id: str, *states: str) -> Run:
        self.until(lambda: self.store.run(run_id).state in states)
        return self.store.run(run_id)

    def until_step(self, run_id: str, step: int) -> None:
        self.until(lambda: self.store.run(run_id).step >= step)

    def workers(self) -> list[int]:
        """The processes of the runs: children of the forkserver, which is a child of the runner."""
        assert self.process is not None
        return [worker for child in _children(self.process.pid) for worker in _children(child)]

    def end(self, *, gently: bool = True) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        assert self.process.stdin is not None
        if not gently:
            self.process.kill()
        self.process.stdin.close()
        self.process.wait(20)


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """One for the whole file: loading torch takes seconds."""
    runner = Runner(tmp_path_factory.mktemp("home"), slots=3)
    yield runner
    runner.end()
    runner.store.close()


@pytest.fixture
def long(tiny_architecture: ArchitectureSpec) -> RunSpec:
    """Some 8,000 steps of a millisecond or two."""
    spec = default_run(tiny_architecture, DATASETS["digits"].parse({}))
    return spec.model_copy(update={"epochs": 200, "batch_size": 32})


@pytest.fixture
def short(long: RunSpec) -> RunSpec:
    return long.model_copy(update={"epochs": 3})


def losses(runner: Runner, run_id: str) -> list[float]:
    rows = runner.store.rows(run_id, at_most=10**6)
    assert [row.step for row in rows] == list(range(1, len(rows) + 1)), "the curve has a hole"
    return [row.loss for row in rows]


def test_a_run_goes_to_its_end_and_gives_the_curve_of_the_bare_loop(runner: Runner, short: RunSpec) -> None:
    run_id = runner.submit(short)
    run = runner.until_state(run_id, "done", "failed")
    assert (run.state, run.step, run.attempt) == ("done", run.total_steps, 1)
    assert run.layers == ("conv1", "fc1") and run.threads is not None and run.device == "cpu"
    assert {one.split for one in runner.store.evaluations(run_id)} == {"validation", "test"}
    assert run.test_accuracy is not None
    bare = [step.loss for step in train(prepare(short, load_cached(short.dataset, None)))]
    assert losses(runner, run_id) == pytest.approx(bare, rel=1e-3), "the threads may differ"
    again = runner.until_state(runner.submit(short), "done", "failed")
    assert again.threads == run.threads
    assert losses(runner, again.id) == losses(runner, run_id), "bit for bit"


def test_its_last_checkpoint_is_the_trained_network(runner: Runner, short: RunSpec) -> None:
    run = runner.until_state(runner.submit(short), "done")
    folder = runner.home / "runs" / run.id
    loaded = checkpoints.load_model(folder / checkpoints.LATEST)
    assert loaded.step == run.total_steps and loaded.architecture == short.architecture
    assert list(checkpoints.kept(folder))[:6] == [0, 1, 2, 3, 4, 6]


def test_words_take_effect_within_half_a_second(runner: Runner, long: RunSpec) -> None:
    run_id = runner.submit(long)
    runner.until_step(run_id, 10)
    took = {}
    runner.store.command(run_id, "pause")
    took["pause"] = runner.until(lambda: runner.store.run(run_id).paused)
    time.sleep(0.3)
    standing = runner.store.run(run_id).step
    time.sleep(0.3)
    assert runner.store.run(run_id).step == standing, "a paused run stands still"
    runner.store.command(run_id, "step")
    took["step"] = runner.until(lambda: runner.store.run(run_id).step > standing)
    time.sleep(0.3)
    assert runner.store.run(run_id).step == standing + 1, "one step is one step"
    runner.store.command(run_id, "set_learning_rate", 0.0125)
    runner.store.command(run_id, "resume")
    took["resume"] = runner.until(lambda: runner.store.run(run_id).step > standing + 1)
    assert runner.store.rows(run_id, after=standing + 1)[0].learning_rate == 0.0125
    runner.store.command(run_id, "stop")
    took["stop"] = runner.until(lambda: runner.store.run(run_id).state == "cancelled")
    assert max(took.values()) < 0.5, took
    losses(runner, run_id)


def test_the_killed_worker_of_one_run_is_replaced_once_and_no_other_run_notices(runner: Runner, long: RunSpec) -> None:
    other = runner.submit(long.model_copy(update={"seed": 1}))
    runner.until_step(other, 1)
    bystanders = set(runner.workers())
    victim = runner.submit(long)
    for attempt in (1, 2):
        runner.until(lambda attempt=attempt: runner.store.run(victim).attempt == attempt)
        before = runner.store.run(victim).step
        runner.until_step(victim, before + 150)
        (worker,) = set(runner.workers()) - bystanders
        os.kill(worker, signal.SIGKILL)
    failed = runner.until_state(victim, "failed")
    assert (failed.error_code, failed.error_params) == ("worker_died", {"reason": "SIGKILL", "attempt": 2})
    assert runner.store.run(other).attempt == 1 and runner.store.run(other).state == "running"
    losses(runner, victim)

    runner.store.resume_failed(victim)
    runner.until_step(victim, failed.step + 200)
    runner.store.command(other, "stop")
    runner.store.command(victim, "stop")
    runner.until_state(other, "cancelled")
    runner.until_state(victim, "cancelled")
    curve = losses(runner, victim)
    unharmed = runner.submit(long)
    runner.until_step(unharmed, len(curve))
    runner.store.command(unharmed, "stop")
    runner.until_state(unharmed, "cancelled")
    assert runner.store.run(unharmed).threads == failed.threads
    assert losses(runner, unharmed)[: len(curve)] == curve, "the resumed curve is the curve, bit for bit"


def test_a_diverging_run_fails_with_its_reason_and_keeps_a_checkpoint(runner: Runner, short: RunSpec) -> None:
    wild = short.optimizer.model_copy(update={"learning_rate": 1.0})
    spec = short.model_copy(update={"optimizer": wild, "epochs": 50})
    run_id = runner.submit(spec)
    runner.until_step(run_id, 1)
    runner.store.command(run_id, "set_learning_rate", 1000.0)
    run = runner.until_state(run_id, "failed", "done")
    assert (run.state, run.error_code) == ("failed", "diverged")
    assert run.step == run.error_params["step"] - 1, "the curve goes on to the end"
    assert checkpoints.load_model(runner.home / "runs" / run_id / checkpoints.LATEST).step <= run.step


def test_missing_data_fails_the_run_with_its_code(runner: Runner, short: RunSpec) -> None:
    spec = short.model_copy(update={"dataset": DATASETS["mnist"].parse({})})
    run = runner.until_state(runner.submit(spec), "failed")
    assert run.error_code == "dataset_missing"


def test_sigterm_hands_everything_back_and_the_next_runner_goes_on(runner: Runner, long: RunSpec) -> None:
    run_id = runner.submit(long)
    runner.until_step(run_id, 100)
    assert runner.process is not None and runner.process.stdin is not None
    runner.process.send_signal(signal.SIGTERM)
    assert runner.process.wait(20) == 0
    runner.process.stdin.close()
    left = runner.store.run(run_id)
    assert (left.state, left.attempt) == ("queued", 0)
    saved = checkpoints.load(runner.home / "runs" / run_id / checkpoints.LATEST)
    assert saved.step == left.step, "it left with its newest state"
    runner.start()
    runner.until_step(run_id, left.step + 100)
    assert runner.store.run(run_id).attempt == 1
    runner.store.command(run_id, "stop")
    runner.until_state(run_id, "cancelled")
    losses(runner, run_id)


def test_nobody_outlives_a_killed_runner_and_the_next_one_goes_on(runner: Runner, long: RunSpec) -> None:
    run_id = runner.submit(long)
    runner.until_step(run_id, 100)
    workers = runner.workers()
    runner.end(gently=False)
    began = time.perf_counter()
    while any(_alive(worker) for worker in workers):
        assert time.perf_counter() - began < 10
        time.sleep(0.02)
    left = runner.store.run(run_id)
    assert left.state == "running", "nobody could say otherwise"
    runner.start()
    runner.until_step(run_id, left.step + 100)
    assert runner.store.run(run_id).attempt == 2
    runner.store.command(run_id, "stop")
    runner.until_state(run_id, "cancelled")
    losses(runner, run_id)


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]
    except OSError:
        return False
