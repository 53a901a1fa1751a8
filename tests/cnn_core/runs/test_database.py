"""Migrations, the choice of SQLite, and the translation of its errors."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from cnn_core.runs.errors import DatabaseTooNewError, StorageFullError, StorageUnavailableError
from cnn_core.runs.store import RunStore
from cnn_core.runs.store.database import Database, sqlite_module, storage_error
from cnn_core.runs.store.tables import metadata


def test_migrations_build_exactly_the_tables(store: RunStore) -> None:
    with store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_web_and_runner_may_migrate_at_once(database_url: str) -> None:
    stores = [RunStore(database_url) for _ in range(4)]
    failures: list[Exception] = []

    def migrate(store: RunStore) -> None:
        try:
            store.migrate()
            store.submit("ana", _Spec())
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=migrate, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(stores[0].runs("ana")) == 4
    for store in stores:
        store.close()


def test_a_database_of_the_first_version_keeps_what_is_in_it(open_store: Callable[..., RunStore]) -> None:
    store = open_store()
    store.update_workspace("ana", language="es")
    with store.database.writing() as connection:  # back to where 0001 left it
        connection.execute(text("DROP TABLE network"))
        connection.execute(text("ALTER TABLE workspace DROP COLUMN lens_json"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    store.migrate()
    store.update_workspace("ana", lens_json="{}")
    assert (store.workspace("ana").language, store.workspace("ana").lens_json) == ("es", "{}")
    assert store.keep_network("ana", name="mine", spec_json="{}") == store.networks("ana")[0].id


def test_a_database_of_a_later_version_is_left_alone(open_store: Callable[..., RunStore]) -> None:
    store = open_store()
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNewError, match="9999"):
        store.migrate()


def test_sqlite_is_one_that_does_not_corrupt_in_wal_mode() -> None:
    module = sqlite_module()
    if module is sqlite3:
        pytest.skip("pysqlite3 has no wheel for this machine")
    assert tuple(module.sqlite_version_info) >= (3, 51, 3)


def test_sqlite_is_set_up_for_two_processes(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'store.sqlite3'}")
    with database.reading() as connection:
        settings = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}
    database.close()


def test_a_store_in_memory_would_be_shared_with_nobody() -> None:
    with pytest.raises(ValueError, match="path"):
        Database("sqlite://")


def test_a_full_disk_is_told_apart_from_a_locked_database() -> None:
    assert isinstance(storage_error(sqlite3.OperationalError("database or disk is full")), StorageFullError)
    assert isinstance(storage_error(sqlite3.OperationalError("disk I/O error")), StorageFullError)
    locked = storage_error(sqlite3.OperationalError("database is locked"))
    assert isinstance(locked, StorageUnavailableError) and locked.params == {"reason": "database is locked"}


def test_a_database_that_grows_over_its_limit_says_full_and_keeps_what_it_has(tmp_path: Path) -> None:
    """SQLite's own page limit raises the very error of a full disk."""
    store = RunStore(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    store.migrate()
    store.save_drawing("ana", b"before")
    with store.database.reading() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))

    def limit(connection: object, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}").close()  # type: ignore[attr-defined]

    from sqlalchemy import event

    event.listen(store.database.engine, "checkout", limit)
    with pytest.raises(StorageFullError):
        store.save_drawing("ana", b"x" * 100_000)
    assert store.drawing("ana") == b"before"
    store.close()


class _Spec:
    def to_json(self) -> str:
        return "{}"


def test_a_mistake_in_sql_is_no_trouble_of_the_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    with pytest.raises(OperationalError, match="no such table"), database.reading() as connection:
        connection.exec_driver_sql("SELECT column FROM nowhere")
    database.close()


def test_a_folder_that_is_gone_is_trouble_of_the_disk(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    database = Database(f"sqlite:///{folder / 'store.sqlite3'}")
    folder.rmdir()
    with pytest.raises(StorageUnavailableError), database.reading():
        pass
    database.close()
