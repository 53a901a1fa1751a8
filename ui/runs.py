"""The learner's runs: start one, and the token with which its page asks the routes about it."""

from cnn_core.runs.store import RunStore
from cnn_core.training.spec import RunSpec
from ui import session, storage

SHIPPED = "shipped"


def store() -> RunStore:
    """The store, opened once a process."""
    return storage.store()


def start_run(spec: RunSpec) -> str:
    """Put a run in the queue and make it the learner's run.

    Raises:
        QuotaExceededError: the learner has too many runs going on.
        QueueFullError: everybody together has.
    """
    run_id = store().submit(session.workspace_id(), spec)
    session.set_run(run_id)
    return run_id


def run_token(run_id: str = SHIPPED) -> str:
    """The token for `api/runs/{run_id}/…` and `api/answer` (for the shipped model: "shipped")."""
    return storage.signer().token(run_id, session.workspace_id())
