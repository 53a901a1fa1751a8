"""The engine of one machine, with workers that need no torch."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cnn_core.runs.engine import Died, Ended, Job, News, Report
from cnn_core.runs.local import NICE, LocalEngine, _server
from tests.cnn_core.runs.slow_preload import SECONDS

Opening = Callable[..., LocalEngine]


@pytest.fixture
def opening() -> Iterator[Opening]:
    engines: list[LocalEngine] = []

    def open_engine(work: str, **options: object) -> LocalEngine:
        path = f"tests.cnn_core.runs.small_jobs:{work}"
        engines.append(LocalEngine(slots=2, work=path, **{"preload": None, **options}))  # type: ignore[arg-type]
        began = time.monotonic()
        while engines[-1].capacity() == 0:
            assert time.monotonic() - began < 60
            time.sleep(0.01)
        return engines[-1]

    yield open_engine
    for engine in engines:
        engine.close()


def job(run_id: str) -> Job:
    return Job(run_id, "{}", Path("unused"), None, threads=1)


def reports(engine: LocalEngine, count: int, seconds: float = 30.0) -> list[Report]:
    heard: list[Report] = []
    began = time.monotonic()
    while len(heard) < count:
        assert time.monotonic() - began < seconds, heard
        heard += engine.poll(0.05)
    return heard


def test_a_worker_reports_and_obeys(opening: Opening) -> None:
    engine = opening("count")
    engine.start(job("a"))
    engine.tell("a", "go", 0.25)
    engine.tell("a", "stop")
    first, news, ended = reports(engine, 3)
    assert isinstance(first, News) and first.progress.threads == 1
    assert isinstance(news, News) and (news.rows[0].step, news.rows[0].loss) == (1, 0.25)
    assert ended == Ended("a", "stopped")
    assert engine.poll(0.2) == [], "a worker that said good-bye did not die"
    engine.tell("a", "go")  # to nobody: no error


@pytest.mark.parametrize(("work", "reason"), [("die", "SIGKILL"), ("leave", "exit status 7")])
def test_a_death_is_noticed_with_its_reason_and_touches_nobody_else(opening: Opening, work: str, reason: str) -> None:
    engine = opening(work)
    engine.start(job("a"))
    assert reports(engine, 1) == [Died("a", reason)]


def test_the_death_of_one_leaves_the_other_at_work(opening: Opening) -> None:
    engine = opening("count")
    engine.start(job("a"))
    engine.start(job("b"))
    reports(engine, 2)
    engine.stop("a")
    assert reports(engine, 1) == [Died("a", "SIGKILL")]
    engine.tell("b", "go")
    (news,) = reports(engine, 1)
    assert news.run_id == "b"


def test_a_worker_that_is_not_listened_to_waits(opening: Opening) -> None:
    engine = opening("flood")
    engine.start(job("a"))
    time.sleep(0.3)
    began = time.monotonic()
    assert engine.poll(0.3, deaf_to={"a"}) == [] and time.monotonic() - began >= 0.25
    heard = engine.poll(0.1)
    assert 0 < len(heard) <= 50, "nor does it keep the supervisor from its other work"


def test_workers_are_polite(opening: Opening) -> None:
    engine = opening("tell_niceness")
    engine.start(job("a"))
    (ended,) = reports(engine, 1)
    assert isinstance(ended, Ended)
    assert ended.params == {"nice": os.nice(0) + NICE, "deaf_to_terminal": True}


def test_a_worker_that_hears_nothing_keeps_nobody_waiting(opening: Opening) -> None:
    engine = opening("be_deaf")
    engine.start(job("a"))
    began = time.monotonic()
    for _ in range(20_000):  # a pipe holds some hundreds
        engine.tell("a", "step")
    assert time.monotonic() - began < 5
    assert engine._workers["a"].unsaid, "the pipe is full, so the rest waits here"
    engine.tell("a", "saved", 1)
    waiting = len(engine._workers["a"].unsaid)
    engine.tell("a", "saved", 2)
    assert len(engine._workers["a"].unsaid) == waiting and engine._workers["a"].unsaid[-1] == ("saved", 2)


def test_a_worker_that_closed_its_pipe_and_stays_keeps_nobody_waiting_and_is_killed(opening: Opening) -> None:
    engine = opening("close_and_stay")
    engine.start(job("a"))
    began = time.monotonic()
    while not engine._leaving:
        assert engine.poll(0.02) == [] and time.monotonic() - began < 30
    began = time.monotonic()
    engine.poll(0.0)
    assert time.monotonic() - began < 0.3
    assert reports(engine, 1) == [Died("a", "SIGKILL")]


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="workers are spawned here, or the test cannot wait")
def test_a_dead_forkserver_is_replaced_while_nobody_waits_and_its_workers_stay_in_reach(opening: Opening) -> None:
    before = _server(opening("count")._context)  # all engines of a process share one, and this one has other preloads
    assert before is not None
    os.kill(before, signal.SIGKILL)
    os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)
    engine = opening("count", preload="tests.cnn_core.runs.slow_preload")
    engine.start(job("a"))
    reports(engine, 1)
    assert engine._server is not None
    os.kill(engine._server, signal.SIGKILL)
    began = time.monotonic()
    slowest, unready = 0.0, 0.0
    while not unready or engine.capacity() == 0:
        asked = time.monotonic()
        unready = unready or (asked if engine.capacity() == 0 else 0.0)
        slowest = max(slowest, time.monotonic() - asked)
        assert asked - began < 60
        time.sleep(0.01)
    assert time.monotonic() - unready > SECONDS, "the new one has loaded all again"
    assert slowest < SECONDS / 2, "and nobody waited for it"
    engine.start(job("b"))
    assert [one.run_id for one in reports(engine, 1)] == ["b"]
    engine.tell("a", "go")
    assert [one.run_id for one in reports(engine, 1)] == ["a"], "the old one's worker goes on"
    engine.stop("a")
    (died,) = reports(engine, 1)
    assert isinstance(died, Died) and died.run_id == "a"


def test_each_new_run_goes_to_the_gpu_with_the_fewest(opening: Opening) -> None:
    engine = opening("tell_gpu")
    engine._gpus = 2
    for run_id in "abcd":
        engine.start(job(run_id))
    said = {one.run_id: one.params["gpu"] for one in reports(engine, 4) if isinstance(one, Ended)}
    assert said == {"a": 0, "b": 1, "c": 0, "d": 1}


def test_without_a_gpu_a_run_gets_none(opening: Opening) -> None:
    engine = opening("tell_gpu")
    engine.start(job("a"))
    (ended,) = reports(engine, 1)
    assert isinstance(ended, Ended) and ended.params == {"gpu": None}


class PipeOfAnotherSystem:
    """Windows has a `PipeConnection`, which is no `Connection`."""

    def __init__(self, pipe: Any) -> None:
        self._pipe = pipe

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pipe, name)


def test_any_kind_of_pipe_will_do(opening: Opening) -> None:
    engine = opening("count")
    engine.start(job("a"))
    engine._workers["a"].pipe = PipeOfAnotherSystem(engine._workers["a"].pipe)  # type: ignore[assignment]
    engine.tell("a", "stop")
    assert reports(engine, 2)[1] == Ended("a", "stopped")


def test_a_deaf_worker_can_be_ended(opening: Opening) -> None:
    engine = opening("be_deaf")
    engine.start(job("a"))
    assert engine.poll(0.1) == []
    engine.stop("a")
    assert reports(engine, 1) == [Died("a", "SIGKILL")]


def test_an_engine_that_cannot_load_says_so_loudly() -> None:
    engine = LocalEngine(slots=1, preload="cnn_core.runs.no_such_module")
    began = time.monotonic()
    with pytest.raises(RuntimeError, match="no_such_module"):
        while time.monotonic() - began < 60:
            engine.capacity()
            time.sleep(0.02)
    engine.close()
