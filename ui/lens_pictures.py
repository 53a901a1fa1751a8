"""The pictures that lie ready under the lens: a sample of each class of the data sets, and the textbooks' grids."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from cnn_core.datasets import DATASETS, Cifar10Spec, DatasetCorruptError
from cnn_core.datasets.pixels import Bytes
from cnn_core.layers import Shape
from cnn_core.stepping.grids import GRIDS
from cnn_core.stepping.picture import GridPicture, Picture, PixelsPicture, SamplePicture, shape_of
from ui import i18n
from ui.settings import ROOT, Settings

_SHEETS = ROOT / "assets" / "samples"
_ACROSS = 5  # pictures in a row of a sheet; scripts/make_samples.py lays them out


@dataclass(frozen=True, eq=False)
class Sample:
    """One picture of a data set: of class `index`, uint8 (C, H, W). Read once, so that the same one is itself."""

    dataset: str
    index: int
    pixels: Bytes


def samples() -> tuple[Sample, ...]:
    """A sample of each class: from the sheets that come along; of CIFAR-10, which states no licence, from its files."""
    folder = Settings.from_environment().data
    return *_shipped(), *_photos(folder)


@lru_cache(maxsize=1)
def _shipped() -> tuple[Sample, ...]:
    return tuple(sample for kind in DATASETS if (_SHEETS / f"{kind}.png").is_file() for sample in _sheet(kind))


def _sheet(kind: str) -> Iterator[Sample]:
    channels, height, width = DATASETS[kind].image_shape
    with Image.open(_SHEETS / f"{kind}.png") as image:
        pixels = np.asarray(image).reshape(image.height, image.width, channels).transpose(2, 0, 1)
    for index in range(len(DATASETS[kind].class_ids)):
        top, left = height * (index // _ACROSS), width * (index % _ACROSS)
        yield Sample(kind, index, pixels[:, top : top + height, left : left + width])


def _photos(folder: Path) -> tuple[Sample, ...]:
    try:
        return _cifar10(folder) if Cifar10Spec().available(folder) else ()
    except DatasetCorruptError:  # said on the training page, where it can be mended, and then they are wanted here
        return ()


@lru_cache(maxsize=4)
def _cifar10(folder: Path) -> tuple[Sample, ...]:
    """Read once, when it can be read: a failure is not remembered."""
    spec = Cifar10Spec()
    images, labels = spec.read_test(folder)
    return tuple(
        Sample(spec.kind, index, images[np.flatnonzero(labels == index)[0]].copy())
        for index in range(len(spec.class_ids))
    )


def table(samples: tuple[Sample, ...]) -> tuple[list[dict[str, Any]], bytes]:
    """What the browser is given: a line for each grid and each of these pictures, and where it says the bytes of all.

    The bytes are (C, H, W) each; a sample's are shares of 255, a grid's the numbers themselves.
    """
    lines, parts, offset = [], [], 0
    for line, pixels in (*_grid_lines(), *map(_sample_line, samples)):
        lines.append(line | {"shape": list(pixels.shape), "offset": offset})
        parts.append(pixels.tobytes())
        offset += pixels.size
    return lines, b"".join(parts)


def _sample_line(sample: Sample) -> tuple[dict[str, Any], Bytes]:
    name = DATASETS[sample.dataset].class_ids[sample.index]
    label = i18n.term(f"class_{name}").label
    facts = {"id": f"{sample.dataset}_{sample.index}", "kind": "sample", "label": label}
    return facts | {"dataset": sample.dataset, "index": sample.index}, sample.pixels


def _grid_lines() -> Iterator[tuple[dict[str, Any], Bytes]]:
    for name, rows in GRIDS.items():
        yield {"id": name, "kind": "grid", "label": i18n.term(f"grid_{name}").label}, np.array([rows], np.uint8)


def shape(picture: Picture) -> Shape | None:
    """(C, H, W) of a scene's picture; None for one that is not here."""
    match picture:
        case PixelsPicture():
            return picture.shape
        case GridPicture():
            return (1, *shape_of(GRIDS[picture.id])) if picture.id in GRIDS else None
        case SamplePicture():
            return _sample_shape(picture)
        case _:
            return shape_of(picture.values)


def _sample_shape(picture: SamplePicture) -> Shape | None:
    found = next((one for one in samples() if (one.dataset, one.index) == (picture.dataset, picture.index)), None)
    if found is None:
        return None
    channels, height, width = found.pixels.shape
    return (channels, picture.size, picture.size) if picture.size else (channels, height, width)
