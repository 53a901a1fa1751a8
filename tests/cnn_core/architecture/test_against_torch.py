"""The paper against torch: shapes, parameters and multiply-adds of random networks."""

import pytest
import torch
from hypothesis import given, settings
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnn_core.architecture import ArchitectureSpec, build_model, ledger, shapes
from tests.cnn_core.architecture.strategies import networks

# Torch says so once for an even kernel: correct, and of no interest to a learner.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


def forward_shapes(spec: ArchitectureSpec) -> list[tuple[int, ...]]:
    """The shapes that torch's own forward pass gives for two images, without the batch."""
    model, found = build_model(spec, seed=0).eval(), []
    x = torch.rand(2, *spec.input_shape)
    for layer in model:
        x = layer(x)
        found.append(tuple(x.shape[1:]))
    return found


many = settings(max_examples=300)


@many
@given(networks())
def test_shapes_are_those_of_a_forward_pass(spec: ArchitectureSpec) -> None:
    assert list(shapes(spec)) == forward_shapes(spec)


@many
@given(networks())
def test_parameters_are_those_of_the_module_built_without_memory(spec: ArchitectureSpec) -> None:
    model = build_model(spec, device="meta")
    counted = [sum(p.numel() for p in layer.parameters()) for layer in model]
    assert [row.parameters for row in ledger(spec)] == counted
    assert all(p.is_meta for p in model.parameters())


@many
@given(networks())
def test_multiply_adds_are_half_the_flops_that_torch_counts(spec: ArchitectureSpec) -> None:
    model = build_model(spec, seed=0).eval()
    with FlopCounterMode(display=False) as counter:
        model(torch.rand(1, *spec.input_shape))
    assert sum(row.multiply_adds for row in ledger(spec)) == counter.get_total_flops() / 2


@given(networks())
def test_texts_say_what_the_numbers_are(spec: ArchitectureSpec) -> None:
    for row in ledger(spec, batch_size=3):
        assert evaluate(row.parameters_text) == row.parameters
        assert evaluate(row.multiply_adds_text) == row.multiply_adds
        assert evaluate(row.activation_bytes_text) == row.activation_bytes
        for sides in equations(row.output_shape_text) + equations(row.receptive_field_text):
            assert evaluate(sides[0]) == evaluate(sides[1]), row


def evaluate(text: str) -> int:
    """The value of one of our texts, which use · and ⌊ ⌋ as people do."""
    python = text.replace("·", "*").replace("−", "-").replace("⌊", "int(").replace("⌋", "//1)")
    result = eval(python, {"__builtins__": {}, "int": int})
    return int(result)


def equations(text: str) -> list[list[str]]:
    return [part.split(" = ") for part in text.split(" × ") if " = " in part]


@given(networks())
def test_activation_bytes_are_those_of_the_tensors(spec: ArchitectureSpec) -> None:
    x = torch.rand(2, *spec.input_shape)
    for layer, row in zip(build_model(spec, seed=0).eval(), ledger(spec, batch_size=2), strict=True):
        assert row.activation_bytes == held(layer, x)
        x = layer(x)


def held(layer: nn.Module, x: torch.Tensor) -> int:
    """Bytes of a layer's output, and of all that is computed inside it; a view of it is no second one."""
    inside: dict[int, torch.Tensor] = {}
    leaves = [module for module in layer.modules() if not list(module.children())]
    hooks = [leaf.register_forward_hook(lambda _, __, y: inside.update({y.data_ptr(): y})) for leaf in leaves]
    layer(x)
    for hook in hooks:
        hook.remove()
    return sum(tensor.nbytes for tensor in inside.values())


def test_training_bytes_cover_what_autograd_keeps_of_a_usual_network() -> None:
    """One step of the small VGG: weights, gradients, moments, and every tensor that backward asks for."""
    from cnn_core.architecture import totals
    from cnn_core.presets import PRESETS

    spec = PRESETS["vgg_small"].build((3, 32, 32), 10)
    model, kept = build_model(spec, seed=0), {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        kept[tensor.data_ptr()] = tensor.nbytes
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        nn.functional.cross_entropy(model(torch.rand(8, 3, 32, 32)), torch.zeros(8, dtype=torch.long)).backward()
    fixed = 4 * sum(p.nbytes for p in model.parameters())
    assert sum(kept.values()) + fixed < totals(ledger(spec, batch_size=8)).training_bytes
