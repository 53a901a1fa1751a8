"""What is trained: two networks, each on the data it is meant for."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from torch.utils.data import Dataset as TorchDataset
from torchvision import datasets as torchvision_datasets
from torchvision import transforms

from cnn_core.datasets import DATASETS, Dataset, DatasetSpec, ImageSet, available
from cnn_core.presets import PRESETS
from cnn_core.training.spec import RunSpec

BATCH_SIZE = 64


@dataclass(frozen=True)
class Case:
    """A network with its real data, and the embedded data of the same shape for where there is none."""

    title: str
    preset: str
    real: str
    embedded: str

    @property
    def dataset(self) -> DatasetSpec:
        spec = DATASETS[self.real]()
        return spec if available(spec, data_folder()) else DATASETS[self.embedded]()

    def spec(self, precision: str) -> RunSpec:
        """A run that nobody waits to see finished."""
        dataset = self.dataset
        return RunSpec.parse(
            {
                "architecture": PRESETS[self.preset].build(dataset.image_shape, len(dataset.class_ids)),
                "dataset": dataset,
                "optimizer": {"kind": "adam", "learning_rate": 1e-3},
                "schedule": {"kind": "constant"},
                "batch_size": BATCH_SIZE,
                "epochs": 500,
                "precision": precision,
                "device": "cpu",
            }
        )

    def textbook_images(self, data: Dataset) -> TorchDataset:
        """The training images as a textbook reads them: one PIL image and one transform at a time."""
        transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize(data.mean, data.std)])
        if self.dataset.kind == self.embedded:
            return OneByOne(data.train, transform)
        if self.real == "mnist":
            return torchvision_datasets.MNIST(data_folder(), train=True, transform=transform)
        return torchvision_datasets.CIFAR10(data_folder(), train=True, transform=transform)


class OneByOne(TorchDataset):
    """Images in memory through the same lines as torchvision's own data sets, for where their files are missing."""

    def __init__(self, images: ImageSet, transform: transforms.Compose) -> None:
        self.images = np.ascontiguousarray(images.images.permute(0, 2, 3, 1).squeeze(-1).numpy())
        self.labels = images.labels.tolist()
        self.transform = transform

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[object, int]:
        return self.transform(Image.fromarray(self.images[index])), self.labels[index]


CASES = {
    "lenet5": Case("LeNet-5, 1×28×28", "lenet5", "mnist", "digits"),
    "vgg_small": Case("VGG-small, 3×32×32", "vgg_small", "cifar10", "shapes"),
}


def data_folder() -> Path | None:
    folder = os.environ.get("CONVOLAB_DATA")
    return Path(folder) if folder else None
