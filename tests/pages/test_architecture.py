"""Choosing a network and data, and reading the ledger."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.architecture import ArchitectureSpec, ledger, totals
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


def component_data(app: AppTest) -> dict[str, Any]:
    return next(
        json.loads(node.proto.json) for node in app.get("bidi_component") if "rows" in json.loads(node.proto.json)
    )


def test_a_new_learner_meets_lenet_on_the_digits() -> None:
    app = opened()
    assert metrics(app)["Parameters"] == "61,706"
    assert app.segmented_control(key="preset").value == "lenet5"
    assert app.segmented_control(key="data").value == "digits"
    assert metrics(opened("es"))["Parámetros"] == "61\N{NO-BREAK SPACE}706"


def test_a_choice_is_kept_in_the_workspace() -> None:
    app = opened()
    app.segmented_control(key="preset").set_value("vgg_small").run()
    stored = ArchitectureSpec.from_json(storage.store().workspace("mine").network_json or "")
    assert stored == PRESETS["vgg_small"].build((1, 28, 28), 10)
    assert opened().segmented_control(key="preset").value == "vgg_small"


def test_the_data_decides_the_input() -> None:
    app = opened()
    app.segmented_control(key="data").set_value("cifar10").run()
    assert not app.exception and not app.error
    stored = ArchitectureSpec.from_json(storage.store().workspace("mine").network_json or "")
    assert stored == PRESETS["lenet5"].build((3, 32, 32), 10)
    assert '"cifar10"' in (storage.store().workspace("mine").dataset_json or "")


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
