"""A scene that the browser tells comes back from Python as the same scene, or Python's echo would undo a change."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cnn_core.activations import ACTIVATIONS
from cnn_core.stepping.scene import LensScene

LENS = (Path(__file__).resolve().parents[3] / "ui" / "components" / "lens").as_uri()
PREAMBLE = f"""
import {{ FAMILIES, NOTHING_YET }} from "{LENS}/families.js";
import {{ canonical, sceneOf }} from "{LENS}/scene.js";
import {{ changed }} from "{LENS}/state.js";
let text = "";
for await (const part of process.stdin) text += part;
const given = JSON.parse(text);
"""
TOLD = """
const pictures = [{ kind: "grid", id: "bars", shape: [1, 5, 5] }];
const world = { inChannels: 1, shape: [1, 5, 5], presets: [], pictures, remembered: NOTHING_YET };
const bars = sceneOf(JSON.stringify({ picture: { kind: "grid", id: "bars" } }));
const told = [];
for (const { id, kinds } of FAMILIES) for (const kind of kinds) {
  const family = changed(bars, { type: "family", id }, world);
  const start = family.operation.kind === kind ? family : changed(family, { type: "kind", kind }, world);
  const then = [null, ...given].map((name) => ({ type: "then", then: name && { kind: name } }));
  const kernels = [{ type: "random", seed: 0 }, { type: "random", seed: 7 }];
  const preset = kind === "convolution" ? [{ type: "preset", id: "random", map: 0, seed: 0 }] : [];
  const target = { type: "upstream", upstream: { kind: "target", preset: "sobel_y" } };
  const mixing = kind === "separable" ? [{ type: "mixing", at: [0, 0], value: 0.1 }] : [];
  for (const action of [...then, ...kernels, ...preset, ...mixing, target]) told.push(changed(start, action, world));
}
console.log(JSON.stringify(told.map((scene) => [JSON.stringify(scene), canonical(scene)])));
"""
HEARD = "console.log(JSON.stringify(given.map((scene) => canonical(sceneOf(scene)))));"


def of_node(script: str, given: Any) -> Any:
    node = shutil.which("node")
    if not node:
        pytest.skip("Node is not installed")
    command = [node, "--input-type=module", "-e", PREAMBLE + script]
    answer = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def test_what_python_writes_back_is_no_news_to_the_browser() -> None:
    told = of_node(TOLD, list(ACTIVATIONS))
    heard = of_node(HEARD, [LensScene.from_json(scene).to_json() for scene, _ in told])
    assert heard == [canonical for _, canonical in told]
