"""What the lens's stage computes of poolings and activations from a scene, against torch and the core."""

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from cnn_core.activations import ACTIVATIONS
from cnn_core.stepping.operations import OPERATIONS, ActivationOperationSpec, OperationSpec
from cnn_core.stepping.scene import LensScene
from tests.ui.components.lens_oracle import assert_close, gradients

LENS = (Path(__file__).resolve().parents[3] / "ui" / "components" / "lens").as_uri()
SCRIPT = f"""
import {{ FAMILIES, familyOf }} from "{LENS}/families.js";
import {{ DEFAULTS, PARAMETERS, activationOf }} from "{LENS}/operations.js";
import {{ pytorchLine }} from "{LENS}/pytorch.js";
import {{ quiet }} from "{LENS}/activation_layer.js";
import {{ sceneOf }} from "{LENS}/scene.js";
let text = "";
for await (const part of process.stdin) text += part;
const {{ scenes, lines, presets }} = JSON.parse(text);
const shown = scenes.map(({{ scene, picture }}) => {{
  const whole = sceneOf(scene);
  const family = familyOf(whole.operation);
  const x = {{ data: Float32Array.from(picture.data), shape: picture.shape }};
  const layer = family.layerOf(whole, x, presets);
  const back = family.backwardOf(layer, whole, presets);
  return {{
    x: layer.x, y: layer.after, winners: layer.winners ?? null, slopes: layer.slopes ?? null,
    dx: back.total.dx, loss: back.loss, quiet: layer.slopes ? quiet(layer) : null,
    until: family.wayAt(layer, back, layer.shape.map((side) => side - 1)).partial,
  }};
}});
const kinds = FAMILIES.flatMap((each) => each.kinds);
console.log(JSON.stringify(
  {{ shown, kinds, defaults: DEFAULTS, parameters: PARAMETERS,
     lines: lines.map(([op, channels]) => pytorchLine(op, channels)),
     functions: lines.filter(([op]) => op.function).map(([op]) => activationOf(op.function.kind)) }},
  (_, value) => (ArrayBuffer.isView(value) ? [...value] : value),
));
"""
SOBEL = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=torch.float64)
PRESETS = [{"id": "sobel_x", "shape": [3, 3], "values": SOBEL.flatten().tolist()}]
CONVOLUTION = {"kind": "convolution", "padding": "same"}
OPERATIONS_SHOWN: list[dict[str, Any]] = [
    {"kind": "max_pool"},
    {"kind": "max_pool", "kernel_size": [3, 2], "stride": [1, 2], "padding": [1, 1]},
    {"kind": "avg_pool"},
    {"kind": "avg_pool", "kernel_size": [3, 3], "stride": [2, 2], "padding": [1, 0]},
    {"kind": "adaptive_max_pool", "output_size": [3, 2]},
    {"kind": "adaptive_avg_pool", "output_size": [1, 1]},
    *({"kind": "activation", "function": {"kind": kind}} for kind in ACTIVATIONS),
    {"kind": "activation", "function": {"kind": "gelu", "approximate": "tanh"}},
    {"kind": "activation", "function": {"kind": "softmax"}, "temperature": 0.5},
    {"kind": "activation", "function": {"kind": "softmax"}, "temperature": 2.0},
]
SCENES = [(op, first, channels) for op in OPERATIONS_SHOWN for first in (None, CONVOLUTION) for channels in (1, 3)]


def whole(op: dict[str, Any]) -> OperationSpec:
    return LensScene.parse({"operation": op}).operation


def picture(channels: int, seed: int) -> Tensor:
    """Small whole numbers, so that windows have equal values, too."""
    return torch.randint(-3, 4, (channels, 6, 7), generator=torch.Generator().manual_seed(seed)).double()


def random_pooling(chance: random.Random) -> OperationSpec:
    kind = chance.choice(["max_pool", "avg_pool", "adaptive_max_pool", "adaptive_avg_pool"])
    sizes = {"output_size": [chance.randint(1, 4), chance.randint(1, 4)]}
    kernel = [chance.randint(1, 4), chance.randint(1, 4)]
    stride = chance.choice((kernel, [chance.randint(1, 3)] * 2))
    sliding = {"kernel_size": kernel, "stride": stride, "padding": [chance.randint(0, 2)] * 2}
    return whole({"kind": kind} | (sizes if "adaptive" in kind else sliding))


def random_transposed(chance: random.Random) -> OperationSpec:
    """A transposed convolution of three channels that PyTorch would take."""
    stride = [chance.randint(1, 3), chance.randint(1, 3)]
    fields = {
        "out_channels": 3,
        "kernel_size": [chance.randint(1, 5), chance.randint(1, 5)],
        "stride": stride,
        "padding": [chance.randint(0, 2)] * 2,
        "output_padding": [chance.randint(0, px - 1) for px in stride],
        "dilation": chance.choice([[1, 1], [2, 1]]),
        "groups": chance.choice([1, 3]),
        "bias": chance.random() < 0.5,
    }
    return whole({"kind": "transposed_convolution", **fields})


def random_separable(chance: random.Random) -> OperationSpec:
    fields = {
        "out_channels": chance.randint(1, 8),
        "kernel_size": [chance.randint(1, 5), chance.randint(1, 5)],
        "stride": [chance.randint(1, 3), chance.randint(1, 3)],
        "padding": chance.choice(["same", [0, 0], [1, 2]]),
        "dilation": chance.choice([[1, 1], [2, 1]]),
        "bias": chance.random() < 0.5,
    }
    return whole({"kind": "separable", **fields})


