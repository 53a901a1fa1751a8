"""Who starts the laboratory where it cannot keep anything is told so in a sentence, not in a traceback."""

import sqlite3
from pathlib import Path

import pytest

from cnn_core.runs.errors import StorageUnavailableError
from ui import storage
from ui.settings import Settings
from ui.web.opening import opened


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("CONVOLAB_HOME", str(home))
    monkeypatch.delenv("CONVOLAB_DATABASE_URL", raising=False)
    return home


def complaint(home: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        opened(Settings.from_environment())
    said = capsys.readouterr().err
    assert ended.value.code == 1 and said.count("\n") == 1
    assert f"CONVOLAB_HOME, now {home}" in said
    return said


def test_a_good_home_opens(home: Path) -> None:
    assert opened(Settings.from_environment()) is storage.signer()


def test_a_store_of_a_later_version_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    with sqlite3.connect(home / "convolab.sqlite3") as later:
        later.execute("create table alembic_version (version_num text)")
        later.execute("insert into alembic_version values ('9999')")
    later.close()
    assert complaint(home, capsys).startswith("Your work was saved by a newer version of Convolab (9999)")


def test_a_home_that_takes_nothing_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.write_text("a file, not a folder")
    assert complaint(home, capsys).startswith("Convolab cannot keep anything here")


def test_a_home_without_the_right_to_write_is_named(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object) -> None:
        raise StorageUnavailableError(reason="attempt to write a readonly database")

    home.mkdir()
    monkeypatch.setattr(storage, "store", read_only)
    monkeypatch.setattr("os.access", lambda *_: False)  # whoever runs the tests may be allowed everything
    assert complaint(home, capsys).startswith("Convolab may not write to its folder")
