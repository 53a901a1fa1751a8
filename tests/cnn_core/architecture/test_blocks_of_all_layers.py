"""Blocks filled with any layer of the table, blocks in blocks among them, against torch."""

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cnn_core.architecture import ArchitectureSpec, build_model, ledger, repaired, shapes
from cnn_core.errors import InvalidSpecError
from tests.cnn_core.architecture.strategies import IMAGES, LAYERS, first_error
from tests.cnn_core.layers.test_blocks import MACROS, filled

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")

STACKS = st.lists(st.recursive(LAYERS | MACROS, filled, max_leaves=6), min_size=1, max_size=4)


@st.composite
def networks(draw: st.DrawFn) -> ArchitectureSpec:
    """A network that fits; where branches cannot be joined by any way out, another one is drawn."""
    layers: list[Any] = draw(STACKS)
    spec = ArchitectureSpec.parse({"name": "random", "input_shape": draw(IMAGES), "layers": layers})
    while (error := first_error(spec)) is not None:
        assume(error.params["fixes"])
        spec = mended(spec, draw(st.sampled_from(error.params["fixes"])))
    return spec


def mended(spec: ArchitectureSpec, fix: dict[str, Any]) -> ArchitectureSpec:
    try:
        return repaired(spec, fix)
    except InvalidSpecError:  # the only layer taken out: nothing is left
        assume(False)
        raise


@settings(suppress_health_check=list(HealthCheck), max_examples=300)
@given(networks())
def test_shapes_and_parameters_are_those_of_the_module(spec: ArchitectureSpec) -> None:
    model, x = build_model(spec, seed=0).eval(), torch.rand(2, *spec.input_shape)
    for module, shape, row in zip(model, shapes(spec), ledger(spec), strict=True):
        x = module(x)
        assert tuple(x.shape[1:]) == shape == row.output_shape
        assert row.parameters == sum(p.numel() for p in module.parameters())
