"""The runner: `python -m cnn_core.runs --home DIR --data DIR`, and more with `--help`.

It trains what the pages ask for, ends when its standard input closes (so it never outlives the pages), and hands
everything back on SIGTERM or SIGINT. Children import this module again: it must stay light.
"""

import argparse
import hashlib
import logging
import os
import secrets
import signal
import socket
import stat
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

STORAGE_RETRY_SECONDS = 0.5

log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop; returns the exit status."""
    options = _options(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s runner %(levelname)s %(message)s", stream=sys.stderr)
    # Here, not above: children import this module again and need none of it.
    from cnn_core.runs.alone import alone
    from cnn_core.runs.cores import count
    from cnn_core.runs.local import LocalEngine
    from cnn_core.runs.store import RunStore
    from cnn_core.runs.supervisor import Supervisor

    stop = _stop_event()
    home = options.home.expanduser().resolve()
    name = _name(socket.gethostname(), home)
    with ExitStack() as stack:
        stack.enter_context(alone(home / "runner.lock"))
        engine = LocalEngine(slots=options.slots, data=options.data)  # first: it warms up meanwhile
        stack.callback(engine.close)  # also when we die of a mistake: workers are deaf to everything but their pipe
        store = RunStore(options.database_url or f"sqlite:///{home / 'convolab.sqlite3'}")
        stack.callback(store.close)
        # We hold the lock, so whoever had this name is gone.
        if not all(_when_there_is_space(do, stop) for do in (store.migrate, lambda: store.requeue_expired(gone=name))):
            return 0
        owner = name + secrets.token_hex(4)
        boss = Supervisor(store, engine, home=home, data=options.data, owner=owner, cores=count())
        boss.threads = options.threads
        boss.run(stop.is_set)
    return 0


def _when_there_is_space(action: Callable[[], object], stop: threading.Event) -> bool:
    """Do what needs the store, again and again while the disk is full; False when told to stop meanwhile."""
    from cnn_core.runs.errors import StorageFullError

    waiting = False
    while not stop.is_set():
        try:
            action()
            return True
        except StorageFullError as error:
            if not waiting:
                log.error("the runner cannot start: %s; it waits for space", error)
            waiting = True
            stop.wait(STORAGE_RETRY_SECONDS)
    return False


def _name(host: str, home: Path) -> str:
    """What the names of all runners of this home folder on this machine begin with, and those of no other."""
    return hashlib.sha256(f"{host}:{home}".encode()).hexdigest()[:16] + ":"


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m cnn_core.runs", description="Carry out Convolab's trainings.")
    parser.add_argument("--home", type=Path, required=True, help="folder of the checkpoints and the default database")
    parser.add_argument("--data", type=Path, help="folder of the data sets")
    # A URL with a password belongs into the environment: everybody on the machine can read a command line.
    url = os.environ.get("CONVOLAB_DATABASE_URL")
    parser.add_argument("--database-url", default=url, help="default: CONVOLAB_DATABASE_URL, else SQLite in the home")
    parser.add_argument("--slots", type=int, help="trainings at once; default: cores - 1, at least one")
    parser.add_argument("--threads", type=int, help="of a training that starts alone; default: the idle cores but one")
    return parser.parse_args(arguments)


def _stop_event() -> threading.Event:
    stop = threading.Event()
    for name in ("SIGTERM", "SIGINT"):
        signal.signal(getattr(signal, name), lambda *_: stop.set())
    if _is_pipe(0):
        threading.Thread(target=_wait_for_end_of_input, args=(stop,), name="stdin", daemon=True).start()
    return stop


def _is_pipe(descriptor: int) -> bool:
    """A terminal or /dev/null says nothing about our parent; a pipe closes when the parent ends."""
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _wait_for_end_of_input(stop: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
