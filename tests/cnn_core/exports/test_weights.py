"""A network and its weights in one file, there and back; whatever else is in the file is refused before it costs."""

import json

import pytest
import torch
from hypothesis import given, settings
from safetensors.torch import save

from cnn_core.architecture import ArchitectureSpec, TooManyParametersError, build_model
from cnn_core.errors import CnnCoreError
from cnn_core.exports.weights import NoNetworkInFileError, read_weights, spec_in, weights_bytes
from cnn_core.presets import PRESETS
from cnn_core.weights import LARGEST_HEADER, WeightsError
from tests.cnn_core.architecture.strategies import networks
from tests.cnn_core.architecture.test_blocks_of_all_layers import networks as with_blocks
from tests.cnn_core.exports.weighted import with_weights

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


def check(spec: ArchitectureSpec) -> None:
    weights = with_weights(spec).state_dict()
    read, tensors = read_weights(weights_bytes(spec, weights))
    assert read == spec
    assert tensors.keys() == weights.keys()
    assert all(torch.equal(tensors[name], weights[name]) for name in weights)


@settings(max_examples=30)
@given(networks() | with_blocks())
def test_there_and_back(spec: ArchitectureSpec) -> None:
    check(spec)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_s_header_is_short_enough(preset: str) -> None:
    check(PRESETS[preset].build((3, 32, 32), 10))


def remarks(**said: object) -> bytes:
    header = json.dumps({"__metadata__": said}).encode()
    return len(header).to_bytes(8, "little") + header


def test_a_network_as_deep_as_any_resnet_comes_back_from_its_file() -> None:
    convolution = {"kind": "conv2d", "out_channels": 1, "padding": 1, "bias": False}
    block = {"kind": "residual", "layers": [convolution, {"kind": "batch_norm2d"}] * 2}
    layers = [{"kind": "repeat", "times": 9, "layers": [block]}] * 8
    spec = ArchitectureSpec.parse({"name": "ResNet", "input_shape": [1, 2, 2], "layers": layers})
    content = weights_bytes(spec, build_model(spec).state_dict())
    assert int.from_bytes(content[:8], "little") > 2**16, "what once was the bound"
    assert spec_in(content) == spec
    assert read_weights(content)[0] == spec


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", WeightsError),
        (b"PK\x03\x04" * 10, WeightsError),
        ((LARGEST_HEADER + 1).to_bytes(8, "little") + b" " * (LARGEST_HEADER + 1), WeightsError),
        (save({"a": torch.zeros(1)}), NoNetworkInFileError),
        (remarks(architecture=3), NoNetworkInFileError),
        (remarks(architecture="{}"), NoNetworkInFileError),
        (remarks(architecture="[" * 5000), NoNetworkInFileError),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, error: type[CnnCoreError]) -> None:
    with pytest.raises(error):
        read_weights(content)


def test_other_weights_than_the_network_s_are_refused(tiny_architecture: ArchitectureSpec) -> None:
    weights = with_weights(tiny_architecture).state_dict()
    for spoilt in (
        {},
        {**weights, "more": torch.zeros(1)},
        {**weights, "fc1.bias": torch.full((10,), torch.nan)},
        {**weights, "fc1.bias": torch.zeros(9)},
        {**weights, "fc1.bias": torch.zeros(10, dtype=torch.float64)},
    ):
        with pytest.raises(WeightsError):
            read_weights(weights_bytes(tiny_architecture, spoilt))
    with pytest.raises(WeightsError):
        read_weights(weights_bytes(tiny_architecture, weights) + b"more")


def test_a_network_that_is_too_large_is_refused_on_paper() -> None:
    layers = [{"kind": "flatten"}, *[{"kind": "linear", "out_features": 4096}] * 3]
    spec = ArchitectureSpec.parse({"name": "large", "input_shape": (3, 64, 64), "layers": layers})
    with pytest.raises(TooManyParametersError):
        read_weights(weights_bytes(spec, {}))
