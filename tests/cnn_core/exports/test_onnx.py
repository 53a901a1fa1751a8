"""The ONNX file gives what PyTorch gives, for any number of images, and making it leaves no trace."""

import logging
import warnings

import numpy as np
import onnxruntime
import pytest
import torch
from hypothesis import Phase, given, settings

from cnn_core.architecture import ArchitectureSpec
from cnn_core.exports.onnx import INPUT, OUTPUT, OnnxTooSlowError, onnx_bytes, onnx_bytes_apart
from cnn_core.layers import LAYERS, FlattenSpec
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import networks
from tests.cnn_core.architecture.test_blocks_of_all_layers import networks as with_blocks
from tests.cnn_core.exports.members import MORE_BLOCKS, member_network
from tests.cnn_core.exports.weighted import with_weights

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


def check(spec: ArchitectureSpec) -> None:
    model = with_weights(spec)
    session = onnxruntime.InferenceSession(onnx_bytes(spec, model.state_dict()), providers=["CPUExecutionProvider"])
    for count in (1, 3):
        images = torch.randn(count, *spec.input_shape, generator=torch.Generator().manual_seed(count))
        [received] = session.run([OUTPUT], {INPUT: images.numpy()})
        with torch.no_grad():
            np.testing.assert_allclose(received, model(images).numpy(), rtol=1e-5, atol=1e-5)


HARDER = [
    member_network("conv_transpose2d", stride=1, dilation=3, output_padding=(2, 0), padding=(0, 3), groups=1),
    member_network("pad", mode="replicate"),
    *MORE_BLOCKS,
]
MEMBERS = [*map(member_network, LAYERS), *HARDER]


@pytest.mark.parametrize("start", range(0, len(MEMBERS), 8))
def test_every_layer(start: int) -> None:
    """Eight at a time, each in a branch of its own: a file takes a second, whatever is in it."""
    branches = [[*spec.layers, FlattenSpec()] for spec in MEMBERS[start : start + 8]]
    fields = {"kind": "parallel", "branches": branches}
    check(ArchitectureSpec.parse({"name": "members", "input_shape": (4, 8, 9), "layers": [fields]}))


@pytest.mark.parametrize("preset", ["mlp", "lenet5", "all_cnn", "resnet8", "densenet16", "mobilenet_small"])
def test_presets(preset: str) -> None:
    check(PRESETS[preset].build((3, 32, 32), 10))


# One takes a second, and a smaller failing one is not worth many minutes.
@settings(max_examples=5, phases=[Phase.explicit, Phase.generate])
@given(networks() | with_blocks())
def test_random_networks(spec: ArchitectureSpec) -> None:
    check(spec)


def test_it_is_silent_and_leaves_the_model_and_the_process_as_they_were(
    tiny_architecture: ArchitectureSpec, capfd: pytest.CaptureFixture[str]
) -> None:
    model = with_weights(tiny_architecture).train()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    state, filters = torch.get_rng_state(), list(warnings.filters)
    onnx_bytes(tiny_architecture, model.state_dict())
    assert capfd.readouterr() == ("", "")
    assert all(module.training for module in model.modules())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    assert torch.equal(torch.get_rng_state(), state)
    assert (warnings.filters, logging.root.manager.disable) == (filters, logging.NOTSET)


def test_a_process_of_its_own_gives_the_same_file(tiny_architecture: ArchitectureSpec) -> None:
    weights = with_weights(tiny_architecture).state_dict()
    session = onnxruntime.InferenceSession(onnx_bytes_apart(tiny_architecture, weights))
    assert [each.shape for each in session.get_inputs()] == [["batch", 1, 28, 28]]
    with pytest.raises(OnnxTooSlowError):
        onnx_bytes_apart(tiny_architecture, weights, seconds=0.01)
