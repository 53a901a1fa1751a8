"""Bring a database to this version: nothing but a look when it already is."""

from pathlib import Path

from sqlalchemy import Connection, inspect, select
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from cnn_core.runs.errors import DatabaseTooNewError
from cnn_core.runs.store.database import Database

HEAD = "0003"
_VERSION = sql_table("alembic_version", sql_column("version_num"))


def migrate(database: Database) -> None:
    """Run what is missing, in one transaction that holds the write lock: of two that start at once, one waits.

    Raises:
        DatabaseTooNewError: the database knows a revision that this version does not.
    """
    with database.reading() as connection:
        if _revision(connection) == HEAD:
            return
    with database.writing(ordering=True) as connection:
        if _revision(connection) != HEAD:
            _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION.name):
        return None
    revision: str | None = connection.scalar(select(_VERSION.c.version_num))
    return revision


def _upgrade(connection: Connection) -> None:
    from alembic import command  # a third of a second that only a new database needs
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = _revision(connection)
    if found is not None and found not in known:
        raise DatabaseTooNewError(found=found, known=HEAD)
    command.upgrade(config, "head")
