"""The worker's manners in the middle of a step: words that arrive during an evaluation, which may take long."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
import torch

from cnn_core.architecture import ArchitectureSpec
from cnn_core.datasets import DATASETS, load_cached
from cnn_core.runs import checkpoints
from cnn_core.runs.engine import Job
from cnn_core.runs.worker import Worker, work
from cnn_core.training import evaluation, machine
from cnn_core.training.loop import Training, prepare, train
from cnn_core.training.spec import RunSpec, default_run


class Pipe:
    """The supervisor's end, played: words lie ready, and `when_waited_for` are said once somebody waits."""

    def __init__(self, *when_waited_for: str) -> None:
        self.words: deque[str] = deque()
        self.when_waited_for = deque(when_waited_for)
        self.sent: list[Any] = []

    def poll(self, timeout: float = 0.0) -> bool:
        return bool(self.words)

    def recv(self) -> tuple[str, None]:
        return (self.words or self.when_waited_for).popleft(), None

    def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def steps(self) -> list[int]:
        return [row[0] for message in self.sent for row in message[1]]


@pytest.fixture
def spec(tiny_architecture: ArchitectureSpec) -> RunSpec:
    spec = default_run(tiny_architecture, DATASETS["digits"].parse({}))
    return spec.model_copy(update={"epochs": 2, "batch_size": 256})


@pytest.fixture
def fresh(spec: RunSpec, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Training]:
    monkeypatch.setattr(evaluation, "AT_ONCE", 50)  # several batches in each evaluation
    return lambda: prepare(spec, load_cached(spec.dataset, None))


def worker(training: Training, pipe: Pipe, folder: Path) -> Worker:
    job = Job("run", training.spec.to_json(), folder, None, threads=1)
    return Worker(job, training, cast(Any, pipe))


def say_in_the_first_evaluation(one: Worker, pipe: Pipe, word: str, meanwhile: Callable[[], None]) -> None:
    """At the second batch; afterwards, while the step is still under way, `meanwhile` looks around."""
    calls, listen = 0, one.training.listen

    def interrupt() -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            pipe.words.append(word)
        listen()
        if calls == 2:
            meanwhile()

    one.training.listen = interrupt


def nothing() -> None:
    pass


def test_paused_in_an_evaluation_it_waits_there_and_goes_on_as_if_nothing_had_been(
    fresh: Callable[[], Training], tmp_path: Path
) -> None:
    whole = list(train(fresh()))
    pipe = Pipe("resume")
    one = worker(fresh(), pipe, tmp_path)

    def look() -> None:
        assert not pipe.when_waited_for, "it waited in the evaluation"
        saved = checkpoints.load(tmp_path / checkpoints.LATEST)
        assert [row.step for row in saved.rows] == list(range(1, saved.step + 1)), "a saved step without its row"

    say_in_the_first_evaluation(one, pipe, "pause", look)
    assert one.run()[0] == "done"
    assert pipe.steps == [step.step for step in whole]
    stored = [(each.split, each.loss) for message in pipe.sent for each in message[2]]
    assert stored == [(each.split, each.loss) for step in whole for each in step.evaluation]


def test_one_step_from_within_an_evaluation_is_the_rest_of_that_step(
    fresh: Callable[[], Training], tmp_path: Path
) -> None:
    training = fresh()
    pipe = Pipe("step", "stop")
    one = worker(training, pipe, tmp_path)
    say_in_the_first_evaluation(one, pipe, "pause", nothing)
    assert one.run()[0] == "stopped"
    assert pipe.steps == list(range(1, training.steps_per_epoch + 1))


def test_one_step_onto_an_epochs_end_includes_its_evaluation(fresh: Callable[[], Training], tmp_path: Path) -> None:
    training = fresh()
    pipe = Pipe(*["step"] * training.steps_per_epoch, "stop")
    one = worker(training, pipe, tmp_path)
    pipe.words.append("pause")
    assert one.run()[0] == "stopped"
    assert pipe.steps == list(range(1, training.steps_per_epoch + 1))
    assert [each.split for message in pipe.sent for each in message[2]] == ["validation", "test"]


@pytest.mark.parametrize(("word", "outcome", "evaluated"), [("stop", "stopped", 0), ("yield", "yielded", 2)])
def test_leaving_in_an_evaluation_keeps_the_step_and_saves_it(
    fresh: Callable[[], Training], tmp_path: Path, word: str, outcome: str, evaluated: int
) -> None:
    training = fresh()
    pipe = Pipe()
    one = worker(training, pipe, tmp_path)
    went_on: list[None] = []
    say_in_the_first_evaluation(one, pipe, word, lambda: went_on.append(None))
    assert one.run()[0] == outcome
    assert bool(went_on) == bool(evaluated)
    last = training.steps_per_epoch
    assert pipe.steps == list(range(1, last + 1))
    saved = checkpoints.load(tmp_path / checkpoints.LATEST)
    assert saved.step == last and len(saved.evaluations) == evaluated


@pytest.mark.parametrize(
    ("error", "device"), [(torch.OutOfMemoryError("CUDA out of memory"), "cuda"), (MemoryError(), "cpu")]
)
def test_memory_that_runs_out_is_the_end_of_the_run_and_says_where(
    error: Exception, device: str, spec: RunSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Training:
        raise error

    monkeypatch.setattr("cnn_core.runs.worker.prepare", full)
    monkeypatch.setattr(machine, "set_up", lambda threads: None)  # it would change this process for all other tests
    pipe = Pipe()
    work(Job("run", spec.to_json(), tmp_path, None, threads=1), cast(Any, pipe))
    assert pipe.sent == [("ended", "failed", "out_of_memory", {"device": device})]
