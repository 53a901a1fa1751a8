"""The default recipes do what they are there for, on the real thing."""

from pathlib import Path

import pytest

from cnn_core.datasets import DATASETS
from cnn_core.presets import PRESETS
from cnn_core.training.loop import prepare, train
from cnn_core.training.spec import RunSpec, default_run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def default(preset: str, dataset: str) -> RunSpec:
    data = DATASETS[dataset]()
    return default_run(PRESETS[preset].build(data.image_shape, len(data.class_ids)), data)


def last_test_accuracy(spec: RunSpec, folder: Path | None = None) -> float:
    *_, last = train(prepare(spec, spec.dataset.load(folder)))
    return {evaluation.split: evaluation.accuracy for evaluation in last.evaluation}["test"]


def test_lenet_reads_96_percent_of_the_embedded_digits() -> None:
    assert last_test_accuracy(default("lenet5", "digits")) >= 0.96


def test_lenet_reads_98_5_percent_of_mnist_after_one_epoch(real_data: Path) -> None:
    spec = default("lenet5", "mnist")
    assert spec.epochs == 1
    assert last_test_accuracy(spec, real_data) >= 0.985
