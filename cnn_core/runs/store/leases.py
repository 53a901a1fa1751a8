"""The runner's side: who trains a run now, and what it reports. Every change is fenced by the lease."""

import json
from collections.abc import Collection, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, bindparam, case, delete, func, select

from cnn_core.runs.order import startable
from cnn_core.runs.records import FINAL_STATES, Claim, Command, Progress, Row, RunnerStatus, StoredEvaluation
from cnn_core.runs.store.packing import evaluation_values, row_values
from cnn_core.runs.store.part import Part, goes_on, read_queue
from cnn_core.runs.store.tables import commands, evaluations, rows, runners, runs, workspaces

LEASE_SECONDS = 15.0
MAX_ATTEMPTS = 2
# Asked many times a second by a runner, and dearer to put together than to carry out: so that is done once.
_ANY_WAITING = select(runs.c.number).where(runs.c.state == "queued", goes_on()).limit(1)
_HEARING = (
    (runs.c.lease_owner == bindparam("owner"))
    & (runs.c.state == "running")
    & runs.c.id.not_in(bindparam("deaf", expanding=True))
)
_COMMANDS = (
    select(commands.c.number, commands.c.run_id, commands.c.word, commands.c.value)
    .where(commands.c.run_id.in_(select(runs.c.id).where(_HEARING)))
    .order_by(commands.c.number)
)
_ANY_COMMAND = _COMMANDS.limit(1)


