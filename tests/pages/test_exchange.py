"""Links and what is brought: a copy becomes the learner's network once, and their own is kept beside it."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.architecture import ArchitectureSpec
from cnn_core.exports.links import from_link, to_link
from cnn_core.presets import PRESETS
from ui import storage

ROOT = Path(__file__).resolve().parents[2]
MINE = PRESETS["lenet5"].build((1, 28, 28), 10).model_copy(update={"name": "My own"})
SENT = PRESETS["resnet8"].build((1, 28, 28), 10)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))
    return tmp_path


def opened(link: str | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "lab" / "architecture.py"), default_timeout=60)
    app.session_state["workspace_id"] = "mine"
    app.session_state["workspace_is_ephemeral"] = False
    app.session_state["language"] = "en"
    if link is not None:
        app.query_params["network"] = link
    return app.run()


def network() -> ArchitectureSpec | None:
    stored = storage.store().workspace("mine").network_json
    return ArchitectureSpec.from_json(stored) if stored else None


def kept() -> list[str]:
    return [each.name for each in storage.store().networks("mine")]


def component(app: AppTest, field: str) -> dict[str, Any]:
    found = (json.loads(node.proto.json) for node in app.get("bidi_component"))
    return next(one for one in found if field in one)


def test_a_link_s_copy_becomes_the_network_once() -> None:
    app = opened(to_link(SENT))
    assert network() == SENT
    assert "ResNet" in app.info[0].value
    assert "network" not in app.query_params
    storage.store().update_workspace("mine", network_json=MINE.to_json())
    app.run()
    assert network() == MINE, "a later run of the same tab does not put it over what has become of it"
    assert not app.info


def test_what_the_learner_had_is_kept_beside_the_copy_unless_it_was_ready_made() -> None:
    opened(to_link(SENT))
    assert kept() == []
    storage.store().update_workspace("mine", network_json=MINE.to_json())
    for _ in range(2):
        opened(to_link(SENT))
        assert kept() == ["My own"]


@pytest.mark.parametrize("link", ["", "broken", "a" * 9000, "ñ"])
def test_a_damaged_link_is_told_and_changes_nothing(link: str) -> None:
    storage.store().update_workspace("mine", network_json=MINE.to_json())
    app = opened(link)
    assert len(app.warning) == 1
    assert network() == MINE


def test_the_page_offers_the_link_of_the_network_that_is_there() -> None:
    storage.store().update_workspace("mine", network_json=MINE.to_json())
    assert from_link(component(opened(), "offers")["link"]) == MINE


def test_the_pictures_are_of_the_network_that_is_there() -> None:
    storage.store().update_workspace("mine", network_json=MINE.to_json())
    assert "My own" in component(opened(), "pictures")["pictures"][0]["svg"]
