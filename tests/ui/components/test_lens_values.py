"""What the lens's stage shows of normalisation, dropout and fully connected layers, against torch and the core."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from cnn_core.stepping.dropout import dropout_steps
from cnn_core.stepping.kernels import kernel_in_every_channel
from cnn_core.stepping.operations import DropoutOperationSpec
from cnn_core.stepping.scene import LensScene
from tests.ui.components.lens_oracle import assert_close, gradients

LENS = (Path(__file__).resolve().parents[3] / "ui" / "components" / "lens").as_uri()
SCRIPT = f"""
import {{ familyOf }} from "{LENS}/families.js";
import {{ pytorchLine }} from "{LENS}/pytorch.js";
import {{ sceneOf }} from "{LENS}/scene.js";
let text = "";
for await (const part of process.stdin) text += part;
const presets = [{{ id: "random", shape: [3, 3], values: [] }}];
const shown = JSON.parse(text).map(({{ scene, picture }}) => {{
  const whole = sceneOf(scene);
  const family = familyOf(whole.operation);
  const layer = family.layerOf(whole, {{ data: Float32Array.from(picture.data), shape: picture.shape }}, presets);
  const back = family.backwardOf(layer, whole, presets);
  const last = layer.shape.map((side) => side - 1);
  return {{
    y: layer.after, running: layer.statistics?.running, mask: layer.mask, loss: back.loss, total: back.total,
    until: family.wayAt(layer, back, last).partial, sum: family.explained(layer, last).sum,
    line: pytorchLine(layer.op, layer.x.shape[0], layer.x.shape),
  }};
}});
console.log(JSON.stringify(shown, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value)));
"""
MEMORY = {"scale": 1.5, "shift": -0.5, "mean": 0.25, "variance": 2.0}
SHAPES = ((1, 5, 6), (3, 4, 5))
OPERATIONS: list[dict[str, Any]] = [
    {"kind": "batch_norm"},
    {"kind": "batch_norm", "training": False, "eps": 0.001},
    {"kind": "batch_norm", "eps": 1e-8, "momentum": 1.0},
    {"kind": "batch_norm", "momentum": 0.0, "eps": 0.1},
    {"kind": "dropout"},
    {"kind": "dropout", "p": 0.25, "seed": 7},
    {"kind": "dropout", "p": 0.0},
    {"kind": "dropout", "p": 0.95, "training": False},
    {"kind": "linear"},
    {"kind": "linear", "out_features": 16},
    {"kind": "linear", "out_features": 3, "bias": False},
]
CASES = [(op, shape, own) for op in OPERATIONS for shape in SHAPES for own in (False, True)]


def numbers(shape: tuple[int, ...], seed: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).float().double()


def scene_of(op: dict[str, Any], shape: tuple[int, ...], own: bool) -> LensScene:
    """A scene with numbers of its own, after an activation where there are weights; the gradient is given or ones."""
    outputs = op.get("out_features", 1)
    output = (outputs, 1, 1) if op["kind"] == "linear" else shape
    upstream = {"kind": "values", "values": numbers(output, 900).tolist()} if own else {"kind": "ones"}
    fields: dict[str, Any] = {"operation": op, "upstream": upstream, "memory": MEMORY}
    if op["kind"] == "linear":
        fields |= {"kernel": {"preset": "random", "seed": 5}, "bias": numbers((outputs,), 901).tolist()}
        fields |= {"then": {"kind": "tanh"}} if own else {}
    return LensScene.parse(fields)


@pytest.fixture(scope="module")
def shown() -> list[dict[str, Any]]:
    """One run of the lens's own modules for all cases."""
    node = shutil.which("node")
    if not node:
        pytest.skip("Node is not installed")
    given = [
        {"scene": scene_of(*case).to_json(), "picture": {"data": x.flatten().tolist(), "shape": list(x.shape)}}
        for index, case in enumerate(CASES)
        for x in [numbers(case[1], index)]
    ]
    answer = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    found: list[dict[str, Any]] = json.loads(answer.stdout)
    return found


