"""What a page may ask about: the learner's own runs, and the workspace without asking the store again and again."""

from pathlib import Path
from typing import Any

import pytest

from cnn_core.datasets import DATASETS
from cnn_core.runs.errors import StorageUnavailableError, UnknownRunError
from cnn_core.runs.records import Progress, Row, StoredEvaluation
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


def test_a_resumed_runs_card_shows_where_it_ended_and_not_where_it_failed() -> None:
    store, run_id = storage.store(), submitted("mine")

    def ended(step: int, *, state: Any, code: str | None, accuracy: float) -> Any:
        assert store.claim("runner") is not None
        rows = [Row(each, 0, 1.0 / each, 0.5, 0.1, (1.0,)) for each in range(max(1, step - 9), step + 1)]
        validation = StoredEvaluation(step, 0, "validation", 0.5, accuracy, ((1,),))
        store.write(run_id, rows, [validation], Progress(step=step), owner="runner")
        store.finish(run_id, state, code, owner="runner")
        return history._card(store.run(run_id))

    failed = ended(10, state="failed", code="training_crashed", accuracy=0.25)
    store.resume_failed(run_id)
    finished = ended(20, state="done", code=None, accuracy=0.75)
    assert failed.picture and finished.picture and failed.picture != finished.picture
    assert "25" in failed.fact and "75" in finished.fact


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
