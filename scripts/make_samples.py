"""Make the small pictures of the data sets' cards: one training image of each class, five by two.

    CONVOLAB_DATA=... python scripts/make_samples.py

CIFAR-10 states no licence, so no image of it is kept here; its card shows some only where its files are.
"""

import os
from pathlib import Path

import numpy as np
from PIL import Image

from cnn_core.datasets import DATASETS

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "samples"
KINDS = ("digits", "shapes", "mnist", "fashion_mnist")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        train = DATASETS[kind]().load(Path(os.environ["CONVOLAB_DATA"])).train
        first = [train.images[train.labels == label][0].numpy() for label in range(10)]
        rows = [np.concatenate(first[start : start + 5], axis=2) for start in (0, 5)]
        pixels = np.concatenate(rows, axis=1).transpose(1, 2, 0)
        image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
        image.save(FOLDER / f"{kind}.png", optimize=True)


if __name__ == "__main__":
    main()
