"""What the component tells is kept once, in the tab and in the workspace; what is no scene is refused."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
import streamlit as st

from cnn_core.errors import InvalidSpecError
from cnn_core.runs.errors import StorageUnavailableError
from cnn_core.stepping.operations import OPERATIONS
from cnn_core.stepping.picture import GridPicture, PixelsPicture
from cnn_core.stepping.scene import LensScene, ValuesKernel
from ui import scene_link, scenes, session, storage

ROOT = Path(__file__).resolve().parents[2]
EDGE = LensScene(picture=GridPicture(id="edge"))


@pytest.fixture(autouse=True)
def tab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))
    state: dict[str, object] = {"workspace_id": "mine", "workspace_is_ephemeral": False}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(st, "query_params", {})
    return state


def test_what_the_component_tells_is_kept() -> None:
    scenes.keep(EDGE.to_json())
    assert scenes.current() == EDGE
    assert storage.store().workspace("mine").lens_json == EDGE.to_json()


def test_a_run_of_the_page_reads_a_scene_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    from_json = LensScene.from_json
    monkeypatch.setattr(LensScene, "from_json", lambda text: read.append(text) or from_json(text))
    told = LensScene(picture=GridPicture(id="edge"), cell=(0, 2, 2)).to_json()
    for _ in range(2):
        scenes.current()
        scenes.keep(told)
        scenes.note()
        scenes.link()
    assert read == [told]


def test_the_same_again_changes_nothing_that_came_later() -> None:
    scenes.keep(EDGE.to_json())
    session.show_scene(scenes.FIRST.to_json())
    scenes.keep(EDGE.to_json())
    assert scenes.current() == scenes.FIRST


@pytest.mark.parametrize(
    "told", ["", "{", '{"cell": [0]}', "[]", '{"operation": {"kind": "x"}}', "[" * 100_000, 7, {"cell": [0, 0, 0]}, [1]]
)
def test_what_is_no_scene_is_refused_as_long_as_it_stands(told: object) -> None:
    for _ in range(2):  # Streamlit runs the page again for the language or another component
        with pytest.raises(InvalidSpecError):
            scenes.keep(told)
    assert storage.store().workspace("mine").lens_json is None
    scenes.keep(EDGE.to_json())
    assert scenes.current() == EDGE


def test_what_could_not_be_stored_is_stored_at_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**fields: object) -> None:
        raise StorageUnavailableError(reason="locked")

    with monkeypatch.context() as broken, pytest.raises(StorageUnavailableError):
        broken.setattr(session, "_update", full)
        scenes.keep(EDGE.to_json())
    scenes.keep(EDGE.to_json())
    assert storage.store().workspace("mine").lens_json == EDGE.to_json()


def test_a_change_ends_what_was_told_about_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "query_params", {"scene": "damaged"})
    assert scenes.current() == scenes.FIRST
    assert scenes.note() is not None
    assert scenes.current() == scenes.FIRST, "the same address is opened once"
    scenes.keep(EDGE.to_json())
    assert scenes.note() is None
    assert scenes.current() == EDGE


def large(value: int) -> PixelsPicture:
    return PixelsPicture(shape=(1, 40, 40), data=base64.b64encode(bytes([value]) * 1600).decode())


def at(address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert address is not None
    monkeypatch.setattr(st, "query_params", {"scene": address})


def test_another_tab_takes_no_large_picture_from_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = EDGE.model_copy(update={"picture": large(1)})
    scenes.keep(mine.to_json())
    storage.store().update_workspace("mine", lens_json=EDGE.model_copy(update={"picture": large(2)}).to_json())
    moved = mine.model_copy(update={"cell": (0, 5, 5)})
    at(scene_link.packed(moved), monkeypatch)
    assert scenes.current() == moved, "the link of somebody who has the picture, and this tab has it"
    assert scenes.note() is None


def test_what_this_tab_wrote_into_its_address_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    links = []
    for column in range(4):
        scenes.keep(EDGE.model_copy(update={"cell": (0, 1, column)}).to_json())
        links.append(scenes.link())
    for late in links:
        at(late, monkeypatch)
        assert scenes.current().cell == (0, 1, 3)
    for column in range(20):  # Streamlit may go on saying the old address
        scenes.keep(EDGE.model_copy(update={"cell": (0, 2, column)}).to_json())
        scenes.link()
        assert scenes.current().cell == (0, 2, column)
    at(scene_link.packed(EDGE), monkeypatch)
    assert scenes.current() == EDGE, "a link from elsewhere is"


def test_a_stored_scene_with_numbers_of_a_wrong_shape_is_another_versions() -> None:
    wrong = EDGE.model_copy(update={"kernel": ValuesKernel(values=((((1.0, 2.0),),),))})
    storage.store().update_workspace("mine", lens_json=wrong.to_json())
    assert scenes.current() == scenes.FIRST
    assert scenes.note() is not None


def test_the_kinds_of_the_lens_are_those_that_the_browser_has_a_family_for() -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("Node is not installed")
    families = (ROOT / "ui" / "components" / "lens" / "families.js").as_uri()
    script = (
        f'import {{ FAMILIES }} from "{families}"; console.log(FAMILIES.flatMap(({{ kinds }}) => kinds).join(" "));'
    )
    asked = [node, "--input-type=module", "-e", script]
    kinds = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    assert kinds == list(scenes.SHOWN_KINDS)
    assert set(kinds) <= OPERATIONS.keys()


def test_what_the_lens_does_not_show_is_refused_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operation comes into the core before it has its place under the lens."""
    kind = "max_pool"
    monkeypatch.setattr(scenes, "SHOWN_KINDS", [each for each in scenes.SHOWN_KINDS if each != kind])
    unshown = LensScene(operation=OPERATIONS[kind]())
    with pytest.raises(InvalidSpecError, match=kind):
        scenes.keep(unshown.to_json())
    at(scene_link.packed(unshown), monkeypatch)
    assert scenes.current() == scenes.FIRST
    of_the_link = scenes.note()
    assert of_the_link and "operación" in of_the_link
    session.set_scene_note(None)
    session.show_scene(unshown.to_json())
    assert scenes.current() == scenes.FIRST
    assert scenes.note() not in (None, of_the_link)
