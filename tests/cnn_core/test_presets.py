"""The ready-made networks: the sizes they are known for, on every image we have."""

import pytest
import torch

from cnn_core.architecture import build_model, class_count, ledger, shapes, totals
from cnn_core.presets import PRESETS

IMAGES = [(1, 28, 28), (3, 32, 32)]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("classes", [2, 10])
def test_presets_answer_with_one_number_a_class(preset: str, image: tuple[int, int, int], classes: int) -> None:
    spec = PRESETS[preset].build(image, classes)
    assert class_count(spec) == classes
    assert build_model(spec, seed=0)(torch.rand(2, *image)).shape == (2, classes)


def test_lenet5_has_the_parameters_it_is_known_for() -> None:
    spec = PRESETS["lenet5"].build((1, 28, 28), 10)
    rows = [row for row in ledger(spec) if row.parameters]
    assert [row.parameters for row in rows] == [156, 2416, 48120, 10164, 850]
    assert totals(ledger(spec)).parameters == 61706
    assert shapes(spec)[5] == (16, 5, 5)
    assert shapes(PRESETS["lenet5"].build((3, 32, 32), 10))[5] == (16, 5, 5)


def test_vgg_small_has_308_thousand_parameters() -> None:
    assert totals(ledger(PRESETS["vgg_small"].build((3, 32, 32), 10))).parameters == 307_946


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_name_their_paper(preset: str) -> None:
    assert 1980 < PRESETS[preset].year < 2030
    assert ", " in PRESETS[preset].paper
