"""Stores to test on: SQLite always, PostgreSQL where a server is installed or CONVOLAB_TEST_POSTGRES names one."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from cnn_core.runs.records import Limits
from cnn_core.runs.store import RunStore


@dataclass
class Clock:
    """Time that passes when a test says so."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class AnySpec:
    """The store looks into no spec."""

    text: str = '{"seed": 0}'

    def to_json(self) -> str:
        return self.text


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of an empty PostgreSQL server, thrown away afterwards."""
    pytest.importorskip("psycopg")
    if given := os.environ.get("CONVOLAB_TEST_POSTGRES"):
        yield given
        return
    programs = shutil.which("initdb"), shutil.which("postgres")
    if not all(programs) or os.name == "nt":
        pytest.skip("no PostgreSQL server here")
    with tempfile.TemporaryDirectory() as folder:
        yield from _cluster(Path(folder), *[str(program) for program in programs])


def _cluster(folder: Path, initdb: str, postgres: str) -> Iterator[str]:
    as_user = _somebody_else(folder)
    data = folder / "data"
    subprocess.run([initdb, "-D", data, "-A", "trust", "-U", "convolab"], check=True, capture_output=True, **as_user)
    # A socket in its own folder, no port: two test runs on one machine must not meet.
    options = ["-D", str(data), "-k", str(folder), "-c", "listen_addresses=", "-F"]
    server = subprocess.Popen([postgres, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **as_user)
    assert server.stderr is not None
    try:
        for line in server.stderr:
            if b"ready to accept connections" in line:
                break
        else:
            pytest.fail("PostgreSQL did not start")
        yield f"postgresql://convolab@/postgres?host={folder}"
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _somebody_else(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": folder}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite3'}"
    url: str = request.getfixturevalue("postgres")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


@pytest.fixture
def open_store(database_url: str, clock: Clock) -> Iterator[Callable[..., RunStore]]:
    """Open the same database as often as there are processes in the story."""
    opened: list[RunStore] = []

    def opening(**limits: int) -> RunStore:
        opened.append(RunStore(database_url, limits=Limits(**limits), clock=clock))
        opened[-1].migrate()
        return opened[-1]

    yield opening
    for one in opened:
        one.close()


@pytest.fixture
def store(open_store: Callable[..., RunStore]) -> RunStore:
    return open_store()
