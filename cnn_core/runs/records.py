"""What the store gives back: plain frozen values, the same for a live run and for a finished one."""

from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["queued", "running", "done", "failed", "cancelled"]
Word = Literal["pause", "resume", "step", "stop", "set_learning_rate"]
Reason = Literal["no_runner", "runner_starting", "slots_busy", "own_quota"]

FINAL_STATES: tuple[State, ...] = ("done", "failed", "cancelled")
WORDS: tuple[Word, ...] = ("pause", "resume", "step", "stop", "set_learning_rate")


@dataclass(frozen=True, slots=True)
class Workspace:
    """What belongs to one learner. Times are seconds since 1970 (UTC)."""

    id: str
    network_json: str | None
    dataset_json: str | None
    run_id: str | None
    language: str | None
    created_at: float
    lens_json: str | None


@dataclass(frozen=True, slots=True)
class KeptNetwork:
    """A network that a learner has kept under a name. `changed_at`: seconds since 1970 (UTC)."""

    id: str
    workspace_id: str
    name: str
    spec_json: str
    changed_at: float


@dataclass(frozen=True, slots=True)
class Run:
    """One training: what was asked for, and how far it is.

    `layers` names the entries of every row's `gradient_norms`; it, `total_steps`, `threads`, `device` and
    `precision` are known from the first report of the worker on.
    """

    id: str
    workspace_id: str
    spec_json: str
    state: State
    paused: bool
    attempt: int
    step: int
    total_steps: int | None
    epoch: int
    layers: tuple[str, ...]
    created_at: float
    started_at: float | None
    finished_at: float | None
    threads: int | None
    device: str | None
    precision: str | None
    images_per_second: float | None
    error_code: str | None
    error_params: dict[str, Any]
    test_accuracy: float | None

    @property
    def is_final(self) -> bool:
        """Whether nothing will change any more (unless somebody resumes a failed run)."""
        return self.state in FINAL_STATES


@dataclass(frozen=True, slots=True)
class Row:
    """One step of the curve. `step` counts from 1, `epoch` from 0; norms are one per layer with weights."""

    step: int
    epoch: int
    loss: float
    accuracy: float
    learning_rate: float
    gradient_norms: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StoredEvaluation:
    """Loss, accuracy in [0, 1] and confusion matrix (rows: true class) on one split after `step`."""

    step: int
    epoch: int
    split: str
    loss: float
    accuracy: float
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a waiting run stands: 1 is next. `reason` says why it waits, `waiting` how many wait in all."""

    place: int
    waiting: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Progress:
    """What a worker knows about its run besides the rows; None leaves the stored value as it is."""

    step: int | None = None
    epoch: int | None = None
    total_steps: int | None = None
    layers: tuple[str, ...] | None = None
    threads: int | None = None
    device: str | None = None
    precision: str | None = None
    images_per_second: float | None = None
    paused: bool | None = None
    save_seconds: float | None = None  # what the last checkpoint cost; for the supervisor, not for the store

    def merged(self, newer: "Progress") -> "Progress":
        """Both together; where both know something, the newer one counts."""
        mine, theirs = (
            {name: getattr(one, name) for name in Progress.__slots__ if getattr(one, name) is not None}
            for one in (self, newer)
        )
        return Progress(**{**mine, **theirs})


@dataclass(frozen=True, slots=True)
class Claim:
    """A run handed to a runner: what to train, and how the last attempt left it."""

    run_id: str
    workspace_id: str
    spec_json: str
    attempt: int
    paused: bool
    threads: int | None


@dataclass(frozen=True, slots=True)
class Command:
    """A control word on its way to a running run."""

    run_id: str
    word: Word
    value: float | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one workspace and everybody together may ask for (numbers of runs; of kept networks)."""

    active_per_workspace: int = 12
    running_per_workspace: int = 4
    queue: int = 256
    kept_per_workspace: int = 50
    networks_per_workspace: int = 50


@dataclass(frozen=True, slots=True)
class RunnerStatus:
    """A runner as the store knows it. `ready` once its workers can start without loading torch."""

    id: str
    slots: int
    ready: bool
    seen_at: float
    note: str = field(default="")
