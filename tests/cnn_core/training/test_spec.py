"""A run's spec travels as JSON, refuses what does not fit, and every data set has a recipe."""

from collections.abc import Callable

import pytest

from cnn_core.architecture import TooManyParametersError, TooMuchWorkError
from cnn_core.datasets import DATASETS, DatasetSpec, MnistSpec
from cnn_core.errors import InvalidSpecError
from cnn_core.presets import PRESETS
from cnn_core.training.recipes import RECIPES
from cnn_core.training.spec import DatasetMismatchError, RunSpec, check_fits, default_run

MakeSpec = Callable[..., RunSpec]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("dataset", DATASETS)
def test_every_preset_has_a_default_run_on_every_data_set_and_it_travels(preset: str, dataset: str) -> None:
    spec: DatasetSpec = DATASETS[dataset]()
    run = default_run(PRESETS[preset].build(spec.image_shape, len(spec.class_ids)), spec, seed=3)
    check_fits(run)
    assert run.seed == 3
    assert RunSpec.from_json(run.to_json()) == run


def test_there_is_a_recipe_for_each_data_set_and_no_other() -> None:
    assert RECIPES.keys() == DATASETS.keys()


def test_a_network_for_other_images_is_refused() -> None:
    network = PRESETS["lenet5"].build((3, 32, 32), 10)
    with pytest.raises(DatasetMismatchError, match=r"1×28×28.*3×32×32"):
        default_run(network, MnistSpec())


def test_a_network_with_another_number_of_answers_is_refused() -> None:
    with pytest.raises(DatasetMismatchError, match=r"10 classes.*7"):
        default_run(PRESETS["lenet5"].build((1, 28, 28), 7), MnistSpec())


def test_a_batch_too_small_for_batch_norm_is_refused(make_spec: MakeSpec) -> None:
    layers = (
        {"kind": "max_pool2d", "kernel_size": 14},
        {"kind": "max_pool2d", "kernel_size": 2},
        {"kind": "batch_norm2d"},
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 10},
    )
    assert make_spec(layers, batch_size=2)
    with pytest.raises(InvalidSpecError, match="batch_size"):
        make_spec(layers, batch_size=1)


def test_a_thousand_million_parameters_are_refused_on_paper(make_spec: MakeSpec) -> None:
    wide = [{"kind": "flatten"}, *[{"kind": "linear", "out_features": 4096}] * 60]
    spec = make_spec((*wide, {"kind": "linear", "out_features": 10}))
    with pytest.raises(TooManyParametersError):
        check_fits(spec)


def test_the_batch_counts_when_work_is_judged(make_spec: MakeSpec) -> None:
    layers = (
        {"kind": "conv2d", "out_channels": 128, "kernel_size": 3, "stride": 4},
        *[{"kind": "conv2d", "out_channels": 128, "kernel_size": 7, "padding": "same"}] * 3,
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 10},
    )
    check_fits(make_spec(layers, batch_size=1))
    with pytest.raises(TooMuchWorkError):
        check_fits(make_spec(layers, batch_size=2048))
