"""The runner is started, started again when it dies, and said goodbye to."""

import asyncio
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ui.settings import Settings
from ui.web import runner as module
from ui.web.runner import command, environment, runner

SETTINGS = Settings.from_environment({"CONVOLAB_HOME": "home", "CONVOLAB_DATA": "data", "CONVOLAB_SLOTS": "2"})


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(condition: object, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # type: ignore[operator]
            await asyncio.sleep(0.02)


def test_the_command_says_everything() -> None:
    words = command(SETTINGS)
    assert words[:3] == [sys.executable, "-m", "cnn_core.runs"]
    assert words[words.index("--slots") + 1] == "2"
    assert words[words.index("--home") + 1] == str(SETTINGS.home)
    assert "--threads" not in words and command(replace(SETTINGS, threads=2))[-2:] == ["--threads", "2"]


def test_a_password_stands_on_no_command_line() -> None:
    settings = replace(SETTINGS, database_url="postgresql://lab:secret@host/lab")
    assert "secret" not in " ".join(command(settings))
    assert environment(settings)["CONVOLAB_DATABASE_URL"] == settings.database_url


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_it_lives_as_long_as_the_block_and_again_after_a_death(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    note = tmp_path / "pids"
    script = f"import os, sys; open({str(note)!r}, 'a').write(f'{{os.getpid()}}\\n'); sys.stdin.read()"
    monkeypatch.setattr(module, "command", lambda settings: [sys.executable, "-c", script])
    caplog.set_level(logging.ERROR)

    async def story() -> list[int]:
        def pids() -> list[int]:
            return [int(line) for line in note.read_text().split()] if note.exists() else []

        async with runner(SETTINGS):
            await until(pids)
            os.kill(pids()[0], 9)
            await until(lambda: len(pids()) == 2)
            assert alive(pids()[1])
        return pids()

    first, second = asyncio.run(story())
    assert first != second and not alive(first) and not alive(second)
    assert "starting it again" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_one_that_does_not_listen_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "pid"
    script = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    )
    monkeypatch.setattr(module, "command", lambda settings: [sys.executable, "-c", script])
    monkeypatch.setattr(module, "_PATIENCE", 0.3)

    async def story() -> int:
        async with runner(SETTINGS):
            await until(lambda: note.exists() and note.read_text())
        return int(note.read_text())

    assert not alive(asyncio.run(story()))


def test_a_start_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    tries: list[int] = []

    async def no_process_left(words: list[str], environ: dict[str, str]) -> int:
        tries.append(len(tries))
        if len(tries) == 1:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        await asyncio.sleep(600)
        return 0

    monkeypatch.setattr(module, "_run_once", no_process_left)
    monkeypatch.setattr(module, "_LONGEST_WAIT", 0.02)

    async def story() -> None:
        async with runner(SETTINGS):
            await until(lambda: len(tries) == 2)

    asyncio.run(story())
    assert "could not be started" in caplog.text and "Resource temporarily unavailable" in caplog.text