class Leases(Part):
    """Claim, renew, write, finish; and what happens to a run whose runner is gone."""

    def claim(self, owner: str) -> Claim | None:
        """Take the next run for `owner`, or None when nobody may start one now."""
        with self.database.reading() as connection:
            if connection.execute(_ANY_WAITING).first() is None:
                return None
        with self.database.writing(ordering=True) as connection:
            queue = read_queue(connection)
            chosen = startable(queue, running_per_workspace=self.limits.running_per_workspace)
            if chosen is None:
                return None
            taken = {"state": "running", "attempt": runs.c.attempt + 1, **self._lease(owner)}
            change = runs.update().where(runs.c.number == chosen.number).values(**taken, started_at=self.clock())
            connection.execute(change)
            columns = (runs.c.id, runs.c.workspace_id, runs.c.spec_json, runs.c.attempt, runs.c.paused, runs.c.threads)
            found = connection.execute(select(*columns).where(runs.c.number == chosen.number)).one()
            return Claim(*found)

    def renew(self, owner: str) -> set[str]:
        """Prolong all leases of `owner`.

        Returns:
            The ids of the runs it still holds; any other one was given to somebody else.
        """
        mine = (runs.c.lease_owner == owner) & (runs.c.state == "running")
        with self.database.writing() as connection:
            connection.execute(runs.update().where(mine).values(**self._lease(owner)))
            return set(connection.scalars(select(runs.c.id).where(mine)))

    def write(
        self,
        run_id: str,
        rows_: Sequence[Row] = (),
        evaluations_: Sequence[StoredEvaluation] = (),
        progress: Progress | None = None,
        *,
        owner: str,
    ) -> bool:
        """Save what a worker reported. The same step twice replaces the first; a run's step never goes back.

        Returns:
            False when `owner` no longer holds the run: then nothing was saved.
        """
        values = _progress_values(progress or Progress())
        tests = [one for one in evaluations_ if one.split == "test"]
        if tests:
            values["test_accuracy"] = max(tests, key=lambda one: one.step).accuracy
        with self.database.writing() as connection:
            held = runs.update().where(_held(run_id, owner)).values(**(values or {"paused": runs.c.paused}))
            if connection.execute(held).rowcount == 0:
                return False
            if rows_:
                connection.execute(self.upsert(rows), [row_values(run_id, row) for row in rows_])
            if evaluations_:
                connection.execute(self.upsert(evaluations), [evaluation_values(run_id, one) for one in evaluations_])
        return True

    def take_commands(self, owner: str, *, but_of: Collection[str] = ()) -> list[Command]:
        """The words said to the runs of `owner` since the last time, in order. Each is given out once.

        Those said to the runs in `but_of`, which cannot hear them any more, stay for whoever trains these next.
        """
        mine = {"owner": owner, "deaf": list(but_of)}
        with self.database.reading() as connection:
            if connection.execute(_ANY_COMMAND, mine).first() is None:
                return []
        with self.database.writing() as connection:
            found = connection.execute(_COMMANDS.with_for_update(), mine).all()
            connection.execute(delete(commands).where(commands.c.number.in_([one.number for one in found])))
        return [Command(one.run_id, one.word, one.value) for one in found]

    def finish(
        self,
        run_id: str,
        state: Literal["done", "failed", "cancelled"],
        code: str | None = None,
        params: dict[str, Any] | None = None,
        *,
        owner: str,
    ) -> bool:
        """End a run; False when `owner` no longer holds it."""
        with self.database.writing(ordering=True) as connection:
            return self._end(connection, _held(run_id, owner), state, code, params)

    def hand_back(self, run_id: str, *, owner: str, paused: bool | None = None) -> bool:
        """Put a run back into the queue without spending an attempt (the runner stops, or makes room)."""
        values: dict[str, Any] = {"attempt": runs.c.attempt - 1}
        if paused is not None:
            values["paused"] = paused
        with self.database.writing(ordering=True) as connection:
            return self._queue_again(connection, _held(run_id, owner), **values)

    def died(self, run_id: str, code: str, params: dict[str, Any], *, owner: str) -> bool:
        """The attempt ended by no fault of the learner: try once more, or fail with the reason."""
        with self.database.writing(ordering=True) as connection:
            attempt = connection.scalar(select(runs.c.attempt).where(_held(run_id, owner)))
            if attempt is None:
                return False
            if attempt < MAX_ATTEMPTS:
                return self._queue_again(connection, _held(run_id, owner))
            return self._end(connection, _held(run_id, owner), "failed", code, {**params, "attempt": attempt})

    def requeue_expired(self, *, gone: str | None = None) -> list[str]:
        """Take back the runs whose lease ran out, and those of runners whose id starts with `gone`.

        Returns:
            Their ids.
        """
        lost = runs.c.lease_until < self.clock()
        if gone:
            lost = lost | runs.c.lease_owner.startswith(gone, autoescape=True)
        query = select(runs.c.id, runs.c.attempt).where(runs.c.state == "running", lost)
        with self.database.reading() as connection:
            if connection.execute(query.limit(1)).first() is None:
                return []
        with self.database.writing(ordering=True) as connection:
            found = connection.execute(query.with_for_update()).all()
            for one in found:
                self._take_back(connection, one.id, one.attempt)
        return [one.id for one in found]

    def beat(self, status: RunnerStatus) -> None:
        """Give a sign of life, so that the pages can say why a run waits."""
        values = {"id": status.id, "slots": status.slots, "ready": status.ready, "note": status.note}
        with self.database.writing() as connection:
            connection.execute(self.upsert(runners), {**values, "seen_at": self.clock()})
            connection.execute(delete(runners).where(runners.c.seen_at < self.clock() - 86_400))

    def forget_runner(self, runner_id: str) -> None:
        """The runner says good-bye."""
        with self.database.writing() as connection:
            connection.execute(delete(runners).where(runners.c.id == runner_id))

    def surplus(self) -> list[str]:
        """The ids of ended runs beyond the newest that each workspace keeps, except the one it has open."""
        newer_first = func.row_number().over(partition_by=runs.c.workspace_id, order_by=runs.c.number.desc())
        ended = select(runs.c.id, newer_first.label("age")).where(runs.c.state.in_(FINAL_STATES)).subquery()
        opened = select(workspaces.c.run_id).where(workspaces.c.run_id.is_not(None))
        query = select(ended.c.id).where(ended.c.age > self.limits.kept_per_workspace, ended.c.id.not_in(opened))
        with self.database.reading() as connection:
            return list(connection.scalars(query))

    def forget(self, ids: Sequence[str]) -> list[str]:
        """Delete runs and their curves, but not one that somebody has resumed meanwhile.

        Returns:
            The ids of those deleted.
        """
        over = runs.c.id.in_(ids) & runs.c.state.in_(FINAL_STATES)
        with self.database.writing() as connection:
            gone = list(connection.scalars(select(runs.c.id).where(over).with_for_update()))
            connection.execute(delete(runs).where(runs.c.id.in_(gone)))
        return gone

    def _lease(self, owner: str) -> dict[str, Any]:
        return {"lease_owner": owner, "lease_until": self.clock() + LEASE_SECONDS}

    def _take_back(self, connection: Connection, run_id: str, attempt: int) -> None:
        this = (runs.c.id == run_id) & (runs.c.state == "running")
        if attempt < MAX_ATTEMPTS:
            self._queue_again(connection, this)
        else:
            self._end(connection, this, "failed", "runner_died", {"attempt": attempt})

    def _queue_again(self, connection: Connection, which: ColumnElement[bool], **values: Any) -> bool:
        """Back to the queue; a run that somebody wants stopped ends here instead of waiting for ever."""
        stopped = which & runs.c.stop_requested
        if connection.scalar(select(runs.c.id).where(stopped)):
            return self._end(connection, stopped, "cancelled", None, None)
        back = {"state": "queued", "lease_owner": None, "lease_until": None, **values}
        for run_id in connection.scalars(select(runs.c.id).where(which)).all():
            back |= _settle_words(connection, run_id)
        return connection.execute(runs.update().where(which).values(**back)).rowcount > 0

    def _end(
        self,
        connection: Connection,
        which: ColumnElement[bool],
        state: str,
        code: str | None,
        params: dict[str, Any] | None,
    ) -> bool:
        ended = {"state": state, "finished_at": self.clock(), "paused": False, "lease_owner": None, "lease_until": None}
        error = {"error_code": code, "error_params": json.dumps(params or {})}
        connection.execute(delete(commands).where(commands.c.run_id.in_(select(runs.c.id).where(which))))
        return connection.execute(runs.update().where(which).values(**ended, **error)).rowcount > 0


