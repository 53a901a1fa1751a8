"""The learner's runs: start one, and the token with which its page asks the routes about it."""

import time

from cnn_core.runs.errors import UnknownRunError
from cnn_core.runs.records import Run
from cnn_core.runs.store import RunStore
from cnn_core.training.spec import RunSpec, check_fits
from ui import session, storage

SHIPPED = "shipped"
REPEAT = 2.0  # s in which a second start counts as the same press of the button


def store() -> RunStore:
    """The store, opened once a process."""
    return storage.store()


def own(run_id: str) -> Run:
    """A run of this learner's; ids come from the browser too.

    Raises:
        UnknownRunError: there is none of this id, or it is somebody else's.
    """
    run = store().run(run_id)
    if run.workspace_id != session.workspace_id():
        raise UnknownRunError(run_id=run_id)
    return run


def resume(run_id: str) -> None:
    """Let a failed run of this learner's go on.

    Raises:
        UnknownRunError: there is none of this id, or it is somebody else's.
        NotResumableError, QuotaExceededError, QueueFullError: it cannot go on, or not now.
    """
    store().resume_failed(own(run_id).id)


def start_run(spec: RunSpec) -> str:
    """Put a run in the queue and make it the learner's run.

    Raises:
        TooManyParametersError, TooMuchMemoryError, TooMuchWorkError: no queue is worth waiting in for that.
        QuotaExceededError: the learner has too many runs going on.
        QueueFullError: everybody together has.
    """
    check_fits(spec)
    run_id = store().submit(session.workspace_id(), spec)
    session.set_run(run_id)
    return run_id


def has_just_started() -> bool:
    """Whether the learner's newest run was begun a moment ago and goes on: a key held down must not start a second."""
    latest = next(iter(store().runs(session.workspace_id(), limit=1)), None)
    return latest is not None and not latest.is_final and time.time() - latest.created_at < REPEAT


def run_token(run_id: str = SHIPPED) -> str:
    """The token for `api/runs/{run_id}/…` and `api/answer` (for the shipped model: "shipped")."""
    return storage.signer().token(run_id, session.workspace_id())
