"""Where things lie and who may come in, read from the environment in one place."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """The choices of whoever starts the laboratory.

    Attributes:
        home: folder of the store, the checkpoints and the signing key.
        data: folder with the data sets, laid out as torchvision expects.
        database_url: SQLAlchemy URL of the store.
        hosts: names, besides the loopback ones, under which browsers may reach the pages.
        slots: trainings at once; None lets the runner decide from the machine.
        threads: of a training that starts alone; None lets the runner decide from what is idle.
    """

    home: Path
    data: Path
    database_url: str
    hosts: frozenset[str]
    slots: int | None
    threads: int | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read `CONVOLAB_HOME`, `_DATA`, `_DATABASE_URL`, `_HOSTS` (by commas), `_SLOTS`, `_THREADS`, or a default.

        Raises:
            SystemExit: a number is none, with a sentence for whoever started the laboratory.
        """
        home = Path(environ.get("CONVOLAB_HOME") or _user_data(environ) / "convolab").absolute()
        data = Path(environ.get("CONVOLAB_DATA") or _user_cache(environ) / "convolab" / "data").absolute()
        url = environ.get("CONVOLAB_DATABASE_URL") or f"sqlite:///{(home / 'convolab.sqlite3').as_posix()}"
        hosts = frozenset(name.strip().lower() for name in environ.get("CONVOLAB_HOSTS", "").split(",") if name.strip())
        return cls(
            home=home,
            data=data,
            database_url=url,
            hosts=hosts,
            slots=_count(environ, "CONVOLAB_SLOTS"),
            threads=_count(environ, "CONVOLAB_THREADS"),
        )


def _count(environ: Mapping[str, str], name: str) -> int | None:
    """A whole number of at least 1; None where nothing is set."""
    text = environ.get(name, "").strip()
    if text and not (text.isdecimal() and int(text) >= 1):
        sys.exit(f"{name}: expected a whole number of at least 1, or nothing; received {text!r}.")
    return int(text) if text else None


def _user_data(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _user_cache(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
