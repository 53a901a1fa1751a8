"""Splitting, statistics and normalisation, each against what numpy or plain arithmetic says."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.datasets.base import assemble, channel_statistics, hold_out, normalise


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=300),
    st.floats(0, 1),
    st.integers(0, 2**31 - 1),
)
def test_holding_out_takes_a_share_of_every_class(classes: list[int], share: float, seed: int) -> None:
    labels = np.array(classes)
    count = int(share * len(labels))
    rest, held = hold_out(labels, count, seed)
    assert len(held) == count
    assert sorted([*rest, *held]) == list(range(len(labels)))
    for label in set(classes):
        fair = count * (labels == label).mean()
        assert abs((labels[held] == label).sum() - fair) <= 1


def test_a_seed_holds_out_the_same_and_another_seed_others() -> None:
    labels = np.arange(1000) % 10
    assert hold_out(labels, 100, 1)[1].tolist() == hold_out(labels, 100, 1)[1].tolist()
    assert hold_out(labels, 100, 1)[1].tolist() != hold_out(labels, 100, 2)[1].tolist()


def test_the_statistics_are_those_of_numpy() -> None:
    images = np.random.default_rng(0).integers(0, 256, (5000, 3, 4, 4), dtype=np.uint8)
    mean, std = channel_statistics(images)
    np.testing.assert_allclose(mean, images.mean(axis=(0, 2, 3)) / 255, rtol=1e-12)
    np.testing.assert_allclose(std, images.std(axis=(0, 2, 3)) / 255, rtol=1e-12)


@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("laid_out_last", [False, True])
@pytest.mark.parametrize("channels", [1, 3])
def test_normalising_is_the_formula(channels: int, laid_out_last: bool, channels_last: bool) -> None:
    images = torch.randint(0, 256, (7, channels, 5, 6), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    mean, std = (0.1307, 0.48, 0.4)[:channels], (0.3081, 0.2, 0.25)[:channels]
    if laid_out_last:
        images = images.contiguous(memory_format=torch.channels_last)
    numbers = normalise(images, mean, std, channels_last=channels_last)

    expected = (images.double() / 255 - torch.tensor(mean).double().view(1, -1, 1, 1)) / torch.tensor(
        std, dtype=torch.float64
    ).view(1, -1, 1, 1)
    torch.testing.assert_close(numbers.double(), expected, atol=1e-6, rtol=1e-6)
    wanted = torch.channels_last if channels_last else torch.contiguous_format
    assert numbers.is_contiguous(memory_format=wanted)
    assert numbers.dtype == torch.float32


def test_normalising_can_give_bfloat16() -> None:
    images = torch.full((1, 1, 2, 2), 255, dtype=torch.uint8)
    numbers = normalise(images, (0.5,), (0.5,), torch.bfloat16)
    assert numbers.dtype == torch.bfloat16
    assert numbers.flatten().tolist() == [1.0] * 4


def test_a_dataset_goes_to_a_device_whole() -> None:
    pair = (np.arange(8, dtype=np.uint8).reshape(2, 1, 2, 2), np.array([0, 1]))
    moved = assemble(pair, pair, pair).to("meta")
    assert {part.images.device.type for part in (moved.train, moved.validation, moved.test)} == {"meta"}
    assert (len(moved.train), moved.mean) == (2, (3.5 / 255,))
