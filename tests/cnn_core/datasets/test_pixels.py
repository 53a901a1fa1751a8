"""Statistics and normalisation, against numpy and against the formula."""

import numpy as np
import pytest
import torch

from cnn_core.datasets.pixels import _scale_and_shift, channel_statistics, normalise


def test_the_statistics_are_those_of_numpy() -> None:
    images = np.random.default_rng(0).integers(0, 256, (5000, 3, 4, 4), dtype=np.uint8)
    mean, std = channel_statistics(images)
    np.testing.assert_allclose(mean, images.mean(axis=(0, 2, 3)) / 255, rtol=1e-12)
    np.testing.assert_allclose(std, images.std(axis=(0, 2, 3)) / 255, rtol=1e-12)


@pytest.mark.parametrize("laid_out_last", [False, True])
@pytest.mark.parametrize("channels", [1, 3])
def test_normalising_is_the_formula(channels: int, laid_out_last: bool) -> None:
    images = torch.randint(0, 256, (7, channels, 5, 6), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    mean, std = (0.1307, 0.48, 0.4)[:channels], (0.3081, 0.2, 0.25)[:channels]
    if laid_out_last:
        images = images.contiguous(memory_format=torch.channels_last)
    numbers = normalise(images, mean, std)

    expected = (images.double() / 255 - torch.tensor(mean).double().view(1, -1, 1, 1)) / torch.tensor(
        std, dtype=torch.float64
    ).view(1, -1, 1, 1)
    assert float((numbers - expected).abs().max()) < 1e-6
    assert numbers.is_contiguous()
    assert numbers.dtype == torch.float32


def test_normalising_can_give_bfloat16() -> None:
    images = torch.full((1, 1, 2, 2), 255, dtype=torch.uint8)
    numbers = normalise(images, (0.5,), (0.5,), torch.bfloat16)
    assert numbers.dtype == torch.bfloat16
    assert numbers.flatten().tolist() == [1.0] * 4


def test_what_is_kept_from_an_evaluation_serves_gradients_too() -> None:
    images = torch.zeros(1, 1, 3, 7, dtype=torch.uint8)  # a shape of no other test: nothing is kept yet
    with torch.inference_mode():
        normalise(images, (0.5,), (0.5,))
    numbers = normalise(images, (0.5,), (0.5,))
    assert not numbers.is_inference()
    weight = torch.ones_like(numbers, requires_grad=True)
    (numbers * weight).sum().backward()
    assert weight.grad is not None and weight.grad.flatten().tolist() == [-1.0] * 21
    scale, shift = _scale_and_shift((0.5,), (0.5,), (1, 3, 7), torch.device("cpu"))
    assert not scale.is_inference() and not shift.is_inference()
