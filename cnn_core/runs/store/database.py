"""The connection under the store: SQLite in WAL mode by default, PostgreSQL by URL."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from cnn_core.runs.errors import StorageFullError, StorageUnavailableError

BUSY_SECONDS = 5.0
RESERVE_BYTES = 320 * 2**20  # the largest network's checkpoint (240 MB) and 64 MB of kept ones
ADVISORY_LOCK = 0x436F6E76  # "Conv": everything that changes the order of runs takes this lock on PostgreSQL
_SURROUNDINGS = frozenset(  # of SQLite's primary result codes
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    )
)
_FULL = ("disk is full", "disk i/o error", "no space left", "could not extend file", "disk full")


def sqlite_module() -> ModuleType:
    """The SQLite to use: `pysqlite3`'s where installed, else Python's own.

    SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections checkpoint at once, and Python is
    often linked with an older one; pysqlite3 brings a fixed one (docs/adr/0003).
    """
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    module: ModuleType = dbapi2
    return module


class Database:
    """An engine whose writers queue up politely, and whose errors are ours.

    Args:
        url: `sqlite:///path` or `postgresql+psycopg://…`.
        reserve_bytes: the storage counts as full when less than this is free beside a SQLite file.
    """

    def __init__(self, url: str, *, reserve_bytes: int = RESERVE_BYTES) -> None:
        self.url = make_url(_with_driver(url))
        self.reserve_bytes = reserve_bytes
        self.folder = _folder(self.url.database) if self.is_sqlite else None
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else create_engine(self.url, pool_pre_ping=True)
        event.listen(self.engine, "begin", _begin)

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is one local file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def storage_full(self) -> bool:
        """Whether the disk under a SQLite file has less than the reserve left; PostgreSQL tells by its errors."""
        return self.folder is not None and shutil.disk_usage(self.folder).free < self.reserve_bytes

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent picture of the database."""
        with translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, *, ordering: bool = False) -> Iterator[Connection]:
        """A transaction that holds the write lock from its start, so that it never has to be repeated.

        Args:
            ordering: it changes who is next; on PostgreSQL such transactions go one after the other.
        """
        with translated(), self.engine.connect() as plain:
            connection = plain.execution_options(immediate=True, ordering=ordering)
            with connection.begin():
                yield connection


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's own errors about its surroundings into ours; mistakes in SQL stay what they are."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        if _is_a_mistake(error):
            raise
        raise storage_error(error) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise storage_error(error) from error
        raise


def storage_error(error: Exception) -> StorageFullError | StorageUnavailableError:
    """Full, or not there: which of the two an error of the database means."""
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if any(sign in reason.lower() for sign in _FULL):
        return StorageFullError()
    return StorageUnavailableError(reason=reason)


def _is_a_mistake(error: Exception) -> bool:
    """Whether SQLite complains about what it was told (no such column), not about its surroundings.

    To try such a thing again helps nobody: it must be seen.
    """
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return code is not None and code & 0xFF not in _SURROUNDINGS


def _with_driver(url: str) -> str:
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _folder(database: str | None) -> Path:
    if not database or database == ":memory:":
        raise ValueError("expected the path of a SQLite file; received none (two processes share the store)")
    folder = Path(database).expanduser().resolve().parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _sqlite_engine(url: Any) -> Engine:
    engine = create_engine(
        url, module=sqlite_module(), connect_args={"timeout": BUSY_SECONDS}, pool_size=8, max_overflow=32
    )
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own would take the write lock too late
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate") else "BEGIN")
    elif options.get("ordering"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
