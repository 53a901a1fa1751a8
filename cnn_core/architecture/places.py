"""The layers of a network in their places, for the rules that look at more than one of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from cnn_core.architecture.spec import ArchitectureSpec, input_shapes, layer_names, shapes
from cnn_core.layers import ActivationLayerSpec, BlockSpec, LayerSpec, RepeatSpec, Shape, ShapeError
from cnn_core.layers.block import Step, ways
from cnn_core.layers.chain import in_layers
from cnn_core.layers.errors import Place as Address
from cnn_core.layers.window import Pair
from cnn_core.receptive_field import ReceptiveField, Sight

Fix = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Advice:
    """One remark about one layer.

    Attributes:
        code: a key of `cnn_core.architecture.advice.RULES`.
        path: of the layer, from the network's JSON.
        params: facts of this case, JSON values; `layer` is the layer's name.
        fixes: ways out, as those of a `ShapeError`; none where only the learner can decide.
    """

    code: str
    path: Address
    params: Mapping[str, Any] = field(default_factory=dict)
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A layer where it stands: what reaches it, what it gives, and how far each value before it sees.

    Attributes:
        path: its address in the network's JSON.
        name: as in `layer_names`; inside blocks with theirs before it, "res1.conv2".
    """

    path: Address
    name: str
    layer: LayerSpec
    before: Shape
    after: Shape
    field: ReceptiveField

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
        return Advice(code, self.path, {"layer": self.name, **params}, fixes)

    def setting(self, **fields: Any) -> Fix:
        """Give these fields these values."""
        return self._fix("set", fields=fields)

    def removal(self) -> Fix:
        """Take it out."""
        return self._fix("remove")

    def insertion(self, layer: Mapping[str, Any]) -> Fix:
        """Put another one before it."""
        return self._fix("insert_before", layer=dict(layer))

    def _fix(self, op: str, **what: Any) -> Fix:
        return {"op": op, "path": list(self.path), **what}


Chain = tuple[Place, ...]
"""Layers that follow one another, those of a repeated stretch among them."""


@dataclass(frozen=True, slots=True)
class Network:
    """What the rules look at: the layers that fit, each in its place.

    Attributes:
        chain: from the image to the end.
        chains: this one, and those inside the blocks that the learner fills.
        is_whole: whether every layer fits.
        is_finished: whether it also ends in as many numbers as there are classes, so that the last layer is the end.
    """

    spec: ArchitectureSpec
    chain: Chain
    chains: tuple[Chain, ...]
    is_whole: bool
    is_finished: bool

    @property
    def image(self) -> Pair:
        """Height and width of the image."""
        return self.spec.input_shape[1], self.spec.input_shape[2]

    @property
    def places(self) -> Iterator[Place]:
        """Every layer that can be changed."""
        return (place for chain in self.chains for place in chain)

    @property
    def layers(self) -> Iterator[LayerSpec]:
        """Every layer there is, those that a block makes itself, too."""
        return (layer for place in self.places for layer in _within(place.layer, place.before))


def network_of(spec: ArchitectureSpec, classes: int | None = None) -> Network:
    """The layers of `spec` in their places, up to the one that does not fit.

    Args:
        spec: the network.
        classes: numbers it has to end in; None: any vector is an end.
    """
    fitting = _fitting(spec)
    outputs = shapes(fitting)
    facts = zip(layer_names(fitting), fitting.layers, input_shapes(fitting), outputs, strict=False)
    chain, *inside = _chains([Step(*each) for each in facts], Sight(spec.input_shape), in_layers, "")
    is_whole = len(fitting.layers) == len(spec.layers)
    answers = outputs[-1] if is_whole else ()
    is_finished = len(answers) == 1 and classes in (None, *answers)
    return Network(spec, chain, (chain, *inside), is_whole, is_finished)


def _fitting(spec: ArchitectureSpec) -> ArchitectureSpec:
    try:
        shapes(spec)
    except ShapeError as error:
        return spec.model_copy(update={"layers": spec.layers[: error.params["index"]]})
    return spec


def _chains(steps: Iterable[Step], sight: Sight, address: Callable[[int], Address], above: str) -> list[Chain]:
    """The chain of these steps, and behind it those inside its blocks. A repeated stretch is a part of its chain."""
    own: list[Place] = []
    inside: list[Chain] = []
    for index, step in enumerate(steps):
        path, name = address(index), f"{above}{step.name}"
        is_stretch = isinstance(step.layer, RepeatSpec)
        if not is_stretch:
            own.append(Place(path, name, step.layer, step.input_shape, step.output_shape, sight.field))
        for within, inner in _branches(step, path):
            chain, *more = _chains(inner, sight, within, f"{name}.")
            own += chain if is_stretch else ()
            inside += more if is_stretch else (chain, *more)
        sight = sight.through(step.layer, step.input_shape)
    return [tuple(own), *inside]


def _branches(step: Step, path: Address) -> Iterator[tuple[Callable[[int], Address], tuple[Step, ...]]]:
    """The branches of a block that the learner fills, each with the addresses of its layers."""
    block = step.layer
    if not isinstance(block, BlockSpec) or not block.is_open:
        return
    for branch, (_, inner) in enumerate(ways(block, step.input_shape).branches):
        if inner and block.place(branch, 0):
            yield partial(_address, block, path, branch), inner


def _address(block: BlockSpec, path: Address, branch: int, index: int) -> Address:
    return (*path, *block.place(branch, index))


def _within(layer: LayerSpec, shape: Shape) -> Iterator[LayerSpec]:
    """The layer and all those it is made of."""
    yield layer
    if isinstance(layer, BlockSpec):
        for step in ways(layer, shape).steps:
            yield from _within(step.layer, step.input_shape)
