"""The only SQL: workspaces, networks, runs, curves, commands and leases."""

import time
from collections.abc import Callable

from cnn_core.runs.records import Limits
from cnn_core.runs.store.database import RESERVE_BYTES, Database
from cnn_core.runs.store.leases import Leases
from cnn_core.runs.store.migrate import migrate
from cnn_core.runs.store.networks import Networks
from cnn_core.runs.store.reading import Reading
from cnn_core.runs.store.requests import Requests
from cnn_core.runs.store.workspaces import Workspaces

__all__ = ["RunStore"]


class RunStore(Workspaces, Networks, Requests, Reading, Leases):
    """What the pages and the runner share.

    Safe to use from several threads and several processes at once. The learner's side (workspaces, submit, command,
    reading) never waits for a training; the runner's side (claim, renew, write, finish …) is fenced by the lease: who
    lost it can no longer change the run.

    Args:
        url: `sqlite:///path/to/file` or a PostgreSQL URL.
        limits: how much one workspace and all together may ask for.
        clock: seconds since 1970; tests give their own.
        reserve_bytes: new trainings are refused when less is free beside a SQLite file.

    Raises:
        StorageFullError: from every method, when the disk is full.
        StorageUnavailableError: from every method, when the database does not answer.
    """

    def __init__(
        self,
        url: str,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        reserve_bytes: int = RESERVE_BYTES,
    ) -> None:
        super().__init__(Database(url, reserve_bytes=reserve_bytes), limits or Limits(), clock)

    @property
    def storage_full(self) -> bool:
        """Whether there is too little space for anything new (what is there stays readable)."""
        return self.database.storage_full

    def migrate(self) -> None:
        """Bring the tables to this version; safe when the pages and the runner do it at the same time.

        Raises:
            DatabaseTooNewError: the database was written by a later version.
        """
        migrate(self.database)

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()
