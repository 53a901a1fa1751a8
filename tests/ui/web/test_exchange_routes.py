"""Taking away and bringing back by route: every offer, in both languages, with the run's weights where there is one."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch
from starlette.applications import Starlette

from cnn_core.architecture import ArchitectureSpec, build_model
from cnn_core.datasets import DATASETS, load_cached
from cnn_core.exports.weights import read_weights
from cnn_core.presets import PRESETS
from cnn_core.runs import checkpoints
from cnn_core.training.loop import prepare, train
from cnn_core.training.spec import default_run
from ui import bringing, storage
from ui.exporting import OFFERS
from ui.settings import Settings
from ui.web.identity import COOKIE
from ui.web.routes import routes

DIGITS = DATASETS["digits"]()
LENET = PRESETS["lenet5"].build(DIGITS.image_shape, 10)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path))
    monkeypatch.setenv("CONVOLAB_DATA", str(tmp_path / "none"))
    monkeypatch.delenv("CONVOLAB_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def browser(browser_for: Callable[..., Any]) -> Any:
    return browser_for(Starlette(routes=routes(Settings.from_environment())))


def take(browser: Any, offer: str, spec: ArchitectureSpec = LENET, language: str = "en") -> Any:
    return browser.post(f"/api/export/{offer}?lang={language}", spec.to_json().encode())


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("offer", OFFERS)
def test_every_offer_is_made(browser: Any, offer: str, language: str) -> None:
    answer = take(browser, offer, language=language)
    assert answer.status == 200
    assert answer.headers["content-type"].split(";")[0] == OFFERS[offer].media_type
    assert len(answer.body) > 100


def test_source_speaks_the_learner_s_language(browser: Any) -> None:
    assert "maps of" in take(browser, "pytorch").text
    assert "mapas de" in take(browser, "pytorch", language="es").text


def test_what_does_not_fit_is_told_and_not_made(browser: Any) -> None:
    wrong = LENET.model_copy(update={"layers": LENET.layers[:6] + LENET.layers[7:]})
    answer = take(browser, "onnx", wrong)
    assert answer.status == 422
    assert "flatten" in answer.json()["text"]


def test_an_offer_nobody_makes_is_not_there(browser: Any) -> None:
    assert take(browser, "pickle").status == 404


def test_untrained_weights_are_those_of_the_recipe_s_seed(browser: Any) -> None:
    spec, tensors = read_weights(take(browser, "safetensors").body)
    assert spec == LENET
    wanted = build_model(LENET, seed=default_run(LENET, DIGITS).seed).state_dict()
    assert all(torch.equal(tensors[name], wanted[name]) for name in wanted)


def test_a_script_is_for_the_data_that_is_chosen(browser: Any) -> None:
    assert "load_digits" in take(browser, "script").text
    colour = take(browser, "script", PRESETS["vgg_small"].build((3, 32, 32), 10))
    assert colour.status == 422  # the digits are grey


def test_the_run_the_learner_looks_at_goes_with_its_network(browser: Any, home: Path) -> None:
    run = default_run(LENET, DIGITS).model_copy(update={"seed": 71})
    run_id = storage.store().submit("mine", run)
    storage.store().update_workspace("mine", run_id=run_id)
    assert "SEED = 71" not in take(browser, "script").text, "nobody else's"
    browser.cookies[COOKIE] = storage.signer().cookie("mine")
    assert "SEED = 71" in take(browser, "script").text
    assert take(browser, "safetensors").status == 200, "nothing saved yet: first weights"
    training = prepare(run, load_cached(DIGITS, None))
    list(islice(train(training), 3))
    (home / "runs" / run_id).mkdir(parents=True)
    checkpoints.save(home / "runs" / run_id / checkpoints.LATEST, training)
    _, tensors = read_weights(take(browser, "safetensors").body)
    assert all(torch.equal(tensors[name], value) for name, value in training.model.state_dict().items())


def test_what_is_taken_away_can_be_brought_back(browser: Any) -> None:
    for offer in ("json", "safetensors"):
        content = take(browser, offer).body
        answer = browser.post("/api/bring?lang=en&shape=1,28,28", content[: bringing.MOST])
        assert ArchitectureSpec.from_json(answer.json()["network"]) == LENET
        assert "LeNet-5" in answer.json()["text"]


@pytest.mark.parametrize("shape", ["1,28", "1,28,28,28", "a,b,c", "1,28,-28", "1,28,99999", "²,2,2"])
def test_a_shape_that_is_none_is_refused(browser: Any, shape: str) -> None:
    assert browser.post(f"/api/bring?shape={shape}", b"nn.Sequential()").status == 400


def test_more_than_any_network_is_refused_before_it_is_read(browser: Any) -> None:
    assert browser.post("/api/bring", b"x" * (bringing.MOST + 1)).status == 413


def test_what_holds_no_network_is_answered_with_the_reason(browser: Any) -> None:
    answer = browser.post("/api/bring?lang=es", b"nn.Sequential(nn.Conv3d(1, 8, 3))")
    assert (answer.status, answer.json()["network"]) == (200, None)
    assert "nn.Conv3d" in answer.json()["text"]
