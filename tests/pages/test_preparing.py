"""Choosing network, data and recipe when what was kept does not fit, cannot be read, or is damaged on disk."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.architecture import ArchitectureSpec
from cnn_core.datasets import DATASETS
from cnn_core.datasets.base import DatasetDownloadError
from cnn_core.presets import PRESETS
from cnn_core.training.spec import default_run
from ui import choices, downloads, preparing, storage
from ui.i18n import speaking

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["architecture", "training"]
IMPOSSIBLE = ArchitectureSpec.parse(
    {"name": "mine", "input_shape": (1, 8, 8), "layers": [{"kind": "conv2d", "out_channels": 2, "kernel_size": 15}]}
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("CONVOLAB_DATABASE_URL", raising=False)
    yield tmp_path
    for kind in downloads.MEGABYTES:
        downloads.forget(kind)
    storage.store().close()


def opened(page: str, language: str = "en") -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.query_params["lang"] = language
    app.session_state["workspace_id"] = "mine"
    app.session_state["workspace_is_ephemeral"] = False
    app = app.run().switch_page(str(ROOT / "pages" / "lab" / f"{page}.py")).run()
    assert not app.exception, app.exception
    return app


def groups(app: AppTest) -> dict[str, Any]:
    data = [json.loads(node.proto.json) for node in app.get("bidi_component")]
    return {one["name"]: one for one in data if "options" in one}


@pytest.mark.parametrize("page", PAGES)
def test_an_impossible_network_can_be_chosen_away(page: str) -> None:
    storage.store().update_workspace("mine", network_json=IMPOSSIBLE.to_json())
    app = opened(page)
    shown = groups(app)
    own = next(card for card in shown["network_cards"]["options"] if card["id"] == "own")
    assert own["note"] == "cannot be built" and not own["picture"] and not own["fact"]
    offered = {card["id"] for card in shown["network_cards"]["options"]}
    assert offered == {*(kind for kind, preset in PRESETS.items() if preset.is_first), "own"}
    assert len(shown["data_cards"]["options"]) == len(DATASETS)
    # The builder's page shows it in the editor, which says why at the layer itself.
    assert page == "architecture" or any("conv1" in error.value for error in app.error)
    assert not choices.fits(IMPOSSIBLE, DATASETS["digits"]())


@pytest.mark.parametrize("page", PAGES)
def test_what_another_version_kept_is_said_and_not_lost(page: str) -> None:
    network = json.dumps({"name": "mine", "input_shape": [1, 28, 28], "layers": [{"kind": "capsule"}]})
    storage.store().update_workspace("mine", network_json=network, dataset_json='{"kind": "satellites"}')
    app = opened(page)
    said = [warning.value for warning in app.warning]
    assert len(said) == 2 and all("another version" in one for one in said)
    assert not app.error
    assert groups(app)["data_cards"]["chosen"] == "digits"
    kept = storage.store().workspace("mine")
    assert (kept.network_json, kept.dataset_json) == (network, '{"kind": "satellites"}')


def test_the_line_is_what_will_train() -> None:
    digits = DATASETS["digits"]()
    standard = default_run(choices.preset("lenet5", digits), digits)
    with speaking("en"):
        usual = preparing.in_one_line(standard)
        changed = standard.model_copy(update={"epochs": standard.epochs + 1, "seed": 7})
        line = preparing.in_one_line(changed)
    assert line == f"{usual} · epochs: {standard.epochs + 1} · seed 7"
    app = opened("training")
    app.number_input(key="recipe_digits_batch_size").set_value(16)
    app.number_input(key="recipe_digits_learning_rate").set_value(0.005)
    app.run()
    label = app.expander[0].label
    assert "batches of 16" in label and "learning rate 0\\.005" in label and "seed" not in label


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", DATASETS)
def test_the_chosen_data_says_whose_it_is(page: str, kind: str) -> None:
    spec = DATASETS[kind]()
    storage.store().update_workspace("mine", dataset_json=spec.to_json())
    captions = [caption.value for caption in opened(page).caption]
    with speaking("en"):
        said = preparing.origin(spec)
    assert said in captions
    assert "Licence: " in said and "Krizhevsky" in preparing.origin(DATASETS["cifar10"]())


def found_damaged(home: Path) -> Any:
    """A run that found MNIST damaged, and the damaged files."""
    mnist = DATASETS["mnist"]()
    for file in mnist.files:
        path = home / "data" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"not what was published")
    store = storage.store()
    store.update_workspace("mine", dataset_json=mnist.to_json())
    run_id = store.submit("mine", default_run(choices.preset("lenet5", mnist), mnist))
    store.claim("runner")
    store.finish(run_id, "failed", "dataset_corrupt", {"dataset": "mnist", "file": "x"}, owner="runner")
    return mnist


def test_damaged_files_are_offered_again_until_they_are_whole(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mnist = found_damaged(home)
    app = opened("training")
    assert any("damaged" in text.value for text in app.markdown)
    assert any(button.key == "fetch" for button in app.button)
    monkeypatch.setattr(type(mnist), "fetch", lambda *_: None)
    fetched(mnist)
    assert not any(button.key == "fetch" for button in opened("training").button)


def fetched(spec: Any) -> None:
    """What `downloads.start` does, without a thread."""
    download = downloads._going[spec.kind] = downloads.Download()
    downloads._fetch(spec, download)


def test_a_failed_download_is_said_once_and_the_page_stops_asking(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mnist = DATASETS["mnist"]()
    storage.store().update_workspace("mine", dataset_json=mnist.to_json())

    def broken(*_: Any) -> None:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(type(mnist), "fetch", broken)
    fetched(mnist)
    first = [error.value for error in opened("training").error]
    again = [error.value for error in opened("training").error]
    assert len(first) == 1 and first == again
    assert sum("our mistake" in record.message for record in caplog.records) == 1

    def refused(*_: Any) -> None:
        raise DatasetDownloadError(dataset="mnist", reason="refused")

    monkeypatch.setattr(type(mnist), "fetch", refused)
    fetched(mnist)
    assert any("refused" in error.value for error in opened("training").error)


def take_shapes() -> None:
    from ui import preparing  # AppTest runs the text of this function alone

    preparing.take_dataset("shapes")


def take_a_ready_made_one() -> None:
    from ui import preparing  # AppTest runs the text of this function alone

    preparing._take_network("mlp")


@pytest.mark.parametrize("choice", [take_shapes, take_a_ready_made_one])
def test_a_network_of_one_s_own_is_kept_when_another_takes_its_place(choice: Any) -> None:
    digits = DATASETS["digits"]()
    own = PRESETS["lenet5"].build(digits.image_shape, 10).model_copy(update={"name": "Precious"})
    storage.store().update_workspace("mine", network_json=own.to_json(), dataset_json=digits.to_json())
    app = AppTest.from_function(choice, default_timeout=60)
    app.session_state["workspace_id"] = "mine"
    app.session_state["workspace_is_ephemeral"] = False
    assert not app.run().exception
    assert storage.store().workspace("mine").network_json != own.to_json()
    assert [kept.spec_json for kept in storage.store().networks("mine")] == [own.to_json()]
