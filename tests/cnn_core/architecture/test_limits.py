"""What is refused on paper, and how quickly."""

import time

import pytest
import torch

from cnn_core.architecture import (
    ArchitectureSpec,
    SizeLimits,
    TooManyParametersError,
    TooMuchMemoryError,
    TooMuchWorkError,
    build_model,
    check_size,
    ledger,
    totals,
)
from cnn_core.errors import CnnCoreError, InvalidSpecError
from cnn_core.presets import PRESETS


def network(*layers: dict[str, object], image: tuple[int, int, int] = (3, 256, 256)) -> ArchitectureSpec:
    return ArchitectureSpec.parse({"name": "large", "input_shape": image, "layers": layers})


WIDE = {"kind": "conv2d", "out_channels": 1024, "kernel_size": 15, "padding": "same"}


def billion() -> ArchitectureSpec:
    return network(*[WIDE] * 6, image=(3, 16, 16))


def test_a_billion_parameters_are_refused_before_any_tensor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.nn.Module, "__init__", lambda *_: pytest.fail("a module was built"))
    with pytest.raises(TooManyParametersError) as caught:
        build_model(billion())
    assert caught.value.params == {
        "parameters": 3 * 225 * 1024 + 5 * 225 * 1024 * 1024 + 6 * 1024,
        "limit": 20_000_000,
        "layer": "conv2",
        "index": 1,
        "arithmetic": "15·15·1024·1024 + 1024 = 235930624",
    }


def test_refusing_takes_milliseconds_even_at_the_longest() -> None:
    """Two hundred layers, each as large as the bounds allow; generous for a busy machine."""
    spec = network(*[WIDE] * 200)
    started = time.perf_counter()
    with pytest.raises(TooManyParametersError):
        check_size(spec, batch_size=2048)
    assert time.perf_counter() - started < 0.25


def test_a_hundred_thousand_channels_are_no_spec_at_all() -> None:
    with pytest.raises(InvalidSpecError) as caught:
        network({"kind": "conv2d", "out_channels": 100_000})
    assert caught.value.params["field"] == "layers.0.conv2d.out_channels"


def test_too_much_memory_says_how_many_images_fit() -> None:
    spec = network({"kind": "conv2d", "out_channels": 64, "padding": 1}, {"kind": "activation", "function": "relu"})
    with pytest.raises(TooMuchMemoryError) as caught:
        check_size(spec, batch_size=512)
    params = caught.value.params
    assert (params["layer"], params["arithmetic"]) == ("conv1", "512·64·256·256·4 = 8589934592")
    assert params["bytes"] == totals(ledger(spec, 512)).training_bytes
    fits = params["fitting_batch_size"]
    check_size(spec, batch_size=fits)
    with pytest.raises(TooMuchMemoryError):
        check_size(spec, batch_size=fits + 1)


def test_too_much_work_says_how_many_images_fit() -> None:
    spec = PRESETS["vgg_small"].build((3, 32, 32), 10)
    limits = SizeLimits(multiply_adds=10**9)
    with pytest.raises(TooMuchWorkError) as caught:
        check_size(spec, batch_size=64, limits=limits)
    fits = caught.value.params["fitting_batch_size"]
    check_size(spec, batch_size=fits, limits=limits)
    with pytest.raises(TooMuchWorkError):
        check_size(spec, batch_size=fits + 1, limits=limits)


def test_one_image_too_large_for_the_memory_fits_zero_times() -> None:
    spec = PRESETS["lenet5"].build((1, 28, 28), 10)
    with pytest.raises(TooMuchMemoryError) as caught:
        check_size(spec, limits=SizeLimits(training_bytes=1000))
    assert caught.value.params["fitting_batch_size"] == 0


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("image", [(1, 28, 28), (3, 32, 32)])
def test_presets_pass_with_a_hundred_images_at_once(preset: str, image: tuple[int, int, int]) -> None:
    check_size(PRESETS[preset].build(image, 10), batch_size=128)


def test_errors_survive_the_way_between_processes() -> None:
    import pickle

    with pytest.raises(CnnCoreError) as caught:
        check_size(billion())
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), again.params, str(again)) == (type(caught.value), caught.value.params, str(caught.value))
