"""Choosing a network and data, and reading the ledger."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.architecture import ArchitectureSpec, ledger, totals
from cnn_core.datasets import DATASETS
from cnn_core.presets import PRESETS
from ui import storage
from ui.components.network_view import view_data
from ui.i18n import speaking

ROOT = Path(__file__).resolve().parents[2]
PAGE = str(ROOT / "pages" / "lab" / "architecture.py")


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


def metrics(app: AppTest) -> dict[str, str]:
    return {element.label: element.value for element in app.metric}


def chosen(app: AppTest) -> dict[str, str]:
    """What the cards of the page show as chosen."""
    data = [json.loads(node.proto.json) for node in app.get("bidi_component")]
    return {one["name"]: one["chosen"] for one in data if "chosen" in one}


def test_a_new_learner_meets_lenet_on_the_digits() -> None:
    app = opened()
    assert metrics(app)["Parameters"] == "61,706"
    assert chosen(app) == {"network_cards": "lenet5", "data_cards": "digits"}
    assert metrics(opened("es"))["Parámetros"] == "61\N{NO-BREAK SPACE}706"


def test_what_the_workspace_holds_is_what_the_page_shows() -> None:
    data = DATASETS["cifar10"]()
    network = PRESETS["vgg_small"].build(data.image_shape, 10)
    storage.store().update_workspace("mine", network_json=network.to_json(), dataset_json=data.to_json())
    app = opened()
    assert chosen(app) == {"network_cards": "vgg_small", "data_cards": "cifar10"}
    assert metrics(app)["Parameters"] == "307,946"
    assert not app.error and not app.exception


def test_a_network_that_does_not_fit_says_which_layer_and_the_page_stays() -> None:
    network = ArchitectureSpec.parse(
        {
            "name": "mine",
            "input_shape": (1, 8, 8),
            "layers": [{"kind": "conv2d", "out_channels": 2, "kernel_size": 15}],
        }
    )
    storage.store().update_workspace("mine", network_json=network.to_json())
    app = opened("es")
    assert not app.exception and any("conv1" in element.value for element in app.error)
    assert app.title[0].value == "Arquitectura"


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32)])
def test_the_picture_shows_the_ledger(preset: str, shape: tuple[int, int, int]) -> None:
    spec = PRESETS[preset].build(shape, 10)
    rows = ledger(spec)
    with speaking("en"):
        data = view_data(spec)
    assert [row["name"] for row in data["rows"][1:]] == [row.name for row in rows]
    assert data["rows"][0]["shape"] == list(shape)
    assert data["totals"]["parameters"] == f"{totals(rows).parameters:,}"
    for share in ("parameters", "work"):
        assert sum(row[share]["share"] for row in data["rows"][1:]) == pytest.approx(1)


def test_it_is_the_same_thing_in_both_languages() -> None:
    spec = PRESETS["lenet5"].build((1, 28, 28), 10)
    with speaking("en"):
        english = view_data(spec)
    with speaking("es"):
        spanish = view_data(spec)
    assert [row["shape"] for row in english["rows"]] == [row["shape"] for row in spanish["rows"]]
    assert english["columns"] != spanish["columns"]
    assert json.dumps(english)  # plain JSON, nothing else reaches the browser
