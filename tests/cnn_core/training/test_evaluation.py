"""Evaluations against counting by hand; a borrowed model comes back as it was."""

import pytest
import torch
from torch import nn

from cnn_core.datasets import Dataset, ImageSet
from cnn_core.training import evaluation
from cnn_core.training.evaluation import answer, evaluate


@pytest.fixture
def model() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.BatchNorm1d(784), nn.Linear(784, 10))


@pytest.mark.parametrize("batch", [3, 1000])
def test_every_image_counts_once_in_whatever_batches(
    model: nn.Sequential, dataset: Dataset, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "BATCH", batch)
    result = evaluate(model, dataset.train, mean=dataset.mean, std=dataset.std, split="validation")
    model.eval()
    images = (dataset.train.images / 255 - 0.5) / 0.25
    with torch.no_grad():
        logits = model(images)
    assert result.split == "validation"
    assert result.loss == pytest.approx(nn.functional.cross_entropy(logits, dataset.train.labels).item(), rel=1e-5)
    for true in range(10):
        for said in range(10):
            wanted = ((dataset.train.labels == true) & (logits.argmax(1) == said)).sum().item()
            assert result.confusion[true][said] == wanted
    assert result.accuracy == sum(result.confusion[i][i] for i in range(10)) / 43


def test_the_answer_is_a_softmax_of_the_logits(model: nn.Sequential, dataset: Dataset) -> None:
    image = dataset.test.images[0]
    probabilities = answer(model, image, dataset.mean, dataset.std)
    model.eval()
    with torch.no_grad():
        wanted = model((image[None] / 255 - 0.5) / 0.25).softmax(1)[0].tolist()
    assert probabilities == pytest.approx(wanted, rel=1e-5)
    assert sum(probabilities) == pytest.approx(1)


@pytest.mark.parametrize("fails", [False, True])
def test_each_modules_mode_is_given_back(model: nn.Sequential, dataset: Dataset, fails: bool) -> None:
    model.train()
    model[2].eval()  # frozen on purpose
    if fails:
        with pytest.raises(RuntimeError):
            answer(model, torch.zeros(1, 5, 5, dtype=torch.uint8), dataset.mean, dataset.std)
    else:
        answer(model, dataset.test.images[0], dataset.mean, dataset.std)
    assert [module.training for module in model.modules()] == [True, True, True, False, True]


def test_the_running_statistics_stay_at_rest(model: nn.Sequential, dataset: Dataset) -> None:
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    evaluate(model.train(), dataset.test, mean=dataset.mean, std=dataset.std)
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())


def test_a_class_that_never_occurs_has_its_row(model: nn.Sequential) -> None:
    images = ImageSet(torch.zeros(2, 1, 28, 28, dtype=torch.uint8), torch.tensor([0, 3]))
    confusion = evaluate(model, images, mean=(0.5,), std=(0.5,)).confusion
    assert [sum(row) for row in confusion] == [1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
