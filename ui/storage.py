"""What this process opens once and everyone shares: the store and the signer."""

from functools import lru_cache
from pathlib import Path

from cnn_core.runs.store import RunStore
from ui.settings import Settings
from ui.web.identity import Signer, read_or_create_secret


def store() -> RunStore:
    """The store of the current settings, opened and migrated once a process; pages and routes share it."""
    settings = Settings.from_environment()
    return _open_store(settings.database_url, settings.home)


def signer() -> Signer:
    """The signer of the current settings."""
    return _open_signer(Settings.from_environment().home)


@lru_cache(maxsize=8)
def _open_store(url: str, home: Path) -> RunStore:
    home.mkdir(parents=True, exist_ok=True)
    opened = RunStore(url)
    opened.migrate()
    return opened


@lru_cache(maxsize=8)
def _open_signer(home: Path) -> Signer:
    return Signer(read_or_create_secret(home))
