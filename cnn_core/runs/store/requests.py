"""What a learner asks for: a training, a word to it, another try."""

import math
import secrets
from typing import Protocol

from sqlalchemy import Connection, delete, func, select

from cnn_core.runs.errors import (
    NotResumableError,
    QueueFullError,
    QuotaExceededError,
    StorageFullError,
    TooManyCommandsError,
    UnknownCommandError,
    UnknownRunError,
)
from cnn_core.runs.records import FINAL_STATES, WORDS, Word
from cnn_core.runs.store.part import Part
from cnn_core.runs.store.tables import commands, runs, workspaces

HIGHEST_LEARNING_RATE = 1000.0
NOT_RESUMABLE = frozenset({"diverged"})  # the same arithmetic again would end the same way
MOST_WAITING_WORDS = 64
_ACTIVE = ("queued", "running")


class JsonSpec(Protocol):
    """What the store needs to know of a RunSpec (which itself would bring torch along)."""

    def to_json(self) -> str:
        """The spec as text."""
        ...


class Requests(Part):
    """Submit, command, resume."""

    def submit(self, workspace_id: str, spec: JsonSpec) -> str:
        """Put a training into the queue.

        Returns:
            The run's id, which nobody can guess.

        Raises:
            StorageFullError: there is no space for its curve and checkpoints.
            QuotaExceededError: the workspace has too many waiting or running already.
            QueueFullError: all together have.
        """
        if self.database.storage_full:
            raise StorageFullError()
        run_id = secrets.token_hex(12)
        with self.database.writing(ordering=True) as connection:
            self._make_room(connection, workspace_id)
            owner = {"id": workspace_id, "created_at": self.clock()}
            connection.execute(self.insert_unless_there(workspaces), owner)
            fresh = _new_run(run_id, workspace_id, spec.to_json())
            connection.execute(runs.insert().values(**fresh, created_at=self.clock()))
        self.known_queue = None
        return run_id

    def command(self, run_id: str, word: Word, value: float | None = None) -> bool:
        """Say a word to a run. A running one hears it from its runner, a waiting one changes at once.

        Args:
            run_id: the run.
            word: `pause`, `resume`, `step` (exactly one, then paused), `stop` or `set_learning_rate`.
            value: the learning rate, in (0, 1000].

        Returns:
            False when it came too late: the run had already ended.

        Raises:
            TooManyCommandsError: the run has not heard the many before it yet; `stop` is always taken.
            UnknownCommandError: no such word, or a value that does not belong to it.
            UnknownRunError: no run has this id.
        """
        _check_command(word, value)
        with self.database.writing(ordering=True) as connection:
            found = connection.execute(
                select(runs.c.state, runs.c.lease_until).where(runs.c.id == run_id).with_for_update()
            ).one_or_none()
            if found is None:
                raise UnknownRunError(run_id=run_id)
            if found.state in FINAL_STATES:
                return False
            expired = found.state == "running" and (found.lease_until or 0.0) < self.clock()
            self._say(connection, run_id, word, value, waits=found.state == "queued", expired=expired)
        self.known_queue = None
        return True

    def resume_failed(self, run_id: str) -> None:
        """Let a failed run go on from its newest checkpoint, with two new attempts.

        Raises:
            NotResumableError: it did not fail, or would fail in the same way again.
            QuotaExceededError: the workspace has too many waiting or running already.
            QueueFullError: all together have.
            UnknownRunError: no run has this id.
        """
        with self.database.writing(ordering=True) as connection:
            found = connection.execute(
                select(runs.c.state, runs.c.error_code, runs.c.workspace_id)
                .where(runs.c.id == run_id)
                .with_for_update()
            ).one_or_none()
            if found is None:
                raise UnknownRunError(run_id=run_id)
            if found.state != "failed" or found.error_code in NOT_RESUMABLE:
                raise NotResumableError(state=found.state, reason=found.error_code)
            self._make_room(connection, found.workspace_id)
            fresh = {"state": "queued", "attempt": 0, "paused": False, "stop_requested": False, "finished_at": None}
            cleared = {"error_code": None, "error_params": "{}", "lease_owner": None, "lease_until": None}
            connection.execute(runs.update().where(runs.c.id == run_id).values(**fresh, **cleared))
        self.known_queue = None

    def _say(
        self, connection: Connection, run_id: str, word: Word, value: float | None, *, waits: bool, expired: bool
    ) -> None:
        nobody_listens = waits or expired
        change: dict[str, object] = {}
        if word == "stop":
            change["stop_requested"] = True  # kept in the run: a stop must survive the runner it was said to
        if nobody_listens and word == "stop":
            change |= {"state": "cancelled", "finished_at": self.clock(), "paused": False, "lease_owner": None}
        elif nobody_listens and word in ("pause", "resume", "step"):
            change["paused"] = word != "resume"
        if waits and word == "resume":  # no runner has heard the steps: going on includes them
            connection.execute(delete(commands).where(commands.c.run_id == run_id, commands.c.word == "step"))
        if change:
            connection.execute(runs.update().where(runs.c.id == run_id).values(**change))
        # A worker whose runner missed its renewal may still be there and renew: it must hear the word, too.
        if word in ("step", "set_learning_rate") or (not waits and not (expired and word == "stop")):
            self._post(connection, run_id, word, value)

    def _post(self, connection: Connection, run_id: str, word: Word, value: float | None) -> None:
        """Put a word on its way; the same word again replaces the one before, except steps, which count."""
        query = select(commands.c.number, commands.c.word).where(commands.c.run_id == run_id)
        waiting = connection.execute(query.order_by(commands.c.number.desc())).all()
        if waiting and waiting[0].word == word != "step":
            connection.execute(commands.update().where(commands.c.number == waiting[0].number).values(value=value))
            return
        if len(waiting) >= MOST_WAITING_WORDS and word != "stop":
            raise TooManyCommandsError(limit=MOST_WAITING_WORDS)
        connection.execute(commands.insert().values(run_id=run_id, word=word, value=value))

    def _make_room(self, connection: Connection, workspace_id: str) -> None:
        active = select(func.count()).select_from(runs).where(runs.c.state.in_(_ACTIVE))
        mine = connection.scalar(active.where(runs.c.workspace_id == workspace_id)) or 0
        if mine >= self.limits.active_per_workspace:
            raise QuotaExceededError(limit=self.limits.active_per_workspace)
        queued = select(func.count()).select_from(runs).where(runs.c.state == "queued")
        if (connection.scalar(queued) or 0) >= self.limits.queue:
            raise QueueFullError(limit=self.limits.queue)


def _new_run(run_id: str, workspace_id: str, spec_json: str) -> dict[str, object]:
    return {
        "id": run_id,
        "workspace_id": workspace_id,
        "spec_json": spec_json,
        "state": "queued",
        "paused": False,
        "stop_requested": False,
        "attempt": 0,
        "step": 0,
        "epoch": 0,
        "layers": "[]",
        "error_params": "{}",
    }


def _check_command(word: str, value: float | None) -> None:
    if word not in WORDS:
        raise UnknownCommandError(word=str(word)[:40], value="")
    takes_value = word == "set_learning_rate"
    fits = value is None
    if takes_value:
        value = None if value is None else _as_float(value)
        fits = value is not None and math.isfinite(value) and 0 < value <= HIGHEST_LEARNING_RATE
    if not fits:
        raise UnknownCommandError(word=word, value=str(value))


def _as_float(value: float) -> float:
    """As a float: JSON's integers have no largest one."""
    try:
        return float(value)
    except OverflowError:
        return math.inf
