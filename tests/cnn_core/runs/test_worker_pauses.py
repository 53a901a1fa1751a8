"""What a pause means inside the worker: no waiting that counts as training, none after the end, none announced late."""

from collections import deque
from pathlib import Path
from typing import Any, cast

import pytest

from cnn_core.architecture import ArchitectureSpec
from cnn_core.datasets import DATASETS, load_cached
from cnn_core.runs import worker as module
from cnn_core.runs.engine import Job
from cnn_core.runs.worker import Speed, Worker
from cnn_core.training.loop import prepare
from cnn_core.training.spec import RunSpec, default_run


class Pipe:
    """Says a word each time somebody waits."""

    def __init__(self, *words: str) -> None:
        self.words = deque(words)
        self.sent: list[Any] = []

    def poll(self, timeout: float = 0.0) -> bool:
        return False

    def recv(self) -> tuple[str, None]:
        return self.words.popleft(), None

    def send(self, message: Any) -> None:
        self.sent.append(message)


@pytest.fixture
def spec(tiny_architecture: ArchitectureSpec) -> RunSpec:
    spec = default_run(tiny_architecture, DATASETS["digits"].parse({}))
    return spec.model_copy(update={"epochs": 1, "batch_size": 512})


def worker(spec: RunSpec, pipe: Pipe, folder: Path) -> Worker:
    job = Job("run", spec.to_json(), folder, None, threads=1, paused=True)
    return Worker(job, prepare(spec, load_cached(spec.dataset, None)), cast(Any, pipe))


def test_stepped_to_its_end_a_paused_run_is_done_without_another_word(spec: RunSpec, tmp_path: Path) -> None:
    steps = prepare(spec, load_cached(spec.dataset, None)).total_steps
    pipe = Pipe(*["step"] * steps)
    assert worker(spec, pipe, tmp_path).run()[0] == "done"
    assert not pipe.words and [row[0] for message in pipe.sent for row in message[1]] == list(range(1, steps + 1))


def test_a_worker_never_says_whether_it_is_paused_since_a_newer_word_may_have_been_said(
    spec: RunSpec, tmp_path: Path
) -> None:
    pipe = Pipe("resume")
    worker(spec, pipe, tmp_path).run()
    assert pipe.sent and all(message[3].paused is None for message in pipe.sent)


def test_speed_leaves_out_the_first_step_and_the_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(module.time, "perf_counter", lambda: now)
    speed = Speed(batch_size=100)
    now = 5.0
    speed.count()  # five seconds of warming up
    for _ in range(10):
        now += 0.01
        speed.count()
    assert speed.read() == pytest.approx(10_000)
    now += 60.0
    speed.restart()
    for _ in range(10):
        now += 0.01
        speed.count()
    assert speed.read() == pytest.approx(10_000)


def test_what_a_paused_run_waits_for_is_no_speed(spec: RunSpec, tmp_path: Path) -> None:
    one = worker(spec, Pipe(), tmp_path)
    one.speed.warm, one.speed.steps, one.speed.since, one.speed.smoothed = True, 1, -1000.0, 8_000.0
    one.fresh.append((1, 0, 0.5, 0.5, 0.1, (1.0,)))
    one._report()
    assert cast(Any, one.pipe).sent[-1][3].images_per_second == 8_000.0
