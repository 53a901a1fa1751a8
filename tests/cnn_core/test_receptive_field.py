"""The receptive field against the gradient: what a value sees is what it sends a gradient to."""

from typing import Any

import pytest
import torch
from hypothesis import event, given
from hypothesis import strategies as st

from cnn_core.architecture import ArchitectureSpec, build_model, shapes
from cnn_core.presets import PRESETS
from cnn_core.receptive_field import pixels_seen, receptive_fields
from tests.cnn_core.architecture.strategies import networks

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")

_SIZES = st.integers(1, 4) | st.tuples(st.integers(1, 4), st.integers(1, 4))
_STEPS = st.integers(1, 3) | st.tuples(st.integers(1, 3), st.integers(1, 3))
# Max pooling sends its gradient to the winner only; the mean over the same window sends it to all that is seen.
LINEAR_LAYERS = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("conv2d"),
            "out_channels": st.just(1),
            "kernel_size": _SIZES,
            "stride": _STEPS,
            "padding": st.just("same") | st.integers(0, 3),
            "dilation": _STEPS,
        }
    ),
    st.fixed_dictionaries({"kind": st.just("avg_pool2d"), "kernel_size": _SIZES, "stride": _STEPS}),
)
# Their values lie fractions of a px apart: what is seen is exact, the window's size and jump are its mean course.
ENLARGING = st.one_of(
    LINEAR_LAYERS,
    st.fixed_dictionaries({"kind": st.just("upsample"), "scale_factor": st.integers(2, 4)}),
    st.fixed_dictionaries(
        {"kind": st.just("conv_transpose2d"), "out_channels": st.just(1), "kernel_size": _SIZES, "stride": _STEPS}
    ),
)


def seen_by_gradient(spec: ArchitectureSpec, cell: tuple[int, int] | None) -> tuple[tuple[int, ...], tuple[int, ...]]:
    model = build_model(spec, seed=0).double()
    for parameter in model.parameters():
        torch.nn.init.ones_(parameter)
    image = torch.ones(1, *spec.input_shape, dtype=torch.double, requires_grad=True)
    output = model(image)
    value = output.sum() if cell is None else output[0, 0, cell[0], cell[1]]
    reached = torch.autograd.grad(value, image)[0][0].sum(dim=0) > 0
    assert torch.equal(reached, reached.any(1, keepdim=True) & reached.any(0, keepdim=True))
    return tuple(reached.any(1).nonzero()[:, 0].tolist()), tuple(reached.any(0).nonzero()[:, 0].tolist())


@given(networks(ENLARGING), st.data())
def test_the_pixels_seen_are_those_that_get_a_gradient(spec: ArchitectureSpec, data: st.DataObject) -> None:
    _, height, width = shapes(spec)[-1]
    cell = (data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1)))
    assert pixels_seen(spec.layers, spec.input_shape, cell) == seen_by_gradient(spec, cell)


@given(networks(ENLARGING))
def test_a_linear_layer_sees_what_all_cells_together_see(spec: ArchitectureSpec) -> None:
    layers: Any = [*spec.model_dump()["layers"], {"kind": "flatten"}, {"kind": "linear", "out_features": 2}]
    longer = ArchitectureSpec.parse({**spec.model_dump(), "layers": layers})
    rows, columns = seen_by_gradient(longer, None)
    field = receptive_fields(longer.layers, longer.input_shape)[-1]
    assert pixels_seen(longer.layers, longer.input_shape) == (rows, columns)
    assert field.start == (min(rows, default=0), min(columns, default=0))
    assert field.size == (extent(rows), extent(columns))


@given(networks(LINEAR_LAYERS), st.data())
def test_size_jump_and_start_give_the_window(spec: ArchitectureSpec, data: st.DataObject) -> None:
    """Exactly where the window lies within the image; at the border, what is seen lies within the window."""
    _, height, width = shapes(spec)[-1]
    cell = (data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1)))
    field = receptive_fields(spec.layers, spec.input_shape)[-1]
    starts = [field.start[axis] + cell[axis] * field.jump[axis] for axis in (0, 1)]
    ends = [start + size for start, size in zip(starts, field.size, strict=True)]
    seen = seen_by_gradient(spec, cell)
    inside = [start >= 0 and end <= side for start, end, side in zip(starts, ends, spec.input_shape[1:], strict=True)]
    event(f"inside: {all(inside)}")
    for axis, pixels in enumerate(seen):
        assert all(starts[axis] <= at < ends[axis] for at in pixels)
        if all(inside):
            assert (starts[axis], ends[axis]) == (pixels[0], pixels[-1] + 1)


def test_padding_moves_the_first_window_by_the_jump_of_its_own_layer() -> None:
    """By hand: stride 2 with padding 1 starts at -1; behind it a padding of 2 cells is 4 px more."""
    layers = [{"kind": "conv2d", "out_channels": 1, "stride": 2, "padding": 1}]
    layers.append({"kind": "conv2d", "out_channels": 1, "kernel_size": (5, 1), "padding": (2, 0)})
    spec = ArchitectureSpec.parse({"name": "n", "input_shape": (1, 16, 16), "layers": layers})
    last = receptive_fields(spec.layers, spec.input_shape)[-1]
    assert (last.start, last.size, last.jump) == ((-5, -1), (11, 3), (2, 2))


def extent(pixels: tuple[int, ...]) -> int:
    return pixels[-1] - pixels[0] + 1 if pixels else 0


def test_lenet5() -> None:
    spec = PRESETS["lenet5"].build((1, 28, 28), 10)
    fields = receptive_fields(spec.layers, spec.input_shape)
    assert [field.size[0] for field in fields] == [5, 5, 6, 14, 14, 16, 16, 28, 28, 28, 28, 28]
    assert [field.jump[0] for field in fields] == [1, 1, 2, 2, 2, 4, 4, 0, 0, 0, 0, 0]
    assert fields[0].start == (-2, -2)


def test_vgg16_sees_212_of_224_pixels() -> None:
    """The figure everybody quotes for the last pooling of VGG-16 (Araujo, Norris, Sim 2019, table of networks)."""
    convolution, pool = {"kind": "conv2d", "out_channels": 1, "padding": 1}, {"kind": "max_pool2d"}
    layers = [layer for n in (2, 2, 3, 3, 3) for layer in [*[convolution] * n, pool]]
    spec = ArchitectureSpec.parse({"name": "VGG-16", "input_shape": (3, 224, 224), "layers": layers})
    last = receptive_fields(spec.layers, spec.input_shape)[-1]
    assert (last.size, last.jump) == ((212, 212), (32, 32))


def test_behind_squeeze_and_excitation_a_value_sees_what_all_cells_saw_and_it_is_looked_for_once() -> None:
    """320 of them in 400 bytes: to walk back to the image behind each took seconds."""
    edge = {"kind": "conv2d", "out_channels": 2, "kernel_size": 1, "stride": 3}
    many = {"kind": "repeat", "times": 32, "layers": [{"kind": "squeeze_excitation"}] * 10}
    spec = ArchitectureSpec.parse(
        {"name": "n", "input_shape": (1, 12, 12), "layers": [edge, many, {"kind": "flatten"}]}
    )
    fields = receptive_fields(spec.layers, spec.input_shape)
    assert (fields[1].start, fields[1].size, fields[1].jump) == ((0, 0), (10, 10), (3, 3))
    assert pixels_seen(spec.layers[:2], spec.input_shape, (0, 0)) == ((0, 3, 6, 9), (0, 3, 6, 9))
