"""The lens's page: which scene it shows, what it keeps, and what it says about a link that brought less."""

import base64
import json
import math
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.stepping.picture import GridPicture, PixelsPicture, SamplePicture
from cnn_core.stepping.scene import LensScene, ValuesKernel
from ui import lens_content, scene_link, scenes, storage

ROOT = Path(__file__).resolve().parents[2]
MAIN, PAGE = ROOT / "ui" / "main.py", ROOT / "pages" / "lab" / "convolution.py"
EDGE = LensScene(picture=GridPicture(id="edge"), cell=(0, 1, 1))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))


def opened(language: str = "en", link: str | None = None, workspace: str = "mine") -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.query_params["lang"] = language
    app.session_state["workspace_id"] = workspace
    app.session_state["workspace_is_ephemeral"] = False
    app.run()
    if link is not None:
        app.query_params["scene"] = link
    return app.switch_page(str(PAGE)).run()


def given(app: AppTest, name: str = "lens") -> Any:
    """What a component of the page was given."""
    found = (json.loads(node.proto.json) for node in app.get("bidi_component") if node.proto.component_name == name)
    return next(found)


def scene_of(app: AppTest) -> LensScene:
    assert not app.exception, [one.value for one in app.exception]
    assert not app.error, [one.value for one in app.error]
    return LensScene.from_json(given(app)["scene"])


@pytest.mark.parametrize(("language", "title"), [("es", "Una capa bajo la lupa"), ("en", "One layer under the lens")])
def test_a_new_learner_sees_a_digit_under_a_sobel_kernel(language: str, title: str) -> None:
    app = opened(language)
    assert app.title[0].value == title
    assert scene_of(app) == scenes.FIRST
    assert given(app)["language"] == language
    assert not app.warning


def test_the_component_gets_what_is_its_learners_and_where_the_rest_lies() -> None:
    data = given(opened())
    assert data["learned"][0]["id"] == "shipped"
    assert len(base64.b64decode(data["weights"])) == 4 * math.prod(data["learned"][0]["shape"])
    assert data["content"] == f"assets/lens/{lens_content.content('en').hash}/en.json"
    assert len(json.dumps(data)) < 4000, "what everybody is shown alike does not travel at every run"


def test_a_link_brings_a_scene_back_and_the_address_keeps_it() -> None:
    app = opened(link=scene_link.packed(EDGE))
    assert scene_of(app) == EDGE
    assert given(app, "address")["value"] == scene_link.packed(EDGE)
    assert not app.warning
    assert storage.store().workspace("mine").lens_json is None, (
        "looking at somebody's link changes nothing of one's own"
    )


@pytest.mark.parametrize("link", ["", "damaged", "A" * 40_000, scene_link.packed(EDGE)[:-4]])
def test_a_damaged_link_gives_the_first_picture_and_one_sentence(link: str) -> None:
    app = opened(link=link)
    assert scene_of(app) == scenes.FIRST
    assert len(app.warning) == 1
    assert "damaged" in app.warning[0].value


def test_kernels_of_a_wrong_shape_are_damage_and_impossible_settings_are_not() -> None:
    wrong = EDGE.model_copy(update={"kernel": ValuesKernel(values=((((1.0, 2.0),),),))})
    assert scene_of(opened(link=scene_link.packed(wrong))) == scenes.FIRST
    tiny = EDGE.model_copy(update={"picture": GridPicture(id="one_window")})
    assert scene_of(opened(link=scene_link.packed(tiny))) == tiny, (
        "the lens itself says why 3 × 3 does not fit on 2 × 2"
    )


def test_a_picture_that_is_not_here_is_told() -> None:
    large = PixelsPicture(shape=(1, 40, 40), data=base64.b64encode(bytes(1600)).decode())
    for picture in (large, SamplePicture(dataset="cifar10", index=2)):
        app = opened(link=scene_link.packed(EDGE.model_copy(update={"picture": picture})))
        assert scene_of(app).cell == EDGE.cell
        assert scene_of(app).picture == scenes.FIRST.picture
        assert "not here" in app.warning[0].value


def test_a_link_with_its_own_numbers_and_without_its_picture_is_not_damaged() -> None:
    weights = ValuesKernel(values=((((1.0,) * 3,) * 3,) * 3,))  # of three channels; the picture in its place has one
    colours = PixelsPicture(shape=(3, 40, 40), data=base64.b64encode(bytes(4800)).decode())
    for picture in (colours, SamplePicture(dataset="cifar10", index=2)):
        link = scene_link.packed(EDGE.model_copy(update={"picture": picture, "kernel": weights}))
        app = opened(link=link)
        for _ in range(2):
            assert scene_of(app).kernel == weights
            assert scene_of(app).picture == scenes.FIRST.picture
            assert "not here" in app.warning[0].value
            assert given(app, "address")["value"] == link, "opened again where the picture is, it is whole"
            app.run()


def test_ones_own_large_picture_comes_back_with_the_link() -> None:
    large = PixelsPicture(shape=(1, 40, 40), data=base64.b64encode(bytes(1600)).decode())
    mine = EDGE.model_copy(update={"picture": large})
    storage.store().update_workspace("mine", lens_json=mine.to_json())
    app = opened(link=scene_link.packed(mine))
    assert scene_of(app) == mine
    assert not app.warning


def test_what_the_workspace_had_is_there_again_and_another_versions_is_not() -> None:
    storage.store().update_workspace("mine", lens_json=EDGE.to_json())
    assert scene_of(opened()) == EDGE
    storage.store().update_workspace("mine", lens_json='{"operation": {"kind": "of tomorrow"}}')
    app = opened()
    assert scene_of(app) == scenes.FIRST
    assert "another version" in app.warning[0].value
