"""The training page as Streamlit draws it, in both languages: what it says, what it starts, what it brings back."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.datasets import DATASETS
from cnn_core.runs.records import Progress, Row
from cnn_core.training import loop
from cnn_core.training.spec import RunSpec
from ui import runs as runs_of_learner
from ui import storage

ROOT = Path(__file__).resolve().parents[2]
WORKSPACE = "test-workspace"
START = {"en": "Start training", "es": "Entrenar"}


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home and an empty data folder of the test's own; no runner is there."""
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("CONVOLAB_DATABASE_URL", raising=False)
    yield tmp_path
    storage.store().close()


@pytest.fixture(params=["en", "es"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def page(language: str = "en") -> AppTest:
    """The training page, as a learner of this language finds it."""
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.session_state["workspace_id"] = WORKSPACE
    app.session_state["workspace_is_ephemeral"] = False
    app.query_params["lang"] = language
    app.run()
    return checked(app.switch_page("../pages/lab/training.py").run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def component(app: AppTest, name: str) -> dict[str, Any]:
    """The data a component of ours was given."""
    found = [node for node in walk(app.main) if getattr(node.proto, "component_name", "") == name]
    assert len(found) == 1, f"{name} is on the page {len(found)} times"
    data: dict[str, Any] = json.loads(found[0].proto.json)
    return data


def walk(node: Any) -> Iterator[Any]:
    if hasattr(node, "children"):
        for child in node.children.values():
            yield from walk(child)
    else:
        yield node


def button(app: AppTest, label: str) -> Any:
    return next(each for each in app.button if each.label == label)


def runs() -> list[Any]:
    return storage.store().runs(WORKSPACE)


def trained(app: AppTest, language: str = "en") -> str:
    """A run of some steps, as a runner would leave it in the store."""
    button(app, START[language]).click().run()
    store = storage.store()
    claim = store.claim("runner")
    assert claim is not None
    rows = [Row(step, 0, 2 / step, 0.5, 0.01, (1.0, 1e-7)) for step in range(1, 31)]
    facts = Progress(step=30, epoch=0, total_steps=60, layers=("conv1", "fc1"), threads=1, device="cpu")
    store.write(claim.run_id, rows, [], facts, owner="runner")
    return str(claim.run_id)


def test_a_first_visit_is_ready_to_train(language: str) -> None:
    app = page(language)
    assert not button(app, START[language]).disabled
    live = component(app, "live_run")
    assert live["run_id"] is None
    assert live["language"] == language
    pad = component(app, "drawing_pad")
    assert pad["token"], "the shipped model answers"
    assert not pad["live"]


def test_no_sentence_is_left_in_english(language: str) -> None:
    live = component(page(language), "live_run")["texts"]
    assert live["states"]["paused"] == {"en": "Paused", "es": "En pausa"}[language]
    assert "{step}" in live["where"], "the browser fills the numbers in"


def test_start_puts_the_recipe_into_the_queue(language: str) -> None:
    app = page(language)
    checked(button(app, START[language]).click().run())
    (run,) = runs()
    spec = RunSpec.from_json(run.spec_json)
    assert (run.state, spec.dataset.kind, spec.architecture.name) == ("queued", "digits", "LeNet-5")
    assert component(app, "live_run")["run_id"] == run.id
    assert component(app, "drawing_pad")["live"]


def test_a_run_must_make_a_step_before_another_follows(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app, another = page(language), {"en": "Train another", "es": "Entrenar otra vez"}[language]
    trained(app, language)
    assert button(app, another).disabled, "drawn before the first step"
    assert not button(checked(app.run()), another).disabled
    checked(button(app, another).click().run())
    assert len(runs()) == 1, "a second press within two seconds is the same press"
    monkeypatch.setattr(runs_of_learner, "REPEAT", 0.0)
    checked(button(app, another).click().run())
    assert len(runs()) == 2


def test_the_strip_says_how_the_run_stands(language: str) -> None:
    app = page(language)
    run_id = trained(app, language)
    assert {"en": "running", "es": "en marcha"}[language] in strip_of_run(checked(app.run()))
    storage.store().write(run_id, [], [], Progress(paused=True), owner="runner")
    assert {"en": "paused", "es": "en pausa"}[language] in strip_of_run(checked(app.run()))


def strip_of_run(app: AppTest) -> str:
    """The label of the strip's third entry."""
    labels = [node.proto.label for node in walk(app.main) if node.type == "page_link"]
    return str(labels[2])


def test_the_learners_numbers_are_the_runs() -> None:
    app = page()
    values = {"epochs": 3, "batch_size": 16, "seed": 7, "learning_rate": 0.002}
    for field, value in values.items():
        app.number_input(key=f"recipe_digits_{field}").set_value(value)
    app.run()
    checked(button(app, START["en"]).click().run())
    spec = RunSpec.from_json(runs()[0].spec_json)
    assert {"epochs": spec.epochs, "batch_size": spec.batch_size, "seed": spec.seed} == {
        name: values[name] for name in ("epochs", "batch_size", "seed")
    }
    assert spec.optimizer.learning_rate == pytest.approx(0.002)


def test_the_widgets_have_the_specs_bounds() -> None:
    epochs = page().number_input(key="recipe_digits_epochs")
    assert (epochs.min, epochs.max) == (1, 500)


def test_a_new_session_finds_the_run(language: str) -> None:
    run_id = trained(page(language), language)
    again = component(page(language), "live_run")
    assert (again["run_id"], again["final"]) == (run_id, False)


def test_a_failed_run_can_go_on() -> None:
    run_id = trained(page())
    storage.store().finish(run_id, "failed", "worker_died", {}, owner="runner")
    app = page()
    assert component(app, "live_run")["final"]
    storage.store().resume_failed(run_id)
    assert component(checked(app.run()), "live_run")["final"] is False


def test_a_diverged_run_offers_no_second_try() -> None:
    assert "diverged" in component(page(), "live_run")["hopeless"]


def test_earlier_runs_are_listed_once_there_are_two(language: str) -> None:
    app = page(language)
    first = trained(app, language)
    storage.store().finish(first, "done", None, {}, owner="runner")
    checked(button(checked(app.run()), START[language]).click().run())
    ids = [run.id for run in runs()]
    listed = [card["id"] for data in all_cards(app) if data["name"] == "history" for card in data["options"]]
    assert listed == ids
    assert len(ids) == 2


def test_missing_files_are_said_with_the_way_out(language: str) -> None:
    storage.store().update_workspace(WORKSPACE, dataset_json=DATASETS["mnist"]().to_json())
    app = page(language)
    assert button(app, START[language]).disabled
    out = {"en": "Take the embedded digits instead", "es": "Usar los dígitos incluidos"}[language]
    checked(button(app, out).click().run())
    assert not button(checked(app.run()), START[language]).disabled


def test_another_network_answers_where_digits_mean_nothing(language: str) -> None:
    storage.store().update_workspace(WORKSPACE, dataset_json=DATASETS["shapes"]().to_json())
    app = page(language)
    checked(button(app, START[language]).click().run())
    assert runs()[0].state == "queued"
    assert not component(app, "drawing_pad")["live"]
    said = {"en": "learns other pictures than digits", "es": "aprende otras imágenes"}[language]
    assert any(said in caption.value for caption in app.caption)


def test_the_code_shown_is_the_code_that_runs() -> None:
    assert inspect.getsource(loop.train).strip() in [block.value.strip() for block in page().code]


def all_cards(app: AppTest) -> list[dict[str, Any]]:
    return [
        json.loads(node.proto.json) for node in walk(app.main) if getattr(node.proto, "component_name", "") == "cards"
    ]
