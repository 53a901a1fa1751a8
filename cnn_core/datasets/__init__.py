"""The data sets to choose from: this table is the list."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from cnn_core.datasets.base import (
    Dataset,
    DatasetCorruptError,
    DatasetDownloadError,
    DatasetMissingError,
    DatasetSpec,
    ImageSet,
    Progress,
    Sizes,
)
from cnn_core.datasets.embedded import DigitsSpec, ShapesSpec
from cnn_core.datasets.pixels import normalise
from cnn_core.datasets.vision import Cifar10Spec, FashionMnistSpec, MnistSpec

AnyDataset = Annotated[
    DigitsSpec | ShapesSpec | MnistSpec | FashionMnistSpec | Cifar10Spec,
    Field(discriminator="kind"),
]

DATASETS: dict[str, type[DatasetSpec]] = {
    "digits": DigitsSpec,
    "shapes": ShapesSpec,
    "mnist": MnistSpec,
    "fashion_mnist": FashionMnistSpec,
    "cifar10": Cifar10Spec,
}


def available(spec: DatasetSpec, folder: Path | None) -> bool:
    """Whether `load` would find the files it needs; cheap."""
    return spec.available(folder)


@lru_cache(maxsize=8)
def load_cached(spec: DatasetSpec, folder: Path | None) -> Dataset:
    """Like `spec.load(folder)`, once a process; children forked afterwards share the memory.

    Nobody may write into what it returns.
    """
    return spec.load(folder)


__all__ = [
    "DATASETS",
    "AnyDataset",
    "Cifar10Spec",
    "Dataset",
    "DatasetCorruptError",
    "DatasetDownloadError",
    "DatasetMissingError",
    "DatasetSpec",
    "DigitsSpec",
    "FashionMnistSpec",
    "ImageSet",
    "MnistSpec",
    "Progress",
    "ShapesSpec",
    "Sizes",
    "available",
    "load_cached",
    "normalise",
]
