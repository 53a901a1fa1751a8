"""The page of the builder: what it hands to the editor, and what becomes of what the editor tells."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.architecture import ArchitectureSpec
from cnn_core.datasets import DATASETS
from cnn_core.presets import PRESETS
from ui import storage

ROOT = Path(__file__).resolve().parents[2]
PAGE = str(ROOT / "pages" / "lab" / "architecture.py")
IMPOSSIBLE = ArchitectureSpec.parse(
    {
        "name": "mine",
        "input_shape": (1, 8, 8),
        "layers": [{"kind": "conv2d", "out_channels": 2, "kernel_size": 15}],
    }
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))
    return tmp_path


def opened(language: str = "en") -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.query_params["lang"] = language
    app.session_state["workspace_id"] = "mine"
    app.session_state["workspace_is_ephemeral"] = False
    return app.run().switch_page(PAGE).run()


def components(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(node.proto.json) for node in app.get("bidi_component")]


def editor(app: AppTest) -> dict[str, Any]:
    """What the editor of the page was given."""
    return next(one for one in components(app) if "palette" in one)


def network(app: AppTest) -> ArchitectureSpec:
    return ArchitectureSpec.from_json(editor(app)["network"])


def chosen(app: AppTest) -> dict[str, str]:
    """What the cards of the page show as chosen."""
    return {one["name"]: one["chosen"] for one in components(app) if "chosen" in one}


def test_a_new_learner_meets_lenet_on_the_digits() -> None:
    app = opened()
    assert network(app) == PRESETS["lenet5"].build((1, 28, 28), 10)
    assert chosen(app).items() >= {"network_cards": "lenet5", "data_cards": "digits"}.items()
    assert editor(app)["task"]["classes"] == 10
    assert not app.error and not app.exception


def test_what_the_workspace_holds_is_what_the_page_shows() -> None:
    data = DATASETS["cifar10"]()
    held = PRESETS["vgg_small"].build(data.image_shape, 10)
    storage.store().update_workspace("mine", network_json=held.to_json(), dataset_json=data.to_json())
    app = opened()
    assert chosen(app).items() >= {"network_cards": "vgg_small", "data_cards": "cifar10"}.items()
    assert network(app) == held
    assert editor(app)["task"]["shape"] == [3, 32, 32]


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_network_that_does_not_fit_is_in_the_editor_and_the_page_stays(language: str) -> None:
    storage.store().update_workspace("mine", network_json=IMPOSSIBLE.to_json())
    app = opened(language)
    assert network(app) == IMPOSSIBLE
    assert not app.exception
    assert app.title[0].value == {"es": "Arquitectura", "en": "Architecture"}[language]


def test_it_is_the_same_thing_in_both_languages() -> None:
    spanish, english = editor(opened("es")), editor(opened("en"))
    assert spanish["kinds"].keys() == english["kinds"].keys()
    assert [one["layer"] for one in spanish["palette"]] == [one["layer"] for one in english["palette"]]
    assert spanish["texts"].keys() == english["texts"].keys()
    assert spanish["texts"]["undo"] == "Deshacer"
    assert english["texts"]["undo"] == "Undo"
