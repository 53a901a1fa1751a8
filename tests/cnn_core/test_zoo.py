"""The shipped models are what their cards say, and nothing else passes for one."""

import shutil
from pathlib import Path

import pytest
import torch
from torch import nn

from cnn_core.errors import InvalidSpecError
from cnn_core.training.evaluation import evaluate
from cnn_core.weights import WeightsError
from cnn_core.zoo import UnknownModelError, card, shipped, shipped_ids

MODELS = Path(__file__).resolve().parents[2] / "assets" / "models"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    shutil.copytree(MODELS, folder)
    return folder


def test_there_is_a_digit_reader_for_the_first_visit() -> None:
    assert "lenet5_mnist" in shipped_ids(MODELS)


@pytest.mark.parametrize("model_id", shipped_ids(MODELS))
def test_a_shipped_model_answers(model_id: str) -> None:
    model = shipped(MODELS, model_id)
    shape = model.architecture.input_shape
    with torch.inference_mode():
        logits = model.model(torch.zeros(2, *shape))
    assert logits.shape == (2, len(model.card.run.dataset.class_ids))
    assert not any(module.training for module in model.model.modules())
    assert len(model.mean) == len(model.std) == shape[0]


@pytest.mark.parametrize("model_id", shipped_ids(MODELS))
def test_its_card_names_origin_and_licences(model_id: str) -> None:
    about = card(MODELS, model_id)
    assert about.id == model_id
    assert about.weights_licence == "Apache-2.0"
    assert about.data_licence == about.run.dataset.licence
    assert about.command.endswith("scripts/train_shipped_models.py")


@pytest.mark.parametrize("model_id", shipped_ids(MODELS))
def test_its_accuracy_on_the_real_test_images_is_the_card_s(model_id: str, real_data: Path) -> None:
    model = shipped(MODELS, model_id)
    data = model.card.run.dataset.load(real_data)
    assert (data.mean, data.std) == (model.mean, model.std)
    result = evaluate(model.model, data.test, mean=model.mean, std=model.std)
    assert len(data.test.labels) == model.card.test_images
    # Another processor rounds differently, which may turn over an image that stands on the edge.
    assert result.accuracy == pytest.approx(model.card.test_accuracy, abs=3 / model.card.test_images)


@pytest.mark.parametrize("model_id", ["vgg", "", "../models/lenet5_mnist", "lenet5_mnist.json"])
def test_an_unknown_id_is_refused(model_id: str) -> None:
    with pytest.raises(UnknownModelError, match="lenet5_mnist"):
        shipped(MODELS, model_id)


def test_a_cut_file_is_refused(copied: Path) -> None:
    path = copied / "lenet5_mnist.safetensors"
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(WeightsError, match=r"lenet5_mnist\.safetensors"):
        shipped(copied, "lenet5_mnist")


def test_a_changed_number_is_refused(copied: Path) -> None:
    path = copied / "lenet5_mnist.safetensors"
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="expected the weights"):
        shipped(copied, "lenet5_mnist")


def test_missing_weights_are_named(copied: Path) -> None:
    (copied / "lenet5_mnist.safetensors").unlink()
    with pytest.raises(WeightsError, match="readable file"):
        shipped(copied, "lenet5_mnist")


def test_a_changed_card_is_refused(copied: Path) -> None:
    path = copied / "lenet5_mnist.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"test_images": 10000', '"test_images": 0'), encoding="utf-8"
    )
    with pytest.raises(InvalidSpecError):
        shipped(copied, "lenet5_mnist")


def test_shipping_hands_out_a_model_of_its_own_each_time() -> None:
    first, second = (shipped(MODELS, "lenet5_mnist").model for _ in range(2))
    nn.init.zeros_(next(first.parameters()))
    assert not torch.equal(next(first.parameters()), next(second.parameters()))
