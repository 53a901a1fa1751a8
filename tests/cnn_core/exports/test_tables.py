"""Every layer can be taken away: whoever adds one is told here which exporter does not know it."""

import pytest

from cnn_core.activations import ACTIVATIONS
from cnn_core.exports import keras_layers as keras
from cnn_core.exports import pytorch_layers as pytorch
from cnn_core.exports.pytorch import sequential_source
from cnn_core.exports.sequential import read_sequential
from cnn_core.initialization import INITIALIZATIONS
from cnn_core.layers import LAYERS, BlockSpec
from tests.cnn_core.exports.members import UNREADABLE, member_network
from tests.cnn_core.exports.plain_comments import COMMENTS

INSIDE = {"zero_pad_shortcut"}
"""Layers that only blocks make."""
FLAT = {kind for kind, layer in LAYERS.items() if not issubclass(layer, BlockSpec)}


def test_pytorch_knows_every_member() -> None:
    assert pytorch.LAYERS.keys() == FLAT | INSIDE
    assert pytorch.ACTIVATIONS.keys() == ACTIVATIONS.keys()
    assert pytorch.FIRST_WEIGHTS.keys() == INITIALIZATIONS.keys()


def test_keras_knows_every_member() -> None:
    assert keras.LAYERS.keys() == FLAT | INSIDE
    assert keras.ACTIVATIONS.keys() == ACTIVATIONS.keys()


@pytest.mark.parametrize("kind", LAYERS)
def test_every_layer_has_its_source(kind: str) -> None:
    source = sequential_source(member_network(kind), COMMENTS)
    compile(source, kind, "exec")


@pytest.mark.parametrize("kind", sorted(set(LAYERS) - UNREADABLE))
def test_every_layer_is_read_back(kind: str) -> None:
    spec = member_network(kind)
    assert read_sequential(sequential_source(spec, COMMENTS), spec.input_shape, spec.name) == spec


@pytest.mark.parametrize("kind", [kind for kind, name in pytorch.ACTIVATIONS.items() if name.startswith("nn.")])
def test_every_activation_of_pytorch_is_read_back(kind: str) -> None:
    spec = member_network("activation", function=kind)
    assert read_sequential(sequential_source(spec, COMMENTS), spec.input_shape, spec.name) == spec
