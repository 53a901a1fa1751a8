from pathlib import Path

import pytest

from ui.settings import Settings


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "CONVOLAB_HOME": str(tmp_path / "home"),
            "CONVOLAB_DATA": str(tmp_path / "data"),
            "CONVOLAB_DATABASE_URL": "postgresql+psycopg://host/name",
            "CONVOLAB_HOSTS": "Lab.School.example, other.example,",
            "CONVOLAB_SLOTS": "3",
            "CONVOLAB_THREADS": "2",
        }
    )
    assert settings.home == tmp_path / "home" and settings.data == tmp_path / "data"
    assert settings.database_url == "postgresql+psycopg://host/name"
    assert settings.hosts == {"lab.school.example", "other.example"}
    assert (settings.slots, settings.threads) == (3, 2)


def test_defaults_lie_in_the_users_own_folders(tmp_path: Path) -> None:
    environ = {"XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "LOCALAPPDATA": str(tmp_path)}
    settings = Settings.from_environment(environ)
    assert settings.home.name == "convolab" and settings.home.is_absolute()
    assert settings.database_url == f"sqlite:///{(settings.home / 'convolab.sqlite3').as_posix()}"
    assert settings.hosts == frozenset() and settings.slots is None and settings.threads is None


@pytest.mark.parametrize("text", ["many", "0", "-1", "1.5"])
@pytest.mark.parametrize("name", ["CONVOLAB_SLOTS", "CONVOLAB_THREADS"])
def test_a_number_that_is_none_is_told_by_its_name(name: str, text: str) -> None:
    with pytest.raises(SystemExit, match=f"{name}: expected a whole number of at least 1"):
        Settings.from_environment({name: text, "XDG_DATA_HOME": "/x", "XDG_CACHE_HOME": "/x", "LOCALAPPDATA": "/x"})
