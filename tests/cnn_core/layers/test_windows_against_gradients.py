"""Every window against the gradient: an output reads the positions that get one, and no others.

Among them the ones that no single number describes: the uneven windows of an adaptive pooling, the stamps of a
transposed convolution, the neighbours of an interpolated pixel.
"""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from cnn_core.layers import LAYERS, BlockSpec, LayerSpec, Shape
from tests.cnn_core.architecture.strategies import SETTINGS, networks

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")

# The winner of a max pooling gets all the gradient, and what a norm reads for its statistics is left out by intent;
# the mirrored px of a padding are read where they came from.
OTHERWISE = {"max_pool2d", "adaptive_max_pool2d", "batch_norm2d", "layer_norm", "group_norm", "instance_norm2d", "pad"}
READING = [
    kind for kind, layer in LAYERS.items() if not issubclass(layer, BlockSpec) and kind not in OTHERWISE | {"linear"}
]


@st.composite
def with_a_window(draw: st.DrawFn, kind: str) -> tuple[LayerSpec, Shape]:
    """A layer of this kind on an image."""
    spec = draw(networks(SETTINGS[kind], most=1))
    return spec.layers[0], spec.input_shape


def read_by_gradient(layer: LayerSpec, shape: Shape, row: int, column: int) -> tuple[set[int], set[int]]:
    module = layer.build(shape).double().eval()
    for parameter in module.parameters():
        nn.init.ones_(parameter)
    image = torch.rand(1, *shape, dtype=torch.double, requires_grad=True)
    value = module(image)[0, :, row, column].sum()
    if not value.requires_grad:  # a function without a slope
        return set(), set()
    reached = torch.autograd.grad(value, image)[0][0].ne(0).any(0)
    return set(reached.any(1).nonzero()[:, 0].tolist()), set(reached.any(0).nonzero()[:, 0].tolist())


@pytest.mark.parametrize("kind", READING)
@settings(max_examples=25)
@given(data=st.data())
def test_an_output_reads_what_gets_a_gradient(kind: str, data: st.DataObject) -> None:
    layer, shape = data.draw(with_a_window(kind))
    window, output = layer.window_for(shape), layer.output_shape(shape)
    if window is None or len(output) != 3:
        return
    row, column = data.draw(st.integers(0, output[1] - 1)), data.draw(st.integers(0, output[2] - 1))
    rows, columns = (
        {at for at in window.reads(axis, cell) if 0 <= at < shape[1 + axis]} for axis, cell in ((0, row), (1, column))
    )
    expected = (rows, columns) if rows and columns else (set(), set())
    assert read_by_gradient(layer, shape, row, column) == expected or kind == "activation"
    for axis in (0, 1):
        read = [window.reads(axis, cell) for cell in range(output[1 + axis])]
        assert max(max(each) - min(each) + 1 for each in read if each) <= window.span[axis]
        assert max(map(len, read)) <= window.taps[axis]


@pytest.mark.parametrize("kind", [kind for kind, layer in LAYERS.items() if not issubclass(layer, BlockSpec)])
@settings(max_examples=25)
@given(data=st.data())
def test_a_window_has_as_many_places_as_the_output_has_px(kind: str, data: st.DataObject) -> None:
    layer, shape = data.draw(with_a_window(kind))
    window, output = layer.window_for(shape), layer.output_shape(shape)
    if window is not None and len(output) == 3:
        assert window.output_size((shape[1], shape[2])) == output[1:]
