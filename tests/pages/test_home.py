"""The front door shows a real digit inside the real network, in both languages, and remembers who was there."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.datasets import DATASETS
from cnn_core.training.evaluation import answer
from cnn_core.training.spec import default_run
from ui import choices, glimpse, models, storage

MAIN = Path(__file__).resolve().parents[2] / "ui" / "main.py"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "data"))
    return tmp_path


def opened(language: str | None = None, workspace: str | None = None) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    if language:
        app.query_params["lang"] = language
    if workspace:
        app.session_state["workspace_id"] = workspace
        app.session_state["workspace_is_ephemeral"] = False
    return app.run()


def test_spanish_unless_asked() -> None:
    assert opened().title[0].value == "Abre la caja negra."
    assert opened("en").title[0].value == "Open the black box."
    assert opened("xx").title[0].value == "Abre la caja negra."


def test_the_switch_changes_the_language_the_link_and_the_workspace() -> None:
    app = opened(workspace="mine")
    app.segmented_control(key="language_switch").set_value("en").run()
    assert app.title[0].value == "Open the black box."
    assert app.query_params["lang"] == ["en"] or app.query_params["lang"] == "en"
    assert storage.store().workspace("mine").language == "en"
    assert opened(workspace="mine").title[0].value == "Open the black box."


def test_without_a_cookie_it_says_so_quietly() -> None:
    assert any("cookie" in element.value for element in opened().sidebar.caption)
    assert not opened(workspace="mine").sidebar.caption


def test_another_digit_is_another_digit() -> None:
    app = opened("en")
    first = [element.proto.body for element in app.get("html")]
    app.button[0].click().run()
    assert not app.exception
    assert first != [element.proto.body for element in app.get("html")]


def test_the_glimpse_is_what_the_network_says() -> None:
    network, digits = models.shipped(), glimpse.digits()
    seen = glimpse.look(network, digits.images[0], int(digits.labels[0]))
    assert seen.maps["conv1"].shape == (6, 28, 28) and seen.maps["conv2"].shape == (16, 10, 10)
    assert sum(seen.probabilities) == pytest.approx(1, abs=1e-5)
    assert seen.probabilities == pytest.approx(
        answer(network.model, digits.images[0], network.mean, network.std), abs=1e-6
    )


def test_the_share_of_right_answers_is_counted() -> None:
    network, digits = models.shipped(), glimpse.digits()
    right = sum(
        max(range(10), key=glimpse.look(network, image, 0).probabilities.__getitem__) == label
        for image, label in zip(digits.images, digits.labels.tolist(), strict=True)
    )
    assert glimpse.share_right() == pytest.approx(right / len(digits))


def test_who_trained_before_goes_on() -> None:
    digits = DATASETS["digits"]()
    storage.store().submit("mine", default_run(choices.preset("lenet5", digits), digits))
    labels = [element.proto.label for element in opened("en", workspace="mine").get("page_link")]
    assert any("Go on" in label for label in labels)
    assert not any("Go on" in element.proto.label for element in opened("en").get("page_link"))
