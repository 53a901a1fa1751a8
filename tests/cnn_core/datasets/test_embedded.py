"""The data sets that need nothing: the digits are scikit-learn's own, the rest is by seed."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from cnn_core.datasets import DigitsSpec, ShapesSpec
from cnn_core.datasets.drawing import as_mnist
from cnn_core.datasets.embedded import digits_as_shipped


def test_the_shipped_digits_are_those_of_scikit_learn() -> None:
    from sklearn.datasets import load_digits  # here, because it starts threads and takes a second

    theirs = load_digits()
    images, labels = digits_as_shipped()
    np.testing.assert_array_equal(images, theirs.images)
    np.testing.assert_array_equal(labels, theirs.target)


def test_a_digit_is_shown_as_if_it_had_been_drawn() -> None:
    images, labels = digits_as_shipped()
    first = torch.from_numpy(as_mnist((images[0].astype(np.uint16) * 255 // 16).astype(np.uint8)))
    dataset = DigitsSpec().load()
    every = torch.cat([dataset.train.images, dataset.validation.images, dataset.test.images])[:, 0]
    assert int((every == first).all(dim=(1, 2)).sum()) == 1
    assert labels[0] == 0


def test_the_test_digits_are_the_same_for_every_seed() -> None:
    one, two = DigitsSpec(seed=1).load(), DigitsSpec(seed=2).load()
    assert torch.equal(one.test.images, two.test.images)
    assert not torch.equal(one.validation.images, two.validation.images)


def test_every_part_of_the_shapes_shows_every_class_equally_often() -> None:
    dataset = ShapesSpec(seed=1).load()
    for part in (dataset.train, dataset.validation, dataset.test):
        assert part.labels.bincount().unique().numel() == 1


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads as Linux shows them")
def test_loading_starts_no_thread_and_imports_nothing_that_does() -> None:
    """The runner loads in its forkserver, and a fork does not survive other threads."""
    program = (
        "import os, sys, numpy, torch, pydantic\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "from cnn_core.datasets import DigitsSpec, ShapesSpec\n"
        "DigitsSpec().load(); ShapesSpec().load()\n"
        "forbidden = [name for name in ('sklearn', 'torchvision') if name in sys.modules]\n"
        "print(len(os.listdir('/proc/self/task')) - before, forbidden)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "0 []"
