"""Blocks: layers made of layers, in branches that are joined again.

A block says what it is made of (`body`); its shape, its parameters, its work and its torch module follow from that.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import ClassVar

from torch import nn

from cnn_core.layers.arithmetic import Shape, Terms, shape_text
from cnn_core.layers.base import LayerSpec
from cnn_core.layers.chain import names_of, shapes_of
from cnn_core.layers.errors import JoinError, Place, ShapeError
from cnn_core.layers.joined import Join, Joined

_SIGNS: dict[Join, str] = {"chain": "", "add": " + ", "concat": " ⧺ ", "multiply": " ⊙ "}


@dataclass(frozen=True, slots=True)
class Branch:
    """One way through a block.

    Attributes:
        name: of the submodule, as in `res1.body.conv1`.
        layers: in order; none: what comes in goes out.
    """

    name: str
    layers: tuple[LayerSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What a block is made of.

    Attributes:
        branches: each gets what reaches the block.
        join: how their outputs become one: "chain" (there is only one branch), "add", "concat" (channels behind one
            another) or "multiply" (a vector scales the maps of an image).
        after: applied to the joined output.
    """

    branches: tuple[Branch, ...]
    join: Join
    after: tuple[LayerSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A layer inside a block, with what reaches it and what it gives."""

    name: str
    layer: LayerSpec
    input_shape: Shape
    output_shape: Shape


@dataclass(frozen=True, slots=True)
class Ways:
    """A block's body with all its shapes.

    Attributes:
        branches: name and steps of each branch.
        join: as in `Body`.
        joined: the shape behind the join.
        after: the steps behind it.
    """

    branches: tuple[tuple[str, tuple[Step, ...]], ...]
    join: Join
    joined: Shape
    after: tuple[Step, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every layer inside, branch by branch."""
        return (*(step for _, steps in self.branches for step in steps), *self.after)


class BlockSpec(LayerSpec):
    """A layer with a body.

    Attributes:
        is_open: whether its layers are its own fields, so that they can be changed one by one.
        most_made: how many layers it makes itself at most, those of its fields left out.
    """

    is_open: ClassVar[bool] = False
    most_made: ClassVar[int] = 0

    def count(self) -> int:
        return 1 + self.most_made

    def body(self, input_shape: Shape) -> Body:
        """What it is made of, for what reaches it.

        Raises:
            ShapeError: it cannot take `input_shape`.
        """
        raise NotImplementedError

    def place(self, branch: int, index: int) -> Place:
        """Where the layer at `index` of a branch stands in this block's JSON; () where the block made it itself."""
        return ()

    def join_fixes(self, outputs: tuple[Shape, ...]) -> list[dict[str, object]]:
        """The ways out where branches cannot be joined."""
        return []

    def output_shape(self, input_shape: Shape) -> Shape:
        found = ways(self, input_shape)
        return found.after[-1].output_shape if found.after else found.joined

    def output_shape_text(self, input_shape: Shape) -> str:
        found = ways(self, input_shape)
        outputs = [shape_text(_end(steps, input_shape)) for _, steps in found.branches]
        return f"{_SIGNS[found.join].join(outputs)} = {shape_text(found.joined)}" if len(outputs) > 1 else outputs[0]

    def parameter_terms(self, input_shape: Shape) -> Terms:
        steps = ways(self, input_shape).steps
        return tuple(term for step in steps for term in step.layer.parameter_terms(step.input_shape))

    def multiply_add_terms(self, input_shape: Shape) -> Terms:
        steps = ways(self, input_shape).steps
        return tuple(term for step in steps for term in step.layer.multiply_add_terms(step.input_shape))

    def activation_values(self, input_shape: Shape) -> int:
        found = ways(self, input_shape)
        inside = sum(step.layer.activation_values(step.input_shape) for step in found.steps)
        return inside + (0 if found.join == "chain" else prod(found.joined))

    def looks(self, input_shape: Shape) -> int:
        return sum(step.layer.looks(step.input_shape) for step in ways(self, input_shape).steps)

    def divides_by_nothing(self, input_shape: Shape) -> bool:
        return any(step.layer.divides_by_nothing(step.input_shape) for step in ways(self, input_shape).steps)

    def build(self, input_shape: Shape) -> nn.Module:
        found = ways(self, input_shape)
        branches = {name: _sequential(steps) for name, steps in found.branches}
        return Joined(branches, found.join, _sequential(found.after) if found.after else None)


@lru_cache(maxsize=4096)
def ways(block: BlockSpec, input_shape: Shape) -> Ways:
    """The shapes along every branch of a block; remembered, since every number of the ledger asks for them.

    Raises:
        ShapeError: a layer inside does not fit, or the branches cannot be joined.
    """
    body = block.body(input_shape)
    branches = tuple(
        (branch.name, _steps(block, branch.layers, input_shape, number)) for number, branch in enumerate(body.branches)
    )
    outputs = tuple(_end(steps, input_shape) for _, steps in branches)
    joined = _joined(body.join, outputs)
    if joined is None:
        received = ", ".join(map(shape_text, outputs))
        raise JoinError(join=body.join, received=received, fixes=block.join_fixes(outputs))
    return Ways(branches, body.join, joined, _steps(block, body.after, joined, None))


def _steps(block: BlockSpec, layers: tuple[LayerSpec, ...], input_shape: Shape, branch: int | None) -> tuple[Step, ...]:
    def place(index: int) -> Place:
        return () if branch is None else block.place(branch, index)

    try:
        outputs = shapes_of(layers, input_shape, place)
    except ShapeError as error:
        if branch is not None and block.is_open:
            raise
        raise error.sealed() from None
    inputs = (input_shape, *outputs)
    return tuple(
        Step(name, layer, inputs[at], outputs[at])
        for at, (name, layer) in enumerate(zip(names_of(layers), layers, strict=True))
    )


def _end(steps: tuple[Step, ...], input_shape: Shape) -> Shape:
    return steps[-1].output_shape if steps else input_shape


def _joined(join: Join, outputs: tuple[Shape, ...]) -> Shape | None:
    """The shape that joined branches have; None where they do not go together."""
    first = outputs[0]
    if join == "concat":
        alike = all(each[1:] == first[1:] and len(each) == len(first) for each in outputs)
        return (sum(each[0] for each in outputs), *first[1:]) if alike else None
    if join == "multiply":
        alike = all(each == first or each == first[:1] for each in outputs)
        return first if alike else None
    return first if all(each == first for each in outputs) else None


def _sequential(steps: tuple[Step, ...]) -> nn.Sequential:
    return nn.Sequential(OrderedDict((step.name, step.layer.build(step.input_shape)) for step in steps))
