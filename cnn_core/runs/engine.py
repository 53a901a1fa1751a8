"""The seam between *what* must be trained and *where*: processes on this machine today, several machines later."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from cnn_core.runs.records import Progress, Row, StoredEvaluation


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at a run, as a worker gets it.

    Attributes:
        run_id: the run.
        spec_json: its RunSpec.
        folder: where its checkpoints lie; the newest one there is where it starts.
        data: where the data sets lie.
        threads: CPU threads of torch.
        paused: wait before the first step.
        gpu: which one, where the engine has some and the run uses one.
    """

    run_id: str
    spec_json: str
    folder: Path
    data: Path | None
    threads: int
    paused: bool = False
    gpu: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What a worker measured since the last time."""

    run_id: str
    rows: tuple[Row, ...] = ()
    evaluations: tuple[StoredEvaluation, ...] = ()
    progress: Progress = field(default_factory=Progress)


@dataclass(frozen=True, slots=True)
class Ended:
    """A worker's last word: `stopped` and `yielded` answer the words of the same name."""

    run_id: str
    outcome: Literal["done", "stopped", "yielded", "failed"]
    code: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Died:
    """A worker that ended without a last word; `reason` names the signal or the exit status."""

    run_id: str
    reason: str


Report = News | Ended | Died


class Engine(Protocol):
    """Where runs are carried out. Nothing here waits for a training, and one worker's end touches no other."""

    def capacity(self) -> int:
        """How many runs may train at once; 0 while it is not ready to start any."""
        ...

    def start(self, job: Job) -> None:
        """Begin an attempt."""
        ...

    def tell(self, run_id: str, word: str, value: float | None = None) -> None:
        """Pass a word to a worker: pause, resume, step, stop, set_learning_rate, yield (save and leave), saved."""
        ...

    def stop(self, run_id: str) -> None:
        """End a worker at once; `Died` follows."""
        ...

    def poll(self, timeout: float, deaf_to: Collection[str] = ()) -> list[Report]:
        """Wait up to `timeout` seconds for reports; not those of the runs in `deaf_to`, who then have to wait."""
        ...

    def close(self) -> None:
        """End all workers and give everything back."""
        ...
