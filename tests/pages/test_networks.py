"""The kept networks on the page where networks are made: keep, open, delete and bring back, compare."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.architecture import ArchitectureSpec
from cnn_core.presets import PRESETS
from ui import storage

ROOT = Path(__file__).resolve().parents[2]
WORKSPACE = "test-workspace"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("CONVOLAB_DATABASE_URL", raising=False)
    yield tmp_path
    storage.store().close()


def page(language: str = "en") -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.session_state["workspace_id"] = WORKSPACE
    app.session_state["workspace_is_ephemeral"] = False
    app.query_params["lang"] = language
    app.run()
    return checked(app.switch_page("../pages/lab/architecture.py").run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def keep(app: AppTest, name: str) -> AppTest:
    next(each for each in app.text_input if str(each.key).startswith("kept_name")).set_value(name)
    return checked(press(app, "Keep"))


def press(app: AppTest, label: str) -> AppTest:
    return checked(next(each for each in app.button if each.label.replace("\\", "").startswith(label)).click().run())


def kept() -> dict[str, ArchitectureSpec]:
    return {each.name: ArchitectureSpec.from_json(each.spec_json) for each in storage.store().networks(WORKSPACE)}


def current() -> ArchitectureSpec:
    stored = storage.store().workspace(WORKSPACE).network_json
    assert stored is not None
    return ArchitectureSpec.from_json(stored)


def with_network(preset_id: str) -> ArchitectureSpec:
    spec = PRESETS[preset_id].build((1, 8, 8), 10)
    storage.store().update_workspace(WORKSPACE, network_json=spec.to_json())
    return spec


def test_a_network_is_kept_under_its_new_name() -> None:
    spec = with_network("mlp")
    keep(page(), "my first")
    assert kept() == {"my first": spec.model_copy(update={"name": "my first"})} and current() == kept()["my first"]


def test_what_is_replaced_can_be_brought_back() -> None:
    with_network("mlp")
    app = keep(page(), "mine")
    first = kept()["mine"]
    with_network("vgg_small")
    app = keep(checked(app.run()), "mine")
    assert len(kept()) == 1 and kept()["mine"] != first
    press(app, "Bring “mine” back")
    assert kept() == {"mine": first}


def test_what_is_deleted_can_be_brought_back() -> None:
    with_network("mlp")
    app = keep(page(), "mine")
    app.selectbox(key="kept_chosen").set_value(storage.store().networks(WORKSPACE)[0].id)
    app = press(checked(app.run()), "Delete “mine”")
    assert kept() == {}
    app = press(app, "Bring “mine” back")
    assert list(kept()) == ["mine"]
    assert not any(each.label.startswith("Bring") for each in app.button)


def test_a_name_that_cannot_be_one_is_refused_in_words() -> None:
    with_network("mlp")
    app = keep(page(), "<b>")
    assert kept() == {} and app.error


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_networks_are_compared(language: str) -> None:
    kept_id = storage.store().keep_network(
        WORKSPACE, name="other", spec_json=PRESETS["vgg_small"].build((1, 8, 8), 10).to_json()
    )
    with_network("mlp")
    app = page(language)
    checked(app.selectbox(key="kept_chosen").set_value(kept_id).run())
    assert any("VGG-small" in str(each.proto) and "comparing" in str(each.proto) for each in app.get("html"))


def test_a_ready_made_network_can_be_compared_but_not_deleted() -> None:
    with_network("lenet5")
    app = page()
    checked(app.selectbox(key="kept_chosen").set_value("ready/mlp").run())
    assert any("comparing" in str(each.proto) for each in app.get("html"))
    assert not any(each.label.startswith("Delete") for each in app.button)


def test_a_network_of_another_version_is_shown_and_does_no_harm() -> None:
    storage.store().keep_network(WORKSPACE, name="later", spec_json='{"kind": "later"}')
    app = page()
    data: dict[str, Any] = next(
        found
        for node in walk(app.main)
        if getattr(node.proto, "component_name", "") == "cards"
        and (found := json.loads(node.proto.json))["name"] == "kept"
    )
    assert data["options"][0]["note"] == "kept by another version"
    app.selectbox(key="kept_chosen").set_value(storage.store().networks(WORKSPACE)[0].id)
    assert checked(app.run()).error


def walk(block: Any) -> Iterator[Any]:
    for node in block.children.values():
        if hasattr(node, "children"):
            yield from walk(node)
        else:
            yield node
