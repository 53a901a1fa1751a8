"""The picture under the lens: one of a data set, a textbook's grid, the learner's own pixels, or typed numbers."""

import base64
import binascii
from collections.abc import Sequence
from math import prod
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from cnn_core.layers import Shape
from cnn_core.layers.arithmetic import shape_text
from cnn_core.spec import CompactSpec, Spec

LARGEST_PICTURE = 3 * 64 * 64
LARGEST_VALUE = 1e6  # in magnitude, of every number written out in a scene

Id = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
Side = Annotated[int, Field(ge=1, le=64)]
Planes = Annotated[int, Field(ge=1, le=8)]
Row = tuple[Annotated[float, Field(ge=-LARGEST_VALUE, le=LARGEST_VALUE)], ...]


def shape_of(values: Any) -> Shape:
    """The shape of nested sequences.

    Raises:
        ValueError: rows of different lengths, or nothing at all.

    >>> shape_of(((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)))
    (2, 3)
    """
    if not isinstance(values, Sequence):
        return ()
    shapes = {shape_of(part) for part in values}
    if len(shapes) != 1:
        raise ValueError("at least one number, and rows of equal length")
    return len(values), *shapes.pop()


def regular(values: Any) -> Any:
    """The same nested sequences, once it is sure that their rows are equally long."""
    shape_of(values)
    return values


Maps = Annotated[tuple[tuple[Row, ...], ...], AfterValidator(regular)]
"""Numbers, (C, H, W)."""


class SamplePicture(CompactSpec):
    """A picture of a data set; `size` px high and wide, its own size when None."""

    kind: Literal["sample"] = "sample"
    dataset: Id
    index: int = Field(ge=0, le=1_000_000)
    size: int | None = Field(None, ge=5, le=64)


class GridPicture(CompactSpec):
    """One of the small textbook grids."""

    kind: Literal["grid"] = "grid"
    id: Id


class PixelsPicture(Spec):
    """The learner's own picture: `data` holds C·H·W bytes, 0 to 255, in base64."""

    kind: Literal["pixels"] = "pixels"
    shape: tuple[Planes, Side, Side]
    data: str = Field(max_length=4 * LARGEST_PICTURE // 3 + 4)

    @model_validator(mode="after")
    def _has_all_its_bytes(self) -> Self:
        try:
            count = len(base64.b64decode(self.data, validate=True))
        except binascii.Error as error:
            raise ValueError("base64") from error
        if count != prod(self.shape) or count > LARGEST_PICTURE:
            raise ValueError(f"{shape_text(self.shape)} bytes, at most {LARGEST_PICTURE}")
        return self


class ValuesPicture(Spec):
    """Typed numbers, one grid for each channel."""

    kind: Literal["values"] = "values"
    values: Maps

    @model_validator(mode="after")
    def _is_a_picture(self) -> Self:
        planes, *sides = shape_of(self.values)
        if planes > 8 or max(sides) > 64:
            raise ValueError("at most 8 grids of 64×64")
        return self


Picture = Annotated[SamplePicture | GridPicture | PixelsPicture | ValuesPicture, Field(discriminator="kind")]
