"""Every single layer of the table against torchinfo; blocks are in test_blocks.py.

The parameters must agree everywhere, the multiply-adds where both mean the same. Where torchinfo counts otherwise, a
test says so by its name, and the rest must agree.
"""

from math import prod
from typing import Any

import pytest
import torchinfo
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.architecture import ArchitectureSpec
from cnn_core.layers import LAYERS, BlockSpec, LayerSpec, Shape
from cnn_core.layers.arithmetic import value
from tests.cnn_core.architecture.strategies import SETTINGS, networks

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")

# Each example is a forward pass and torchinfo's own bookkeeping; a kind has few settings that count differently.
few = settings(max_examples=20)

SINGLE = [kind for kind, layer in LAYERS.items() if not issubclass(layer, BlockSpec)]
MULTIPLY = {"conv2d", "depthwise_separable", "linear"}


@st.composite
def fitting(draw: st.DrawFn, kind: str, **fields: Any) -> tuple[LayerSpec, Shape]:
    """A layer of this kind with a shape that it takes."""
    chosen = SETTINGS[kind].map(lambda drawn: drawn | fields)
    spec: ArchitectureSpec = draw(networks(chosen, most=1))
    shape: Shape = spec.input_shape
    for layer in spec.layers:
        if layer.kind == kind:
            return layer, shape
        shape = layer.output_shape(shape)
    return spec.layers[0], spec.input_shape  # mended by becoming another, which is as good


def counted(layer: LayerSpec, shape: Shape) -> torchinfo.ModelStatistics:
    return torchinfo.summary(layer.build(shape), input_size=(1, *shape), verbose=0)


@pytest.mark.parametrize("kind", SINGLE)
@few
@given(data=st.data())
def test_parameters_are_torchinfo_s(kind: str, data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind))
    assert layer.parameter_count(shape) == counted(layer, shape).total_params


@pytest.mark.parametrize("kind", sorted(MULTIPLY & set(SINGLE)))
@few
@given(data=st.data())
def test_multiply_adds_are_torchinfo_s(kind: str, data: st.DataObject) -> None:
    layer, shape = data.draw(fitting(kind, bias=False))
    assert layer.multiply_adds(shape) == counted(layer, shape).total_mult_adds


@pytest.mark.parametrize("kind", sorted(MULTIPLY & set(SINGLE)))
@few
@given(data=st.data())
def test_torchinfo_also_counts_the_bias_once_for_each_output_value_which_no_product_needs(
    kind: str, data: st.DataObject
) -> None:
    layer, shape = data.draw(fitting(kind, bias=True))
    assert counted(layer, shape).total_mult_adds - layer.multiply_adds(shape) == prod(layer.output_shape(shape))


@pytest.mark.parametrize("kind", sorted(set(SINGLE) - MULTIPLY - {"conv_transpose2d"}))
@few
@given(data=st.data())
def test_torchinfo_takes_the_parameters_of_norms_and_activations_for_multiply_adds_which_papers_leave_out(
    kind: str, data: st.DataObject
) -> None:
    layer, shape = data.draw(fitting(kind))
    assert layer.multiply_adds(shape) == 0
    assert counted(layer, shape).total_mult_adds == value(layer.parameter_terms(shape))


@few
@given(data=st.data())
def test_torchinfo_counts_a_transposed_convolution_at_each_place_of_its_output_though_each_input_stamps_once(
    data: st.DataObject,
) -> None:
    """Torch's own counter agrees with us (tests/cnn_core/architecture/test_against_torch.py)."""
    layer, shape = data.draw(fitting("conv_transpose2d", bias=False))
    output = layer.output_shape(shape)
    ours, theirs = layer.multiply_adds(shape), counted(layer, shape).total_mult_adds
    assert theirs * prod(shape[1:]) == ours * prod(output[1:])
