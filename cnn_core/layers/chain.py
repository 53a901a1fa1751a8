"""Layers one after the other: their names and the shapes between them, in a network and in each branch of a block."""

from collections import Counter
from collections.abc import Callable, Sequence

from cnn_core.layers.arithmetic import Shape
from cnn_core.layers.base import LayerSpec
from cnn_core.layers.errors import Place, ShapeError


def names_of(layers: Sequence[LayerSpec]) -> tuple[str, ...]:
    """A unique name for each layer: its prefix and its number among those with the same prefix."""
    seen: Counter[str] = Counter()
    names = []
    for layer in layers:
        seen[layer.name_prefix] += 1
        number = seen[layer.name_prefix]
        names.append(layer.name_prefix if layer.seldom_twice and number == 1 else f"{layer.name_prefix}{number}")
    return tuple(names)


def in_layers(index: int) -> Place:
    """Where the layer at `index` stands in the JSON of what has a list of `layers`."""
    return ("layers", index)


def shapes_of(
    layers: Sequence[LayerSpec], input_shape: Shape, place: Callable[[int], Place] = in_layers
) -> tuple[Shape, ...]:
    """The shape behind each layer.

    Args:
        layers: in order.
        input_shape: what reaches the first, (C, H, W) or (F,).
        place: where the layer at an index stands in the JSON of what holds these layers.

    Raises:
        ShapeError: the first layer that cannot take what reaches it, with its name and place.
    """
    found: list[Shape] = []
    for index, layer in enumerate(layers):
        try:
            found.append(layer.output_shape(found[-1] if found else input_shape))
        except ShapeError as error:
            raise error.at(index, names_of(layers)[index], place=place(index)) from None
    return tuple(found)
