"""The scene under the lens: what is done, to which picture, with which numbers, and where one looks.

One JSON object that a link brings back. It is written whole, with its defaults, so that the browser needs no table.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from cnn_core.errors import InvalidSpecError
from cnn_core.layers import Shape
from cnn_core.layers.arithmetic import shape_text
from cnn_core.spec import CompactSpec, Spec
from cnn_core.stepping.kernels import KernelId
from cnn_core.stepping.normalization import FRESH, Memory
from cnn_core.stepping.operations import BatchNormSpec, ConvolutionSpec, Operation, SeparableSpec
from cnn_core.stepping.operations.values import WholeActivation
from cnn_core.stepping.picture import GridPicture, Maps, Picture, Row, SamplePicture, regular, shape_of

LARGEST_JSON = 64 * 1024

Kernels = Annotated[tuple[tuple[tuple[Row, ...], ...], ...], AfterValidator(regular)]
"""Numbers, (out, in/groups, kernel height, kernel width)."""

Place = Annotated[int, Field(ge=0, le=1023)]

Others = Annotated[tuple[SamplePicture | GridPicture, ...], Field(max_length=7)]
"""Pictures by name, so that a batch of them still fits into a link."""


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


class WantedUpstream(Spec):
    """The loss is the mean squared error against the values the learner wants, in the output's shape."""

    kind: Literal["wanted"] = "wanted"
    values: Maps


Upstream = Annotated[OnesUpstream | ValuesUpstream | TargetUpstream | WantedUpstream, Field(discriminator="kind")]


# ── The scene ────────────────────────────────────────────────────────────────────────────────────────────────────────


class LensScene(Spec):
    """All that is needed to show the same thing again.

    Attributes:
        operation: what is done.
        first: a convolution that the picture passes before an operation without weights of its own, or none.
        picture: to what.
        batch: of batch normalisation, the other pictures of the batch; each is read in grey and as large as `picture`.
        memory: of batch normalisation, what it has learnt and remembers.
        kernel: with which weights, of `first` where there is one; unused where nothing has weights.
        pointwise: of a separable convolution, the 1×1 weights (out, in); None: all ones.
        bias: one for each map; empty: all zero.
        then: an activation applied to what the weights give, or none.
        direction: whether one follows the values forwards or the gradients backwards.
        upstream: the loss's gradient by the output, for the way back.
        cell: the output one looks at: map, row, column.
    """

    operation: Operation = ConvolutionSpec()
    first: ConvolutionSpec | None = None
    picture: Picture = SamplePicture(dataset="digits", index=3)
    batch: Others = ()
    memory: Memory = FRESH
    kernel: AnyKernel = PresetKernel(preset="sobel_x")
    pointwise: Annotated[tuple[Row, ...], AfterValidator(regular)] | None = None
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
    def _has_one_set_of_weights(self) -> Self:
        alone = isinstance(self.operation, BatchNormSpec) or self.operation.weight_shape((1, 1, 1)) is not None
        if self.first and alone:
            raise ValueError("an operation without weights, and not on a batch, after a first convolution")
        return self

    @model_validator(mode="after")
    def _fits_into_a_link(self) -> Self:
        if len(self.to_json()) > LARGEST_JSON:
            raise ValueError(f"at most {LARGEST_JSON} bytes as JSON")
        return self

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output for a picture of `input_shape`, (C, H, W) both.

        Raises:
            ShapeError: the operation cannot take it; says why and what would fit.
            InvalidSpecError: the kernel, the 1×1 weights, the biases or the upstream gradient have another shape.
        """
        weighted = self.first or self.operation
        weights, biases = weighted.weight_shape(input_shape), weighted.bias_count()
        shape = self.operation.output_shape(self._passed(input_shape))
        if weights is not None and isinstance(self.kernel, ValuesKernel):
            _same_shape("kernel.values", weights, shape_of(self.kernel.values))
        if self.pointwise is not None and isinstance(self.operation, SeparableSpec):
            _same_shape("pointwise", (self.operation.out_channels, input_shape[0]), shape_of(self.pointwise))
        if self.bias and biases:
            _same_shape("bias", (biases,), (len(self.bias),))
        if isinstance(self.upstream, ValuesUpstream | WantedUpstream):
            _same_shape("upstream.values", shape, shape_of(self.upstream.values))
        return shape

    def _passed(self, input_shape: Shape) -> Shape:
        """What reaches the operation: the batch, what the first convolution gives, or the picture itself."""
        if isinstance(self.operation, BatchNormSpec):
            return 1 + len(self.batch), *input_shape[1:]
        return self.first.output_shape(input_shape) if self.first else input_shape


def _same_shape(field: str, expected: Shape, received: Shape) -> None:
    if expected != received:
        raise InvalidSpecError(field=field, expected=shape_text(expected), received=shape_text(received))
