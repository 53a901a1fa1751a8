"""What a page may ask about: the learner's own runs, and the workspace without asking the store again and again."""

from pathlib import Path
from typing import Any

import pytest

from cnn_core.datasets import DATASETS
from cnn_core.runs.errors import StorageUnavailableError, UnknownRunError
from cnn_core.training.spec import default_run
from ui import choices, history, runs, session, storage, strip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("CONVOLAB_DATABASE_URL", raising=False)
    monkeypatch.setattr(session, "workspace_id", lambda: "mine")


def submitted(workspace: str) -> str:
    digits = DATASETS["digits"]()
    return storage.store().submit(workspace, default_run(choices.preset("lenet5", digits), digits))


def test_another_learners_run_is_nobodys() -> None:
    theirs, ours = submitted("theirs"), submitted("mine")
    for ask in (runs.own, runs.resume):
        with pytest.raises(UnknownRunError):
            ask(theirs)
    assert runs.own(ours).id == ours
    session.set_run(theirs)  # as a workspace of an older version might name it
    current = history.current()
    assert current is not None and current.id == ours
    assert strip._run_of(session.workspace()) is None


def test_only_an_unknown_run_is_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    session.set_run(submitted("mine"))

    def full(run_id: str) -> None:
        raise StorageUnavailableError(reason="locked")

    monkeypatch.setattr(runs, "own", full)
    with pytest.raises(StorageUnavailableError):
        history.current()
    with pytest.raises(StorageUnavailableError):
        strip._run_of(session.workspace())


def test_the_workspace_is_read_once_and_after_every_change(monkeypatch: pytest.MonkeyPatch) -> None:
    store, asked = storage.store(), []
    read = store.workspace

    def counted(workspace_id: str) -> Any:
        asked.append(workspace_id)
        return read(workspace_id)

    monkeypatch.setattr(store, "workspace", counted)
    with session.reading_once():
        assert session.workspace().dataset_json is None and session.workspace().run_id is None
        assert len(asked) == 1
        session.set_dataset(DATASETS["shapes"]())
        asked.clear()
        assert choices.dataset().kind == "shapes" and choices.dataset().kind == "shapes"
        assert len(asked) == 1
    session.workspace()
    session.workspace()
    assert len(asked) == 3
