"""Keeping parts apart: who is held out, and that a data set moves as one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.datasets.base import assemble, hold_out


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


def test_a_dataset_goes_to_a_device_whole() -> None:
    pair = (np.arange(8, dtype=np.uint8).reshape(2, 1, 2, 2), np.array([0, 1]))
    moved = assemble(pair, pair, pair).to("meta")
    assert {part.images.device.type for part in (moved.train, moved.validation, moved.test)} == {"meta"}
    assert (len(moved.train), moved.mean) == (2, (3.5 / 255,))
