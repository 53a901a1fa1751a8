"""The exported source is the network: same names, same parameters, same answers, without this laboratory."""

import json
import re
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from safetensors.torch import load_file, save_file
from torch import nn

from cnn_core.architecture import ArchitectureSpec, build_model, input_shapes, ledger, shapes, totals
from cnn_core.exports import pytorch
from cnn_core.exports.pytorch import module_source
from cnn_core.initialization import INITIALIZATIONS
from cnn_core.layers import LAYERS, ResidualSpec
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import networks
from tests.cnn_core.architecture.test_blocks_of_all_layers import networks as with_blocks
from tests.cnn_core.exports.interpreter import in_fresh_interpreter
from tests.cnn_core.exports.members import FIELDS, MORE_BLOCKS, member_network
from tests.cnn_core.exports.plain_comments import COMMENTS
from tests.cnn_core.exports.weighted import some_images, with_weights

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")

# Runs every source it is given, with the weights and images of the same name, and saves what each answers.
PROGRAM = """
import json, sys
from pathlib import Path
import torch
from safetensors.torch import load_file, save_file

assert not any(name.startswith("cnn_core") for name in sys.modules)
counts = {}
for path in Path().glob("*.py"):
    given = load_file(path.with_suffix(".in"))
    images = given.pop("images")
    namespace = {}
    exec(path.read_text("utf-8"), namespace)
    model = namespace["model"].eval()
    model.load_state_dict(given)
    with torch.no_grad():
        save_file({"logits": model(images).contiguous()}, path.with_suffix(".out"))
    counts[path.stem] = sum(parameter.numel() for parameter in model.parameters())
print(json.dumps(counts))
"""


def made(source: str) -> nn.Module:
    namespace: dict[str, nn.Module] = {}
    exec(source, namespace)
    return namespace["model"]


def test_presets_run_in_a_fresh_interpreter(tmp_path: Path) -> None:
    expected = {}
    for kind, preset in PRESETS.items():
        spec = preset.build((3, 32, 32), 10)
        model, images = with_weights(spec), some_images(spec)
        (tmp_path / f"{kind}.py").write_text(module_source(spec, COMMENTS), "utf-8")
        save_file({**model.state_dict(), "images": images}, tmp_path / f"{kind}.in")
        expected[kind] = model(images).detach(), totals(ledger(spec)).parameters
    counts = in_fresh_interpreter(PROGRAM, folder=tmp_path)
    assert counts == {kind: parameters for kind, (_, parameters) in expected.items()}
    for kind, (logits, _) in expected.items():
        torch.testing.assert_close(load_file(tmp_path / f"{kind}.out")["logits"], logits, rtol=1e-5, atol=1e-5)


def check(spec: ArchitectureSpec) -> None:
    model, exported = with_weights(spec), made(module_source(spec, COMMENTS)).eval()
    state, images = model.state_dict(), some_images(spec)
    assert [(name, tensor.shape) for name, tensor in exported.state_dict().items()] == [
        (name, tensor.shape) for name, tensor in state.items()
    ]
    exported.load_state_dict(state)
    torch.testing.assert_close(exported(images), model(images), rtol=1e-5, atol=1e-5, equal_nan=True)


@pytest.mark.parametrize(
    "spec", [*map(member_network, LAYERS), *MORE_BLOCKS], ids=lambda spec: spec.layers[-1].to_json()
)
def test_every_layer_has_the_same_names_parameters_and_answers(spec: ArchitectureSpec) -> None:
    check(spec)


@settings(max_examples=100)
@given(networks() | with_blocks())
def test_a_random_network_has_the_same_names_parameters_and_answers(spec: ArchitectureSpec) -> None:
    check(spec)


@given(networks())
def test_every_layer_s_line_says_the_shape_it_gives(spec: ArchitectureSpec) -> None:
    said = re.findall(r"^    \w.*[,(]  # (.+)$", pytorch.sequential_source(spec, COMMENTS), flags=re.MULTILINE)
    assert said == [COMMENTS.shape(shape) for shape in shapes(spec)]


@pytest.mark.parametrize("rule", INITIALIZATIONS)
def test_the_first_weights_are_drawn_by_the_same_rule(rule: str, tiny_architecture: ArchitectureSpec) -> None:
    """To the number: the same generator, asked in the same order."""
    layers = [*tiny_architecture.layers[:3], ResidualSpec.parse(FIELDS["residual"]), *tiny_architecture.layers[3:]]
    spec = tiny_architecture.model_copy(update={"initialization": rule, "layers": tuple(layers)})
    source = module_source(spec, COMMENTS).replace("for layer in", "torch.manual_seed(5)\nfor layer in")
    with torch.random.fork_rng():
        torch.manual_seed(5)
        exported = made("import torch\n" + source).state_dict()
    for name, tensor in build_model(spec, seed=5).state_dict().items():
        assert torch.equal(exported[name], tensor), name


def test_the_source_is_small_and_calls_itself_by_name() -> None:
    spec = PRESETS["lenet5"].build((1, 28, 28), 10)
    source = module_source(spec, COMMENTS)
    assert max(map(len, source.splitlines())) <= 120
    assert "cnn_core" not in source
    assert json.dumps(source)
    assert len(input_shapes(spec)) == source.count("  # ")
