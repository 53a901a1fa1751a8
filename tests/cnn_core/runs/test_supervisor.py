"""The supervisor's decisions, on an engine without processes."""

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cnn_core.runs import supervisor as module
from cnn_core.runs.engine import Died, Ended, Job, News, Report
from cnn_core.runs.errors import StorageFullError
from cnn_core.runs.records import Progress, Row
from cnn_core.runs.store import RunStore
from cnn_core.runs.supervisor import Supervisor
from tests.cnn_core.runs.conftest import AnySpec

SPEC = AnySpec()


@dataclass
class PaperEngine:
    """Writes down what it is told; reports what the test says."""

    slots: int = 1
    jobs: dict[str, Job] = field(default_factory=dict)
    said: list[tuple[str, str, float | None]] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    coming: list[Report] = field(default_factory=list)

    def capacity(self) -> int:
        return self.slots

    def start(self, job: Job) -> None:
        self.jobs[job.run_id] = job

    def tell(self, run_id: str, word: str, value: float | None = None) -> None:
        self.said.append((run_id, word, value))
        if word in ("stop", "yield"):
            self.coming.append(Ended(run_id, "stopped" if word == "stop" else "yielded"))

    def stop(self, run_id: str) -> None:
        self.killed.append(run_id)
        self.coming.append(Died(run_id, "SIGKILL"))

    def poll(self, timeout: float, deaf_to: Collection[str] = ()) -> list[Report]:
        now = [report for report in self.coming if report.run_id not in deaf_to]
        self.coming = [report for report in self.coming if report.run_id in deaf_to]
        return now

    def close(self) -> None:
        pass


@pytest.fixture
def engine() -> PaperEngine:
    return PaperEngine()


