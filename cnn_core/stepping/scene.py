"""The scene under the lens: what is done, to which picture, with which numbers, and where one looks.

One JSON object that a link brings back. It is written whole, with its defaults, so that the browser needs no table.
"""

import base64
import binascii
from collections.abc import Sequence
from math import prod
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from cnn_core.errors import InvalidSpecError
from cnn_core.layers import Shape
from cnn_core.layers.arithmetic import shape_text
from cnn_core.spec import CompactSpec, Spec
from cnn_core.stepping.kernels import KernelId
from cnn_core.stepping.operations import ConvolutionSpec, Operation
from cnn_core.stepping.operations.values import WholeActivation

LARGEST_JSON = 64 * 1024
LARGEST_PICTURE = 3 * 64 * 64

Id = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
Number = Annotated[float, Field(ge=-1e6, le=1e6)]
Side = Annotated[int, Field(ge=1, le=64)]
Planes = Annotated[int, Field(ge=1, le=8)]
Place = Annotated[int, Field(ge=0, le=1023)]


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


def _regular(values: Any) -> Any:
    shape_of(values)
    return values


Row = tuple[Number, ...]
Maps = Annotated[tuple[tuple[Row, ...], ...], AfterValidator(_regular)]
Kernels = Annotated[tuple[tuple[tuple[Row, ...], ...], ...], AfterValidator(_regular)]


# ── The picture ──────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── The weights, and the gradient that comes from above ──────────────────────────────────────────────────────────────


class PresetKernel(CompactSpec):
    """A kernel of the table, in every channel; `seed` belongs to the random one."""

    preset: KernelId
    seed: int = Field(0, ge=0, le=2**31 - 1)


class ValuesKernel(Spec):
    """The learner's own weights, (out, in/groups, kh, kw) as PyTorch lays them out."""

    values: Kernels


def _has_values(kernel: Any) -> str:
    own = "values" in kernel if isinstance(kernel, dict) else isinstance(kernel, ValuesKernel)
    return "values" if own else "preset"


AnyKernel = Annotated[
    Annotated[PresetKernel, Tag("preset")] | Annotated[ValuesKernel, Tag("values")], Discriminator(_has_values)
]


class OnesUpstream(Spec):
    """Every output counts the same: dL/dy = 1."""

    kind: Literal["ones"] = "ones"


class ValuesUpstream(Spec):
    """The learner's own dL/dy, in the output's shape."""

    kind: Literal["values"] = "values"
    values: Maps


class TargetUpstream(CompactSpec):
    """The loss is the mean squared error against what this kernel gives on the same picture."""

    kind: Literal["target"] = "target"
    preset: KernelId


Upstream = Annotated[OnesUpstream | ValuesUpstream | TargetUpstream, Field(discriminator="kind")]


# ── The scene ────────────────────────────────────────────────────────────────────────────────────────────────────────


class LensScene(Spec):
    """All that is needed to show the same thing again.

    Attributes:
        operation: what is done.
        picture: to what.
        kernel: with which weights; unused where the operation has none.
        pointwise: of a separable convolution, the 1×1 weights (out, in); None: all ones.
        bias: one for each map; empty: all zero.
        then: an activation applied to the output, or none.
        direction: whether one follows the values forwards or the gradients backwards.
        upstream: the loss's gradient by the output, for the way back.
        cell: the output one looks at: map, row, column.
    """

    operation: Operation = ConvolutionSpec()
    picture: Picture = SamplePicture(dataset="digits", index=3)
    kernel: AnyKernel = PresetKernel(preset="sobel_x")
    pointwise: Annotated[tuple[Row, ...], AfterValidator(_regular)] | None = None
    bias: Annotated[Row, Field(max_length=16)] = ()
    then: WholeActivation | None = None
    direction: Literal["forward", "backward"] = "forward"
    upstream: Upstream = OnesUpstream()
    cell: tuple[Place, Place, Place] = (0, 0, 0)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a scene that somebody else wrote, 64 KB at most.

        Raises:
            InvalidSpecError: with the path of the first wrong field, what it expected and what it received.
        """
        if len(text) > LARGEST_JSON:
            raise InvalidSpecError(field="scene", expected=f"at most {LARGEST_JSON} bytes", received=str(len(text)))
        return super().from_json(text)

    @model_validator(mode="after")
    def _fits_into_a_link(self) -> Self:
        if len(self.to_json()) > LARGEST_JSON:
            raise ValueError(f"at most {LARGEST_JSON} bytes as JSON")
        return self

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output for a picture of `input_shape`, (C, H, W) both.

        Raises:
            ShapeError: the operation cannot take it; says why and what would fit.
            InvalidSpecError: the kernel, the biases or the upstream gradient have another shape.
        """
        shape, weights = self.operation.output_shape(input_shape), self.operation.weight_shape(input_shape)
        if weights is not None and isinstance(self.kernel, ValuesKernel):
            _same_shape("kernel.values", weights, shape_of(self.kernel.values))
        if self.bias and self.operation.bias_count():
            _same_shape("bias", (self.operation.bias_count(),), (len(self.bias),))
        if isinstance(self.upstream, ValuesUpstream):
            _same_shape("upstream.values", shape, shape_of(self.upstream.values))
        return shape


def _same_shape(field: str, expected: Shape, received: Shape) -> None:
    if expected != received:
        raise InvalidSpecError(field=field, expected=shape_text(expected), received=shape_text(received))
