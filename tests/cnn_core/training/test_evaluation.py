"""Evaluations against counting by hand; a borrowed model comes back as it was."""

from typing import Any

import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from cnn_core.architecture import ArchitectureSpec, build_model
from cnn_core.datasets import Dataset, ImageSet
from cnn_core.training.evaluation import AT_ONCE_BYTES, answer, evaluate, images_at_once


@pytest.fixture
def model() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.BatchNorm1d(784), nn.Linear(784, 10))


@pytest.mark.parametrize("batch", [3, 1000])
def test_every_image_counts_once_in_whatever_batches(model: nn.Sequential, dataset: Dataset, batch: int) -> None:
    result = evaluate(model, dataset.train, mean=dataset.mean, std=dataset.std, split="validation", at_once=batch)
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


def network(*layers: dict[str, Any]) -> ArchitectureSpec:
    ending = ({"kind": "global_avg_pool"}, {"kind": "linear", "out_features": 10})
    return ArchitectureSpec.parse({"name": "wide", "input_shape": (3, 32, 32), "layers": [*layers, *ending]})


class Largest(TorchDispatchMode):
    """The most bytes that one operation gives."""

    bytes = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor):
            self.bytes = max(self.bytes, result.numel() * result.element_size())
        return result


@pytest.mark.parametrize(
    ("layers", "at_once"),
    [
        ([{"kind": "conv2d", "out_channels": 1024, "kernel_size": 1}, {"kind": "activation", "function": "relu"}], 4),
        ([{"kind": "conv2d", "out_channels": 256, "kernel_size": 1, "padding": 64}], 1),
        ([{"kind": "conv2d", "out_channels": 64, "kernel_size": 3, "padding": 1}], 122),
    ],
)
def test_a_wide_network_is_evaluated_in_small_batches(layers: list[dict[str, Any]], at_once: int) -> None:
    spec = network(*layers)
    assert images_at_once(spec) == at_once
    model = build_model(spec, seed=0)
    images = ImageSet(
        torch.zeros(max(3, at_once + 1), 3, 32, 32, dtype=torch.uint8),
        torch.zeros(max(3, at_once + 1), dtype=torch.int64),
    )
    with Largest() as largest:
        evaluate(model, images, mean=(0.5,) * 3, std=(0.5,) * 3, at_once=at_once)
    assert 0 < largest.bytes <= AT_ONCE_BYTES


def test_what_is_slow_without_multiplying_is_evaluated_in_small_batches_too() -> None:
    slow = {"kind": "max_pool2d", "kernel_size": 15, "stride": 1, "padding": 7}
    assert images_at_once(network(*[slow] * 40)) < images_at_once(network(slow)) / 3


def test_somebody_is_asked_before_every_batch(model: nn.Sequential, dataset: Dataset) -> None:
    asked: list[None] = []
    evaluate(model, dataset.train, mean=(0.5,), std=(0.5,), at_once=10, between=lambda: asked.append(None))
    assert len(asked) == 5
