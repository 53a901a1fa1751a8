"""Reading: the same for a run that still goes on and for one that ended long ago."""

import time

from sqlalchemy import LargeBinary, func, literal, select

from cnn_core.runs.errors import UnknownRunError
from cnn_core.runs.order import Queue, waiting_order
from cnn_core.runs.records import QueuePlace, Reason, Row, Run, RunnerStatus, StoredEvaluation
from cnn_core.runs.store.packing import evaluation_from, row_from, run_from
from cnn_core.runs.store.part import Part, read_queue
from cnn_core.runs.store.tables import evaluations, rows, runners, runs

RUNNER_SILENT_SECONDS = 15.0
_QUEUE_FRESH_SECONDS = 0.2


class Reading(Part):
    """Runs, curves, evaluations and places in the queue."""

    def run(self, run_id: str) -> Run:
        """One run.

        Raises:
            UnknownRunError: no run has this id.
        """
        with self.database.reading() as connection:
            found = connection.execute(select(*runs.columns).where(runs.c.id == run_id)).one_or_none()
        if found is None:
            raise UnknownRunError(run_id=run_id)
        return run_from(found)

    def runs(self, workspace_id: str, limit: int = 50) -> list[Run]:
        """The newest runs of a workspace, newest first."""
        query = select(*runs.columns).where(runs.c.workspace_id == workspace_id)
        with self.database.reading() as connection:
            found = connection.execute(query.order_by(runs.c.number.desc()).limit(limit)).all()
        return [run_from(one) for one in found]

    def rows(self, run_id: str, after: int = 0, at_most: int = 2000) -> list[Row]:
        """The steps after `after`, in order; of more than `at_most` evenly spaced ones, the newest among them."""
        mine = (rows.c.run_id == run_id) & (rows.c.step > after)
        query = select(*rows.columns).where(mine).order_by(rows.c.step)
        with self.database.reading() as connection:
            newest, count = connection.execute(select(func.max(rows.c.step), func.count()).where(mine)).one()
            if count > at_most:
                query = query.where((newest - rows.c.step) % -(-count // at_most) == 0)
            found = connection.execute(query).all()
        return [row_from(one) for one in found[-at_most:]]

    def evaluations(self, run_id: str, since: int = 0, *, confusion: bool = True) -> list[StoredEvaluation]:
        """The evaluations of a run from step `since` on, in order of steps; without `confusion`, with an empty matrix.

        Whoever only draws the curve and asks several times a second leaves the matrices where they are.
        """
        matrix = evaluations.c.confusion if confusion else literal(b"", LargeBinary).label("confusion")
        columns = [*(column for column in evaluations.columns if column.name != "confusion"), matrix]
        query = select(*columns).where(evaluations.c.run_id == run_id, evaluations.c.step >= since)
        with self.database.reading() as connection:
            found = connection.execute(query.order_by(evaluations.c.step, evaluations.c.split)).all()
        return [evaluation_from(one) for one in found]

    def queue_place(self, run_id: str) -> QueuePlace | None:
        """Where a run waits and why; None for a run that does not wait (running, paused or over)."""
        queue = self._fresh_queue()
        order = waiting_order(queue)
        for index, waiting in enumerate(order):
            if waiting.run_id == run_id:
                return QueuePlace(index + 1, len(order), self._reason(queue, waiting.workspace_id))
        return None

    def queue_length(self) -> int:
        """How many runs wait for a slot."""
        with self.database.reading() as connection:
            return len(read_queue(connection).waiting)

    def runners(self) -> list[RunnerStatus]:
        """The runners that gave a sign of life lately."""
        since = self.clock() - RUNNER_SILENT_SECONDS
        with self.database.reading() as connection:
            found = connection.execute(select(*runners.columns).where(runners.c.seen_at >= since)).all()
        return [RunnerStatus(**one._mapping) for one in found]

    def _reason(self, queue: Queue, workspace_id: str) -> Reason:
        alive = self.runners()
        if not alive:
            return "no_runner"
        if not any(runner.ready for runner in alive):
            return "runner_starting"
        own = queue.running.get(workspace_id, 0)
        return "own_quota" if own >= self.limits.running_per_workspace else "slots_busy"

    def _fresh_queue(self) -> Queue:
        """The queue, read at most five times a second: a whole class asks for its place at once."""
        now = time.monotonic()
        if self.known_queue is None or now - self.known_queue[0] > _QUEUE_FRESH_SECONDS:
            with self.database.reading() as connection:
                self.known_queue = (now, read_queue(connection))
        return self.known_queue[1]
