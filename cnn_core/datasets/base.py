"""What every data set shares: its facts, its three parts, and how they are kept apart."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NamedTuple, Self

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from cnn_core.datasets.pixels import Bytes, Numbers, channel_statistics
from cnn_core.errors import CnnCoreError
from cnn_core.spec import Spec

Pair = tuple[Bytes, Numbers]
"""Images, uint8 (N, C, H, W), and labels, (N,)."""


class DatasetMissingError(CnnCoreError):
    """The files of a data set are not in the folder, and nobody asked to download them."""

    code = "dataset_missing"
    template = "expected the files of {dataset} in the data folder; received a folder without them"


class DatasetCorruptError(CnnCoreError):
    """A file is there, but it is not the published one: cut short, damaged, or unreadable."""

    code = "dataset_corrupt"
    template = "{dataset}: expected {file} with its published checksum; received other bytes"


class DatasetDownloadError(CnnCoreError):
    """A download did not arrive.

    `reason` is one of `no_network`, `refused` (the server answered with an error), `wrong_checksum`, `disk`.
    """

    code = "dataset_download"
    template = "{dataset}: expected to download its files; received {reason}"


class Sizes(NamedTuple):
    """How many images each part holds."""

    train: int
    validation: int
    test: int


class Progress(NamedTuple):
    """How far a download is.

    Attributes:
        file: what is being fetched, by name.
        done: bytes of it here so far.
        total: bytes of it altogether, or None when the server does not say.
        part: which file it is, from 1.
        parts: how many files there are.
    """

    file: str
    done: int
    total: int | None
    part: int
    parts: int


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Pictures and what each one shows.

    Attributes:
        images: uint8, (N, C, H, W): N images of C channels, H rows and W columns, 0 to 255.
        labels: int64, (N,): the index of each image's class.
    """

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def to(self, device: str | torch.device) -> Self:
        """The same images on another device."""
        return type(self)(self.images.to(device), self.labels.to(device))


@dataclass(frozen=True, eq=False)
class Dataset:
    """A data set in memory: three parts that never share an image.

    Attributes:
        train: what the network learns from.
        validation: what choices are judged by while it learns.
        test: what nobody looks at until the end.
        mean: per channel, of the training images, in [0, 1].
        std: per channel, of the training images, in [0, 1].
    """

    train: ImageSet
    validation: ImageSet
    test: ImageSet
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def to(self, device: str | torch.device) -> Self:
        """The same data set on another device."""
        train, validation, test = (part.to(device) for part in (self.train, self.validation, self.test))
        return type(self)(train, validation, test, mean=self.mean, std=self.std)


class DatasetSpec(Spec):
    """Which data to learn from. Each data set is one subclass: its facts as class variables, its rule in `load`."""

    kind: str
    seed: int = Field(default=0, ge=0, le=2**31 - 1)

    image_shape: ClassVar[tuple[int, int, int]]
    """(C, H, W)."""
    class_ids: ClassVar[tuple[str, ...]]
    """One id a class, in the order of the labels; the glossary has its name as `class_<id>`."""
    sizes: ClassVar[Sizes]
    embedded: ClassVar[bool]
    """True when it needs neither files nor network."""
    accepts_drawing: ClassVar[bool]
    """True when a learner's drawing, prepared by `drawing.as_mnist`, is a picture of the same sort."""
    licence: ClassVar[str]
    source: ClassVar[str]
    citation: ClassVar[str]

    def available(self, folder: Path | None) -> bool:
        """Whether `load` would find what it needs; looks at file names only."""
        raise NotImplementedError

    def load(
        self,
        folder: Path | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        download: bool = False,
    ) -> Dataset:
        """Read the whole data set into memory.

        Args:
            folder: where downloaded data sets lie, laid out as torchvision does; embedded ones need none.
            on_progress: told how far a download is.
            download: fetch what is missing or damaged instead of refusing.

        Raises:
            DatasetMissingError: files are not there and `download` is False.
            DatasetCorruptError: a file is not the published one.
            DatasetDownloadError: the download did not arrive.
        """
        raise NotImplementedError


def assemble(train: Pair, validation: Pair, test: Pair) -> Dataset:
    """Three pairs of images (N, C, H, W) and labels (N,) as a `Dataset`, with the training images' mean and std.

    Loading stays with numpy up to here: torch's parallel sums would start OpenMP's threads in the runner's forkserver,
    and a fork does not survive them.
    """
    mean, std = channel_statistics(train[0])
    return Dataset(_image_set(train), _image_set(validation), _image_set(test), mean=mean, std=std)


def _image_set(pair: Pair) -> ImageSet:
    images, labels = pair
    return ImageSet(torch.from_numpy(images), torch.from_numpy(labels))


def hold_out(labels: Numbers, count: int, seed: int) -> tuple[Numbers, Numbers]:
    """Split the indices of `labels` in two: `count` held out, and the rest; every class gives its share, to within one.

    Args:
        labels: (N,) class indices.
        count: how many to hold out.
        seed: which ones.

    Returns:
        The rest and the held out, each in ascending order.

    >>> rest, held = hold_out(np.array([0, 1] * 50), 10, seed=0)
    >>> len(rest), len(held), int((held % 2).sum())
    (90, 10, 5)
    """
    # RandomState because numpy promises its stream for ever (NEP 19); the newer Generator's may change.
    shuffled = np.random.RandomState(seed).permutation(len(labels))
    by_class = shuffled[np.argsort(labels[shuffled], kind="stable")]
    chosen = np.zeros(len(labels), dtype=bool)
    chosen[by_class[np.arange(count) * len(labels) // max(count, 1)]] = True
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)
