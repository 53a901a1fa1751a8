"""The ready-made networks: the sizes they are known for, on every image we have, against papers and torchvision."""

import re
from typing import Any

import pytest
import torch
import torchvision

from cnn_core.architecture import ArchitectureSpec, build_model, class_count, ledger, shapes, totals
from cnn_core.presets import PRESETS, classics, deep
from cnn_core.presets.making import convolved, normalised

IMAGES = [(1, 28, 28), (3, 32, 32)]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("classes", [2, 10])
def test_presets_answer_with_one_number_a_class(preset: str, image: tuple[int, int, int], classes: int) -> None:
    spec = PRESETS[preset].build(image, classes)
    assert class_count(spec) == classes
    assert build_model(spec, seed=0)(torch.rand(2, *image)).shape == (2, classes)


def test_lenet5_has_the_parameters_it_is_known_for() -> None:
    spec = PRESETS["lenet5"].build((1, 28, 28), 10)
    rows = [row for row in ledger(spec) if row.parameters]
    assert [row.parameters for row in rows] == [156, 2416, 48120, 10164, 850]
    assert totals(ledger(spec)).parameters == 61706
    assert shapes(spec)[5] == (16, 5, 5)
    assert shapes(PRESETS["lenet5"].build((3, 32, 32), 10))[5] == (16, 5, 5)


def parameters(spec: ArchitectureSpec) -> int:
    return totals(ledger(spec)).parameters


# He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition, CVPR 2016, table 6: millions of parameters.
@pytest.mark.parametrize(("depth", "millions"), [(20, 0.27), (32, 0.46), (44, 0.66), (56, 0.85)])
def test_resnets_for_cifar_have_the_paper_s_parameters_and_plain_networks_the_same(depth: int, millions: float) -> None:
    resnet, plain = deep.resnet(depth, (3, 32, 32), 10), deep.plain(depth, (3, 32, 32), 10)
    assert round(parameters(resnet) / 1e6, 2) == millions
    assert parameters(plain) == parameters(resnet)
    for spec in (resnet, plain):
        weighted = [each for each in build_model(spec, device="meta").modules() if hasattr(each, "weight")]
        assert sum(not isinstance(each, torch.nn.BatchNorm2d) for each in weighted) == depth


def test_lenet5_of_1998_has_the_paper_s_parameters_but_for_c3() -> None:
    # LeCun, Bottou, Bengio, Haffner 1998, section II.B: C1 156, C5 48,120, F6 10,164; C3 reads only some maps: 1,516.
    rows = [row for row in ledger(classics.lenet5_1998((1, 28, 28), 10)) if row.parameters]
    assert [row.parameters for row in rows][:4] == [156, 1516 + 900, 48_120, 10_164]


def test_all_cnn_has_the_paper_s_1_4_million_parameters() -> None:
    # Springenberg, Dosovitskiy, Brox, Riedmiller 2015, table 3: All-CNN-C.
    assert round(parameters(classics.all_cnn((3, 32, 32), 10)) / 1e6, 1) == 1.4


def test_densenet_40_has_the_paper_s_million_parameters() -> None:
    # Huang, Liu, van der Maaten, Weinberger 2017, table 2: DenseNet, k = 12, depth 40.
    assert round(parameters(deep.densenet(40, (3, 32, 32), 10)) / 1e6, 1) == 1.0


SAID = [
    *(classics.mlp, classics.lenet5, classics.alexnet_small, classics.vgg_small, classics.all_cnn),
    *(deep.mobilenet_small, deep.squeezenet_small),
]


@pytest.mark.parametrize("build", SAID)
def test_a_docstring_says_the_number_of_parameters(build: Any) -> None:
    found = re.search(r"([\d,]+) parameters on ([\d×]+) with 10 classes", build.__doc__)
    assert found
    assert f"{parameters(build(tuple(map(int, found[2].split('×'))), 10)):,}" == found[1]


# ── The blocks against torchvision's networks, which are the papers' ──────────────────────────────────────────────────

POOL = {"kind": "max_pool2d", "kernel_size": 3, "stride": 2, "padding": 1}


def resnet50() -> list[Any]:
    sizes = [(64, 1)] * 3 + [(128, 2)] + [(128, 1)] * 3 + [(256, 2)] + [(256, 1)] * 5
    blocks = [{"kind": "bottleneck", "channels": channels, "stride": stride} for channels, stride in sizes]
    return [*normalised(64, 7, stride=2), POOL, *blocks]


def mobilenet_v2() -> list[Any]:
    stages = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    sizes = [
        {"expansion": expansion, "out_channels": channels, "stride": stride if at == 0 else 1}
        for expansion, channels, times, stride in stages
        for at in range(times)
    ]
    return [*normalised(32, stride=2), *({"kind": "inverted_residual", **size} for size in sizes)]


def densenet121() -> list[Any]:
    dense = [{"kind": "dense_block", "growth": 32, "times": times, "bottleneck": True} for times in (6, 12, 24)]
    blocks = [layer for block in dense for layer in (block, {"kind": "transition"})]
    return [*normalised(64, 7, stride=2), POOL, *blocks]


def squeezenet() -> list[Any]:
    pool = {"kind": "max_pool2d", "kernel_size": 3, "stride": 2}
    fires = [layer for squeeze in (16, 16, 32, 32, 48, 48, 64, 64) for layer in deep.fire(squeeze, 4 * squeeze)]
    return [*convolved(96, 7, stride=2, padding=0), pool, *fires]


# The modules of torchvision's network that these layers stand for, from the image on.
FOLLOWED: dict[str, tuple[Any, Any]] = {
    "resnet50": (resnet50, lambda model: [model.conv1, model.bn1, model.layer1, model.layer2, model.layer3]),
    "mobilenet_v2": (mobilenet_v2, lambda model: list(model.features[:-1])),
    "densenet121": (densenet121, lambda model: list(model.features[:-2])),
    "squeezenet1_0": (squeezenet, lambda model: list(model.features)),
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_the_blocks_have_torchvision_s_parameters(name: str) -> None:
    layers, parts = FOLLOWED[name]
    with torch.device("meta"):
        modules = parts(torchvision.models.get_model(name))
    spec = ArchitectureSpec.parse({"name": name, "input_shape": (3, 224, 224), "layers": layers()})
    expected = sum(parameter.numel() for module in modules for parameter in module.parameters())
    assert parameters(spec) == expected


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_name_their_paper(preset: str) -> None:
    assert 1980 < PRESETS[preset].year < 2030
    assert ", " in PRESETS[preset].paper


@pytest.mark.parametrize("name", ["resnet50", "densenet121"])
def test_with_the_same_weights_the_blocks_give_what_torchvision_s_give(name: str) -> None:
    layers, parts = FOLLOWED[name]
    theirs = torch.nn.Sequential(*parts(torchvision.models.get_model(name, weights=None)))
    spec = ArchitectureSpec.parse({"name": name, "input_shape": (3, 64, 64), "layers": layers()})
    ours = build_model(spec, seed=0)
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)))
    image = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = following(name, theirs.eval())(image)
        torch.testing.assert_close(ours.eval()(image), expected, rtol=1e-5, atol=1e-5)


def following(name: str, modules: torch.nn.Sequential) -> torch.nn.Module:
    """ResNet's stem has its ReLU and pooling where no parameter shows them."""
    if name != "resnet50":
        return modules
    stem = [torch.nn.ReLU(), torch.nn.MaxPool2d(3, 2, 1)]
    return torch.nn.Sequential(*modules[:2], *stem, *modules[2:])
