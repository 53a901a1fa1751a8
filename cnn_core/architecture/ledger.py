"""What each layer costs and sees, before anything is trained, with the arithmetic behind each number."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import prod

from cnn_core.architecture.spec import ArchitectureSpec, layer_names, shapes
from cnn_core.layers import BlockSpec, LayerSpec, Shape
from cnn_core.layers.arithmetic import text
from cnn_core.layers.block import Step, ways
from cnn_core.layers.chain import in_layers
from cnn_core.layers.errors import Place
from cnn_core.layers.window import Pair, shortest
from cnn_core.receptive_field import Px, ReceptiveField, Sight

FLOAT32_BYTES = 4


@dataclass(frozen=True, slots=True)
class Inside:
    """One branch of a block, line by line.

    Attributes:
        branch: its name, as in `res1.body.conv1`; "after" for what follows the join.
        rows: of its layers.
    """

    branch: str
    rows: "tuple[LedgerRow, ...]"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One layer's line.

    Attributes:
        index: 0-based place among the layers it stands with.
        path: keys from the network's JSON to the layer, ("layers", 3); () where a block has made it itself.
        name: as in `layer_names`.
        kind: id of the layer's class.
        input_shape: what reaches it, (C, H, W) or (F,).
        output_shape: what it gives.
        output_shape_text: the arithmetic of the output's size, "⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28".
        parameters: numbers it learns.
        parameters_text: "5·5·1·6 + 6": kernel height, width, channels it reads, kernels; biases.
        multiply_adds: products added up for one image.
        multiply_adds_text: "5·5·1·6·28·28": weights times places.
        activation_bytes: its output for the whole batch in float32; of a block everything inside it, too.
        activation_bytes_text: "64·6·28·28·4": images, values, bytes of one.
        receptive_field: px of the image that one value sees, padding included; (height, width) if they differ. Never
            undefined: behind a flatten it is still that of the map, behind a linear layer or a global pooling all of
            the image that was reached.
        receptive_field_text: "6 + (5 − 1)·2 = 14"; where all cells are joined, from the first px seen to behind the
            last, "28 − 0 = 28"; empty where nothing changes.
        jump: px of the image between neighbouring values, a fraction behind a layer that enlarges; None once a vector
            has no neighbours.
        inside: the branches of a block; nothing for a single layer.
    """

    index: int
    path: Place
    name: str
    kind: str
    input_shape: Shape
    output_shape: Shape
    output_shape_text: str
    parameters: int
    parameters_text: str
    multiply_adds: int
    multiply_adds_text: str
    activation_bytes: int
    activation_bytes_text: str
    receptive_field: int | Pair
    receptive_field_text: str
    jump: Px | tuple[Px, Px] | None
    inside: tuple[Inside, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums over all layers.

    Attributes:
        parameters: numbers to learn.
        multiply_adds: for one image, forwards.
        activation_bytes: all layers' outputs for the batch, float32.
        parameter_bytes: the weights in float32.
        training_bytes: what a training step holds, by the usual count: the weights with their gradients and Adam's
            two moments, and every activation with its gradient. An estimate: torch lets go of some activations
            earlier, while the winners of a max pooling and the libraries' own buffers come on top.
    """

    parameters: int
    multiply_adds: int
    activation_bytes: int
    parameter_bytes: int
    training_bytes: int


def ledger(spec: ArchitectureSpec, batch_size: int = 1) -> tuple[LedgerRow, ...]:
    """One row for each layer; arithmetic only, nothing is built.

    Args:
        spec: the network.
        batch_size: images at once, for the memory.

    Raises:
        ShapeError: as `shapes`.

    >>> from cnn_core.presets import PRESETS
    >>> first = ledger(PRESETS["lenet5"].build((1, 28, 28), 10))[0]
    >>> first.parameters_text, first.parameters, first.multiply_adds_text, first.receptive_field
    ('5·5·1·6 + 6', 156, '5·5·1·6·28·28', 5)
    """
    outputs = shapes(spec)  # first: it names the layer that does not fit
    inputs = (spec.input_shape, *outputs[:-1])
    steps = tuple(map(Step, layer_names(spec), spec.layers, inputs, outputs))
    return _rows(steps, Sight(spec.input_shape), batch_size, in_layers)


def totals(rows: Iterable[LedgerRow]) -> Totals:
    """The sums of a ledger.

    >>> from cnn_core.presets import PRESETS
    >>> totals(ledger(PRESETS["lenet5"].build((1, 28, 28), 10))).parameters
    61706
    """
    rows = tuple(rows)
    parameters = sum(row.parameters for row in rows)
    activation_bytes = sum(row.activation_bytes for row in rows)
    return Totals(
        parameters=parameters,
        multiply_adds=sum(row.multiply_adds for row in rows),
        activation_bytes=activation_bytes,
        parameter_bytes=parameters * FLOAT32_BYTES,
        training_bytes=training_bytes(parameters, activation_bytes),
    )


def training_bytes(parameters: int, activation_bytes: int) -> int:
    """What a training step holds: four numbers a parameter (weight, gradient, Adam's two moments), two an activation.

    Args:
        parameters: numbers to learn.
        activation_bytes: all layers' outputs for the batch.

    >>> training_bytes(61706, 3840512)
    8668320
    """
    return 4 * parameters * FLOAT32_BYTES + 2 * activation_bytes


def _rows(steps: Iterable[Step], sight: Sight, batch_size: int, place: Callable[[int], Place]) -> tuple[LedgerRow, ...]:
    rows = []
    for index, step in enumerate(steps):
        rows.append(_row(index, step, sight, batch_size=batch_size, path=place(index)))
        sight = sight.through(step.layer, step.input_shape)
    return tuple(rows)


def _row(index: int, step: Step, sight: Sight, *, batch_size: int, path: Place) -> LedgerRow:
    layer, shape, output = step.layer, step.input_shape, step.output_shape
    held, after = layer.activation_values(shape), sight.through(layer, shape).field
    activation = (batch_size, *(output if held == prod(output) else (held,)), FLOAT32_BYTES)
    return LedgerRow(
        index=index,
        path=path,
        name=step.name,
        kind=layer.kind,
        input_shape=shape,
        output_shape=output,
        output_shape_text=layer.output_shape_text(shape),
        parameters=layer.parameter_count(shape),
        parameters_text=text(layer.parameter_terms(shape)),
        multiply_adds=layer.multiply_adds(shape),
        multiply_adds_text=text(layer.multiply_add_terms(shape)),
        activation_bytes=prod(activation),
        activation_bytes_text=text((activation,)),
        receptive_field=shortest(after.whole),
        receptive_field_text=_field_text(layer, shape, sight.field, after),
        jump=shortest(after.jump) or None,
        inside=_inside(layer, sight, batch_size, path, shape) if isinstance(layer, BlockSpec) else (),
    )


def _inside(block: BlockSpec, sight: Sight, batch_size: int, path: Place, shape: Shape) -> tuple[Inside, ...]:
    """The lines of a block's branches, and of what follows their join."""
    found = ways(block, shape)

    def within(branch: int) -> Callable[[int], Place]:
        return lambda index: (*path, *own) if path and (own := block.place(branch, index)) else ()

    inside = [
        Inside(name, _rows(steps, sight, batch_size, within(branch)))
        for branch, (name, steps) in enumerate(found.branches)
    ]
    if found.after:
        inside.append(Inside("after", _rows(found.after, sight.joined(found, shape), batch_size, lambda _: ())))
    return tuple(inside)


def _field_text(layer: LayerSpec, shape: Shape, before: ReceptiveField, after: ReceptiveField) -> str:
    if (before.size, before.jump) == (after.size, after.jump):
        return ""
    texts = [_axis_text(layer, shape, before, after, axis) for axis in (0, 1)]
    return texts[0] if texts[0] == texts[1] else " × ".join(texts)


def _axis_text(layer: LayerSpec, shape: Shape, before: ReceptiveField, after: ReceptiveField, axis: int) -> str:
    window = layer.window_for(shape)
    if window is None or isinstance(layer, BlockSpec):
        end = after.start[axis] + after.size[axis]
        return f"{end} − {after.start[axis]} = {after.size[axis]}".replace("− -", "+ ")
    if window.upscale[axis] > 1:
        return f"{before.size[axis]} + ({window.span[axis]} − 1)·{before.jump[axis]} = {after.size[axis]}"
    dilation = f"·{window.dilation[axis]}" if window.dilation[axis] > 1 else ""
    widened = f"({window.kernel[axis]} − 1){dilation}·{before.jump[axis]}"
    return f"{before.size[axis]} + {widened} = {after.size[axis]}"
