"""What the workers reported and the store has not confirmed yet. Nothing leaves it before it is saved."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from cnn_core.runs.engine import News
from cnn_core.runs.records import Progress, Row, StoredEvaluation
from cnn_core.runs.store import RunStore

Kind = Literal["done", "cancelled", "failed", "died", "handed_back"]


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended, to be written after its last rows."""

    kind: Kind
    code: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    paused: bool | None = None


@dataclass(slots=True)
class _Unsaved:
    rows: list[Row] = field(default_factory=list)
    evaluations: list[StoredEvaluation] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)
    ending: Ending | None = None


class Outbox:
    """Rows, evaluations, progress and endings on their way into the store.

    Args:
        store: where they go.
        owner: the runner that holds the leases.
        confirm: told the run and the step up to which its rows are saved.
        lost: told a run that somebody else holds by now; its reports are dropped.
    """

    def __init__(
        self, store: RunStore, owner: str, *, confirm: Callable[[str, int], None], lost: Callable[[str], None]
    ) -> None:
        self._store = store
        self._owner = owner
        self._confirm = confirm
        self._lost = lost
        self._unsaved: dict[str, _Unsaved] = {}

    def __bool__(self) -> bool:
        return bool(self._unsaved)

    def add(self, news: News) -> None:
        """Keep what a worker reported."""
        unsaved = self._unsaved.setdefault(news.run_id, _Unsaved())
        unsaved.rows += news.rows
        unsaved.evaluations += news.evaluations
        unsaved.progress = unsaved.progress.merged(news.progress)

    def end(self, run_id: str, ending: Ending) -> None:
        """Keep how an attempt ended."""
        self._unsaved.setdefault(run_id, _Unsaved()).ending = ending

    def flush(self) -> None:
        """Save everything; what was saved before an error is not saved again, the rest stays here.

        Raises:
            StorageFullError, StorageUnavailableError: from the store.
        """
        for run_id, unsaved in list(self._unsaved.items()):
            held = self._store.write(run_id, unsaved.rows, unsaved.evaluations, unsaved.progress, owner=self._owner)
            if held and unsaved.rows:
                self._confirm(run_id, unsaved.rows[-1].step)
            unsaved.rows, unsaved.evaluations, unsaved.progress = [], [], Progress()
            if held and unsaved.ending:
                self._write_ending(run_id, unsaved.ending)
            del self._unsaved[run_id]
            if not held:
                self._lost(run_id)

    def _write_ending(self, run_id: str, ending: Ending) -> None:
        if ending.kind == "died":
            self._store.died(run_id, ending.code or "worker_died", ending.params, owner=self._owner)
        elif ending.kind == "handed_back":
            self._store.hand_back(run_id, owner=self._owner, paused=ending.paused)
        else:
            self._store.finish(run_id, ending.kind, ending.code, ending.params, owner=self._owner)
