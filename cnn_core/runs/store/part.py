"""What every part of the store stands on."""

import functools
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from cnn_core.runs.order import Queue, Waiting
from cnn_core.runs.records import Limits
from cnn_core.runs.store.database import Database
from cnn_core.runs.store.tables import commands, runs


class Part:
    """The database, the limits and the clock (seconds since 1970)."""

    def __init__(self, database: Database, limits: Limits, clock: Callable[[], float]) -> None:
        self.database = database
        self.limits = limits
        self.clock = clock
        self.known_queue: tuple[float, Queue] | None = None  # when it was read (monotonic seconds), and what it was
        # To build this statement takes ten times as long as to carry it out, and a run writes twelve times a second.
        self.upsert = functools.cache(self._upsert)

    def _upsert(self, table: Table) -> Any:
        """INSERT that replaces the row with the same key, in the dialect's own words."""
        insert = sqlite.insert(table) if self.database.is_sqlite else postgresql.insert(table)
        keys = [column.name for column in table.primary_key]
        values = {column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys}
        return insert.on_conflict_do_update(index_elements=keys, set_=values)

    def insert_unless_there(self, table: Table) -> Any:
        """INSERT that leaves an existing row alone."""
        insert = sqlite.insert(table) if self.database.is_sqlite else postgresql.insert(table)
        return insert.on_conflict_do_nothing()


def goes_on() -> ColumnElement[bool]:
    """A paused run neither waits nor takes a slot, unless one step was asked of it."""
    step_asked = select(commands.c.run_id).where(commands.c.run_id == runs.c.id, commands.c.word == "step").exists()
    return ~runs.c.paused | step_asked


def read_queue(connection: Connection) -> Queue:
    """Who waits and who is in a slot."""
    active = select(runs.c.number, runs.c.id, runs.c.workspace_id, runs.c.state, runs.c.started_at).where(
        runs.c.state.in_(("queued", "running")), goes_on()
    )
    waiting: list[Waiting] = []
    running: dict[str, int] = {}
    last_start: dict[str, float] = {}
    for number, run_id, workspace_id, state, started_at in connection.execute(active):
        if state == "queued":
            waiting.append(Waiting(number, run_id, workspace_id))
            continue
        running[workspace_id] = running.get(workspace_id, 0) + 1
        last_start[workspace_id] = max(last_start.get(workspace_id, 0.0), started_at or 0.0)
    return Queue(waiting, running, last_start)
