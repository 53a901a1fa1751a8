"""The layers of a network in their places, for the rules that look at more than one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cnn_core.architecture.spec import ArchitectureSpec, input_shapes, layer_names, shapes
from cnn_core.layers import ActivationLayerSpec, LayerSpec, Shape, ShapeError
from cnn_core.layers.window import Pair
from cnn_core.receptive_field import ReceptiveField, receptive_fields

Path = tuple[str | int, ...]
Fix = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Advice:
    """One remark about one layer.

    Attributes:
        code: a key of `cnn_core.architecture.advice.RULES`.
        path: of the layer, from the network's root.
        params: facts of this case, JSON values; `layer` is the layer's name.
        fixes: ways out, as those of a `ShapeError`; none where only the learner can decide.
    """

    code: str
    path: Path
    params: Mapping[str, Any] = field(default_factory=dict)
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A layer where it stands: what reaches it, what it gives, and how far each value before it sees."""

    index: int
    name: str
    layer: LayerSpec
    before: Shape
    after: Shape
    field: ReceptiveField

    @property
    def path(self) -> list[str | int]:
        """Its address in the network's JSON."""
        return ["layers", self.index]

    @property
    def learns_a_map(self) -> bool:
        """Whether it multiplies by weights: a convolution or a linear layer of any kind."""
        return self.layer.multiply_adds(self.before) > 0

    @property
    def function(self) -> Any:
        """Its activation; None where it is none."""
        return self.layer.function if isinstance(self.layer, ActivationLayerSpec) else None

    @property
    def extent(self) -> Pair:
        """Px of its input that one output value reads; (1, 1) where it reads its own place or all of them."""
        window = self.layer.window_for(self.before)
        return (1, 1) if window is None else window.extent

    @property
    def looks_around(self) -> bool:
        """Whether it slides a window of more than one px over an image."""
        return len(self.before) == 3 and self.extent != (1, 1)

    @property
    def joins(self) -> bool:
        """Whether a map goes in and its positions are gone behind it."""
        return len(self.before) == 3 and (len(self.after) == 1 or self.layer.window_for(self.before) is None)

    def advice(self, code: str, params: Mapping[str, Any], *fixes: Fix) -> Advice:
        """A remark about this layer."""
        return Advice(code, tuple(self.path), {"layer": self.name, **params}, fixes)

    def setting(self, **fields: Any) -> Fix:
        """Give these fields these values."""
        return {"op": "set", "path": self.path, "index": self.index, "fields": fields}

    def removal(self) -> Fix:
        """Take it out."""
        return {"op": "remove", "path": self.path, "index": self.index}

    def insertion(self, layer: Mapping[str, Any]) -> Fix:
        """Put another one before it."""
        return {"op": "insert_before", "path": self.path, "index": self.index, "layer": dict(layer)}


@dataclass(frozen=True, slots=True)
class Network:
    """What the rules look at: the layers that fit, each in its place."""

    spec: ArchitectureSpec
    places: tuple[Place, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every layer fits, so that the last one is the end."""
        return len(self.places) == len(self.spec.layers)

    @property
    def image(self) -> Pair:
        """Height and width of the image."""
        return self.spec.input_shape[1], self.spec.input_shape[2]


def network_of(spec: ArchitectureSpec) -> Network:
    """The layers of `spec` in their places, up to the one that does not fit."""
    try:
        outputs, fitting = shapes(spec), spec
    except ShapeError as error:
        fitting = spec.model_copy(update={"layers": spec.layers[: error.params["index"]]})
        outputs = shapes(fitting)
    fields = (ReceptiveField(), *receptive_fields(fitting.layers, spec.input_shape))
    facts = zip(layer_names(fitting), fitting.layers, input_shapes(fitting), outputs, fields, strict=False)
    return Network(spec, tuple(Place(index, *each) for index, each in enumerate(facts)))