def tensor(given: dict[str, Any]) -> Tensor:
    return torch.tensor(given["data"], dtype=torch.float64).reshape(given["shape"])


def each(kind: str) -> Any:
    indices = [at for at, (op, *_) in enumerate(CASES) if op["kind"] == kind]
    return pytest.mark.parametrize("index", indices, ids=lambda at: str(CASES[at]))


def check(found: dict[str, Any], y: Tensor, x: Tensor, scene: LensScene, *learnt: Tensor) -> list[Tensor]:
    """Output, loss and the gradient of the input; returns the gradients of what is learnt."""
    values = getattr(scene.upstream, "values", None)
    upstream = torch.ones_like(y) if values is None else torch.tensor(values, dtype=torch.float64)
    assert_close(tensor(found["y"]), y)
    assert found["loss"] == pytest.approx((y * upstream).sum().item(), abs=1e-4)
    d_x, *rest = gradients(y, upstream, x, *learnt)
    assert_close(tensor(found["total"]["dx"]), d_x)
    assert_close(tensor(found["until"]), d_x)
    return list(rest)


@each("batch_norm")
def test_batch_normalisation_with_its_memory(shown: list[dict[str, Any]], index: int) -> None:
    _, shape, _ = CASES[index]
    found, scene, x = shown[index], scene_of(*CASES[index]), numbers(shape, index).requires_grad_()
    spec: Any = scene.operation
    one = torch.ones(1, dtype=torch.float64)
    gamma, beta = (MEMORY["scale"] * one).requires_grad_(), (MEMORY["shift"] * one).requires_grad_()
    running = [MEMORY["mean"] * one, MEMORY["variance"] * one]
    y = F.batch_norm(x[:, None], *running, gamma, beta, spec.training, spec.momentum, spec.eps)[:, 0]
    learnt = check(found, y, x, scene, gamma, beta)
    assert_close([found["total"]["dgamma"], found["total"]["dbeta"]], torch.cat(learnt))
    assert_close([found["running"]["mean"], found["running"]["variance"]], torch.cat(running))
    assert found["sum"] == pytest.approx(y.flatten()[-1].item(), abs=1e-5)


@each("dropout")
def test_dropout_drops_what_the_core_drops(shown: list[dict[str, Any]], index: int) -> None:
    _, shape, _ = CASES[index]
    found, scene, x = shown[index], scene_of(*CASES[index]), numbers(shape, index).requires_grad_()
    assert isinstance(scene.operation, DropoutOperationSpec)
    factors = [step.factor for step in dropout_steps(np.ones(shape), scene.operation)]
    check(found, x * torch.tensor(factors, dtype=torch.float64).reshape(shape), x, scene)
    assert_close(tensor(found["mask"]).flatten(), torch.tensor(factors, dtype=torch.float64))


@each("linear")
def test_a_fully_connected_layer_with_its_activation(shown: list[dict[str, Any]], index: int) -> None:
    _, shape, own = CASES[index]
    found, scene, x = shown[index], scene_of(*CASES[index]), numbers(shape, index).requires_grad_()
    spec: Any = scene.operation
    weight = torch.as_tensor(kernel_in_every_channel("random", spec.weight_shape(shape), seed=5)).requires_grad_()
    bias = torch.tensor(scene.bias, dtype=torch.float64, requires_grad=True) if spec.bias else None
    z = F.linear(x.flatten(), weight.flatten(1), bias)
    y = (z.tanh() if own else z).reshape(-1, 1, 1)
    d_weight, *d_bias = check(found, y, x, scene, weight, *([bias] if bias is not None else []))
    assert_close(tensor(found["total"]["dw"]), d_weight)
    if d_bias:
        assert_close(found["total"]["db"], d_bias[0])
    assert found["sum"] == pytest.approx(z[-1].item(), abs=1e-4)


@pytest.mark.parametrize("index", range(len(CASES)), ids=[str(case) for case in CASES])
def test_the_line_of_pytorch_is_the_core_s(shown: list[dict[str, Any]], index: int) -> None:
    _, shape, _ = CASES[index]
    assert shown[index]["line"] == scene_of(*CASES[index]).operation.pytorch_line(shape)
