"""A network on paper: its image, its layers in order, the names and shapes that follow from them."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Self
from unicodedata import normalize

from pydantic import AfterValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from cnn_core.architecture.reading import read
from cnn_core.errors import CnnCoreError
from cnn_core.initialization import InitializationId
from cnn_core.layers import Layer, LayerSpec, Shape, ShapeError
from cnn_core.layers.arithmetic import shape_text
from cnn_core.layers.chain import names_of, shapes_of
from cnn_core.layers.errors import NeedsImageError
from cnn_core.spec import CompactSpec

MOST_LAYERS = 200
MOST_WITHIN = 2000
"""Layers with all that stand in blocks, each time they are repeated."""
DEEPEST = 6
"""Levels of blocks within blocks."""

Channels = Annotated[int, Field(ge=1, le=16)]
Side = Annotated[int, Field(ge=1, le=256)]


def _plain(name: str) -> str:
    """A name is shown in many places; without markup characters it is the same text in all of them."""
    name = " ".join(normalize("NFC", name).split())
    if not re.fullmatch(r"[^\W_][\w '.\-]{0,59}", name):
        raise ValueError("Input should be 1 to 60 letters, digits, spaces or -'._, starting with a letter or digit")
    return name


class OutputShapeError(CnnCoreError):
    """The network ends in feature maps, not in one number for each class.

    Params: layer (name of the last one), index, received ("16×5×5").
    """

    code = "output_shape"
    template = "{layer}: expected a vector at the end, one number for each class; received an image {received}"


class ArchitectureSpec(CompactSpec):
    """A network whose layers follow one another.

    Attributes:
        name: 1 to 60 letters, digits, spaces or -'._
        input_shape: (C, H, W) of the image: 1 to 16 channels, 1 to 256 px a side.
        layers: 1 to 200, in order. That they fit one another is checked by `shapes`, so that an editor can hold a
            network that does not fit yet.
        initialization: id in `cnn_core.initialization.INITIALIZATIONS`.
    """

    name: Annotated[str, AfterValidator(_plain)]
    input_shape: tuple[Channels, Side, Side]
    layers: tuple[Layer, ...] = Field(max_length=MOST_LAYERS, fail_fast=True)
    initialization: InitializationId = "default"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a network that anybody may have written; as `reading.read` and `parse`.

        Raises:
            InvalidSpecError: with the path of the first wrong field; its subclasses where the text is none to read.
        """
        return cls.parse(read(text))

    @field_validator("layers")
    @classmethod
    def _at_least_one(cls, layers: tuple[Any, ...]) -> tuple[Any, ...]:
        # Not min_length: that reports a second, spurious problem when the only layer is invalid.
        if not layers:
            raise ValueError("Input should have at least 1 layer")
        if max(layer.depth() for layer in layers) > DEEPEST:
            raise PydanticCustomError("too_deep", "Input should have blocks at most {le} levels deep", {"le": DEEPEST})
        if sum(layer.count() for layer in layers) > MOST_WITHIN:
            message = "Input should have at most {le} layers, those inside blocks included"
            raise PydanticCustomError("too_many_within", message, {"le": MOST_WITHIN})
        return layers


def layer_names(spec: ArchitectureSpec) -> tuple[str, ...]:
    """A unique name for each layer: its prefix and its number among those with the same prefix.

    They are the names in `build_model`'s module, in checkpoints and in links. A flatten is hardly ever there twice,
    so the first goes without a number.

    >>> from cnn_core.presets import PRESETS
    >>> layer_names(PRESETS["lenet5"].build((1, 28, 28), 10))[-6:]
    ('flatten', 'fc1', 'relu3', 'fc2', 'relu4', 'fc3')
    """
    return names_of(spec.layers)


def shapes(spec: ArchitectureSpec) -> tuple[Shape, ...]:
    """The shape behind each layer, (C, H, W) or (F,).

    Raises:
        ShapeError: the first layer that cannot take what reaches it, by name, with the arithmetic and the ways out.
    """
    try:
        return shapes_of(spec.layers, spec.input_shape)
    except NeedsImageError as error:
        raise error.with_fixes(*_keep_image(spec, error.params["index"])) from None


def input_shapes(spec: ArchitectureSpec) -> tuple[Shape, ...]:
    """The shape that reaches each layer.

    Raises:
        ShapeError: as `shapes`.
    """
    return (spec.input_shape, *shapes(spec)[:-1])


def class_count(spec: ArchitectureSpec) -> int:
    """How many classes the network can tell apart: the length of its last vector.

    Raises:
        ShapeError: as `shapes`.
        OutputShapeError: it ends in an image.
    """
    last = shapes(spec)[-1]
    if len(last) != 1:
        raise OutputShapeError(layer=layer_names(spec)[-1], index=len(spec.layers) - 1, received=shape_text(last))
    return last[0]


def smallest_batch(spec: ArchitectureSpec) -> int:
    """The fewest images a training step can take: 2 where batch normalisation sees one value a map, else 1.

    The variance of a single value is zero, and torch refuses to divide by it.

    Raises:
        ShapeError: as `shapes`.
    """
    reached = zip(spec.layers, input_shapes(spec), strict=True)
    return 2 if any(layer.divides_by_nothing(shape) for layer, shape in reached) else 1


def _keep_image(spec: ArchitectureSpec, index: int) -> list[dict[str, Any]]:
    """If the image was only flattened too early, offer to take that flatten (or global pooling) out."""
    for at, layer in enumerate(spec.layers[:index]):
        if layer.drops_positions:
            without = (*spec.layers[:at], *spec.layers[at + 1 : index + 1])
            return [{"op": "remove", "path": ["layers", at]}] if _fit(without, spec.input_shape) else []
    return []


def _fit(layers: Sequence[LayerSpec], shape: Shape) -> bool:
    try:
        for layer in layers:
            shape = layer.output_shape(shape)
    except ShapeError:
        return False
    return True
