"""The exported Keras source is the network: same shapes, same parameters, and with its weights the same answers."""

import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import Phase, given, settings
from safetensors.torch import load_file, save_file

from cnn_core.architecture import ArchitectureSpec, ledger, shapes, totals
from cnn_core.exports.keras import keras_source
from cnn_core.exports.keras_layers import ACTIVATIONS
from cnn_core.layers import LAYERS
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import networks
from tests.cnn_core.architecture.test_blocks_of_all_layers import networks as with_blocks
from tests.cnn_core.exports.interpreter import in_fresh_interpreter
from tests.cnn_core.exports.members import MORE_BLOCKS, member_network
from tests.cnn_core.exports.plain_comments import COMMENTS
from tests.cnn_core.exports.weighted import some_images, with_weights

os.environ["KERAS_BACKEND"] = "torch"
pytestmark = pytest.mark.filterwarnings("ignore")  # Keras' own

PROGRAM = """
import json
import math
from pathlib import Path

counts = {}
for path in Path().glob("*.py"):
    namespace = {}
    exec(path.read_text("utf-8"), namespace)
    from safetensors.numpy import load_file, save_file
    given = load_file(path.with_suffix(".in"))
    model = namespace["model"]
    namespace["load_weights"](model, given)
    save_file({"logits": model.predict(given["images"], verbose=0)}, path.with_suffix(".out"))
    counts[path.stem] = sum(math.prod(variable.shape) for variable in model.trainable_variables)
print(json.dumps(counts))
"""


def answers(spec: ArchitectureSpec) -> tuple[Any, np.ndarray, np.ndarray]:
    """The Keras model, and what PyTorch's and Keras' say to the same images with the same weights."""
    model, images = with_weights(spec), some_images(spec)
    namespace: dict[str, Any] = {}
    exec(keras_source(spec, COMMENTS), namespace)
    exported = namespace["model"]
    namespace["load_weights"](exported, {name: tensor.numpy() for name, tensor in model.state_dict().items()})
    with torch.no_grad():
        return exported, model(images).numpy(), exported(images.numpy(), training=False).cpu().numpy()


def check(spec: ArchitectureSpec) -> None:
    exported, expected, received = answers(spec)
    np.testing.assert_allclose(received, expected, rtol=1e-4, atol=1e-4)
    trainable = sum(int(np.prod(variable.shape)) for variable in exported.trainable_variables)
    assert trainable == totals(ledger(spec)).parameters


def test_two_presets_run_in_a_fresh_interpreter(tmp_path: Path) -> None:
    expected = {}
    for kind in ("lenet5", "resnet8"):  # Keras takes its time; the others below
        spec = PRESETS[kind].build((3, 32, 32), 10)
        model, images = with_weights(spec), some_images(spec)
        (tmp_path / f"{kind}.py").write_text(keras_source(spec, COMMENTS), "utf-8")
        save_file({**model.state_dict(), "images": images}, tmp_path / f"{kind}.in")
        expected[kind] = model(images).detach(), totals(ledger(spec)).parameters
    counts = in_fresh_interpreter(PROGRAM, folder=tmp_path, warnings="default")  # Keras has its own
    assert counts == {kind: parameters for kind, (_, parameters) in expected.items()}
    for kind, (logits, _) in expected.items():
        torch.testing.assert_close(load_file(tmp_path / f"{kind}.out")["logits"], logits, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("preset", PRESETS)
def test_presets(preset: str) -> None:
    check(PRESETS[preset].build((3, 32, 32), 10))


@pytest.mark.parametrize("kind", LAYERS)
def test_every_layer(kind: str) -> None:
    check(member_network(kind))


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_every_activation(kind: str) -> None:
    check(member_network("activation", function=kind))


@pytest.mark.parametrize(
    "spec",
    [
        member_network("activation", function={"kind": "gelu", "approximate": "tanh"}),
        member_network("activation", function={"kind": "prelu", "init": 0.7}),
        member_network("conv2d", stride=2, dilation=(2, 1), padding=2),
        member_network("conv2d", stride=1, padding="same", kernel_size=(4, 2)),
        member_network("conv2d", stride=2, padding=(1, 2), kernel_size=5),
        member_network("pad", mode="replicate"),
        member_network("pad", mode="zeros"),
        member_network("max_pool2d", stride=None, padding=(1, 0)),
        *MORE_BLOCKS,
        member_network("adaptive_avg_pool2d", output_size=(4, 3)),
        member_network("upsample", mode="nearest", scale_factor=4),
        member_network("conv_transpose2d", stride=(2, 3), padding=(1, 0), groups=1),
        member_network("conv_transpose2d", stride=3, padding=0, output_padding=(2, 1), groups=1, bias=False),
        member_network("conv_transpose2d", stride=(1, 2), dilation=(2, 1), padding=(5, 1), output_padding=1),
        member_network("depthwise_separable", padding="same", kernel_size=(4, 3), stride=1, bias=False),
    ],
    ids=lambda spec: spec.layers[-1].to_json(),
)
def test_what_keras_says_otherwise(spec: ArchitectureSpec) -> None:
    check(spec)


@settings(max_examples=100, phases=[Phase.explicit, Phase.generate])
@given(networks() | with_blocks())
def test_random_networks(spec: ArchitectureSpec) -> None:
    check(spec)


@given(networks())
def test_every_layer_s_line_says_the_shape_it_gives(spec: ArchitectureSpec) -> None:
    said = re.findall(r"^x = .+\(x\)  # (.+)$", keras_source(spec, COMMENTS), flags=re.MULTILINE)
    assert said == [COMMENTS.shape(shape) for shape in shapes(spec)]