def _settle_words(connection: Connection, run_id: str) -> dict[str, bool]:
    """Turn the words nobody heard into the state of a waiting run, where the next word would not find them.

    What stays on its way is what a waiting run keeps as well: learning rates, and steps that no `resume` followed.
    """
    query = select(commands.c.number, commands.c.word).where(commands.c.run_id == run_id)
    paused: dict[str, bool] = {}
    settled: list[int] = []
    steps: list[int] = []
    for number, word in connection.execute(query.order_by(commands.c.number)).all():
        if word in ("pause", "resume", "step"):
            paused["paused"] = word != "resume"
        if word == "step":
            steps.append(number)
        elif word != "set_learning_rate":
            settled += [number, *(steps if word == "resume" else ())]
    connection.execute(delete(commands).where(commands.c.number.in_(settled)))
    return paused


def _held(run_id: str, owner: str) -> ColumnElement[bool]:
    return (runs.c.id == run_id) & (runs.c.lease_owner == owner) & (runs.c.state == "running")


def _progress_values(progress: Progress) -> dict[str, Any]:
    names = ("total_steps", "threads", "device", "precision", "images_per_second", "paused")
    values = {name: getattr(progress, name) for name in names if getattr(progress, name) is not None}
    if progress.layers is not None:
        values["layers"] = json.dumps(progress.layers)
    if progress.step is not None:
        further = runs.c.step < progress.step
        values["step"] = case((further, progress.step), else_=runs.c.step)
        if progress.epoch is not None:
            values["epoch"] = case((further, progress.epoch), else_=runs.c.epoch)
    return values
