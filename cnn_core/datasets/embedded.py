"""Data sets that come with the package or are drawn on the spot: they need no file and no network."""

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from cnn_core.datasets.base import (
    Dataset,
    DatasetSpec,
    Pair,
    Progress,
    Sizes,
    assemble,
    hold_out,
)
from cnn_core.datasets.drawing import as_mnist
from cnn_core.datasets.outlines import OUTLINES
from cnn_core.datasets.shapes import drawn_shapes


class EmbeddedSpec(DatasetSpec):
    """A data set that is always there."""

    embedded: ClassVar[bool] = True

    def available(self, folder: Path | None) -> bool:
        """Always."""
        return True


class DigitsSpec(EmbeddedSpec):
    """Real handwritten digits, 8 × 8 in 17 levels of grey, shown at 28 × 28 as MNIST's are."""

    kind: Literal["digits"] = "digits"
    image_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    class_ids: ClassVar[tuple[str, ...]] = tuple("0123456789")
    sizes: ClassVar[Sizes] = Sizes(1_297, 200, 300)
    accepts_drawing: ClassVar[bool] = True
    licence: ClassVar[str] = "CC BY 4.0"
    source: ClassVar[str] = "https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits"
    citation: ClassVar[str] = (
        "E. Alpaydin, C. Kaynak: Optical recognition of handwritten digits. UCI Machine Learning Repository, 1998, "
        "doi:10.24432/C50P49; the copy in scikit-learn."
    )

    def load(
        self,
        folder: Path | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        download: bool = False,
    ) -> Dataset:
        """Unpack, enlarge and split; `folder`, `on_progress` and `download` are not needed.

        The test images are the same for every seed, so that no seed trains on what another was tested on.
        """
        images, labels = _digits()
        rest, held = hold_out(labels, self.sizes.test, seed=0)
        parts = [rest[part] for part in hold_out(labels[rest], self.sizes.validation, self.seed)]
        train, validation, test = ((images[part], labels[part]) for part in (*parts, held))
        return assemble(train, validation, test)


def digits_as_shipped() -> Pair:
    """The 1,797 images (N, 8, 8), levels 0 to 16, and their labels (N,): exactly scikit-learn's `load_digits`."""
    with files(__package__).joinpath("digits.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return arrays["images"], arrays["labels"].astype(np.int64)


@lru_cache(maxsize=1)
def _digits() -> Pair:
    """The digits as a drawing would look: enlarged to 20 px and centred by the same code."""
    small, labels = digits_as_shipped()
    ink = (small.astype(np.uint16) * 255 // 16).astype(np.uint8)
    return np.stack([as_mnist(image) for image in ink])[:, None], labels


class ShapesSpec(EmbeddedSpec):
    """Drawn shapes on a cluttered, coloured ground, 32 × 32: only the outline tells the class."""

    kind: Literal["shapes"] = "shapes"
    image_shape: ClassVar[tuple[int, int, int]] = (3, 32, 32)
    class_ids: ClassVar[tuple[str, ...]] = tuple(OUTLINES)
    sizes: ClassVar[Sizes] = Sizes(6_000, 1_000, 1_000)
    accepts_drawing: ClassVar[bool] = False
    licence: ClassVar[str] = "Apache-2.0"
    source: ClassVar[str] = "cnn_core/datasets/shapes.py"
    citation: ClassVar[str] = "Convolab: drawn by this program."

    def load(
        self,
        folder: Path | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        download: bool = False,
    ) -> Dataset:
        """Draw all images; another seed draws others. `folder`, `on_progress` and `download` are not needed."""
        images, labels = drawn_shapes(sum(self.sizes), self.seed)
        first, second = self.sizes.train, self.sizes.train + self.sizes.validation
        parts = (slice(0, first), slice(first, second), slice(second, None))
        train, validation, test = ((images[part], labels[part]) for part in parts)
        return assemble(train, validation, test)