@pytest.fixture(scope="module")
def browser() -> dict[str, Any]:
    """One run of the lens's own modules for everything that is asked here."""
    node = shutil.which("node")
    if not node:
        pytest.skip("Node is not installed")
    chance = random.Random(0)
    given = [
        {"scene": LensScene.parse({"operation": op, "first": first, "bias": [0.0]}).to_json(), "picture": plain(x)}
        for index, (op, first, channels) in enumerate(SCENES)
        for x in [picture(channels, index)]
    ]
    operations = [whole(op) for op in OPERATIONS_SHOWN] + [random_pooling(chance) for _ in range(60)]
    operations += [random_transposed(chance) for _ in range(40)]
    operations += [random_separable(chance) for _ in range(40)]
    lines = [(json.loads(each.to_json()), 3) for each in operations]
    asked = json.dumps({"scenes": given, "lines": lines, "presets": PRESETS})
    answer = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT], input=asked, capture_output=True, text=True, check=True
    )
    return {**json.loads(answer.stdout), "operations": operations}


def plain(x: Tensor) -> dict[str, Any]:
    return {"data": x.flatten().tolist(), "shape": list(x.shape)}


def tensor(given: dict[str, Any]) -> Tensor:
    return torch.tensor(given["data"], dtype=torch.float64).reshape(given["shape"])


def of_torch(op: dict[str, Any], x: Tensor) -> tuple[Tensor, Tensor | None]:
    """The output, and the winners where there are any."""
    spec: Any = whole(op)
    match op["kind"]:
        case "max_pool":
            return F.max_pool2d(x[None], spec.kernel_size, spec.stride, spec.padding, return_indices=True)
        case "avg_pool":
            return F.avg_pool2d(x[None], spec.kernel_size, spec.stride, spec.padding), None
        case "adaptive_max_pool":
            return F.adaptive_max_pool2d(x[None], spec.output_size, return_indices=True)
        case "adaptive_avg_pool":
            return F.adaptive_avg_pool2d(x[None], spec.output_size), None
        case _:
            return spec.function.build().double()(x[None] / spec.temperature), None


@pytest.mark.parametrize("index", range(len(SCENES)), ids=[f"{op}-{bool(first)}-{c}" for op, first, c in SCENES])
def test_what_the_stage_shows_is_what_torch_gives(browser: dict[str, Any], index: int) -> None:
    op, first, channels = SCENES[index]
    shown, x = browser["shown"][index], picture(channels, index)
    if first:
        x = F.conv2d(x[None], SOBEL.expand(1, channels, 3, 3), padding="same")[0]
    x.requires_grad_()
    y, winners = of_torch(op, x)
    assert_close(tensor(shown["x"]), x)
    assert_close(tensor(shown["y"]), y[0])
    assert shown["winners"] == (None if winners is None else winners.flatten().tolist())
    assert shown["loss"] == pytest.approx(y.sum().item(), abs=1e-4)
    expected = gradients(y[0], torch.ones_like(y[0]), x)[0]
    assert_close(tensor(shown["dx"]), expected)
    assert_close(tensor(shown["until"]), expected)


@pytest.mark.parametrize(
    "index", [at for at, (op, *_) in enumerate(SCENES) if op.get("function", {"kind": "softmax"})["kind"] != "softmax"]
)
def test_dead_and_flat_values_are_counted_as_torch_has_them(browser: dict[str, Any], index: int) -> None:
    op, *_ = SCENES[index]
    shown = browser["shown"][index]
    spec = whole(op)
    assert isinstance(spec, ActivationOperationSpec)
    x = tensor(shown["x"])
    slope = spec.function.derivative(x[None])[0]
    dead = (slope == 0) & (spec.function.build().double()(x[None])[0] == 0)
    vanishing = (x < -5) & (slope.abs() < 1e-6)  # GELU far out: zero or not is a question of rounding
    quiet = shown["quiet"]
    assert int(dead.sum()) <= quiet["dead"] <= int((dead | vanishing).sum())
    assert (quiet["flat"], quiet["count"]) == (int((slope.abs() < 0.01).sum()), x.numel())


def test_the_browser_starts_with_the_core_s_own_defaults(browser: dict[str, Any]) -> None:
    assert set(browser["kinds"]) == set(browser["defaults"])
    for kind, operation in browser["defaults"].items():
        assert operation == json.loads(OPERATIONS[kind].parse({"kind": kind}).to_json())


def test_the_activations_parameters_are_the_core_s(browser: dict[str, Any]) -> None:
    for function in browser["functions"]:
        spec = ActivationOperationSpec.parse({"kind": "activation", "function": {"kind": function["kind"]}})
        assert function == json.loads(spec.to_json())["function"]
    for kind, parameter in browser["parameters"].items():
        for value in parameter["bounds"]:  # both ends are taken
            ActivationOperationSpec.parse({"kind": "activation", "function": {"kind": kind, parameter["name"]: value}})


def test_the_browser_writes_the_core_s_line_of_pytorch(browser: dict[str, Any]) -> None:
    for line, operation in zip(browser["lines"], browser["operations"], strict=True):
        assert line == operation.pytorch_line((3, 9, 9))
