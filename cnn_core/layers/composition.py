"""Blocks that the learner fills: a residual block, branches side by side, a stretch that repeats."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from cnn_core.activations import ReluSpec
from cnn_core.layers.activation import ActivationLayerSpec, Function
from cnn_core.layers.arithmetic import Shape
from cnn_core.layers.block import BlockSpec, Body, Branch
from cnn_core.layers.chain import in_layers, shapes_of
from cnn_core.layers.errors import Place
from cnn_core.layers.shortcut import Shortcut, shortcut_layers
from cnn_core.reference import Reference

if TYPE_CHECKING:
    from cnn_core.layers import Layer

MOST_INSIDE = 40  # layers in one list of a block


class FilledSpec(BlockSpec):
    """What the blocks with a list of layers share."""

    is_open = True
    layers: "tuple[Layer, ...]" = Field((), max_length=MOST_INSIDE, fail_fast=True)

    def place(self, branch: int, index: int) -> Place:
        return in_layers(index) if branch == 0 else ()

    def count(self) -> int:
        return super().count() + sum(layer.count() for layer in self.layers)

    def depth(self) -> int:
        return 1 + max((layer.depth() for layer in self.layers), default=0)


class ResidualSpec(FilledSpec):
    """A residual block: what its layers give is added to what came in, so that they only learn the difference.

    Input shape and output shape: what its layers take and give. Where the two differ, the shortcut has to change, too.

    Attributes:
        layers: the body, 0 to 40.
        shortcut: "identity": what came in, as it is. "projection": a convolution of 1×1 with batch normalisation,
            where the shapes differ. "zero_pad": without parameters: pixels are left out, empty maps are added.
        function: applied to the sum; None: nothing.
    """

    kind: Literal["residual"] = "residual"
    shortcut: Shortcut = "identity"
    function: Function | None = ReluSpec()

    prefix = "res"
    most_made = 3  # the two of a projection, and the function
    reference = Reference(
        "He, Zhang, Ren, Sun",
        "Deep Residual Learning for Image Recognition",
        2015,
        venue="CVPR 2016",
        arxiv="1512.03385",
    )

    def body(self, input_shape: Shape) -> Body:
        wanted = (input_shape, *shapes_of(self.layers, input_shape))[-1]
        way = shortcut_layers(self.shortcut, input_shape, wanted)
        after = (ActivationLayerSpec(function=self.function),) if self.function else ()
        return Body((Branch("body", tuple(self.layers)), Branch("shortcut", way)), "add", after)

    def join_fixes(self, outputs: tuple[Shape, ...]) -> list[dict[str, object]]:
        body, given = outputs
        ways_out = [way for way in ("projection", "zero_pad") if shortcut_layers(way, given, body)]
        return [{"op": "set", "fields": {"shortcut": way}} for way in ways_out]


class ParallelSpec(BlockSpec):
    """Branches side by side: each sees the same input, and their outputs are joined.

    Input shape: what every branch takes. Output shape: the branches' channels behind one another ("concat"), or their
    common shape ("add").

    Attributes:
        branches: 1 to 8 lists of layers; an empty one hands its input on.
        join: "concat" or "add".
    """

    kind: Literal["parallel"] = "parallel"
    branches: "tuple[tuple[Layer, ...], ...]" = Field(((), ()), min_length=1, max_length=8, fail_fast=True)
    join: Literal["concat", "add"] = "concat"

    prefix = "parallel"
    is_open = True
    reference = Reference(
        "Szegedy et al.", "Going Deeper with Convolutions", 2014, venue="CVPR 2015", arxiv="1409.4842"
    )

    def body(self, input_shape: Shape) -> Body:
        branches = tuple(Branch(f"branch{at}", tuple(layers)) for at, layers in enumerate(self.branches, 1))
        return Body(branches, self.join)

    def place(self, branch: int, index: int) -> Place:
        return ("branches", branch, index)

    def join_fixes(self, outputs: tuple[Shape, ...]) -> list[dict[str, object]]:
        alike = len({(len(each), each[1:]) for each in outputs}) == 1
        return [{"op": "set", "fields": {"join": "concat"}}] if alike and self.join == "add" else []

    def count(self) -> int:
        return 1 + sum(layer.count() for layers in self.branches for layer in layers)

    def depth(self) -> int:
        return 1 + max((layer.depth() for layers in self.branches for layer in layers), default=0)


class RepeatSpec(FilledSpec):
    """The same stretch of layers several times over, each time with weights of its own.

    Attributes:
        layers: the stretch, 0 to 40.
        times: 1 to 32.
    """

    kind: Literal["repeat"] = "repeat"
    times: int = Field(2, ge=1, le=32)

    prefix = "repeat"

    def body(self, input_shape: Shape) -> Body:
        return Body((Branch("body", tuple(self.layers) * self.times),), "chain")

    def place(self, branch: int, index: int) -> Place:
        return in_layers(index % len(self.layers))

    def count(self) -> int:
        return 1 + self.times * sum(layer.count() for layer in self.layers)