@pytest.fixture
def boss(store: RunStore, engine: PaperEngine, tmp_path: Path) -> Supervisor:
    return Supervisor(store, engine, home=tmp_path, data=None, owner="host:home:1", cores=2)


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What is decided here does not depend on the database."""
    return f"{request.param}:///{tmp_path / 'store.sqlite3'}"


def news(run_id: str, *steps: int) -> News:
    rows = tuple(Row(step, 0, 0.5, 0.5, 0.1, (1.0,)) for step in steps)
    return News(run_id, rows, progress=Progress(step=steps[-1]))


def steps(store: RunStore, run_id: str) -> list[int]:
    return [row.step for row in store.rows(run_id)]


def test_no_more_run_at_once_than_there_are_slots(boss: Supervisor, store: RunStore, engine: PaperEngine) -> None:
    ids = [store.submit("ana", SPEC) for _ in range(3)]
    boss.tick(0)
    assert list(engine.jobs) == ids[:1]
    engine.coming.append(Ended(ids[0], "done"))
    boss.tick(0)
    assert store.run(ids[0]).state == "done" and list(engine.jobs) == ids[:2]


def test_a_run_that_starts_alone_takes_the_idle_cores_but_one_and_one_among_others_takes_one(
    boss: Supervisor, store: RunStore, engine: PaperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boss.meter, "idle", lambda: 4.0)
    boss.cores, engine.slots = 4, 3
    first = store.submit("ana", SPEC)
    boss.tick(0)
    second, third = store.submit("ana", SPEC), store.submit("ben", SPEC)
    boss.tick(0)
    assert [engine.jobs[one].threads for one in (first, second, third)] == [3, 1, 1]


def test_somebody_may_decide_the_threads_of_a_run_that_starts_alone(
    boss: Supervisor, store: RunStore, engine: PaperEngine
) -> None:
    boss.threads, engine.slots = 2, 2
    first = store.submit("ana", SPEC)
    boss.tick(0)
    second = store.submit("ana", SPEC)
    boss.tick(0)
    assert [engine.jobs[one].threads for one in (first, second)] == [2, 1]


def test_a_run_that_starts_alone_leaves_busy_cores_alone(
    boss: Supervisor, store: RunStore, engine: PaperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boss.meter, "idle", lambda: 0.9)
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    assert engine.jobs[run_id].threads == 1


def test_a_second_attempt_keeps_the_number_of_threads(boss: Supervisor, store: RunStore, engine: PaperEngine) -> None:
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    engine.coming += [News(run_id, progress=Progress(threads=7)), Died(run_id, "SIGKILL")]
    boss.tick(0)
    assert store.run(run_id).attempt == 2 and engine.jobs[run_id].threads == 7


def test_rows_are_confirmed_once_they_are_saved(boss: Supervisor, store: RunStore, engine: PaperEngine) -> None:
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    engine.coming.append(news(run_id, 1, 2, 3))
    boss.tick(0)
    assert steps(store, run_id) == [1, 2, 3] and (run_id, "saved", 3) in engine.said


def test_a_full_disk_loses_nothing_and_stops_nobody(
    boss: Supervisor, store: RunStore, engine: PaperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STORAGE_RETRY_SECONDS", 0.0)
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    engine.coming.append(news(run_id, 1, 2))
    with monkeypatch.context() as full:
        full.setattr(store, "write", _refuse)
        boss.tick(0)
        engine.coming.append(news(run_id, 3))
        for _ in range(3):
            boss.tick(0)
        assert engine.coming == [news(run_id, 3)], "the worker is kept waiting"
        assert steps(store, run_id) == []
        assert not any(word == "saved" for _, word, _ in engine.said)
    boss.tick(0)
    boss.tick(0)
    assert steps(store, run_id) == [1, 2, 3]
    assert store.run(run_id).state == "running"


def test_an_end_on_a_full_disk_is_written_later(
    boss: Supervisor, store: RunStore, engine: PaperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STORAGE_RETRY_SECONDS", 0.0)
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    engine.coming += [news(run_id, 1), Ended(run_id, "done")]
    with monkeypatch.context() as full:
        full.setattr(store, "finish", _refuse)
        boss.tick(0)
        assert store.run(run_id).state == "running"
    boss.tick(0)
    assert store.run(run_id).state == "done" and steps(store, run_id) == [1]


def _refuse(*_: object, **__: object) -> None:
    raise StorageFullError()


def test_words_are_passed_on(boss: Supervisor, store: RunStore, engine: PaperEngine) -> None:
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    store.command(run_id, "set_learning_rate", 0.5)
    store.command(run_id, "pause")
    boss.tick(0)
    boss.tick(0)
    assert engine.said == [(run_id, "set_learning_rate", 0.5), (run_id, "pause", None)]
    assert store.run(run_id).paused


def test_a_stop_ends_even_a_deaf_worker_soon(
    boss: Supervisor, store: RunStore, engine: PaperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    monkeypatch.setattr(engine, "tell", lambda *_: None)
    store.command(run_id, "stop")
    began = time.monotonic()
    while store.run(run_id).state != "cancelled":
        boss.tick(0)
        assert time.monotonic() - began < 2
    assert engine.killed == [run_id] and time.monotonic() - began < 0.5


def test_a_worker_whose_checkpoints_take_long_gets_longer_to_leave(
    boss: Supervisor, store: RunStore, engine: PaperEngine
) -> None:
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    engine.coming.append(News(run_id, progress=Progress(step=1, save_seconds=3.0)))
    boss.tick(0)
    boss._dismiss(run_id, "stop", 0.3)
    assert 6.0 < boss.active[run_id].kill_at - time.monotonic() <= 6.3


def test_a_paused_run_leaves_its_slot_and_goes_to_the_head_of_the_queue_when_it_is_taken(
    boss: Supervisor, store: RunStore, engine: PaperEngine
) -> None:
    first = store.submit("ana", SPEC)
    boss.tick(0)
    store.command(first, "pause")
    second, third = store.submit("ben", SPEC), store.submit("eve", SPEC)
    boss.tick(0)
    assert list(engine.jobs) == [first, second]
    store.command(first, "resume")
    boss.tick(0)
    boss.tick(0)
    run = store.run(first)
    assert (run.state, run.paused, run.attempt) == ("queued", False, 0)
    store.known_queue = None
    place = store.queue_place(first)
    assert place is not None and (place.place, place.reason) == (1, "slots_busy")
    engine.coming.append(Ended(second, "done"))
    boss.tick(0)
    assert store.run(first).state == "running" and store.run(third).state == "queued"


def test_words_to_a_run_that_is_leaving_are_not_lost(
    boss: Supervisor, store: RunStore, engine: PaperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    monkeypatch.setattr(engine, "tell", lambda *_: None)
    boss._dismiss(run_id, "yield", 60.0)
    store.command(run_id, "set_learning_rate", 0.5)
    store.command(run_id, "pause")
    boss.tick(0)
    engine.coming.append(Ended(run_id, "yielded"))
    boss.tick(0)
    assert (store.run(run_id).state, store.run(run_id).paused) == ("queued", True)
    monkeypatch.undo()
    store.command(run_id, "resume")
    for _ in range(2):
        boss.tick(0)
    assert engine.said == [(run_id, "set_learning_rate", 0.5)]


def test_a_paused_run_resumes_in_its_worker_when_there_is_room(
    boss: Supervisor, store: RunStore, engine: PaperEngine
) -> None:
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    for word in ("pause", "resume"):
        store.command(run_id, word)  # type: ignore[arg-type]
        boss.tick(0)
    boss.tick(0)
    assert [word for _, word, _ in engine.said] == ["pause", "resume"]
    assert not store.run(run_id).paused


def test_the_long_paused_are_parked_in_the_store(
    boss: Supervisor, store: RunStore, engine: PaperEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "IDLE_PAUSED_SECONDS", 0.0)
    monkeypatch.setattr(module, "TIDY_SECONDS", 0.0)
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    store.command(run_id, "pause")
    for _ in range(4):
        boss.tick(0)
    run = store.run(run_id)
    assert (run.state, run.paused, boss.active) == ("queued", True, {})
    store.command(run_id, "resume")
    boss.tick(0)
    assert store.run(run_id).state == "running"


def test_shutting_down_hands_everything_back(boss: Supervisor, store: RunStore, engine: PaperEngine) -> None:
    engine.slots = 2
    ids = [store.submit("ana", SPEC) for _ in range(2)]
    boss.tick(0)
    store.command(ids[1], "pause")
    boss.tick(0)
    boss.shut_down()
    runs = [store.run(run_id) for run_id in ids]
    assert [(run.state, run.attempt, run.paused) for run in runs] == [("queued", 0, False), ("queued", 0, True)]
    assert store.runners() == []


def test_a_worker_whose_lease_was_lost_is_ended_and_its_rows_are_dropped(
    boss: Supervisor, store: RunStore, engine: PaperEngine
) -> None:
    run_id = store.submit("ana", SPEC)
    boss.tick(0)
    store.requeue_expired(gone="host:home:")
    claim = store.claim("another")
    assert claim is not None
    engine.coming.append(news(run_id, 1))
    boss.tick(0)
    boss.tick(0)
    assert engine.killed == [run_id] and steps(store, run_id) == []
    assert store.run(run_id).state == "running" and boss.active == {}


def test_surplus_runs_go_with_their_checkpoints(boss: Supervisor, store: RunStore, tmp_path: Path) -> None:
    run_id = store.submit("ana", SPEC)
    store.command(run_id, "stop")
    folder = tmp_path / "runs" / run_id
    folder.mkdir(parents=True)
    object.__setattr__(store.limits, "kept_per_workspace", 0)
    boss.tick(0)
    assert store.runs("ana") == [] and not folder.exists()
