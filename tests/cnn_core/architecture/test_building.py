"""The torch module that a network becomes, and its first weights."""

from collections import OrderedDict

import pytest
import torch
from hypothesis import given
from torch import nn

from cnn_core.architecture import ArchitectureSpec, build_model, layer_names, shapes
from cnn_core.presets import PRESETS
from tests.cnn_core.architecture.strategies import networks

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


def plain_torch(spec: ArchitectureSpec) -> nn.Sequential:
    """The same layers in plain torch, drawn by its own constructors."""
    reached = (spec.input_shape, *shapes(spec)[:-1])
    modules = [layer.build(shape) for layer, shape in zip(spec.layers, reached, strict=True)]
    return nn.Sequential(OrderedDict(zip(layer_names(spec), modules, strict=True)))


@given(networks())
def test_default_weights_are_those_of_torch_with_the_same_seed(spec: ArchitectureSpec) -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        expected = plain_torch(spec).state_dict()
    ours = build_model(spec, seed=7).state_dict()
    assert list(ours) == list(expected)
    assert all(torch.equal(ours[name], expected[name]) for name in expected)


def test_a_seed_leaves_the_global_generator_as_it_was() -> None:
    before = torch.random.get_rng_state()
    build_model(PRESETS["vgg_small"].build((1, 28, 28), 10), seed=3)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_without_a_seed_the_global_generator_decides() -> None:
    spec = PRESETS["lenet5"].build((1, 28, 28), 10)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        first, second = build_model(spec), build_model(spec)
        torch.manual_seed(1)
        again = build_model(spec)
    assert torch.equal(first.conv1.weight, again.conv1.weight)
    assert not torch.equal(first.conv1.weight, second.conv1.weight)


@pytest.mark.parametrize("rule", ["default", "he_normal", "glorot_uniform"])
def test_a_seed_gives_the_same_weights_each_time_and_another_gives_others(rule: str) -> None:
    spec = PRESETS["lenet5"].build((1, 28, 28), 10).model_copy(update={"initialization": rule})
    one, same, other = (build_model(spec, seed=seed).fc1.weight for seed in (5, 5, 6))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


@given(networks())
def test_a_built_network_is_finite_and_ready_to_train(spec: ArchitectureSpec) -> None:
    model = build_model(spec, seed=0)
    assert model.training
    assert [name for name, _ in model.named_children()] == list(layer_names(spec))
    assert all(torch.isfinite(tensor).all() for tensor in model.state_dict().values())
    assert all(p.requires_grad and p.is_leaf for p in model.parameters())


def test_every_layer_keeps_its_options() -> None:
    """Repr of torch's modules says every option; a forgotten argument would not change a shape."""
    layers = [
        {"kind": "conv2d", "out_channels": 4, "kernel_size": (3, 5), "stride": 2, "padding": (1, 2), "groups": 2},
        {"kind": "batch_norm2d", "eps": 1e-3, "momentum": 0.2, "affine": False},
        {"kind": "conv_transpose2d", "out_channels": 4, "kernel_size": 3, "stride": 2, "padding": (1, 0)}
        | {"output_padding": (1, 0), "dilation": (1, 2), "groups": 2, "bias": False},
        {"kind": "depthwise_separable", "out_channels": 6, "kernel_size": 5, "stride": (2, 1), "padding": 2}
        | {"dilation": (1, 2), "bias": False},
        {"kind": "max_pool2d", "kernel_size": 3, "stride": 1, "padding": 1},
        {"kind": "avg_pool2d", "kernel_size": (2, 1)},
        {"kind": "activation", "function": {"kind": "leaky_relu", "negative_slope": 0.2}},
        {"kind": "activation", "function": {"kind": "elu", "alpha": 0.5}},
        {"kind": "activation", "function": {"kind": "prelu", "init": 0.1}},
        {"kind": "activation", "function": {"kind": "gelu", "approximate": "tanh"}},
        {"kind": "group_norm", "num_groups": 2, "eps": 1e-3, "affine": False},
        {"kind": "layer_norm", "eps": 1e-2, "affine": False},
        {"kind": "instance_norm2d", "eps": 1e-4, "affine": True},
        {"kind": "pad", "padding": (1, 2), "mode": "reflect"},
        {"kind": "upsample", "scale_factor": 3, "mode": "bilinear"},
        {"kind": "adaptive_avg_pool2d", "output_size": (6, 5)},
        {"kind": "adaptive_max_pool2d", "output_size": 4},
        {"kind": "dropout", "p": 0.1},
        {"kind": "dropout2d", "p": 0.2},
        {"kind": "global_avg_pool"},
        {"kind": "linear", "out_features": 3, "bias": False},
    ]
    model = build_model(ArchitectureSpec.parse({"name": "n", "input_shape": (2, 16, 16), "layers": layers}))
    conv, bn, pool, avg = model.conv1, model.bn1, model.pool1, model.pool2
    assert (conv.kernel_size, conv.stride, conv.padding, conv.groups) == ((3, 5), (2, 2), (1, 2), 2)
    back, sep = model.convt1, model.sepconv1
    assert (back.kernel_size, back.stride, back.padding) == ((3, 3), (2, 2), (1, 0))
    assert (back.output_padding, back.dilation, back.groups, back.bias) == ((1, 0), (1, 2), 2, None)
    assert (sep.depthwise.kernel_size, sep.depthwise.stride, sep.depthwise.padding) == ((5, 5), (2, 1), (2, 2))
    assert (sep.depthwise.dilation, sep.depthwise.groups, sep.pointwise.bias) == ((1, 2), 4, None)
    assert (bn.eps, bn.momentum, bn.affine) == (1e-3, 0.2, False)
    assert (pool.kernel_size, pool.stride, pool.padding) == ((3, 3), (1, 1), (1, 1))
    assert (avg.kernel_size, avg.stride, avg.padding) == ((2, 1), (2, 1), (0, 0))
    assert (model.leaky_relu1.negative_slope, model.elu1.alpha, model.gelu1.approximate) == (0.2, 0.5, "tanh")
    assert model.prelu1.weight.item() == pytest.approx(0.1)
    assert (model.gn1.num_groups, model.gn1.eps, model.gn1.affine) == (2, 1e-3, False)
    assert (model.ln1.normalized_shape, model.ln1.eps, model.ln1.elementwise_affine) == ((6, 4, 15), 1e-2, False)
    assert (model.inorm1.eps, model.inorm1.affine) == (1e-4, True)
    assert (type(model.pad1), model.pad1.padding) == (torch.nn.ReflectionPad2d, (2, 2, 1, 1))
    assert (model.up1.scale_factor, model.up1.mode, model.up1.align_corners) == (3, "bilinear", None)
    assert (type(model.pool3), model.pool3.output_size) == (torch.nn.AdaptiveAvgPool2d, (6, 5))
    assert (type(model.pool4), model.pool4.output_size) == (torch.nn.AdaptiveMaxPool2d, (4, 4))
    assert (model.drop1.p, model.drop2.p, type(model.drop2)) == (0.1, 0.2, torch.nn.Dropout2d)
    assert model.fc1.bias is None


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_a_seed_gives_the_same_weights_on_a_gpu() -> None:
    spec = PRESETS["lenet5"].build((1, 28, 28), 10)
    before = torch.cuda.get_rng_state()
    on_gpu = build_model(spec, device="cuda", seed=4)
    assert torch.equal(on_gpu.fc1.weight.cpu(), build_model(spec, seed=4).fc1.weight)
    assert torch.equal(torch.cuda.get_rng_state(), before)
