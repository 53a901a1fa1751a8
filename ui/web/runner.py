"""The second process: starts the runner beside the pages, starts it again when it dies, stops it with the pages."""

import asyncio
import logging
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from ui.settings import ROOT, Settings

_log = logging.getLogger("convolab.runner")
_PATIENCE = 10.0  # seconds for a runner to write its last checkpoint
_LONGEST_WAIT = 30.0  # seconds between two starts of a runner that keeps dying
_HEALTHY = 60.0  # seconds after which an earlier death no longer counts


def command(settings: Settings) -> list[str]:
    """The command line of the runner for these settings."""
    words = [sys.executable, "-m", "cnn_core.runs", "--home", str(settings.home), "--data", str(settings.data)]
    words += [] if settings.slots is None else ["--slots", str(settings.slots)]
    return words + ([] if settings.threads is None else ["--threads", str(settings.threads)])


def environment(settings: Settings) -> dict[str, str]:
    """The runner's environment; the database's URL goes this way, since everybody here can read a command line."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return {**os.environ, "PYTHONPATH": path, "CONVOLAB_DATABASE_URL": settings.database_url}


@asynccontextmanager
async def runner(settings: Settings) -> AsyncIterator[None]:
    """Keep one runner alive within the block."""
    watch = asyncio.create_task(_keep_alive(command(settings), environment(settings)), name="runner")
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def _keep_alive(words: list[str], environ: dict[str, str]) -> None:
    wait = 0.5
    while True:
        started = time.monotonic()
        try:
            outcome = f"ended with status {await _run_once(words, environ)}"
        except Exception:  # no process, no memory, no file: whatever it is may pass, and this watch must outlive it
            outcome = "could not be started"
            _log.exception("the runner %s", outcome)
        wait = 0.5 if time.monotonic() - started > _HEALTHY else min(2 * wait, _LONGEST_WAIT)
        _log.error("the runner %s; starting it again in %.0f s", outcome, wait)
        await asyncio.sleep(wait)


async def _run_once(words: list[str], environ: dict[str, str]) -> int:
    """Run the runner until it dies, or, when cancelled, until it has put its work away."""
    process = await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.PIPE,  # its end of file tells the runner that we are gone, even after kill -9
        cwd=ROOT,
        env=environ,
        start_new_session=True,  # Ctrl-C reaches us only; we then say goodbye in order
    )
    _log.info("the runner has started (process %d)", process.pid)
    try:
        return await process.wait()
    except asyncio.CancelledError:
        await _stop(process)
        raise


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    for signal in (process.terminate, process.kill):
        try:
            await asyncio.wait_for(process.wait(), _PATIENCE)
            return
        except TimeoutError:
            _log.warning("the runner is slow to stop; asking harder")
            signal()
    await process.wait()
