"""The small parts of the runner: processors, the lock, a light main module."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cnn_core.runs import __main__ as entry
from cnn_core.runs import cores
from cnn_core.runs.alone import alone
from cnn_core.runs.cores import IdleMeter
from cnn_core.runs.errors import StorageFullError
from cnn_core.runs.keeping import KEPT_BYTES, kept_steps

ROOT = Path(__file__).parents[3]


def test_the_runner_itself_loads_neither_torch_nor_numpy() -> None:
    script = (
        "import sys, cnn_core.runs.__main__, cnn_core.runs.supervisor, cnn_core.runs.local, cnn_core.runs.store\n"
        "print(sorted({'torch', 'numpy', 'pydantic', 'alembic'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]"


def test_one_runner_a_home(tmp_path: Path) -> None:
    with (
        alone(tmp_path / "lock"),
        pytest.raises(RuntimeError, match="only runner"),
        alone(tmp_path / "lock", wait_seconds=0.1),
    ):
        pass
    with alone(tmp_path / "lock", wait_seconds=0.1):
        pass


def test_the_lock_goes_with_the_process_that_held_it(tmp_path: Path) -> None:
    script = f"""
import os, pathlib
from cnn_core.runs.alone import alone
with alone(pathlib.Path({str(tmp_path / "lock")!r})):
    os._exit(9)
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    with alone(tmp_path / "lock", wait_seconds=0.1):
        pass


def test_idle_processors_are_counted_by_the_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "stat"
    monkeypatch.setattr(cores.os, "cpu_count", lambda: 4)
    now = iter([0.0, 10.0])
    monkeypatch.setattr(cores.time, "monotonic", lambda: next(now))
    meter = IdleMeter(4, file)
    file.write_text("cpu  100 0 0 100 0 0 0 0 0 0\ncpu0 …")
    meter.sample()
    assert meter.idle() == 4.0, "nothing is known yet"
    file.write_text("cpu  200 0 100 250 50 0 0 0 0 0\ncpu0 …")
    meter.sample()
    assert meter.idle() == pytest.approx(4 * 200 / 400)


def test_what_our_own_trainings_used_is_idle_for_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "stat"
    monkeypatch.setattr(cores.os, "cpu_count", lambda: 4)
    now = iter([0.0, 5.0, 10.0])
    monkeypatch.setattr(cores.time, "monotonic", lambda: next(now))
    meter = IdleMeter(4, file)
    for text, ours in (("100 0 0 100", 0), ("175 0 0 125", 2), ("200 0 0 200", 0)):  # a run of 5 s on two threads
        file.write_text(f"cpu  {text} 0 0 0 0 0 0\ncpu0 …")
        meter.sample(ours)
    assert meter.idle() == pytest.approx(4 * 100 / 200 + 2 * 5 / 10)


def test_where_the_kernel_does_not_count_all_processors_are_taken_to_be_idle(tmp_path: Path) -> None:
    meter = IdleMeter(8, tmp_path / "nothing")
    meter.sample()
    assert meter.idle() == 8.0


@pytest.mark.parametrize(
    ("text", "processors"), [("200000 100000", 2), ("50000 100000", 1), ("max 100000", None), ("", None)]
)
def test_a_container_has_its_quota(tmp_path: Path, text: str, processors: int | None) -> None:
    (tmp_path / "cpu.max").write_text(text)
    assert cores._quota(tmp_path / "cpu.max") == processors
    assert cores._quota(tmp_path / "nothing") is None


def test_a_processor_is_left_for_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for processors, slots in ((1, 1), (2, 1), (8, 7)):
        monkeypatch.setattr(cores, "count", lambda processors=processors: processors)
        assert cores.slots(gpus=0) == slots
    assert cores.slots(gpus=1) == 4 and cores.slots(gpus=3) == 7


def test_the_runner_finds_the_database_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVOLAB_DATABASE_URL", "postgresql://lab:secret@host/lab")
    assert entry._options(["--home", "x"]).database_url == "postgresql://lab:secret@host/lab"
    assert entry._options(["--home", "x", "--database-url", "sqlite:///y"]).database_url == "sqlite:///y"


def test_runners_on_two_machines_with_the_same_long_home_have_different_names() -> None:
    home = Path("/srv/laboratories/of/a/very/large/school/convolab/home")
    names = {entry._name(host, home) for host in ("one", "two")} | {entry._name("one", home / "other")}
    assert len(names) == 3 and all(len(name) == 17 and name.endswith(":") for name in names)
    assert entry._name("one", home) == entry._name("one", home), "the next runner knows its predecessor's runs"


def test_a_runner_that_starts_on_a_full_disk_waits_for_space(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(entry, "STORAGE_RETRY_SECONDS", 0.01)
    tries = iter([True, True, False])

    def migrate() -> None:
        if next(tries):
            raise StorageFullError()

    assert entry._when_there_is_space(migrate, threading.Event())
    assert next(tries, None) is None, "tried until it went well"
    assert len(caplog.records) == 1, "said once"


def test_a_runner_that_waits_for_space_can_be_told_to_stop() -> None:
    stop = threading.Event()

    def fill() -> None:
        stop.set()
        raise StorageFullError()

    assert not entry._when_there_is_space(fill, stop)


@pytest.mark.parametrize("size", [1, 10**5, 10**6, 4 * 10**6, 10**7, 3 * 10**8])
@pytest.mark.parametrize("total", [1, 2, 3, 100, 10**6])
def test_kept_steps_start_at_the_beginning_and_fit_their_space(total: int, size: int) -> None:
    steps = kept_steps(total, size)
    assert steps[0] == 0 and steps == sorted(set(steps)) and steps[-1] < total
    assert len(steps) == 1 or len(steps) * size <= KEPT_BYTES
