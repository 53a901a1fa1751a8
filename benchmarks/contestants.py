"""The two kinds of process that are measured in turns: a loop of ours, and the whole runner."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.cases import BATCH_SIZE, CASES, data_folder
from cnn_core.runs.local import SPIN_COUNT

Measure = Callable[[float], float]
"""Train for so many seconds; the answer is images per second."""

NICE = 10  # as the runner's children
LONGEST_SILENCE = 120.0  # seconds; the runner first loads torch and the data


@contextlib.contextmanager
def loop(name: str, case: str, precision: str, threads: int) -> Iterator[Measure]:
    """One of `benchmarks.loops` in a fresh process; it stands still between two measurements."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.loops", name, case, precision, str(threads)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ if name == "textbook" else {"GOMP_SPINCOUNT": SPIN_COUNT, **os.environ},  # as the runner's
        preexec_fn=_nice,
    )
    assert process.stdin
    assert process.stdout
    stdin, stdout = process.stdin, process.stdout

    def measure(seconds: float) -> float:
        stdin.write(f"{seconds}\n")
        stdin.flush()
        return float(stdout.readline())

    try:
        if stdout.readline().strip() != "ready":
            raise RuntimeError(f"{name} did not start")
        yield measure
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def runner(case: str, precision: str, threads: int, home: Path) -> Iterator[Measure]:
    """A run in `python -m cnn_core.runs` as the pages start it: probes, rows, checkpoints; paused between turns."""
    from cnn_core.runs.store import RunStore

    store = RunStore(f"sqlite:///{home / 'convolab.sqlite3'}")
    store.migrate()
    workspace = store.workspace("benchmark").id
    run_id = store.submit(workspace, CASES[case].spec(precision))
    command = [sys.executable, "-m", "cnn_core.runs", "--threads", str(threads), "--home", str(home)]
    if folder := data_folder():
        command += ["--data", str(folder)]
    with (home / "runner.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=log, stdout=log)

    def step() -> int:
        run = store.run(run_id)
        if run.state == "failed":
            raise RuntimeError(f"the run failed: {run.error_code} {run.error_params}")
        return run.step

    def wait_for_news() -> tuple[float, int]:
        before, deadline = step(), time.monotonic() + LONGEST_SILENCE
        while (now := step()) == before:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the runner trains no more: {(home / 'runner.log').read_text()[-2000:]}")
            time.sleep(0.01)
        return time.perf_counter(), now

    def measure(seconds: float) -> float:
        store.command(run_id, "resume")
        wait_for_news()
        began, first = wait_for_news()
        time.sleep(seconds)
        ended, last = wait_for_news()
        store.command(run_id, "pause")
        while not store.run(run_id).paused:
            time.sleep(0.01)
        return (last - first) * BATCH_SIZE / (ended - began)

    try:
        wait_for_news()
        store.command(run_id, "pause")
        yield measure
        threads_given = store.run(run_id).threads
        if threads_given != threads:
            raise RuntimeError(f"expected a run on {threads} threads; it had {threads_given}")
    finally:
        process.terminate()
        process.wait(30)
        store.close()


def _nice() -> None:
    os.nice(NICE)
